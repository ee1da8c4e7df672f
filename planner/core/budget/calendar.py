"""Days and months: which days a month has, what they count for, and where in them a price changes."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from planner.core.budget.inputs import ZERO, Budget, BudgetLine, Hours, MonthLength
from planner.core.cost.pricing import parts_of_week, usual_card, windows_of
from planner.core.models.catalogue import Offer
from planner.core.models.rates import RateCard
from planner.core.workload import DAYS_OF_MONTH, exact

ONE_DAY = timedelta(days=1)
HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
Cards = tuple[tuple[Decimal, RateCard], ...]


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """A calendar month of the budget, counted from 0. `weight`: what each of its days counts for (1 when actual)."""

    index: int
    first: date
    last: date
    weight: Decimal

    @property
    def label(self) -> str:
        return f"{self.first:%Y-%m}"


def months_of(budget: Budget) -> tuple[MonthSpan, ...]:
    """The budget's months in order, each whole."""
    return tuple(_span(budget.start, index, budget.month) for index in range(budget.months))


def _span(start: date, index: int, convention: MonthLength) -> MonthSpan:
    years, month = divmod(start.month - 1 + index, 12)
    first = date(start.year + years, month + 1, 1)
    days = monthrange(first.year, first.month)[1]
    return MonthSpan(index, first, first.replace(day=days), day_weight(convention, days))


def day_weight(convention: MonthLength, days: int) -> Decimal:
    """How much a day of a month of `days` days counts, so that the whole month counts as the convention says."""
    if convention == "actual":
        return Decimal(1)
    total, months = DAYS_OF_MONTH[convention]
    return total / (months * days)


def grown_months(line: BudgetLine, span: MonthSpan, first: MonthSpan) -> int:
    """Months of growth before `span`: since the budget began, or since the line began where that is later."""
    begin = max(line.start or first.first, first.first)
    return max((span.first.year - begin.year) * 12 + span.first.month - begin.month, 0)


def daily_runs(line: BudgetLine, span: MonthSpan, first: MonthSpan) -> Decimal:
    """Runs per day of the line in a month, before its share of them is taken."""
    base = exact(line.workload.runs_per_day)
    if line.growth.kind == "once":
        return _once(line, base, span, first)
    return line.growth.runs_in(base, grown_months(line, span, first), span.index)


def _once(line: BudgetLine, base: Decimal, span: MonthSpan, first: MonthSpan) -> Decimal:
    """Runs per day, on the days of the line's first month, that add up to all of its runs; 0 in every other month."""
    begin = line.start or first.first
    if not span.first <= begin <= span.last:
        return ZERO
    days = days_between(begin, min(line.end or span.last, span.last))
    total, months = DAYS_OF_MONTH["calendar"]
    return base * total / months / (days * span.weight)


def runs_of_a_batch(line: BudgetLine, a_day: Decimal) -> Decimal:
    """Runs of one batch: those of `a_day`, or where they are done once all of them."""
    if line.growth.kind != "once":
        return a_day
    total, months = DAYS_OF_MONTH["calendar"]
    return exact(line.workload.runs_per_day) * total / months * line.share


def days_between(first: date, last: date) -> int:
    """Days from `first` to `last`, both counted."""
    return (last - first).days + 1


def change_days(offer: Offer) -> tuple[date, ...]:
    """The days on which a price of `offer` begins, in order."""
    starts = {window.starts for window in windows_of(offer) if window.starts is not None}
    return tuple(sorted(starts))


def cut(first: date, last: date, at: tuple[date, ...]) -> Iterator[tuple[date, date]]:
    """The days from `first` to `last` in parts; each day of `at` begins a new part."""
    begins = [first, *(day for day in at if first < day <= last)]
    ends = [*(day - ONE_DAY for day in begins[1:]), last]
    return zip(begins, ends, strict=True)


def cards_of(offer: Offer, day: date, tier: str, hours: Hours | None) -> Cards | None:
    """The rates of `offer` in a usual week from `day` on, with the seconds each holds within the hours of use; None
    where any is missing. Without hours of use it is the one card of all hours, as a plan's month has it."""
    if hours is None:
        card = usual_card(offer, day, tier)
        return None if card is None else ((Decimal(DAY_SECONDS), card),)
    found: dict[RateCard, Decimal] = {}
    for card, start, end in parts_of_week(offer, day, tier):
        seconds = sum(max(min(end, last) - max(start, first), 0) for first, last in _used(hours))
        if card is None and seconds:
            return None
        if card is not None and seconds:
            found[card] = found.get(card, Decimal(0)) + seconds
    return tuple((seconds, card) for card, seconds in found.items())


def _used(hours: Hours) -> tuple[tuple[int, int], ...]:
    """Seconds of the day in use, from and to; a range past midnight continues at 0."""
    begin, end = hours.start * HOUR_SECONDS, (hours.start + hours.hours) * HOUR_SECONDS
    return (begin, min(end, DAY_SECONDS)), (0, max(end - DAY_SECONDS, 0))
