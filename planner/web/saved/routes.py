"""Scenarios: the list and the bin, a scenario then and now, its revisions, and what can be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from planner.store import listing, revisions, scenarios
from planner.store.database.rows import Revision, Scenario, Workspace
from planner.store.files.exchange import export_data, packed
from planner.web import filters, responses
from planner.web.saved.edit import change as edit_fields
from planner.web.saved.edit_page import edit_page
from planner.web.saved.list_page import list_data, list_page, read_search
from planner.web.saved.plans.reprice.answer import todays_draft
from planner.web.saved.plans.reprice.page import then_page
from planner.web.saved.revisions_page import revisions_page
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, ensure_workspace, store

bp = Blueprint("scenarios", __name__)
responses.guard(bp)


@bp.record_once
def _filters(state: BlueprintSetupState) -> None:
    filters.init_app(state.app)  # type: ignore[arg-type]


@bp.get("/saved")
@bp.get("/saved.json")
def index() -> Response:
    """The list; empty for those who have saved nothing."""
    return _list(binned=False)


@bp.get("/saved/bin")
def bin_() -> Response:
    """What was deleted in the last 30 days."""
    return _list(binned=True)


def _list(*, binned: bool) -> Response:
    wanted = read_search(request.args, binned=binned)
    workspace = current_workspace()
    found = listing.search(store(), workspace, wanted) if workspace else listing.Page((), 0, 1, 1)
    latest = _latest(workspace, found) if workspace and not binned else {}
    if responses.wants_json():
        return jsonify(list_data(found))
    tags = listing.tags(store(), workspace) if workspace else []
    deleted = _deleted(request.args.get("deleted", ""))
    return responses.page("saved/list.html", list_page(wanted, found, latest, tags, deleted=deleted, now=now()))


def _latest(workspace: Workspace, found: listing.Page) -> Mapping[str, Revision | None]:
    return revisions.latest_of(store(), workspace, [one.id for one in found.scenarios])


def _deleted(scenario_id: str) -> Scenario | None:
    """The scenario just put into the bin, to be offered back."""
    workspace = current_workspace()
    if not scenario_id or workspace is None:
        return None
    found = scenarios.find(store(), workspace, scenario_id)
    return found if found.deleted_at else None


@bp.get("/saved/<sid>")
@bp.get("/saved/<sid>/revisions/<int:number>")
@responses.reads_saved
def show(sid: str, number: int | None = None) -> AnyResponse:
    """Then and now; as data the very file that an export gives. A budget has its own page."""
    scenario = scenarios.get(store(), responses.mine(), sid)
    if scenario.kind != "plan":
        return redirect(f"/{scenario.kind}s/{sid}", 303)
    history = revisions.history(store(), responses.mine(), sid)
    revision = _chosen(history, number)
    if responses.wants_json():
        return jsonify(export_data(packed(scenario, [revision] if number else history)))
    said = request.args.get("said", "")
    view = then_page(scenario, revision, history, catalogue(), now=now(), said=said)
    return responses.page("saved/page.html", view)


def _chosen(history: Sequence[Revision], number: int | None) -> Revision:
    """The revision asked for; NotThere without one."""
    found = [revision for revision in history if number in (None, revision.number)]
    return found[0] if found else revisions.get(store(), responses.mine(), "", number or 0)


@bp.get("/saved/<sid>/revisions")
@responses.reads_saved
def every(sid: str) -> Response:
    scenario = responses.my_plan(sid)
    view = revisions_page(scenario, revisions.history(store(), responses.mine(), sid))
    return responses.page("saved/revisions.html", view)


@bp.post("/saved/<sid>/today")
@responses.reads_saved
def revise_today(sid: str) -> AnyResponse:
    """A new revision at today's prices, made from the one named; an older one stays as it is."""
    workspace = responses.mine()
    latest = responses.my_plan(sid).latest
    source = revisions.get(store(), workspace, sid, request.form.get("revision", type=int) or latest)
    try:
        draft = todays_draft(source.draft, catalogue(), now=now(), chosen=request.form.get("chosen", ""))
    except ValueError as error:
        return _edit(sid, 422, {"revision": responses.first_problem(error)})
    made = revisions.revise(store(), workspace, sid, draft, kind="plan", expected_revision=latest, now=now())
    ensure_workspace()
    return responses.done(f"/saved/{sid}?said=revised", id=sid, revision=made.number)


@bp.get("/saved/<sid>/edit")
def edit(sid: str) -> Response:
    return _edit(sid, 200, {})


def _edit(sid: str, status: int, problems: dict[str, str]) -> Response:
    scenario = responses.my_plan(sid)
    if problems and responses.wants_json():
        field, text = next(iter(problems.items()))
        return responses.trouble(status, field, text)
    return responses.page("saved/edit.html", edit_page(scenario, request.form, problems), status)


@bp.post("/saved/<sid>/edit")
def change(sid: str) -> AnyResponse:
    """Name, note and tags; only those sent are changed."""
    responses.my_plan(sid)
    problems = edit_fields("plan", sid)
    if problems:
        return _edit(sid, 409 if "meanwhile" in problems else 422, problems)
    return responses.done(f"/saved/{sid}?said=changed", id=sid)


@bp.post("/saved/<sid>/duplicate")
@responses.reads_saved
def duplicate(sid: str) -> AnyResponse:
    number = request.form.get("revision", type=int)
    responses.my_plan(sid)
    made = scenarios.duplicate(store(), responses.mine(), sid, now=now(), number=number)
    return responses.done(f"/saved/{made.id}?said=duplicated", id=made.id)


@bp.post("/saved/<sid>/revisions/<int:number>/back")
def bring_back(sid: str, number: int) -> AnyResponse:
    """An old revision as the newest, with the prices it was saved with."""
    workspace = responses.mine()
    latest = responses.my_plan(sid).latest
    made = revisions.bring_back(store(), workspace, sid, number, kind="plan", expected_revision=latest, now=now())
    return responses.done(f"/saved/{sid}?said=revised", id=sid, revision=made.number)


@bp.post("/saved/<sid>/delete")
def delete(sid: str) -> AnyResponse:
    responses.my_plan(sid)
    scenarios.delete(store(), responses.mine(), sid, now=now())
    return responses.done("/saved?" + urlencode({"deleted": sid}), id=sid)


@bp.post("/saved/<sid>/restore")
def restore(sid: str) -> AnyResponse:
    scenarios.find(store(), responses.mine(), sid, kind="plan")
    scenarios.restore(store(), responses.mine(), sid)
    return responses.done(f"/saved/{sid}?said=restored", id=sid)
