"""How the context of a typical run grows, and how much of each call is read from the cache."""

from __future__ import annotations

from collections.abc import Container

from planner.core.cost.caching import CachePlan
from planner.core.cost.run_shape import RunShape
from planner.core.estimate.inputs import Setting
from planner.core.estimate.runs import Run, typical_shape
from planner.core.results import ContextPoint

CONTEXT_POINTS = 60


def context_points(setting: Setting, run: Run) -> tuple[ContextPoint, ...]:
    """What calls of a typical run send and how much of it is cached, at even steps, the first and last among them."""
    shape = typical_shape(setting, run)
    wanted = {1 + round(i * (shape.steps - 1) / max(CONTEXT_POINTS - 1, 1)) for i in range(CONTEXT_POINTS)}
    summarised = _summaries_before(shape)
    shown = sorted({*wanted, *(step for s in summarised for step in (s - 1, s))})
    return tuple(
        ContextPoint(k, float(shape.context(k)), _cached_at(shape, run.cache, k, summarised), summarised.get(k))
        for k in shown
    )


def _summaries_before(shape: RunShape) -> dict[int, float]:
    """The steps that follow a summary, with what that summary sent; at most as many as are drawn."""
    opening, each = shape.opening_steps, shape.leg_steps
    many = min(shape.compactions, CONTEXT_POINTS)
    steps = [opening + 1 + i * each for i in range(many)]
    return {step: float(shape.context(step - 1) + shape.growth) for step in steps}


def _cached_at(shape: RunShape, cache: CachePlan, step: int, summarised: Container[int]) -> float:
    if step == 1:
        return float(cache.prefix_hit * shape.shared)
    before = shape.start if step in summarised else shape.context(step - 1)
    return float(cache.loop_hit * before) if before >= cache.minimum_tokens else 0.0
