"""An agent run in closed form: what its calls send, read from cache and write, without a loop over the calls.

Call k of N sends C_k = S + (k-1) g tokens. Sums are arithmetic series; the run is split only where something changes:
after the first call, where a long-context tier begins, and where the context passes the smallest cacheable prompt. With
compaction, a call that would send more than the limit is preceded by a summary: one call with the same input and the
summary as its output. Then the context is S + summary, with S still cached, and grows by g again. A run is an opening
leg, equal legs in the middle and a last leg; the input of a summary call is that of the next call of its leg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from operator import add
from typing import NamedTuple

from planner.core.cost.caching import CachePlan
from planner.core.cost.run_shape import ONE, RunShape, first_step_above, first_step_from


@dataclass(frozen=True, slots=True)
class Stretch:
    """Calls that share a tier, the first and last of them: token sums. fresh + read + write is their input.

    With compaction the calls of a tier need not be adjacent, and `summaries` calls, which write `summary` tokens in
    all, are among the input sums.
    """

    first: int
    last: int
    tier_start: int | None
    fresh: Decimal
    read: Decimal
    write: Decimal
    reasoning: Decimal
    visible: Decimal
    summary: Decimal = Decimal(0)
    summaries: int | Decimal = 0


@dataclass(frozen=True, slots=True)
class Leg:
    """`times` equal stretches of a run without a summary inside, the first of them from step `first` on.

    `shape.steps` counts calls, of which the last is the summary where `summarised`.
    """

    times: int
    first: int
    shape: RunShape
    cache: CachePlan
    summarised: bool


class _Cut(NamedTuple):
    """Where legs lie: `times` equal ones of `calls` calls, the first of them from step `first` on."""

    first: int
    calls: int
    times: int
    summarised: bool


def _cuts(steps: int, opening: int, each: int) -> list[_Cut]:
    """The opening leg, the equal ones in the middle and the last one; a run without a summary is a single leg."""
    left = steps - opening
    if left <= 0:
        return [_Cut(1, steps, 1, summarised=False)]
    many = -(-left // each)
    last = left - (many - 1) * each
    cuts = [_Cut(1, opening + 1, 1, summarised=True)]
    if many > 1:
        cuts.append(_Cut(opening + 1, each + 1, many - 1, summarised=True))
    return [*cuts, _Cut(steps - last + 1, last, 1, summarised=False)]


def legs_of(shape: RunShape, cache: CachePlan) -> list[Leg]:
    """The legs of a run, in their order."""
    cuts = _cuts(shape.steps, shape.opening_steps, shape.leg_steps)
    kept = _after_summary(shape, cache)
    return [Leg(c.times, c.first, _leg(c, shape), cache if c.first == 1 else kept, c.summarised) for c in cuts]


def _leg(cut: _Cut, shape: RunShape) -> RunShape:
    s = shape
    if cut.first == 1:
        return RunShape(s.start, s.shared, s.growth, s.reasoning, s.visible, cut.calls, None, s.summary, s.in_loop)
    return RunShape(s.restart, s.start, s.growth, s.reasoning, s.visible, cut.calls, None, s.summary, in_loop=True)


def _after_summary(shape: RunShape, cache: CachePlan) -> CachePlan:
    """The cache of a leg after a summary, where the run's start is read as anything sent before."""
    return replace(cache, prefix_hit=cache.loop_hit if shape.start >= cache.minimum_tokens else Decimal(0))


