"""Scenarios out and in: JSON that comes back exactly, CSV, Markdown, one page that needs no server, and import."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions
from planner.store.database.rows import Revision
from planner.store.files import exchange
from planner.store.files.escaping import markdown
from planner.store.files.plan_workbook import plan_workbook
from planner.store.files.result_tables import results_csv, results_markdown
from planner.web import responses
from planner.web.saved.plans.one_file import one_file
from planner.web.saved.plans.reprice.answer import reprice
from planner.web.saved.plans.reprice.export import then_csv, then_markdown
from planner.web.state import catalogue, now
from planner.web.workspace import ensure_workspace, store

bp = Blueprint("scenario_files", __name__)
responses.guard(bp)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The import form, with what was pasted and why it could not be taken."""

    title: str
    text: str
    problem: str


@bp.get("/saved/<sid>/export.<ending>")
@responses.reads_saved
def export(sid: str, ending: str) -> Response:
    """`revision` picks one; else JSON holds all of them, and the other kinds the latest."""
    scenario = responses.my_plan(sid)
    number = request.args.get("revision", type=int)
    if ending == "json":
        chosen = [revisions.get(store(), responses.mine(), sid, number)] if number else None
        history = chosen or revisions.history(store(), responses.mine(), sid)
        text = exchange.export_text(exchange.packed(scenario, history))
        return responses.download(text, "application/json", exchange.file_name(scenario.name, ending))
    revision = revisions.get(store(), responses.mine(), sid, number or scenario.latest)
    return as_file(scenario.name, revision, ending)


def as_file(name: str, revision: Revision, ending: str) -> Response:
    """One revision as CSV, Markdown or a page of its own; 404 for any other ending."""
    file = exchange.file_name(name, ending)
    if ending == "csv":
        return responses.download("\ufeff" + results_csv(revision.draft.snapshot), "text/csv", file)
    if ending == "md":
        return responses.download(
            f"# {markdown(name)}\n\n{results_markdown(revision.draft.snapshot)}", "text/markdown", file
        )
    if ending == "xlsx":
        return responses.download(plan_workbook(name, revision.draft.snapshot), responses.XLSX, file)
    if ending == "html":
        return responses.download(one_file(name, revision, catalogue()), "text/html", file)
    raise NotFound("A plan is exported as json, csv, xlsx, md or html.")


@bp.get("/saved/<sid>/then-and-now.<ending>")
@responses.reads_saved
def then_and_now(sid: str, ending: str) -> Response:
    """Totals and rates, as saved and today."""
    scenario = responses.my_plan(sid)
    number = request.args.get("revision", type=int) or scenario.latest
    today = reprice(revisions.get(store(), responses.mine(), sid, number).draft, catalogue(), now=now())
    write = {"csv": then_csv, "md": then_markdown}.get(ending)
    if write is None:
        raise NotFound("Then and now is exported as csv or md.")
    kind = "text/csv" if ending == "csv" else "text/markdown"
    return responses.download(write(today.found), kind, exchange.file_name(f"{scenario.name} then and now", ending))


@bp.get("/saved/import")
def ask() -> Response:
    return responses.page("saved/import.html", ImportPage("Import a plan", "", ""))


@bp.post("/saved/import")
def take_in() -> AnyResponse:
    """A file, or its text; 422 with the reason when it cannot be taken, and then nothing is changed."""
    upload = request.files.get("file")
    data: str | bytes = upload.read() if upload and upload.filename else request.form.get("text", "")
    try:
        if not data.strip():
            raise exchange.BadFile("Choose a file that an export wrote, or paste what is in it.")
        package = exchange.read_file(data)
    except exchange.BadFile as error:
        return _refused(str(error), request.form.get("text", ""))
    made = exchange.import_package(store(), ensure_workspace(), package, now=now())
    return responses.done(f"/saved/{made.id}?said=imported", id=made.id)


def _refused(reason: str, text: str) -> Response:
    if responses.wants_json():
        return responses.trouble(422, "file", reason)
    return responses.page("saved/import.html", ImportPage("Import a plan", text, reason), 422)
