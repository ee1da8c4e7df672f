"""What fits under the cap of a month: runs per day of a line, and its efforts, with the other lines as planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.advice.advice_types import EffortFit, Fit
from planner.core.budget.advice.variant import dearest_month, open_months, other_draws, other_usd, variant
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.odds.percentiles import chance_any_month, total_draws
from planner.core.budget.odds.sensitivity import with_runs
from planner.core.budget.results import LineAnswer
from planner.core.models.catalogue import Catalogue
from planner.core.workload import EFFORTS, exact

CAUTIOUS = 0.1
"""The chance of passing the cap that a cautious plan accepts."""
MOST_TIMES = 1000
LADDER = ("off", *EFFORTS, "on")


def runs_that_fit(forecast: Forecast, index: int, catalogue: Catalogue) -> Fit:
    """The most runs per day, in the line's first month and growing as planned, with which no month passes the cap.

    A search over whole runs, each tried on the exact forecast. It starts at the number that would fit if dollars were
    proportional to runs. For the cautious figure the line's drawn dollars are taken as proportional to its runs (that
    more traffic raises the cache hit rate is left out). Raises ValueError without a monthly cap.
    """
    line, cap = forecast.budget.lines[index], forecast.budget.cap_usd_per_month
    if cap is None:
        raise ValueError("A cap for the month is needed to say what fits.")
    planned = exact(first_runs(line))
    if not planned or not forecast.answer.lines[index].months:
        return Fit(line.name, None, None, CAUTIOUS)

    def fits(runs: int) -> bool:
        changed = with_runs(line, forecast.budget, lambda grown: Decimal(runs) / planned)
        return dearest_month(forecast, variant(forecast, index, changed, catalogue).answer) <= cap

    still_open = open_months(forecast, index)
    others, own = other_draws(forecast, index)[still_open], forecast.draws[index][still_open]

    def cautious(runs: int) -> bool:
        return chance_any_month(others + own * (runs / float(planned)), float(cap)) <= CAUTIOUS

    most = int(planned * MOST_TIMES)
    middle = largest_holding(fits, most, _proportional(forecast, index, cap, planned))
    return Fit(line.name, middle, largest_holding(cautious, most, middle or 0), CAUTIOUS)


def staged_runs_that_fit(forecast: Forecast, place: int) -> Fit:
    """As runs_that_fit, of a line whose run has stages (the line at `place`): its dollars are taken as proportional to
    its runs in both figures. Raises ValueError without a monthly cap."""
    cap = forecast.budget.cap_usd_per_month
    if cap is None:
        raise ValueError("A cap for the month is needed to say what fits.")
    parts = [answer for answer in forecast.answer.lines if answer.line.of == place]
    line, planned = parts[0].line, exact(first_runs(parts[0].line))
    name = line.name.removesuffix(f": {line.stage}")
    still_open = open_months(forecast, parts[0].index)
    usd = {month: sum((part.months[month].usd for part in parts if part.months), Decimal(0)) for month in still_open}
    rooms = [(cap - forecast.answer.months[i].usd + usd[i]) / usd[i] for i in still_open if usd[i]]
    if not planned or not rooms:
        return Fit(name, None, None, CAUTIOUS)
    own = total_draws([forecast.draws[part.index] for part in parts], forecast.budget.months)[still_open]
    others = forecast.total[still_open] - own

    def cautious(runs: int) -> bool:
        return chance_any_month(others + own * (runs / float(planned)), float(cap)) <= CAUTIOUS

    most = int(planned * MOST_TIMES)
    middle = None if min(rooms) < 0 else min(int(planned * min(rooms)), most)
    return Fit(name, middle, largest_holding(cautious, most, middle or 0), CAUTIOUS)


def _proportional(forecast: Forecast, index: int, cap: Decimal, planned: Decimal) -> int:
    """The runs per day that fit if a run's cost did not change with traffic."""
    others, own = other_usd(forecast, index), forecast.answer.lines[index].months
    rooms = [(cap - others[i]) / own[i].usd for i in open_months(forecast, index) if own[i].usd]
    return int(planned * max(min(rooms, default=Decimal(0)), Decimal(0)))


def first_runs(line: BudgetLine) -> float | int | Decimal:
    """Runs per day in the line's first month with any, before its share of them is taken."""
    return next((runs for runs in line.growth.row if runs), 0) if line.growth.row else line.workload.runs_per_day


def largest_holding(holds: Callable[[int], bool], most: int, guess: int = 0) -> int | None:
    """The greatest whole number from 0 to `most` for which `holds` is true, None if there is none. `holds` must be true
    of all numbers below one and false of all above it. The search moves away from `guess` in doubling steps, then
    halves, so a good guess takes few trials."""
    if not holds(0):
        return None
    low, high, stride = 0, most + 1, 1
    at = min(max(guess, 1), most)
    while low < at < high:
        low, high = (at, high) if holds(at) else (low, at)
        at = at + stride if low == at else at - stride
        stride *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def efforts_that_fit(forecast: Forecast, index: int, catalogue: Catalogue) -> tuple[EffortFit, ...]:
    """Every mode of the line's model, the most thinking first: the first one that fits is the highest effort that
    does."""
    profile = catalogue.profile_of(forecast.priced_lines[index].task.offer)
    modes = profile.modes.value if profile else LADDER[:-1]
    ordered = sorted(modes, key=LADDER.index, reverse=True)
    found = (_effort(forecast, index, mode, catalogue) for mode in ordered)
    return tuple(fit for fit in found if fit is not None)


def _effort(forecast: Forecast, index: int, mode: str, catalogue: Catalogue) -> EffortFit | None:
    line, cap = forecast.budget.lines[index], forecast.budget.cap_usd_per_month
    answer: LineAnswer = variant(forecast, index, replace(line, thinking=mode), catalogue).answer
    if not answer.months:
        return None
    dearest = dearest_month(forecast, answer)
    return EffortFit(line.name, mode, answer.usd, dearest, cap is None or dearest <= cap)
