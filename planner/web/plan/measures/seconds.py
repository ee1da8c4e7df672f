"""Seconds of a run and to its first word, expected and with the range of 80 % of runs."""

from __future__ import annotations

from planner.core.results import Estimate
from planner.core.uncertainty.averages import mean_of
from planner.web.plan.measures.measure import Quantity


def run_seconds(side: Estimate) -> Quantity | None:
    """Expected seconds of a run with the range of 80 % of runs; None for batch."""
    if side.latency is None:
        return None
    spread = side.run_spread.seconds if side.run_spread else ()
    if not spread:
        return Quantity(side.latency.run.p50)
    return Quantity(mean_of(spread), spread[9], spread[89])


def first_word(side: Estimate) -> Quantity | None:
    """Seconds to the first word of the first answer."""
    if side.latency is None:
        return None
    spread = side.run_spread.first_answer if side.run_spread else ()
    if not spread:
        return Quantity(side.latency.first_answer.p50)
    return Quantity(mean_of(spread), spread[9], spread[89])
