"""What is kept as files: JSON that comes back exactly, the formats of each kind, and import."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions
from planner.store.database.errors import NotThere
from planner.store.database.rows import Revision
from planner.store.files import exchange
from planner.web import responses
from planner.web.clock import now
from planner.web.saved.kinds import BASES, Kind
from planner.web.saved.rules import my, whole_number
from planner.web.workspace import ensure_workspace, store

TYPES = {
    "json": "application/json", "csv": "text/csv", "md": "text/markdown", "html": "text/html", "xlsx": responses.XLSX,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The import form, with what was pasted and why it could not be taken."""

    title: str
    text: str
    problem: str


@responses.reads_saved
def export(kind: Kind, sid: str, ending: str) -> Response:
    """`revision` picks one; else JSON holds all of them, and the other kinds of file the latest."""
    asked = request.args.get("revision", "")
    kept, number = my(kind, sid), whole_number(asked)
    if asked and not number:
        raise NotThere(f"There is no revision {asked[:20]}.")
    if ending == "json":
        chosen = [revisions.get(store(), responses.mine(), sid, number)] if number else None
        history = chosen or revisions.history(store(), responses.mine(), sid)
        return _download(kind, kept.name, ending, exchange.export_text(exchange.packed(kept, history)))
    return as_file(kind, kept.name, revisions.get(store(), responses.mine(), sid, number or kept.latest), ending)


def as_file(kind: Kind, name: str, revision: Revision, ending: str) -> Response:
    """One revision without anything about its owner; 404 for an ending that the kind does not have."""
    if ending == "json":
        package = exchange.Package(kind.name, name, "", (), (revision,))
        return _download(kind, name, ending, exchange.export_text(package))
    write = kind.files.writers.get(ending)
    if write is None:
        *most, last = kind.files.endings
        raise NotFound(f"A {kind.name} is exported as {', '.join(most)} or {last}.")
    return _download(kind, name, ending, write(name, revision))


def _download(kind: Kind, name: str, ending: str, content: str | bytes) -> Response:
    return responses.download(content, TYPES[ending], exchange.file_name(name, ending, nameless=kind.name))


def import_form() -> Response:
    return responses.page("saved/import.html", ImportPage("Import a plan or a budget", "", ""))


def import_file() -> AnyResponse:
    """A file, or its text; 422 with the reason when it cannot be taken, and then nothing is changed."""
    try:
        package = exchange.read_file(responses.sent_file())
    except ValueError as error:
        return _refused(str(error), request.form.get("text", ""))
    made = exchange.import_package(store(), ensure_workspace(), package, now=now())
    return responses.done(f"{BASES[made.kind]}/{made.id}?notice=imported", id=made.id)


def _refused(reason: str, text: str) -> Response:
    if responses.wants_json():
        return responses.trouble(422, "file", reason)
    return responses.page("saved/import.html", ImportPage("Import a plan or a budget", text, reason), 422)
