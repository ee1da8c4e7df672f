"""Agent runs of many offers at once: the sums of planner.core.cost.loop in float64, a row for each offer.

Call k of N sends C_k = S + (k-1) g. Running totals up to a call are closed-form; a stretch between two thresholds is
the difference of two of them. Columns j = 0..t are the calls above j long-context thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

import numpy as np

from planner.core.cost.legs import Legs
from planner.core.ranking.price_table import Floats, Index, PriceTable
from planner.core.ranking.vector_shapes import Plans, Shapes, calls_above, calls_from, first_above

# Estimated token counts are decimals of at most a few places; binary dust behind them must not decide a half.
DUST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Sums:
    """Calls, summaries (not among the calls) and input tokens of n runs by threshold, each (n, t + 1).
    fresh + read + write is the input."""

    calls: Floats
    fresh: Floats
    read: Floats
    write: Floats
    summaries: Floats

    def taken(self, rows: Index) -> Sums:
        """The sums at `rows`."""
        return Sums(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class _Leg:
    """One leg of n runs: `calls` (n) from `start` (n), `first_read` (n) tokens of the first read from cache;
    `single_write` (n): what runs of one call write, None where the run has more."""

    start: Floats
    growth: Floats
    calls: Floats
    first_read: Floats
    single_write: Floats | None = None


def expected_sums(shapes: Shapes, plans: Plans, starts: Floats, nodes: Sequence[tuple[Decimal, int]]) -> Sums:
    """The mean of the sums of runs of several lengths: `nodes` are weights, which add up to 1, and numbers of steps."""
    if len(nodes) == 1:
        return sums_of(shapes, plans, starts)
    found = [(float(w), _unrounded(replace(shapes, steps=n, in_loop=True), plans, starts)) for w, n in nodes]
    names = [f.name for f in fields(Sums)]
    mean = Sums(*(sum((w * getattr(sums, name) for w, sums in found), np.zeros(1)) for name in names))
    return _whole(mean, plans)


def sums_of(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    """Tokens of every run by threshold; `starts` (n, t) ascending, padded with +inf."""
    return _whole(_unrounded(shapes, plans, starts), plans)


def _unrounded(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    if shapes.limits is None:
        calls, fresh, read, write, _ = _leg_sums(_opening(shapes, plans, None), plans, starts)
        return Sums(calls, fresh, read, write, np.zeros_like(calls))
    legs = shapes.legs
    first = _leg_sums(_opening(shapes, plans, legs), plans, starts)
    total = Sums(*_split(first, legs.summarised))
    rows = np.flatnonzero(legs.summaries > 0)
    if len(rows):
        some, how, cut = shapes.taken(rows), plans.taken(rows), starts[rows]
        for leg, times, summarised in _later(some, how):
            _add(total, rows, _split(_leg_sums(leg, how, cut), summarised), times)
    return total


_Columns = tuple[Floats, Floats, Floats, Floats, Floats]


def _split(columns: _Columns, summarised: Floats) -> _Columns:
    """The columns with a leg's last call counted apart where it is a summary."""
    calls, fresh, read, write, at_last = columns
    summaries = summarised[:, np.newaxis] * at_last
    return calls - summaries, fresh, read, write, summaries


def _add(total: Sums, rows: Index, leg: _Columns, times: Floats) -> None:
    columns = (total.calls, total.fresh, total.read, total.write, total.summaries)
    for column, more in zip(columns, leg, strict=True):
        column[rows] += times[:, np.newaxis] * more


def _opening(shapes: Shapes, plans: Plans, legs: Legs | None) -> _Leg:
    """The run up to and with its first summary, or all of it."""
    calls = np.full(len(shapes.start), float(shapes.steps)) if legs is None else legs.opening + legs.summarised
    single = _single_write(shapes, plans) if shapes.steps == 1 and not shapes.in_loop else None
    return _Leg(shapes.start, shapes.growth, calls, plans.prefix_hit * shapes.shared, single)


