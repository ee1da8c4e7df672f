"""Budgets kept: the list and the bin, revisions, name and note, and two to four side by side."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from planner.core.scenario.compare import FEWEST, MOST
from planner.store import listing, revisions, scenarios
from planner.store.database.errors import NotThere
from planner.store.database.rows import Scenario
from planner.web import filters, responses
from planner.web.saved.budgets.compare import compare_page
from planner.web.saved.budgets.list_page import budget_history, budget_list
from planner.web.saved.budgets.own import my_budget
from planner.web.saved.budgets.saved_page import saved_budget
from planner.web.saved.compare.pick import pick_page
from planner.web.saved.edit import change as edit_fields
from planner.web.saved.kinds import BUDGET
from planner.web.saved.plans.compare import Chosen
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, store

bp = Blueprint("budget_lists", __name__)
responses.guard(bp)
TOO_MANY = f"Choose {filters.in_words(FEWEST)} to {filters.in_words(MOST)} at most."


@bp.get("/budgets")
def index() -> Response:
    """The list; empty for those who have saved nothing."""
    return _list(binned=False)


@bp.get("/budgets/bin")
def bin_() -> Response:
    """What was deleted in the last 30 days."""
    return _list(binned=True)


def _list(*, binned: bool) -> Response:
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    wanted = listing.Search(words=request.args.get("q", "")[:200], page=page, kind="budget", binned=binned)
    workspace = current_workspace()
    found = listing.search(store(), workspace, wanted) if workspace else listing.Page((), 0, 1, 1)
    ids = [one.id for one in found.scenarios]
    latest = revisions.latest_of(store(), workspace, ids) if workspace and not binned else {}
    deleted = _deleted(request.args.get("deleted", ""))
    presets = tuple((preset.id, preset.name) for preset in catalogue().presets.values())
    view = budget_list(wanted, found, latest, deleted=deleted, now=now(), presets=presets)
    return responses.page("budgets/list.html", view)


def _deleted(sid: str) -> Scenario | None:
    """The budget just put into the bin, to be offered back."""
    workspace = current_workspace()
    if not sid or workspace is None:
        return None
    try:
        found = scenarios.find(store(), workspace, sid, kind="budget")
    except NotThere:
        return None
    return found if found.deleted_at else None


@bp.get("/budgets/<sid>/revisions")
@responses.reads_saved
def history(sid: str) -> Response:
    return _history(sid, {})


def _history(sid: str, problems: dict[str, str]) -> Response:
    budget = my_budget(sid)
    known = revisions.history(store(), responses.mine(), sid)
    view = budget_history(budget, known, request.form, problems)
    status = (409 if "meanwhile" in problems else 422) if problems else 200
    return responses.page("budgets/revisions.html", view, status)


@bp.post("/budgets/<sid>/edit")
def change(sid: str) -> AnyResponse:
    """Name, note and tags; only those sent are changed, and none where one cannot be kept."""
    my_budget(sid)
    problems = edit_fields("budget", sid)
    if problems:
        return _history(sid, problems)
    return responses.done(f"/budgets/{sid}?said=changed", id=sid)


@bp.get("/budgets/<sid>/revisions/<int:number>")
@responses.reads_saved
def revision(sid: str, number: int) -> Response:
    """One revision as it was saved."""
    budget = my_budget(sid)
    found = revisions.get(store(), responses.mine(), sid, number)
    head = f"revision {number} as it was saved"
    view = saved_budget(budget.name, found, catalogue(), head=head, base=f"/budgets/{sid}", latest=budget.latest)
    return responses.page("budgets/saved.html", view)


@bp.post("/budgets/<sid>/revisions/<int:number>/back")
def bring_back(sid: str, number: int) -> AnyResponse:
    """An old revision as the newest, with the prices it was saved with."""
    latest = my_budget(sid).latest
    made = revisions.bring_back(
        store(), responses.mine(), sid, number, kind="budget", expected_revision=latest, now=now()
    )
    return responses.done(f"/budgets/{sid}?said=revised", id=sid, revision=made.number)


@bp.get("/budgets/compare")
@responses.reads_saved
def compare() -> Response:
    """`s` names each: a budget's id for its latest revision, or id@3. 422 with the choice for too many."""
    chosen = [_chosen(name) for name in dict.fromkeys(request.args.getlist("s"))]
    if FEWEST <= len(chosen) <= MOST:
        return responses.page("budgets/compare.html", compare_page(chosen))
    workspace = current_workspace()
    search = listing.Search(per_page=100, kind="budget")
    found = listing.search(store(), workspace, search).scenarios if workspace else ()
    known = revisions.history(store(), responses.mine(), chosen[0].scenario.id) if len(chosen) == 1 else []
    problem = TOO_MANY if len(chosen) > MOST else ""
    view = pick_page(BUDGET, chosen, found, known, now=now(), problem=problem)
    return responses.page("saved/pick.html", view, 422 if problem else 200)


def _chosen(name: str) -> Chosen:
    sid, _, number = name.partition("@")
    budget = my_budget(sid)
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else budget.latest
    return Chosen(budget, revisions.get(store(), responses.mine(), sid, wanted))
