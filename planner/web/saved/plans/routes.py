"""What only plans have: the form on the plan page, a download without the database, a revision at today's prices."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from planner.store import revisions, scenarios
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Revision, Scenario
from planner.store.files import exchange
from planner.store.normalise import clean_name
from planner.web import filters, responses
from planner.web.forms import PlanForm
from planner.web.saved.files import TYPES, as_file
from planner.web.saved.kinds import Problems
from planner.web.saved.lists import edit_page
from planner.web.saved.plans.kind import PLAN, cleaned
from planner.web.saved.plans.reprice.answer import reprice, todays_draft
from planner.web.saved.plans.reprice.export import then_csv, then_markdown
from planner.web.saved.rules import my, whole_number
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, ensure_workspace, public_link, store

bp = Blueprint("plans", __name__)
responses.guard(bp)


@dataclass(frozen=True, slots=True)
class Saving:
    """What the plan page needs to save itself; without `scenario` it becomes a new one called `name`."""

    plan: str
    name: str
    scenario: str
    revision: str


@bp.record_once
def _globals(state: BlueprintSetupState) -> None:
    filters.init_app(state.app)  # type: ignore[arg-type]
    state.app.jinja_env.globals.update(saving=saving, public_link=public_link)


def saving(form: PlanForm) -> Saving:
    """For the plan page; it works without the database too."""
    plan, opened = urlencode(form.query()), _opened(form)
    if opened is None:
        return Saving(plan, form.preset.name, "", "")
    return Saving(plan, opened.name, opened.id, form.revision)


def _opened(form: PlanForm) -> Scenario | None:
    """The scenario the plan page was opened from."""
    if not form.scenario or not form.revision.isdecimal():
        return None
    try:
        workspace = current_workspace()
        return scenarios.get(store(), workspace, form.scenario, kind="plan") if workspace else None
    except (NotThere, StoreUnavailable) as error:
        current_app.logger.info("opened from a scenario that is unavailable: %s", error)
        return None


@bp.post("/saved/download")
def take_away() -> AnyResponse:
    """The plan as a file, without the database: what to do while nothing can be saved."""
    sent = PLAN.sent()
    problems: Problems = dict(sent.problems)
    name = cleaned("name", sent.name or "Plan", clean_name, problems)
    if sent.draft is None or problems:
        return sent.refuse(problems, 422)
    return as_file(PLAN, name, Revision(1, now(), sent.draft), "json")


@bp.post("/saved/<sid>/today")
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
    return responses.done(f"/saved/{sid}?said=revised", id=sid, revision=made.number)


@bp.get("/saved/<sid>/then-and-now.<ending>")
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
    return responses.download(write(today.found), TYPES[ending], name)
