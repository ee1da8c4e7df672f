"""Budgets out: JSON that comes back exactly, CSV and Markdown, saved or not."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions
from planner.store.database.rows import Revision
from planner.store.files import exchange
from planner.store.files.exchange import Package
from planner.web import responses
from planner.web.budgets.answers import answer
from planner.web.budgets.export import budget_csv, budget_markdown
from planner.web.budgets.form.form import read_budget
from planner.web.budgets.page import Notices
from planner.web.budgets.routes import show
from planner.web.budgets.sample_month import without_sample
from planner.web.budgets.view_data import shown_saved
from planner.web.budgets.workbook import budget_workbook
from planner.web.saved.budgets.own import my_budget
from planner.web.saved.budgets.snapshot import budget_draft
from planner.web.state import catalogue, now
from planner.web.workspace import store

bp = Blueprint("budget_files", __name__)
responses.guard(bp)


@bp.post("/budgets/export")
def export_form() -> AnyResponse:
    """The budget as it was typed, without the database; 422 on its page where it cannot be used."""
    answered = answer(without_sample(read_budget(request.form, catalogue(), now=now())), whole=True)
    if answered.budget is None or answered.data is None:
        return show(answered, whole=True, notices=Notices(problem="There is nothing to export yet."), status=422)
    draft = budget_draft(answered.budget, answered.data, catalogue(), now=now())
    return as_file(answered.budget.name, Revision(1, now(), draft), request.form.get("as", ""))


@bp.get("/budgets/<sid>/export.<ending>")
@responses.reads_saved
def export(sid: str, ending: str) -> Response:
    """`revision` picks one; else JSON holds all of them, and the other kinds the latest."""
    scenario, number = my_budget(sid), request.args.get("revision", type=int)
    if ending == "json" and not number:
        package = exchange.packed(scenario, revisions.history(store(), responses.mine(), sid))
        name = exchange.file_name(scenario.name, ending, nameless="budget")
        return responses.download(exchange.export_text(package), "application/json", name)
    revision = revisions.get(store(), responses.mine(), sid, number or scenario.latest)
    return as_file(scenario.name, revision, ending)


def as_file(name: str, revision: Revision, ending: str) -> Response:
    """One revision; 404 for any other ending."""
    file = exchange.file_name(name, ending, nameless="budget")
    if ending == "json":
        package = Package("budget", name, "", (), (revision,))
        return responses.download(exchange.export_text(package), "application/json", file)
    if ending == "csv":
        return responses.download(budget_csv(shown_saved(revision.draft)), "text/csv", file)
    if ending == "md":
        return responses.download(budget_markdown(shown_saved(revision.draft)), "text/markdown", file)
    if ending == "xlsx":
        return responses.download(budget_workbook(shown_saved(revision.draft)), responses.XLSX, file)
    raise NotFound("A budget is exported as json, csv, xlsx or md.")