def walk(shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> tuple[Stretch, ...]:
    """The run as stretches of calls in one tier each, cached tokens rounded to whole ones where they are estimated."""
    merged = unrounded(shape, cache, tiers)
    return tuple(_whole(s) if cache.derived else s for s in merged)


def expected_walk(
    shape: RunShape, cache: CachePlan, tiers: Sequence[int], nodes: Sequence[tuple[Decimal, int]]
) -> tuple[Stretch, ...]:
    """The mean over runs of several lengths: `nodes` are weights, which add up to 1, and numbers of steps."""
    if len(nodes) == 1:
        return walk(shape, cache, tiers)
    merged: dict[int | None, _Sums] = {}
    longest = replace(shape, steps=max(steps for _, steps in nodes), in_loop=True)
    walked = _Walked(longest, cache, tiers)
    for weight, steps in nodes:
        for tier, sums in walked.sums(steps).items():
            _add(merged, tier, _Sums(sums.first, sums.last, *(weight * amount for amount in sums[2:])))
    stretches = (_stretch(tier, sums) for tier, sums in merged.items())
    return tuple(_whole(s) if cache.derived else s for s in stretches)


class _Piece(NamedTuple):
    """Calls of one leg in one tier, the first and last of them, with their sums of tokens."""

    first: int
    last: int
    tier_start: int | None
    fresh: Decimal
    read: Decimal
    write: Decimal

    def followed_by(self, more: _Piece) -> _Piece:
        """Both as one, `more` in the same tier."""
        fresh, read, write = self.fresh + more.fresh, self.read + more.read, self.write + more.write
        return _Piece(self.first, more.last, self.tier_start, fresh, read, write)


class _Sums(NamedTuple):
    """A stretch without its tier."""

    first: int
    last: int
    fresh: Decimal
    read: Decimal
    write: Decimal
    reasoning: Decimal
    visible: Decimal
    summary: Decimal
    summaries: int | Decimal


def _stretch(tier_start: int | None, sums: _Sums) -> Stretch:
    return Stretch(sums.first, sums.last, tier_start, *sums[2:])


def unrounded(shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> list[Stretch]:
    """The run as stretches of calls in one tier each, cached tokens as they come; the first call's tier first."""
    return [_stretch(tier, sums) for tier, sums in _Walked(shape, cache, tiers).sums(shape.steps).items()]


class _Walked:
    """The sums of runs of one shape with at most its number of steps; what they share is computed once."""

    def __init__(self, shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> None:
        self.shape = shape
        self.opening, self.each = shape.opening_steps, shape.leg_steps
        # A run of one call has no summary, which may be one call more than there are steps.
        most = shape.steps if shape.steps == 1 else shape.steps + 1
        self.first_leg = _Calls(_leg(_Cut(1, most, 1, summarised=False), shape), cache, tiers)
        if self.opening < shape.steps:
            later = _leg(_Cut(2, most, 1, summarised=False), shape)
            self.later_legs = _Calls(later, _after_summary(shape, cache), tiers)

    def sums(self, steps: int) -> dict[int | None, _Sums]:
        """The sums of a run of so many steps, by tier."""
        merged: dict[int | None, _Sums] = {}
        for cut in _cuts(steps, self.opening, self.each):
            calls = self.first_leg if cut.first == 1 else self.later_legs
            for piece in calls.pieces(cut.calls):
                _add(merged, piece.tier_start, _placed(piece, cut, self.shape, steps))
        return merged


class _Calls:
    """The calls of legs of one shape, `shape.steps` at most, as pieces; each piece is computed once for all legs."""

    def __init__(self, shape: RunShape, cache: CachePlan, tiers: Sequence[int]) -> None:
        self.shape, self.cache = shape, cache
        self.tier_steps = [(start, first_step_above(shape, Decimal(start))) for start in tiers]
        self.cacheable = first_step_from(shape, cache.minimum_tokens)
        warm = {self.cacheable, self.cacheable + 1} if self.cacheable else set()
        self.firsts = sorted({1, 2} | {step for _, step in self.tier_steps if step} | warm)
        self.known: dict[tuple[int, int], _Piece] = {}
        self.legs: dict[int, list[_Piece]] = {}

    def pieces(self, calls: int) -> list[_Piece]:
        """The first `calls` of them, a piece for each tier."""
        if calls not in self.legs:
            firsts = [first for first in self.firsts if first <= calls]
            leg: list[_Piece] = []
            for first, last in zip(firsts, [*(cut - 1 for cut in firsts[1:]), calls], strict=True):
                piece = self._piece(first, last)
                if leg and leg[-1].tier_start == piece.tier_start:
                    leg[-1] = leg[-1].followed_by(piece)
                else:
                    leg.append(piece)
            self.legs[calls] = leg
        return self.legs[calls]

    def _piece(self, first: int, last: int) -> _Piece:
        """Calls between which nothing changes."""
        if (first, last) not in self.known:
            tier = max((start for start, step in self.tier_steps if step and step <= first), default=None)
            self.known[first, last] = _piece(self.shape, self.cache, first, last, tier, self.cacheable)
        return self.known[first, last]


def _add(merged: dict[int | None, _Sums], tier: int | None, more: _Sums) -> None:
    before = merged.get(tier)
    if before is None:
        merged[tier] = more
        return
    amounts = map(add, before[2:], more[2:])
    merged[tier] = _Sums(min(before.first, more.first), max(before.last, more.last), *amounts)


def _placed(piece: _Piece, cut: _Cut, shape: RunShape, steps: int) -> _Sums:
    """A piece of one leg repeated over all equal legs, with the run's own step numbers and its summary's output."""
    times = cut.times
    summaries = times if cut.summarised and piece.last == cut.calls else 0
    own_steps = cut.calls - cut.summarised
    spoken = times * (piece.last - piece.first + 1) - summaries
    return _Sums(
        min(cut.first + piece.first - 1, steps),
        min(cut.first + (times - 1) * own_steps + min(piece.last, own_steps) - 1, steps),
        times * piece.fresh,
        times * piece.read,
        times * piece.write,
        spoken * shape.reasoning,
        spoken * shape.visible,
        summaries * shape.summary,
        summaries,
    )


def _piece(shape: RunShape, cache: CachePlan, first: int, last: int, tier: int | None, cacheable: int | None) -> _Piece:
    sent = _sum_context(shape, first, last)
    read = _read(shape, cache, first, last, cacheable)
    write = _written(shape, cache, first, sent - read, read, cacheable)
    return _Piece(first, last, tier, sent - read - write, read, write)


def _sum_context(shape: RunShape, first: int, last: int) -> Decimal:
    """Input of calls `first` to `last` of a leg."""
    return (last - first + 1) * (shape.start + shape.start + (first + last - 2) * shape.growth) / 2


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
    if shape.steps == 1 and not shape.in_loop:
        reusable = cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE)
        return shape.shared - read if reusable else Decimal(0)
    return miss if cacheable is not None and first >= cacheable else Decimal(0)


def _whole(s: Stretch) -> Stretch:
    fresh, read, write = whole_tokens(s.fresh, s.read, s.write)
    return replace(s, fresh=fresh, read=read, write=write)


def whole_tokens(fresh: Decimal, read: Decimal, write: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Estimated cache tokens rounded to whole ones, so that tokens x rate can be checked by hand."""
    sent, written = fresh + read + write, write
    read, write = (x.quantize(ONE, ROUND_HALF_EVEN) for x in (read, write))
    write = min(write, sent - read)
    if fresh == 0 and written:
        write = sent - read
    return sent - read - write, read, write