def _single_write(shapes: Shapes, plans: Plans) -> Floats:
    """What runs of one call write for other runs."""
    reusable = plans.writes & (plans.prefix_given | (shapes.shared >= np.maximum(plans.minimum_tokens, 1.0)))
    return np.where(reusable, (1 - plans.prefix_hit) * shapes.shared, 0.0)


def _later(shapes: Shapes, plans: Plans) -> list[tuple[_Leg, Floats, Floats]]:
    """The legs after a summary, how often each is run, and whether a summary ends it."""
    legs = shapes.legs
    kept = plans.loop_hit * np.where(shapes.start >= plans.minimum_tokens, shapes.start, 0.0)
    restart = shapes.start + shapes.summary
    between = _Leg(restart, shapes.growth, legs.each + 1, kept)
    last = _Leg(restart, shapes.growth, legs.last, kept)
    return [(between, legs.repeats, np.ones_like(kept)), (last, legs.summarised, np.zeros_like(kept))]


def _leg_sums(leg: _Leg, plans: Plans, starts: Floats) -> _Columns:
    """Calls, fresh, read and written tokens of a leg by threshold, and 1 where its last call lies."""
    rows, above = starts.shape
    ends, last = np.zeros((rows, above + 2)), leg.calls[:, np.newaxis]
    if above:
        ends[:, 1:-1] = calls_above(leg.start, leg.growth, leg.calls, starts)
        ends[:, 1:-1] -= 1
    ends[:, -1] = leg.calls
    cacheable = calls_from(leg.start, leg.growth, leg.calls, plans.minimum_tokens[:, np.newaxis])
    sent = _between(_sent(leg, ends))
    read = _between(_read(leg, plans, ends, cacheable))
    fresh = _fresh(leg, plans, sent, read, ends, cacheable)
    at_last = (ends[:, :-1] < last) & (ends[:, 1:] >= last)
    return _between(ends), fresh, read, sent - read - fresh, at_last.astype(np.float64)


def _between(totals: Floats) -> Floats:
    """What lies between each total and the next, (n, m - 1)."""
    return totals[:, 1:] - totals[:, :-1]


def reread(shapes: Shapes, plans: Plans) -> tuple[Floats, Floats]:
    """Tokens that a host reads in full and from cache over the whole run, summaries included, (n) each and not
    rounded: for its seconds."""
    legs = None if shapes.limits is None else shapes.legs
    sent, read = _reread(_opening(shapes, plans, legs), plans)
    if legs is not None:
        for leg, times, _ in _later(shapes, plans):
            more_sent, more_read = _reread(leg, plans)
            sent, read = sent + times * more_sent, read + times * more_read
    return sent - read, read


def _reread(leg: _Leg, plans: Plans) -> tuple[Floats, Floats]:
    calls = leg.calls[:, np.newaxis]
    cacheable = calls_from(leg.start, leg.growth, leg.calls, plans.minimum_tokens[:, np.newaxis])
    return _sent(leg, calls)[:, 0], _read(leg, plans, calls, cacheable)[:, 0]


def longest_call(shapes: Shapes) -> Floats:
    """Input of the longest call of every run, (n), summaries among them."""
    legs = shapes.legs
    opening = shapes.start + (legs.opening + legs.summarised - 1) * shapes.growth
    steps = np.where(legs.repeats > 0, legs.each + 1, legs.last)
    later = shapes.start + shapes.summary + (steps - 1) * shapes.growth
    return np.where(legs.summaries > 0, np.maximum(opening, later), opening)


