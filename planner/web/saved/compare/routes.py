"""Two to four of one kind, or revisions of one, side by side; first the choice of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request

from planner.core.scenario.compare import FEWEST, MOST
from planner.store import listing, revisions
from planner.store.database.rows import Revision, Scenario
from planner.web import filters, responses
from planner.web.clock import now
from planner.web.saved.compare.heads import called, headed
from planner.web.saved.compare.pick import pick_page
from planner.web.saved.kinds import Chosen, Kind
from planner.web.saved.rules import my, whole_number
from planner.web.workspace import current_workspace, store

TOO_MANY = f"Choose {filters.in_words(FEWEST)} to {filters.in_words(MOST)} at most."


@dataclass(frozen=True, slots=True)
class ComparePage:
    """`view` is the kind's own."""

    kind: Kind
    chosen: tuple[Chosen, ...]
    view: object

    def head(self, columns: Sequence[Chosen], place: int) -> str:
        """The head of a column: the name, numbered where another has it too."""
        return headed(columns, place)

    def called(self, columns: Sequence[Chosen], place: int) -> str:
        """What a sentence calls it."""
        return called(columns, place)


@responses.reads_saved
def compare(kind: Kind) -> Response:
    """`s` names each: an id for the latest revision, or id@3. 422 with the choice for too many."""
    chosen = _in_time([_chosen(kind, name) for name in dict.fromkeys(request.args.getlist("s"))])
    if not FEWEST <= len(chosen) <= MOST:
        return _pick(kind, chosen, TOO_MANY if len(chosen) > MOST else "")
    try:
        view = ComparePage(kind, tuple(chosen), kind.comparison(chosen))
    except ValueError as error:
        return _pick(kind, chosen, str(error))
    return responses.page("saved/compare.html", view)


def _in_time(chosen: list[Chosen]) -> list[Chosen]:
    """Revisions of one thing, the earliest first, so that differences are later changes."""
    if len({one.scenario.id for one in chosen}) > 1:
        return chosen
    return sorted(chosen, key=lambda one: one.revision.number)


def _chosen(kind: Kind, name: str) -> Chosen:
    sid, _, number = name.partition("@")
    kept = my(kind, sid)
    wanted = whole_number(number)
    return Chosen(kept, revisions.get(store(), responses.mine(), sid, kept.latest if wanted is None else wanted))


def _pick(kind: Kind, chosen: list[Chosen], problem: str) -> Response:
    workspace = current_workspace()
    found: tuple[Scenario, ...] = ()
    history: list[Revision] = []
    if workspace:
        found = listing.search(store(), workspace, listing.Search(per_page=100, kind=kind.name)).scenarios
        history = revisions.history(store(), workspace, chosen[0].scenario.id) if len(chosen) == 1 else []
    view = pick_page(kind, chosen, found, history, problem=problem, now=now())
    return responses.page("saved/pick.html", view, 422 if problem else 200)
