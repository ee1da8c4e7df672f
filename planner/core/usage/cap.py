"""Whether this month's spending passes a cap, and on which day, from its days so far.

Days are taken as alike and independent: what is left of the month is normal around the mean of the days so far, with
their spread and the doubt about their mean. A new month's first two days say nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist, fmean, stdev

FEWEST_DAYS = 3


@dataclass(frozen=True, slots=True)
class CapForecast:
    """Dollars spent so far and expected at the end; the day the expected sum passes the cap (None: not this month),
    and the chance that the month ends above it."""

    cap_usd: float
    spent_usd: float
    expected_usd: float
    passed_on: date | None
    chance: float


def cap_forecast(daily: Mapping[date, float], cap_usd: float) -> CapForecast | None:
    """The forecast for the month of the last day; None where that has fewer than three days. A day without calls
    cost nothing. Raises ValueError for a cap that is not above 0."""
    if not cap_usd > 0:
        raise ValueError("a cap must be greater than 0")
    if not daily:
        return None
    last = max(daily)
    known = [daily.get(last.replace(day=day), 0.0) for day in range(1, last.day + 1)]
    if len(known) < FEWEST_DAYS:
        return None
    length = monthrange(last.year, last.month)[1]
    mean, spent = fmean(known), sum(known)
    expected = spent + mean * (length - last.day)
    passed = _passed(known, mean, cap_usd, last, length)
    return CapForecast(cap_usd, spent, expected, passed, _chance(known, expected, cap_usd, length))


def _passed(known: list[float], mean: float, cap: float, last: date, length: int) -> date | None:
    total = 0.0
    for day in range(1, length + 1):
        total += known[day - 1] if day <= len(known) else mean
        if total > cap:
            return last.replace(day=day)
    return None


def _chance(known: list[float], expected: float, cap: float, length: int) -> float:
    left = length - len(known)
    spread = stdev(known) * sqrt(left + left**2 / len(known))
    if spread == 0:
        return float(expected > cap)
    return 1 - NormalDist(expected, spread).cdf(cap)
