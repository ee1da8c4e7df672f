"""What the dollars of a plan are of: a month of runs, or one run where no runs are planned."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.core.results import Estimate, Pair
from planner.core.uncertainty.band import Band
from planner.web import filters

NARROW = 1.3
"""Ends of a range whose ratio is below this lie close together."""


def unit_of(estimate: Estimate) -> str:
    """month or run: without planned runs a month costs nothing, so one run is shown."""
    return "month" if estimate.cost.runs_per_month else "run"


def usd_of(estimate: Estimate) -> Decimal:
    cost = estimate.cost
    return cost.usd_per_month if cost.runs_per_month else cost.usd_per_run


def band_of(estimate: Estimate) -> Band | None:
    cost = estimate.cost
    return cost.month_band if cost.runs_per_month else cost.run_band


def unit_of_all(pairs: Sequence[Pair]) -> str:
    """The unit of a plan, the same for all its models, which share its runs."""
    sides = (side for pair in pairs for side in (pair.on, pair.off) if isinstance(side, Estimate))
    first = next(sides, None)
    return unit_of(first) if first else "month"


def per_what(months: bool, once: bool, thing: str) -> str:
    """What dollars are of: per month, in all, or per task where no runs are planned."""
    return f"per {thing}" if not months else "in all" if once else "per month"


def range_in_times(estimate: Estimate) -> str:
    """0.4×–2.6×: the 80 % range as times the expected bill; empty where nothing in it is estimated."""
    band, usd = band_of(estimate), float(usd_of(estimate))
    if band is None or not usd or band.p10 == band.p90:
        return ""
    return in_times(band.p10 / usd, band.p90 / usd)


def in_times(low: float, high: float) -> str:
    """0.4×–2.6×: a range as times the expected bill."""
    # A narrow range needs a digit more, or both ends would be 1.0.
    places = 2 if high < NARROW * low else 1
    return filters.DASH.join(f"{filters.decimals(end, places)}{filters.TIMES}" for end in (low, high))
