"""How the context of a run grows, and how much of each call is read from the cache."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from planner.core.cost.run_shape import RunShape, contexts_of
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run, typical_shape
from planner.core.results import ContextPoint

CONTEXT_POINTS = 60


def context_points(inputs: EstimateInputs, run: Run) -> tuple[ContextPoint, ...]:
    """What calls of a run send and how much of it is cached, at even steps, the first and last among them."""
    shape, cache = _drawn_shape(inputs, run), run.cache
    context = contexts_of(shape)
    wanted = {1 + round(i * (shape.steps - 1) / max(CONTEXT_POINTS - 1, 1)) for i in range(CONTEXT_POINTS)}
    summarised = _summaries_before(shape, context)
    shown = sorted({*wanted, *(step for s in summarised for step in (s - 1, s))})

    def cached_at(step: int) -> float:
        if step == 1:
            return float(cache.prefix_hit * shape.shared)
        before = shape.start if step in summarised else context(step - 1)
        return float(cache.loop_hit * before) if before >= cache.minimum_tokens else 0.0

    return tuple(ContextPoint(k, float(context(k)), cached_at(k), summarised.get(k)) for k in shown)


def _drawn_shape(inputs: EstimateInputs, run: Run) -> RunShape:
    """The run at its expected tokens, as it is billed and as the caveat of summaries has it; or the typical run, where
    the two differ in whether the window is full, since that caveat is about the typical one."""
    mean, typical = run.shape, typical_shape(inputs, run)
    return typical if _fits(inputs, mean) != _fits(inputs, typical) else mean


def _fits(inputs: EstimateInputs, shape: RunShape) -> bool:
    return inputs.window is None or shape.context(shape.steps) <= inputs.window


def _summaries_before(shape: RunShape, context: Callable[[int], Decimal]) -> dict[int, float]:
    """The steps that follow a summary, with what that summary sent; at most as many as are drawn."""
    many = min(shape.compactions, CONTEXT_POINTS)
    if not many:
        return {}
    opening, each = shape.opening_steps, shape.leg_steps
    steps = [opening + 1 + i * each for i in range(many)]
    return {step: float(context(step - 1) + shape.growth) for step in steps}
