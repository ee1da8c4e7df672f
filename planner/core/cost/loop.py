"""An agent run in closed form: what its calls send, read from cache and write, without walking call by call.

Call k of N sends C_k = S + (k-1) g tokens. Sums are arithmetic series; the run is split only where something changes:
after the first call, where a long-context tier begins, and where the context passes the smallest cacheable prompt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from planner.core.cost.caching import CachePlan

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RunShape:
    """Tokens of one run: start S, its shared part, growth g a step, reasoning and visible tokens per call, N calls."""

    start: Decimal
    shared: Decimal
    growth: Decimal
    reasoning: Decimal
    visible: Decimal
    steps: int

    def context(self, step: int) -> Decimal:
        """C_k: tokens sent by call `step`, counted from 1."""
        return self.start + (step - 1) * self.growth


@dataclass(frozen=True, slots=True)
class Stretch:
    """Calls `first` to `last` that share a tier: token sums over them. fresh + read + write is their input."""

    first: int
    last: int
    tier_start: int | None
    fresh: Decimal
    read: Decimal
    write: Decimal
    reasoning: Decimal
    visible: Decimal

    @property
    def calls(self) -> int:
        return self.last - self.first + 1


def first_step_above(shape: RunShape, tokens: Decimal) -> int | None:
    """The first call whose input is greater than `tokens`; None if no call's is."""
    if shape.start > tokens:
        return 1
    if shape.growth <= 0:
        return None
    step = int(((tokens - shape.start) / shape.growth).to_integral_value(ROUND_FLOOR)) + 2
    return step if step <= shape.steps else None


def first_step_from(shape: RunShape, tokens: Decimal) -> int | None:
    """The first call whose input is at least `tokens`; None if no call's is."""
    if shape.start >= tokens:
        return 1
    step = first_step_above(shape, tokens)
    if shape.growth > 0:
        before = (step or shape.steps + 1) - 1
        if 1 <= before <= shape.steps and shape.context(before) >= tokens:
            return before
    return step


def walk(shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> tuple[Stretch, ...]:
    """The run as stretches of calls in one tier each, cached tokens rounded to whole ones where they are estimated."""
    merged = unrounded(shape, cache, tiers)
    return tuple(_whole(s) if cache.derived else s for s in merged)


def unrounded(shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> list[Stretch]:
    """The run as stretches of calls in one tier each, cached tokens as they come."""
    merged: list[Stretch] = []
    for stretch in _pieces(shape, cache, tiers):
        if merged and merged[-1].tier_start == stretch.tier_start:
            merged[-1] = _joined(merged[-1], stretch)
        else:
            merged.append(stretch)
    return merged


def _pieces(shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> Iterator[Stretch]:
    tier_steps = [(start, first_step_above(shape, Decimal(start))) for start in tiers]
    cacheable = first_step_from(shape, cache.minimum_tokens)
    cuts = {1, 2} | {step for _, step in tier_steps if step} | ({cacheable, cacheable + 1} if cacheable else set())
    firsts = sorted(cut for cut in cuts if cut <= shape.steps)
    for first, following in zip(firsts, [*firsts[1:], shape.steps + 1], strict=True):
        tier = max((start for start, step in tier_steps if step and step <= first), default=None)
        yield _piece(shape, cache, first, following - 1, tier, cacheable)


def _piece(
    shape: RunShape, cache: CachePlan, first: int, last: int, tier: int | None, cacheable: int | None
) -> Stretch:
    sent = _sum_context(shape, first, last)
    read = _read(shape, cache, first, last, cacheable)
    write = _written(shape, cache, first, sent - read, read, cacheable)
    calls = last - first + 1
    return Stretch(first, last, tier, sent - read - write, read, write, calls * shape.reasoning, calls * shape.visible)


def _sum_context(shape: RunShape, first: int, last: int) -> Decimal:
    calls = last - first + 1
    return calls * (shape.context(first) + shape.context(last)) / 2


def _read(shape: RunShape, cache: CachePlan, first: int, last: int, cacheable: int | None) -> Decimal:
    if first == 1:
        return cache.prefix_hit * shape.shared
    if cacheable is None or first <= cacheable:
        return Decimal(0)
    return cache.loop_hit * _sum_context(shape, first - 1, last - 1)


def _written(
    shape: RunShape, cache: CachePlan, first: int, miss: Decimal, read: Decimal, cacheable: int | None
) -> Decimal:
    """Misses that a later call can read: all of them in a loop, the shared prefix alone in a single call."""
    if cache.writes is None:
        return Decimal(0)
    if shape.steps == 1:
        reusable = cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE)
        return shape.shared - read if reusable else Decimal(0)
    return miss if cacheable is not None and first >= cacheable else Decimal(0)


def _joined(a: Stretch, b: Stretch) -> Stretch:
    return Stretch(
        a.first,
        b.last,
        a.tier_start,
        a.fresh + b.fresh,
        a.read + b.read,
        a.write + b.write,
        a.reasoning + b.reasoning,
        a.visible + b.visible,
    )


def _whole(s: Stretch) -> Stretch:
    fresh, read, write = whole_tokens(s.fresh, s.read, s.write)
    return Stretch(s.first, s.last, s.tier_start, fresh, read, write, s.reasoning, s.visible)


def whole_tokens(fresh: Decimal, read: Decimal, write: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Round what the cache is estimated to hold to whole tokens, so that tokens x rate can be checked by hand."""
    sent, written = fresh + read + write, write
    read, write = (x.quantize(ONE, ROUND_HALF_EVEN) for x in (read, write))
    write = min(write, sent - read)
    if fresh == 0 and written:
        write = sent - read
    return sent - read - write, read, write
