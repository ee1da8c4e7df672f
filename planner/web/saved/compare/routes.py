"""Two to four scenarios or revisions side by side; first the choice of them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from planner.core.scenario.compare import FEWEST, MOST
from planner.store import listing, revisions
from planner.store.database.rows import Revision, Scenario
from planner.web import responses
from planner.web.saved.compare.pick import pick_page
from planner.web.saved.kinds import PLAN
from planner.web.saved.plans.compare import Chosen, compare_page
from planner.web.state import catalogue, now
from planner.web.workspace import current_workspace, store

bp = Blueprint("comparing", __name__)
responses.guard(bp)


@bp.get("/saved/compare")
@responses.reads_saved
def compare() -> Response:
    """`s` names each: a scenario's id for its latest revision, or id@3. 422 with the choice for too few or too many."""
    chosen = [_chosen(name) for name in dict.fromkeys(request.args.getlist("s"))]
    if not FEWEST <= len(chosen) <= MOST:
        return _pick(chosen, f"Choose {FEWEST} to {MOST}; these are {len(chosen)}." if len(chosen) > MOST else "")
    try:
        return responses.page("saved/compare.html", compare_page(chosen, catalogue()))
    except ValueError as error:
        return _pick(chosen, str(error))


def _chosen(name: str) -> Chosen:
    sid, _, number = name.partition("@")
    scenario = responses.my_plan(sid)
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else scenario.latest
    return Chosen(scenario, revisions.get(store(), responses.mine(), sid, wanted))


def _pick(chosen: list[Chosen], problem: str) -> Response:
    workspace = current_workspace()
    found: tuple[Scenario, ...] = ()
    history: list[Revision] = []
    if workspace:
        found = listing.search(store(), workspace, listing.Search(per_page=100)).scenarios
        history = revisions.history(store(), workspace, chosen[0].scenario.id) if len(chosen) == 1 else []
    view = pick_page(PLAN, chosen, found, history, problem=problem, now=now())
    return responses.page("saved/pick.html", view, 422 if problem else 200)
