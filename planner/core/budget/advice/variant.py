"""One line of a budget changed, the others as they were: its dollars, its seconds, and the chance of passing the
cap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.budget.calendar import months_of
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.budget.lines import line_answer
from planner.core.budget.odds.percentiles import chance_any_month, line_draws
from planner.core.budget.odds.whatif import AS_BELIEVED
from planner.core.budget.pricing.daily_costs import PricedLine, price_budget_line
from planner.core.budget.results import ZERO, LineAnswer
from planner.core.budget.tasks import task_beside
from planner.core.cost.drawn_calls import Floats
from planner.core.models.catalogue import Catalogue, Offer, Profile, model_name
from planner.core.models.offers.limits import window_of
from planner.core.uncertainty.averages import mean_of
from planner.core.uncertainty.band import Tail
from planner.core.uncertainty.quantiles import tail_of
from planner.core.uncertainty.simulation import run_seconds


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed line, priced."""

    budget: Budget
    priced_line: PricedLine
    answer: LineAnswer


@dataclass(frozen=True, slots=True)
class LineOffer:
    """A line on its first day: the offer and mode that serve it, seconds of a whole run (None for batch), context."""

    offer: Offer
    profile: Profile | None
    model: str
    mode: str
    run: Tail | None
    mean_seconds: float | None
    context_window: int | None


def variant(forecast: Forecast, index: int, line: BudgetLine, catalogue: Catalogue) -> Variant:
    """The budget with `line` in place of line `index`. Only that line is priced again; its scale from actuals stays."""
    budget = forecast.budget
    lines = tuple(line if i == index else other for i, other in enumerate(budget.lines))
    changed, spans = replace(budget, lines=lines), months_of(budget)
    task = task_beside([w.task for w in forecast.priced_lines], index, line, catalogue, spans, budget.calibration)
    priced_line = price_budget_line(task, catalogue, spans, AS_BELIEVED)
    scale = forecast.answer.lines[index].scale
    return Variant(changed, priced_line, line_answer(priced_line, changed, catalogue, scale=scale))


def other_draws(forecast: Forecast, index: int) -> Floats:
    """All lines but one, drawn: shape (months, draws)."""
    return forecast.total - forecast.draws[index]


def chance_left(forecast: Forecast, changed: Variant) -> float | None:
    """The chance that some month passes the cap once the line is changed; None without a cap for the month."""
    cap = forecast.budget.cap_usd_per_month
    if cap is None:
        return None
    own = line_draws(changed.priced_line, changed.answer, changed.budget)
    return chance_any_month(other_draws(forecast, changed.priced_line.index) + own, float(cap))


def other_usd(forecast: Forecast, index: int) -> tuple[Decimal, ...]:
    """Dollars of all lines but one, month by month."""
    own = forecast.answer.lines[index].months
    return tuple(m.usd - (own[m.index].usd if own else ZERO) for m in forecast.answer.months)


def open_months(forecast: Forecast, index: int) -> list[int]:
    """The months that a change to a line can still move: those without an actual bill, or all where every month has
    one."""
    paid = forecast.answer.lines[index].months
    return [month.month for month in paid if month.actual_usd is None] or [month.month for month in paid]


def dearest_month(forecast: Forecast, answer: LineAnswer) -> Decimal:
    """USD of the most expensive open month of all lines together, with this line changed."""
    others = other_usd(forecast, answer.index)
    return max(others[i] + answer.months[i].usd for i in open_months(forecast, answer.index))


def first_day_offer(priced_line: PricedLine, seed: int) -> LineOffer | None:
    """The line's run on its first day; None where it is refused or has no days."""
    if priced_line.refusal or priced_line.first is None:
        return None
    inputs, mode = priced_line.first.inputs, priced_line.first.mode.mode
    spread = run_seconds(inputs, [(float(share), run) for share, run in priced_line.first.parts], seed=seed)
    run, mean = (None, None) if spread is None else (tail_of(spread), mean_of([float(s) for s in spread]))
    model = model_name(inputs.offer, inputs.profile)
    return LineOffer(inputs.offer, inputs.profile, model, mode, run, mean, window_of(inputs.offer, inputs.profile))


def mean_seconds(offer: LineOffer | None) -> float | None:
    """Seconds of a run on average; None for batch and for what is refused."""
    return offer.mean_seconds if offer else None
