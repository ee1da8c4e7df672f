"""Saving from the plan page: a new scenario, a new revision, or both at hand where somebody was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from planner.core.workload import BadInput
from planner.store import revisions, scenarios
from planner.store.database.errors import Conflict, NotThere, StoreUnavailable
from planner.store.database.rows import Draft, Revision, Scenario, Workspace
from planner.store.files.exchange import Package, export_text, file_name
from planner.store.normalise import clean_name, clean_note
from planner.web import responses
from planner.web.forms import PlanForm, form_problems
from planner.web.saved.plans.conflict import conflict_page
from planner.web.saved.plans.save_again import SaveAgain, save_again
from planner.web.saved.plans.snapshot import draft_from, form_of, plan_of
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, ensure_workspace, public_link, store

bp = Blueprint("saves", __name__)
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


@bp.post("/saved")
def save() -> AnyResponse:
    """303 to what was saved; 409 with both over a newer revision; 422 with what to type instead; 503 when it cannot."""
    draft = _draft()
    return _store(draft) if isinstance(draft, Draft) else _refused(422, draft)


@bp.post("/saved/download")
def take_away() -> AnyResponse:
    """The plan as a file, without the database: what to do while nothing can be saved."""
    draft, name = _draft(), _cleaned("name", request.form.get("name") or "Plan", clean_name)
    if not isinstance(draft, Draft):
        return _refused(422, draft)
    if not isinstance(name, str):
        return _refused(422, name)
    package = Package("plan", name, "", (), (Revision(1, now(), draft),))
    return responses.download(export_text(package), "application/json", file_name(name, "json"))


Problems = dict[str, str]


def _draft() -> Draft | Problems:
    """The plan that was sent, or what to type instead, by field."""
    note = _cleaned("note", request.form.get("note", ""), clean_note)
    if not isinstance(note, str):
        return note
    form = form_of(request.form.get("plan", ""), catalogue())
    try:
        return draft_from(plan_of(form, catalogue(), now=now()), catalogue(), now=now(), note=note)
    except BadInput as bad:
        return form_problems(bad.problems)


def _cleaned(field: str, text: str, clean: Callable[[str], str]) -> str | Problems:
    try:
        return clean(text)
    except ValueError as error:
        return {field: str(error)}


def _store(draft: Draft) -> AnyResponse:
    scenario = request.form.get("scenario", "")
    if scenario and request.form.get("as") != "new":
        return _revise(scenario, draft)
    name = _cleaned("name", request.form.get("name") or _name_of_copy(scenario), clean_name)
    if not isinstance(name, str):
        return _refused(422, name)
    made = scenarios.create(store(), ensure_workspace(), name, draft, now=now())
    return responses.done(f"/saved/{made.id}/sheet?said=saved", id=made.id, revision=1)


def _name_of_copy(scenario_id: str) -> str:
    if not scenario_id:
        return ""
    return scenarios.copy_name(responses.my_plan(scenario_id).name)


def _revise(scenario_id: str, draft: Draft) -> AnyResponse:
    expected = request.form.get("revision", "")
    if not (expected.isascii() and expected.isdigit() and len(expected) < 10):
        return _refused(422, {"revision": "The number of the revision this was made from is missing."})
    workspace = current_workspace()
    try:
        if workspace is None:
            raise NotThere(responses.NO_PLAN)
        made = revisions.revise(
            store(), workspace, scenario_id, draft, kind="plan", expected_revision=int(expected), now=now()
        )
    except Conflict as conflict:
        return _conflict(scenario_id, workspace, conflict)
    except NotThere as error:
        return _refused(404, {"scenario": str(error)})
    ensure_workspace()
    return responses.done(f"/saved/{scenario_id}/sheet?said=revised", id=scenario_id, revision=made.number)


def _conflict(scenario_id: str, workspace: Workspace | None, conflict: Conflict) -> Response:
    if responses.wants_json():
        return responses.trouble(409, "revision", str(conflict))
    scenario = scenarios.get(store(), workspace or responses.mine(), scenario_id, kind="plan")
    view = conflict_page(scenario, conflict, request.form.get("plan", ""), catalogue())
    return responses.page("saved/conflict.html", view, 409)


def _refused(status: int, problems: Problems) -> Response:
    """What was typed, with the sentence that says what to type instead."""
    if responses.wants_json():
        field, text = next(iter(problems.items()))
        return responses.trouble(status, field, text)
    view: SaveAgain = save_again(request.form, problems, catalogue(), status=status)
    return responses.page("saved/save_again.html", view, status)
