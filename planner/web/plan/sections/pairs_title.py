"""The title of the paired-dot chart, as a finding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.present.amounts import unit_of_all


def chart_title(pairs: Sequence[Pair]) -> str:
    """What the chart shows, as a finding: by how much thinking raises the cost, and whether anyone changes place.

    It speaks of models whose off is the same offer; where others are drawn too it says how many it speaks of.
    """
    shown = [p for p in pairs if isinstance(p.on, Estimate) or isinstance(p.off, Estimate)]
    found = [(p, p.on, p.off) for p in shown if isinstance(p.on, Estimate) and isinstance(p.off, Estimate)]
    same = [(p, on, off) for p, on, off in found if on.offer.id == off.offer.id and off.cost.usd_per_run]
    if not same:
        return f"Dollars a {unit_of_all(pairs)} and time a run, thinking off and on"
    span = _span([on.cost.usd_per_run / off.cost.usd_per_run for _, on, off in same])
    if len(same) == 1:
        return f"With thinking {'it' if len(shown) == 1 else same[0][0].name} costs {span}"
    moved = _moved([(on, off) for _, on, off in same])
    if len(same) == len(shown):
        places = f"{filters.in_words(moved)} change place" if moved else "none changes place"
        return f"With thinking each costs {span}, and {places}"
    places = f"{filters.in_words(moved)} of them change place" if moved else "keep their order"
    many = f"{filters.in_words(len(same))} of the {filters.in_words(len(shown))}"
    return f"With thinking {many} cost {span}, and {places}"


def _span(ratios: Sequence[Decimal]) -> str:
    low, high = filters.ratio(min(ratios)), filters.ratio(max(ratios))
    if low == high == filters.ratio(Decimal(1)):
        return "about as much"
    return f"{low} times as much" if low == high else f"{low} to {high} times as much"


def _moved(both: Sequence[tuple[Estimate, Estimate]]) -> int:
    """How many have another place by cost with thinking than without."""
    by_on = sorted(both, key=lambda pair: pair[0].cost.usd_per_run)
    by_off = sorted(both, key=lambda pair: pair[1].cost.usd_per_run)
    return sum(one is not other for one, other in zip(by_on, by_off, strict=True))
