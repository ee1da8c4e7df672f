"""Saving: something new, a new revision, or both drafts side by side after a conflict."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions, scenarios
from planner.store.database.errors import Conflict, NotThere
from planner.store.database.rows import Draft, Revision, Scenario
from planner.store.normalise import clean_name
from planner.web import responses
from planner.web.clock import now
from planner.web.saved.kinds import Difference, Fields, Kind, Problems, Sent
from planner.web.saved.rules import my, whole_number
from planner.web.workspace import ensure_workspace, store

NO_REVISION = "The number of the revision this was made from is missing."


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """What was saved meanwhile (`newest`) and what was to be saved (`note`, `fields`), with the rows that differ."""

    kind: Kind
    kept: Scenario
    newest: Revision
    rows: tuple[Difference, ...]
    note: str
    fields: Fields
    back: str


def save(kind: Kind) -> AnyResponse:
    """303 to what was saved; 409 with both over a newer revision; 422 with what to type instead; 503 when it cannot."""
    return save_sent(kind, kind.sent())


def save_sent(kind: Kind, sent: Sent, then: str = "/sheet?notice=revised") -> AnyResponse:
    """Saves the form of this request; `then` is where a new revision leads, behind the address of what is saved."""
    if sent.draft is None:
        return _refused(sent, sent.problems, 422)
    if sent.kept and request.form.get("as") != "new":
        return _revise(kind, sent, sent.draft, then)
    try:
        name = clean_name(_name(kind, sent))
    except ValueError as error:
        return _refused(sent, {"name": str(error)}, 422)
    made = scenarios.create(store(), ensure_workspace(), name, sent.draft, now=now(), kind=kind.name)
    return responses.done(f"{kind.base}/{made.id}/sheet?notice=saved", id=made.id, revision=1)


def _name(kind: Kind, sent: Sent) -> str:
    """A copy that was given no other name is called a copy."""
    if not sent.kept:
        return sent.name
    try:
        kept = my(kind, sent.kept)
    except NotThere:
        return sent.name
    return scenarios.copy_name(kept.name) if sent.name in ("", kept.name) else sent.name


def _revise(kind: Kind, sent: Sent, draft: Draft, then: str) -> AnyResponse:
    """The draft as the revision after the one it was made from."""
    expected = whole_number(sent.revision)
    if expected is None:
        return _refused(sent, {"revision": NO_REVISION}, 422)
    try:
        workspace = responses.mine(kind.name)
        made = revisions.revise(
            store(), workspace, sent.kept, draft, kind=kind.name, expected_revision=expected, now=now()
        )
        if sent.renames:
            scenarios.rename(store(), workspace, sent.kept, sent.name, kind=kind.name, now=now())
    except Conflict as conflict:
        return _conflict(kind, sent, conflict)
    except NotThere as error:
        return _refused(sent, {"scenario": str(error)}, 404)
    ensure_workspace()
    return responses.done(f"{kind.base}/{sent.kept}{then}", id=sent.kept, revision=made.number)


def _conflict(kind: Kind, sent: Sent, conflict: Conflict) -> Response:
    if responses.wants_json():
        return responses.trouble(409, "revision", str(conflict))
    view = ConflictPage(
        kind=kind,
        kept=my(kind, sent.kept),
        newest=conflict.newest,
        rows=kind.differences(conflict.newest.draft, conflict.yours),
        note=conflict.yours.note,
        fields=sent.fields(str(conflict.newest.number)),
        back=sent.back,
    )
    return responses.page("saved/conflict.html", view, 409)


def _refused(sent: Sent, problems: Problems, status: int) -> Response:
    """What was typed, with the sentence that says what to type instead."""
    if responses.wants_json():
        field, text = next(iter(problems.items()))
        return responses.trouble(status, field, text)
    return sent.refuse(problems, status)
