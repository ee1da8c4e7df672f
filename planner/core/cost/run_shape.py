"""How the context of an agent's run grows, call by call, summaries included, in closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RunShape:
    """Tokens of one run: start S, its shared part, growth g a step, reasoning and visible tokens per call, N calls.

    `limit`: input above which a call is preceded by a summary of `summary` tokens, None without compaction. `in_loop`:
    whether even a single call is followed by others of the same run (a leg of a longer run).
    """

    start: Decimal
    shared: Decimal
    growth: Decimal
    reasoning: Decimal
    visible: Decimal
    steps: int
    limit: Decimal | None = None
    summary: Decimal = Decimal(0)
    in_loop: bool = False

    def context(self, step: int) -> Decimal:
        """C_k: tokens sent by call `step`, counted from 1; after a summary the context has restarted."""
        if self.limit is None:
            return self.start + (step - 1) * self.growth
        return contexts_of(self)(step)

    @property
    def restart(self) -> Decimal:
        """Tokens of the context after a summary."""
        return self.start + self.summary

    @property
    def opening_steps(self) -> int:
        """Steps before the first summary, all of them where none is needed."""
        return self._steps_from(self.start)

    @property
    def leg_steps(self) -> int:
        """Steps between two summaries; at least one, even where it passes the limit."""
        return self._steps_from(self.restart)

    @property
    def compactions(self) -> int:
        """How many summaries the run makes."""
        left = self.steps - self.opening_steps
        return -(-left // self.leg_steps) if left > 0 else 0

    def _steps_from(self, tokens: Decimal) -> int:
        """Steps of a leg that starts at `tokens`, at most all of the run's."""
        if self.limit is None:
            return self.steps
        if tokens > self.limit:
            return 1
        if self.growth <= 0:
            return self.steps
        return min(int(((self.limit - tokens) / self.growth).to_integral_value(ROUND_FLOOR)) + 1, self.steps)


def contexts_of(shape: RunShape) -> Callable[[int], Decimal]:
    """`shape.context` for many steps of one run: what legs hold is worked out once."""
    start, growth = shape.start, shape.growth
    if shape.limit is None:
        return lambda step: start + (step - 1) * growth
    opening, each, restart = shape.opening_steps, shape.leg_steps, shape.restart

    def context(step: int) -> Decimal:
        if step <= opening:
            return start + (step - 1) * growth
        return restart + (step - opening - 1) % each * growth

    return context


def first_step_above(shape: RunShape, tokens: Decimal) -> int | None:
    """The first call whose input is greater than `tokens`; None if no call's is. Summary calls do not count."""
    found = (_plus(before, _above(leg, tokens)) for before, leg in _different_legs(shape))
    return next((step for step in found if step), None)


def first_step_from(shape: RunShape, tokens: Decimal) -> int | None:
    """The first call whose input is at least `tokens`; None if no call's is. Summary calls do not count."""
    found = (_plus(before, _from(leg, tokens)) for before, leg in _different_legs(shape))
    return next((step for step in found if step), None)


def _different_legs(shape: RunShape) -> list[tuple[int, RunShape]]:
    """The opening leg and the first one after a summary, each with the number of steps before it."""
    if shape.limit is None:
        return [(0, shape)]
    opening = shape.opening_steps
    legs = [(0, replace(shape, steps=opening, limit=None))]
    if opening < shape.steps:
        steps = min(shape.leg_steps, shape.steps - opening)
        legs.append((opening, replace(shape, start=shape.restart, steps=steps, limit=None)))
    return legs


def _plus(before: int, step: int | None) -> int | None:
    return None if step is None else before + step


def _above(shape: RunShape, tokens: Decimal) -> int | None:
    if shape.start > tokens:
        return 1
    if shape.growth <= 0:
        return None
    step = int(((tokens - shape.start) / shape.growth).to_integral_value(ROUND_FLOOR)) + 2
    return step if step <= shape.steps else None


def _from(shape: RunShape, tokens: Decimal) -> int | None:
    if shape.start >= tokens:
        return 1
    step = _above(shape, tokens)
    if shape.growth > 0:
        before = (step or shape.steps + 1) - 1
        if 1 <= before <= shape.steps and shape.context(before) >= tokens:
            return before
    return step


def largest_call(shape: RunShape) -> Decimal:
    """Input of the longest call, those of summaries among them."""
    legs = [leg for _, leg in _different_legs(shape)]
    summarised = (shape.compactions > 0, shape.compactions > 1)
    return max(leg.context(leg.steps + more) for leg, more in zip(legs, summarised, strict=False))