def first_overflow(shapes: Shapes, windows: Floats) -> Floats:
    """The first step whose input and output do not fit `windows` (n), or whose summary does not; N + 1 where all do."""
    room = (windows - shapes.reasoning - shapes.visible)[:, np.newaxis]
    if shapes.limits is None:
        return first_above(shapes, room)[:, 0]
    legs, none, restart = shapes.legs, shapes.steps + 1.0, shapes.start + shapes.summary
    opening = calls_above(shapes.start, shapes.growth, legs.opening, room)[:, 0]
    at_summary = shapes.start + legs.opening * shapes.growth > windows - shapes.summary
    later_steps = np.where(legs.repeats > 0, legs.each, legs.last)
    later = calls_above(restart, shapes.growth, later_steps, room)[:, 0]
    at_later = restart + legs.each * shapes.growth > windows - shapes.summary
    found = [
        np.where(opening <= legs.opening, opening, none),
        np.where((legs.summaries > 0) & at_summary, legs.opening + 1, none),
        np.where((legs.summaries > 0) & (later <= later_steps), legs.opening + later, none),
        np.where((legs.repeats > 0) & at_later, legs.opening + legs.each + 1, none),
    ]
    return np.asarray(np.minimum.reduce(found), dtype=np.float64)


def _sent(leg: _Leg, calls: Floats) -> Floats:
    """Input tokens of the first `calls` calls, (n, m)."""
    total: Floats = (leg.growth / 2)[:, np.newaxis] * calls
    total *= calls - 1
    total += calls * leg.start[:, np.newaxis]
    return total


def _read(leg: _Leg, plans: Plans, calls: Floats, cacheable: Floats) -> Floats:
    """Tokens read from cache in the first `calls` calls: what is warm at once, then what the call before sent."""
    cold = cacheable - 1
    total: Floats = _sent(leg, np.maximum(calls - 1, cold))
    total -= _sent(leg, cold)
    total *= plans.loop_hit[:, np.newaxis]
    total += leg.first_read[:, np.newaxis] * (calls >= 1)
    return total


def _fresh(leg: _Leg, plans: Plans, sent: Floats, read: Floats, ends: Floats, cacheable: Floats) -> Floats:
    """Misses billed as input: all without a write rate; else those before the context can be cached."""
    if leg.single_write is not None:
        return _between(ends) * (leg.start - leg.first_read - leg.single_write)[:, np.newaxis]
    if not plans.writes.any():
        return np.asarray(sent - read)
    early = np.minimum(ends, cacheable - 1)
    unwritten = _between(_sent(leg, early) - _read(leg, plans, early, cacheable))
    return np.where(plans.writes[:, np.newaxis], unwritten, sent - read)


def _whole(sums: Sums, plans: Plans) -> Sums:
    """Where cache rates are derived, reads and writes in whole tokens, halves to even, as the exact path has them."""
    if not plans.derived.any():
        return sums
    sent = sums.fresh + sums.read + sums.write
    read = _rounded(sums.read)
    write = np.minimum(_rounded(sums.write), sent - read)
    write = np.where((sums.fresh == 0) & (sums.write != 0), sent - read, write)
    derived = plans.derived[:, np.newaxis]
    read, write = np.where(derived, read, sums.read), np.where(derived, write, sums.write)
    return replace(sums, fresh=sent - read - write, read=read, write=write)


def _rounded(tokens: Floats) -> Floats:
    return np.rint(np.round(tokens, DUST_PLACES))


def tokens_usd(table: PriceTable, shapes: Shapes, sums: Sums, hour_share: float) -> Floats:
    """USD of every run's tokens, (n), without fees; `hour_share` of writes is kept for an hour, where there is a rate
    for it. NaN without token prices."""
    rates = table.billed
    written = rates["cache_write"] * (1 - hour_share) + rates["cache_write_1h"] * hour_share
    spoken = shapes.reasoning[:, np.newaxis] * rates["reasoning"] + shapes.visible[:, np.newaxis] * rates["output"]
    usd: Floats = (
        sums.fresh * rates["input"]
        + sums.read * rates["cache_read"]
        + sums.write * written
        + sums.calls * spoken
        + sums.summaries * (shapes.summary * rates["output"])
    ).sum(axis=1) / 1e6
    return np.where(table.has("input"), usd, np.nan)
