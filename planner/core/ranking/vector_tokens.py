"""Agent runs of many offers at once: the sums of planner.core.cost.loop in float64, a row for each offer.

Call k of N sends C_k = S + (k-1) g. Running totals up to a call are closed-form; a stretch between two thresholds is
the difference of two of them. Columns j = 0..t are the calls above j long-context thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.cost.caching import CachePlan
from planner.core.cost.loop import RunShape
from planner.core.ranking.price_table import Flags, Floats, Index, PriceTable

# Quotients this close to a whole number are one: 0.1 is not a binary fraction.
WHOLE_WITHIN = 1e-9
# Estimated token counts are decimals of at most a few places; binary dust behind them must not decide a half.
DUST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Shapes:
    """Tokens of n runs, (n): start S, its shared part, growth g a step, reasoning and visible per call; N calls."""

    start: Floats
    shared: Floats
    growth: Floats
    reasoning: Floats
    visible: Floats
    steps: int

    def taken(self, rows: Index) -> Shapes:
        """The runs at `rows`."""
        columns = [column[rows] for column in (self.start, self.shared, self.growth, self.reasoning, self.visible)]
        start, shared, growth, reasoning, visible = columns
        return Shapes(start, shared, growth, reasoning, visible, self.steps)


@dataclass(frozen=True, slots=True)
class Plans:
    """How n runs use their caches, (n): hit rates 0-1, least cacheable tokens, whether misses are billed as writes,
    whether a hit rate is derived, and whether the prefix's was given."""

    prefix_hit: Floats
    loop_hit: Floats
    minimum_tokens: Floats
    writes: Flags
    derived: Flags
    prefix_given: Flags

    def taken(self, rows: Index) -> Plans:
        """The plans at `rows`."""
        prefix, loop, minimum = (rate[rows] for rate in (self.prefix_hit, self.loop_hit, self.minimum_tokens))
        writes, derived, given = (flag[rows] for flag in (self.writes, self.derived, self.prefix_given))
        return Plans(prefix, loop, minimum, writes, derived, given)


def shapes_of(shapes: Sequence[RunShape], steps: int) -> Shapes:
    """The columns of `shapes`, all of `steps` calls."""
    return Shapes(
        start=np.array([float(s.start) for s in shapes]),
        shared=np.array([float(s.shared) for s in shapes]),
        growth=np.array([float(s.growth) for s in shapes]),
        reasoning=np.array([float(s.reasoning) for s in shapes]),
        visible=np.array([float(s.visible) for s in shapes]),
        steps=steps,
    )


def plans_of(plans: Sequence[CachePlan]) -> Plans:
    """The columns of `plans`."""
    return Plans(
        prefix_hit=np.array([float(p.prefix_hit) for p in plans]),
        loop_hit=np.array([float(p.loop_hit) for p in plans]),
        minimum_tokens=np.array([float(p.minimum_tokens) for p in plans]),
        writes=np.array([p.writes is not None for p in plans], dtype=np.bool_),
        derived=np.array([p.derived for p in plans], dtype=np.bool_),
        prefix_given=np.array([p.prefix_given for p in plans], dtype=np.bool_),
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """Calls and input tokens of n runs by threshold, each (n, t + 1). fresh + read + write is the input."""

    calls: Floats
    fresh: Floats
    read: Floats
    write: Floats


def first_above(shapes: Shapes, tokens: Floats) -> Floats:
    """The first call whose input is greater than `tokens` (n, t), N + 1 where none is."""
    start, growth = shapes.start[:, np.newaxis], shapes.growth[:, np.newaxis]
    return _first(shapes, start > tokens, np.floor(_calls_to(start, growth, tokens)) + 2)


def first_from(shapes: Shapes, tokens: Floats) -> Floats:
    """The first call whose input is at least `tokens` (n, t), N + 1 where none is."""
    start, growth = shapes.start[:, np.newaxis], shapes.growth[:, np.newaxis]
    return _first(shapes, start >= tokens, np.ceil(_calls_to(start, growth, tokens)) + 1)


def _calls_to(start: Floats, growth: Floats, tokens: Floats) -> Floats:
    """How many calls' growth lies between the start and `tokens`; infinite where nothing grows."""
    apart = np.full(np.broadcast_shapes(start.shape, tokens.shape), np.inf)
    np.divide(tokens - start, growth, out=apart, where=growth > 0)
    near = np.rint(apart)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(apart - near) < WHOLE_WITHIN, near, apart)


