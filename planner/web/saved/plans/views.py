"""Views that only plans have: a download without the database, and a revision at today's prices."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions
from planner.store.database.rows import Revision
from planner.store.files import exchange
from planner.store.normalise import clean_name
from planner.web import responses
from planner.web.clock import now
from planner.web.saved.files import TYPES, as_file
from planner.web.saved.kinds import Problems
from planner.web.saved.lists import edit_page
from planner.web.saved.plans.kind import PLAN, cleaned
from planner.web.saved.plans.reprice.answer import reprice, todays_draft
from planner.web.saved.plans.reprice.export import then_csv, then_markdown
from planner.web.saved.rules import my, whole_number
from planner.web.state import catalogue
from planner.web.workspace import ensure_workspace, store


def download_unsaved() -> AnyResponse:
    """The plan as a file, without the database, for when nothing can be saved."""
    sent = PLAN.sent()
    problems: Problems = dict(sent.problems)
    name = cleaned("name", sent.name or "Plan", clean_name, problems)
    if sent.draft is None or problems:
        return sent.refuse(problems, 422)
    return as_file(PLAN, name, Revision(1, now(), sent.draft), "json")


@responses.reads_saved
def revise_today(sid: str) -> AnyResponse:
    """A new revision at today's prices, made from the one named; an older one stays as it is."""
    workspace, latest = responses.mine(), my(PLAN, sid).latest
    source = revisions.get(store(), workspace, sid, whole_number(request.form.get("revision", "")) or latest)
    try:
        draft = todays_draft(source.draft, catalogue(), now=now(), chosen=request.form.get("chosen", ""))
    except ValueError as error:
        return edit_page(PLAN, sid, 422, {"revision": responses.first_problem(error)})
    made = revisions.revise(store(), workspace, sid, draft, kind="plan", expected_revision=latest, now=now())
    ensure_workspace()
    return responses.done(f"/saved/{sid}?notice=revised", id=sid, revision=made.number)


@responses.reads_saved
def then_and_now(sid: str, ending: str) -> Response:
    """Totals and rates, as saved and today."""
    kept = my(PLAN, sid)
    number = whole_number(request.args.get("revision", "")) or kept.latest
    today = reprice(revisions.get(store(), responses.mine(), sid, number).draft, catalogue(), now=now())
    write = {"csv": then_csv, "md": then_markdown}.get(ending)
    if write is None:
        raise NotFound("Then and now is exported as csv or md.")
    name = exchange.file_name(f"{kept.name} then and now", ending)
    return responses.download(write(today.changes), TYPES[ending], name)
