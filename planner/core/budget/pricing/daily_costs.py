"""The days of every line, walked: each day's runs at that day's price, gathered into pieces of equal price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.budget.calendar import MonthSpan, months_of
from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.budget.odds.whatif import UPRIGHT, Tilt
from planner.core.budget.pricing.price_periods import Piece, pieces_of, price_events, pricer_of
from planner.core.budget.pricing.routing import Leg, route
from planner.core.budget.pricing.run_prices import NoPriceError
from planner.core.budget.results import Event
from planner.core.budget.tasks import Task, tasks_of
from planner.core.estimate.terms import Prepared
from planner.core.keeping import Kept
from planner.core.models.catalogue import Catalogue
from planner.core.pauses import pause
from planner.core.results import Refusal
from planner.core.tokens.calibration import NOTHING_LEARNT

LINES, KEPT_LINES = "budget lines", 128
"""Where a catalogue keeps walked lines, and at most how many."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A line with its days: the offers it goes through, its pieces in order, what happens on the way; `first` is its
    run on its first day, where it has one that can be priced."""

    index: int
    line: BudgetLine
    task: Task
    legs: tuple[Leg, ...]
    pieces: tuple[Piece, ...] = ()
    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    first: Prepared | None = None


def walk_budget(budget: Budget, catalogue: Catalogue, *, tilt: Tilt = UPRIGHT) -> tuple[Walked, ...]:
    """Every line of the budget, walked. Raises BadInput naming each line whose offer or kind of work is unknown."""
    spans = months_of(budget)
    tasks = tasks_of(budget.lines, catalogue, spans, budget.calibration)
    return tuple(_line_walked(task, catalogue, spans, tilt) for task in tasks)


def _line_walked(task: Task, catalogue: Catalogue, spans: Sequence[MonthSpan], tilt: Tilt) -> Walked:
    """The line walked, or as it was walked last: a change of one line leaves the others as they are."""

    def walk() -> Walked:
        return walk_line(task, catalogue, spans, tilt)

    is_listed = catalogue.offers.get(task.offer.id) is task.offer
    if tilt != UPRIGHT or task.learnt != NOTHING_LEARNT or not is_listed:
        return walk()
    kept: Kept[Walked] = catalogue.kept.setdefault(LINES, Kept(KEPT_LINES))
    # As text: 1 and 1.0 are equal, yet are written differently in an answer.
    said = repr((task.line, task.mode, task.runs, task.traffic, task.read_as))
    return kept.get((task.index, said, task.offer.id, tuple(spans)), walk)


def walk_line(task: Task, catalogue: Catalogue, spans: Sequence[MonthSpan], tilt: Tilt) -> Walked:
    """The line's days from its first to its last within the budget, or why it cannot be priced."""
    pause()
    line = task.line
    first, last = max(line.start or spans[0].first, spans[0].first), min(line.end or spans[-1].last, spans[-1].last)
    if first > last:
        return Walked(task.index, line, task, ())
    legs, events = route(line, catalogue, task.offer, task.mode, first, last)
    priced = _priced(task, legs, catalogue, spans, tilt)
    if isinstance(priced, Refusal):
        return Walked(task.index, line, task, legs, (), events, priced)
    pieces, changes, prepared = priced
    return Walked(task.index, line, task, legs, pieces, (*events, *changes), first=prepared)


def _priced(
    task: Task, legs: Sequence[Leg], catalogue: Catalogue, spans: Sequence[MonthSpan], tilt: Tilt
) -> tuple[tuple[Piece, ...], tuple[Event, ...], Prepared | None] | Refusal:
    """Pieces and price changes of all legs, and the run of the first; a leg that cannot be priced refuses the line."""
    pieces: list[Piece] = []
    events: list[Event] = []
    first: Prepared | None = None
    for number, leg in enumerate(legs):
        pricer = pricer_of(task, leg, catalogue, tilt)
        if isinstance(pricer, Refusal):
            return pricer
        first = first or pricer.prepared
        try:
            pieces += pieces_of(pricer, number, spans)
            events += price_events(pricer, spans)
        except NoPriceError as error:
            return _no_price(leg, str(error))
    return tuple(pieces), tuple(events), first


def _no_price(leg: Leg, text: str) -> Refusal:
    return Refusal(leg.offer.id, leg.offer.name, leg.mode, "price_unknown", text)