def _first(shapes: Shapes, at_once: Flags, later: Floats) -> Floats:
    return np.where(at_once, 1.0, np.minimum(later, shapes.steps + 1.0))


def sums_of(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    """Tokens of every run by threshold; `starts` (n, t) ascending, padded with +inf."""
    ends = _ends(shapes, starts)
    cacheable = first_from(shapes, plans.minimum_tokens[:, np.newaxis])
    sent = np.diff(_sent(shapes, ends))
    read = np.diff(_read(shapes, plans, ends, cacheable))
    fresh = _fresh(shapes, plans, sent, read, ends, cacheable)
    return _whole(Sums(np.diff(ends), fresh, read, sent - read - fresh), plans)


def reread(shapes: Shapes, plans: Plans) -> tuple[Floats, Floats]:
    """Tokens that a host reads in full and from cache over the whole run, (n) each and not rounded: for its seconds."""
    cacheable = first_from(shapes, plans.minimum_tokens[:, np.newaxis])
    steps = np.full((len(shapes.start), 1), float(shapes.steps))
    read = _read(shapes, plans, steps, cacheable)[:, 0]
    return _sent(shapes, steps)[:, 0] - read, read


def _ends(shapes: Shapes, starts: Floats) -> Floats:
    """The last call of each stretch with a 0 before it, (n, t + 2)."""
    rows = len(starts)
    return np.hstack([np.zeros((rows, 1)), first_above(shapes, starts) - 1, np.full((rows, 1), float(shapes.steps))])


def _sent(shapes: Shapes, calls: Floats) -> Floats:
    """Input tokens of the first `calls` calls, (n, m)."""
    total: Floats = calls * shapes.start[:, np.newaxis] + shapes.growth[:, np.newaxis] * calls * (calls - 1) / 2
    return total


def _read(shapes: Shapes, plans: Plans, calls: Floats, cacheable: Floats) -> Floats:
    """Tokens read from cache in the first `calls` calls: the warm prefix, then each call what the one before sent."""
    prefix = (plans.prefix_hit * shapes.shared)[:, np.newaxis] * (calls >= 1)
    before = _sent(shapes, np.maximum(calls - 1, cacheable - 1)) - _sent(shapes, cacheable - 1)
    total: Floats = prefix + plans.loop_hit[:, np.newaxis] * before
    return total


def _fresh(shapes: Shapes, plans: Plans, sent: Floats, read: Floats, ends: Floats, cacheable: Floats) -> Floats:
    """Misses billed as input: all without a write rate; else those before the context can be cached."""
    if shapes.steps == 1:
        reusable = plans.prefix_given | (shapes.shared >= np.maximum(plans.minimum_tokens, 1.0))
        cached = np.where(plans.writes & reusable, 1.0, plans.prefix_hit) * shapes.shared
        return np.diff(ends) * (shapes.start - cached)[:, np.newaxis]
    early = np.minimum(ends, cacheable - 1)
    unwritten = np.diff(_sent(shapes, early) - _read(shapes, plans, early, cacheable))
    return np.where(plans.writes[:, np.newaxis], unwritten, sent - read)


def _whole(sums: Sums, plans: Plans) -> Sums:
    """Where cache rates are derived, reads and writes in whole tokens, halves to even, as the exact path has them."""
    sent = sums.fresh + sums.read + sums.write
    read = _rounded(sums.read)
    write = np.minimum(_rounded(sums.write), sent - read)
    write = np.where((sums.fresh == 0) & (sums.write != 0), sent - read, write)
    derived = plans.derived[:, np.newaxis]
    read, write = np.where(derived, read, sums.read), np.where(derived, write, sums.write)
    return Sums(sums.calls, sent - read - write, read, write)


def _rounded(tokens: Floats) -> Floats:
    return np.rint(np.round(tokens, DUST_PLACES))


def tokens_usd(table: PriceTable, shapes: Shapes, sums: Sums, write_name: str) -> Floats:
    """USD of every run's tokens, (n), without fees; `write_name` is the rate of writes. NaN without token prices."""
    rates = {name: np.nan_to_num(rate) for name, rate in table.rates.items()}
    reasoning = np.where(np.isnan(table.rates["reasoning"]), rates["output"], rates["reasoning"])
    spoken = shapes.reasoning[:, np.newaxis] * reasoning + shapes.visible[:, np.newaxis] * rates["output"]
    usd: Floats = (
        sums.fresh * rates["input"]
        + sums.read * rates["cache_read"]
        + sums.write * rates[write_name]
        + sums.calls * spoken
    ).sum(axis=1) / 1e6
    return np.where(table.priced, usd, np.nan)
