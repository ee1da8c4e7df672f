"""What own runs change in a budget line: its 80 % range and its expected bill on its first day, without and with
them."""

from __future__ import annotations

from dataclasses import replace

from planner.core.budget.pricing.daily_costs import PricedLine
from planner.core.budget.results import OwnChange
from planner.core.estimate.one_offer import estimate
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.tokens.calibration import NOTHING_LEARNT
from planner.core.uncertainty.band import Band


def own_change(priced_line: PricedLine, catalogue: Catalogue) -> OwnChange | None:
    """None for a line that own runs do not change, and for one without a range."""
    thinker = priced_line.first.parts[0][1] if priced_line.first and not priced_line.refusal else None
    if thinker is None or not (thinker.own_runs or thinker.shifted_by_own):
        return None
    leg, overrides = priced_line.legs[0], priced_line.line.overrides
    now = priced_line.task.terms(catalogue, leg.first)
    without = replace(now, learnt=NOTHING_LEARNT)
    sides = [estimate(terms, leg.offer, leg.mode, overrides=overrides) for terms in (without, now)]
    before, after = (_in_bills(one) if isinstance(one, Estimate) else None for one in sides)
    if before is None or after is None:
        return None
    return OwnChange(before[0], after[0], after[1] / before[1])


def _in_bills(one: Estimate) -> tuple[Band, float] | None:
    """The 80 % range of a month over its expected dollars, and these dollars; None where either is missing."""
    usd, band = float(one.cost.usd_per_run), one.cost.month_band
    month = float(one.cost.usd_per_month)
    if band is None or not month or band.p10 == band.p90:
        return None
    return Band(band.p10 / month, band.p50 / month, band.p90 / month), usd
