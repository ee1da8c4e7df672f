"""A budget's whole answer: lines priced exactly, drawn, summed by month, owner and cost centre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from planner.core.budget.calendar import MonthSpan, months_of
from planner.core.budget.caveats import line_caveats
from planner.core.budget.inputs import Budget
from planner.core.budget.lines import line_answer
from planner.core.budget.odds.percentiles import chance_any_month, chance_over, fan_of, fans_of, line_draws, total_draws
from planner.core.budget.odds.whatif import AS_BELIEVED, WhatIf
from planner.core.budget.own_change import own_change
from planner.core.budget.pricing.daily_costs import PricedLine, price_budget_lines
from planner.core.budget.results import (
    ZERO,
    BudgetAnswer,
    Event,
    Fan,
    Finding,
    LineAnswer,
    MonthAnswer,
    Split,
    Subtotal,
    exact_sum,
)
from planner.core.budget.staged import staged, together, whole
from planner.core.cost.drawn_calls import Floats
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue

RISKY = 0.2
"""A chance of passing the cap from which a month is called risky."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer with what it was made from: priced lines, the draws of each and of all together, shape (months,
    draws). Lines are those of `budget`, in which runs of several stages are taken apart (staged.py)."""

    budget: Budget
    priced_lines: tuple[PricedLine, ...]
    draws: tuple[Floats, ...]
    total: Floats
    answer: BudgetAnswer


def forecast(budget: Budget, catalogue: Catalogue, *, scales: Sequence[Decimal] | None = None) -> Forecast:
    """Everything the budget page shows. Raises BadInput naming each line whose offer or kind of work is unknown.
    `scales`: given for a changed budget, as in `exact_lines`."""
    budget = staged(budget, catalogue)
    priced_lines = whole(price_budget_lines(budget, catalogue))
    lines = tuple(
        replace(
            line_answer(one, budget, catalogue, scale=scales[i] if scales else None),
            caveats=line_caveats(one, catalogue),
            own_change=Lazy(partial(own_change, one, catalogue)),
        )
        for i, one in enumerate(priced_lines)
    )
    draws = tuple(line_draws(w, answer, budget) for w, answer in zip(priced_lines, lines, strict=True))
    total = total_draws(draws, budget.months)
    months = _months(budget, lines, total)
    answer = BudgetAnswer(
        finding=_finding(budget, months, lines, total),
        months=months,
        lines=lines,
        owners=_subtotals(lines, budget.months, lambda line: line.line.owner),
        cost_centres=_subtotals(lines, budget.months, lambda line: line.line.cost_centre),
        events=merged(priced_lines),
        seed=budget.seed,
    )
    return Forecast(budget, priced_lines, draws, total, answer)


def exact_lines(
    budget: Budget, catalogue: Catalogue, *, what_if: WhatIf = AS_BELIEVED, scales: Sequence[Decimal] | None = None
) -> tuple[LineAnswer, ...]:
    """The lines alone, without draws, for what-ifs. `scales`: those of the original budget. Actual bills belong to its
    lines, so no scale follows from them for changed ones."""
    budget = staged(budget, catalogue)
    priced_lines = whole(price_budget_lines(budget, catalogue, what_if=what_if))
    return tuple(
        line_answer(one, budget, catalogue, scale=scales[i] if scales else None) for i, one in enumerate(priced_lines)
    )


def _months(budget: Budget, lines: Sequence[LineAnswer], total: Floats) -> tuple[MonthAnswer, ...]:
    fans = fans_of(total)
    return tuple(_month(budget, span, lines, fans[span.index], total[span.index]) for span in months_of(budget))


def _month(budget: Budget, span: MonthSpan, lines: Sequence[LineAnswer], fan: Fan, drawn: Floats) -> MonthAnswer:
    parts = [line.months[span.index] for line in lines if line.months]
    paid = [part.actual_usd for part in parts if part.actual_usd is not None]
    planned = Split()
    for part in parts:
        planned = planned.plus(part.planned)
    usd, cap = exact_sum(part.usd for part in parts), budget.cap_usd_per_month
    return MonthAnswer(
        index=span.index,
        label=span.label,
        first=span.first,
        last=span.last,
        usd=usd,
        planned=planned,
        actual_usd=exact_sum(paid) if paid else None,
        fan=fan,
        chance_over_cap=None if cap is None else chance_over(drawn, float(cap)),
        over_cap=cap is not None and usd > cap,
    )


def _finding(budget: Budget, months: Sequence[MonthAnswer], lines: Sequence[LineAnswer], total: Floats) -> Finding:
    usd = exact_sum(month.usd for month in months)
    monthly, whole = budget.cap_usd_per_month, budget.cap_usd_period
    period = total.sum(axis=0)
    stated = [line for line, _ in together(lines)]
    biggest = max(stated, key=lambda line: line.usd, default=None) if usd else None
    chances = [month.chance_over_cap or 0.0 for month in months]
    return Finding(
        usd=usd,
        fan=fan_of(period),
        chance_any_month=None if monthly is None else chance_any_month(total, float(monthly)),
        chance_period=None if whole is None else chance_over(period, float(whole)),
        likeliest_month=chances.index(max(chances)) if any(chances) else None,
        first_month_over=_first(month.over_cap for month in months),
        first_month_risky=_first(chance >= RISKY for chance in chances),
        biggest_line=biggest.index if biggest else None,
        biggest_share=float(biggest.usd / usd) if biggest else 0.0,
    )


def _first(holds: Iterable[bool]) -> int | None:
    return next((index for index, held in enumerate(holds) if held), None)


def _subtotals(lines: Sequence[LineAnswer], months: int, name_of: Callable[[LineAnswer], str]) -> tuple[Subtotal, ...]:
    """Sums by name, in the order in which the names first occur."""
    sums: dict[str, list[Decimal]] = {}
    for line in lines:
        row = sums.setdefault(name_of(line), [ZERO] * months)
        for month in line.months:
            row[month.month] = exact_sum((row[month.month], month.usd))
    return tuple(Subtotal(name, exact_sum(row), tuple(row)) for name, row in sums.items())


def merged(priced_lines: Sequence[PricedLine]) -> tuple[Event, ...]:
    """Events of all lines by day, one where several lines have the same."""
    found: dict[tuple[object, ...], Event] = {}
    for event in (event for line in priced_lines for event in line.events):
        key = (event.on, event.kind, event.text)
        before = found.get(key)
        found[key] = replace(event, lines=(*before.lines, *event.lines)) if before else event
    return tuple(sorted(found.values(), key=lambda event: event.on))
