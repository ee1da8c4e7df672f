"""What each day of a line costs: its runs at that day's price, grouped into pieces of equal price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.budget.calendar import MonthSpan, months_of
from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.budget.odds.whatif import AS_BELIEVED, WhatIf
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
"""Where a catalogue keeps priced lines, and at most how many."""


@dataclass(frozen=True, slots=True)
class PricedLine:
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


def price_budget_lines(
    budget: Budget, catalogue: Catalogue, *, what_if: WhatIf = AS_BELIEVED
) -> tuple[PricedLine, ...]:
    """Every line of the budget, priced. Raises BadInput naming each line whose offer or kind of work is unknown."""
    spans = months_of(budget)
    tasks = tasks_of(budget.lines, catalogue, spans, budget.calibration)
    return tuple(_priced_or_kept(task, catalogue, spans, what_if) for task in tasks)


def _priced_or_kept(task: Task, catalogue: Catalogue, spans: Sequence[MonthSpan], what_if: WhatIf) -> PricedLine:
    """The line priced, or its kept price where nothing about it has changed."""

    def priced() -> PricedLine:
        return price_budget_line(task, catalogue, spans, what_if)

    is_listed = catalogue.offers.get(task.offer.id) is task.offer
    if what_if != AS_BELIEVED or task.learnt != NOTHING_LEARNT or not is_listed:
        return priced()
    kept: Kept[PricedLine] = catalogue.kept.setdefault(LINES, Kept(KEPT_LINES))
    # As text: 1 and 1.0 are equal, yet are written differently in an answer.
    task_text = repr((task.line, task.mode, task.runs, task.traffic, task.read_as))
    return kept.get((task.index, task_text, task.offer.id, tuple(spans)), priced)


def price_budget_line(task: Task, catalogue: Catalogue, spans: Sequence[MonthSpan], what_if: WhatIf) -> PricedLine:
    """The line's days from its first to its last within the budget, or why it cannot be priced."""
    pause()
    line = task.line
    first, last = max(line.start or spans[0].first, spans[0].first), min(line.end or spans[-1].last, spans[-1].last)
    if first > last:
        return PricedLine(task.index, line, task, ())
    legs, events = route(line, catalogue, task.offer, task.mode, first, last)
    priced = _priced(task, legs, catalogue, spans, what_if)
    if isinstance(priced, Refusal):
        return PricedLine(task.index, line, task, legs, (), events, priced)
    pieces, changes, prepared = priced
    return PricedLine(task.index, line, task, legs, pieces, (*events, *changes), first=prepared)


def _priced(
    task: Task, legs: Sequence[Leg], catalogue: Catalogue, spans: Sequence[MonthSpan], what_if: WhatIf
) -> tuple[tuple[Piece, ...], tuple[Event, ...], Prepared | None] | Refusal:
    """Pieces and price changes of all legs, and the run of the first; a leg that cannot be priced refuses the line."""
    pieces: list[Piece] = []
    events: list[Event] = []
    first: Prepared | None = None
    for number, leg in enumerate(legs):
        pricer = pricer_of(task, leg, catalogue, what_if)
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
