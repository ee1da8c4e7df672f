"""Agent runs of many offers at once: the sums of planner.core.cost.loop in float64, a row for each offer.

Call k of N sends C_k = S + (k-1) g. Running totals up to a call are closed-form; a stretch between two thresholds is
the difference of two of them. Columns j = 0..t are the calls above j long-context thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import numpy as np

from planner.core.cost.legs import Legs
from planner.core.ranking.price_table import Floats, Index, PriceTable
from planner.core.ranking.vector_shapes import Plans, Shapes, calls_above, calls_from

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
        return Sums(*(column.T.take(rows, axis=1).T for column in self.columns))

    @property
    def columns(self) -> _Columns:
        return self.calls, self.fresh, self.read, self.write, self.summaries


_Columns = tuple[Floats, Floats, Floats, Floats, Floats]


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
    return _by_threshold(partial(_expected, nodes), shapes, plans, starts)


def sums_of(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    """Tokens of every run by threshold; `starts` (n, t) ascending, padded with +inf."""
    return _by_threshold(_single, shapes, plans, starts)


_Summed = Callable[[Shapes, Plans, Floats], Sums]


def _by_threshold(summed: _Summed, shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    """Few offers have a threshold: those without one are summed in one stretch."""
    above = starts.shape[1]
    if not above:
        return summed(shapes, plans, starts)
    found = Sums(*(_padded(column, above) for column in summed(shapes, plans, starts[:, :0]).columns))
    rows = stepped(starts)
    if len(rows):
        some = summed(shapes.taken(rows), plans.taken(rows), starts[rows])
        for column, more in zip(found.columns, some.columns, strict=True):
            column[rows] = more
    return found


def _padded(column: Floats, more: int) -> Floats:
    """A column (n, 1) with so many `more` of zeros; those of all offers lie side by side, as they are summed."""
    found = np.zeros((len(column), more + 1), order="F")
    found[:, 0] = column[:, 0]
    return found


def stepped(starts: Floats) -> Index:
    """The rows that have a threshold."""
    return np.flatnonzero(starts[:, 0] < np.inf) if starts.shape[1] else np.empty(0, dtype=np.intp)


def _single(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    return _whole(_unrounded(shapes, plans, starts), plans)


def _expected(nodes: Sequence[tuple[Decimal, int]], shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    """All lengths are summed up at once, one below the other."""
    many, lengths = len(nodes), shapes.of_lengths([n for _, n in nodes])
    sums = _unrounded(lengths, plans.repeated(many), np.tile(starts, (many, 1)))
    weights = [float(weight) for weight, _ in nodes]
    blocks = (column.reshape(many, *starts.shape[:1], -1) for column in sums.columns)
    mean = (sum((w * c for w, c in zip(weights, block, strict=True)), np.zeros(1)) for block in blocks)
    return _whole(Sums(*mean), plans)


def _unrounded(shapes: Shapes, plans: Plans, starts: Floats) -> Sums:
    if shapes.limits is None:
        return Sums(*_leg_sums(_opening(shapes, plans, None), plans, starts, None))
    legs = shapes.legs
    total = Sums(*_leg_sums(_opening(shapes, plans, legs), plans, starts, legs.summarised))
    rows = np.flatnonzero(legs.summaries > 0)
    if len(rows):
        some, how, cut = shapes.taken(rows), plans.taken(rows), starts[rows]
        for leg, times, summarised in _later(some, how):
            _add(total, rows, _leg_sums(leg, how, cut, summarised), times)
    return total


def _add(total: Sums, rows: Index, leg: _Columns, times: Floats) -> None:
    every = len(rows) == len(total.calls)
    for column, more in zip(total.columns, leg, strict=True):
        column[slice(None) if every else rows] += times[:, np.newaxis] * more


def _opening(shapes: Shapes, plans: Plans, legs: Legs | None) -> _Leg:
    """The run up to and with its first summary, or all of it."""
    calls = shapes.calls if legs is None else legs.opening + legs.summarised
    single = _single_write(shapes, plans) if shapes.steps == 1 and not shapes.in_loop else None
    return _Leg(shapes.start, shapes.growth, calls, plans.prefix_hit * shapes.shared, single)


def _single_write(shapes: Shapes, plans: Plans) -> Floats:
    """What runs of one call write for other runs."""
    reusable = plans.writes & (plans.prefix_given | (shapes.shared >= np.maximum(plans.minimum_tokens, 1.0)))
    return np.where(reusable, (1 - plans.prefix_hit) * shapes.shared, 0.0)


def _later(shapes: Shapes, plans: Plans) -> list[tuple[_Leg, Floats, Floats | None]]:
    """The legs after a summary, how often each is run, and whether a summary ends it."""
    legs = shapes.legs
    kept = plans.loop_hit * np.where(shapes.start >= plans.minimum_tokens, shapes.start, 0.0)
    restart = shapes.start + shapes.summary
    between = _Leg(restart, shapes.growth, legs.each + 1, kept)
    last = _Leg(restart, shapes.growth, legs.last, kept)
    return [(between, legs.repeats, np.ones_like(kept)), (last, legs.summarised, None)]


def _leg_sums(leg: _Leg, plans: Plans, starts: Floats, summarised: Floats | None) -> _Columns:
    """Calls, fresh, read and written tokens of a leg by threshold, and its summaries: its last call, counted apart, is
    one where `summarised` (n) is 1."""
    last, ends = leg.calls[:, np.newaxis], _ends(leg, starts)
    cacheable = calls_from(leg.start, leg.growth, leg.calls, plans.minimum_tokens[:, np.newaxis])
    sent = _between(_sent(leg, ends))
    read = _between(_read(leg, plans, ends, cacheable))
    fresh = _fresh(leg, plans, sent, read, ends, cacheable)
    calls, summaries = _between(ends), np.zeros_like(ends)
    if summarised is not None:
        # The last call lies where the one before it does not reach the leg's end.
        np.multiply(summarised[:, np.newaxis], (ends >= last) & (ends - calls < last), out=summaries)
        calls = calls - summaries
    sent -= read
    sent -= fresh
    return calls, fresh, read, sent, summaries


def _ends(leg: _Leg, starts: Floats) -> Floats:
    """The last call at or below each threshold, and the last of the leg, (n, t + 1)."""
    rows, above = starts.shape
    if not above:
        return leg.calls[:, np.newaxis]
    ends = np.empty((rows, above + 1))
    ends[:, :-1] = calls_above(leg.start, leg.growth, leg.calls, starts)
    ends[:, :-1] -= 1
    ends[:, -1] = leg.calls
    return ends


def _between(totals: Floats) -> Floats:
    """What lies between each total and the one before, (n, m): of the first all of it."""
    if totals.shape[1] == 1:
        return totals
    return np.concatenate([totals[:, :1], totals[:, 1:] - totals[:, :-1]], axis=1)


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


def tokens_usd(table: PriceTable, shapes: Shapes, sums: Sums, hour_share: float, places: Index | None = None) -> Floats:
    """USD of every run's tokens, (n), without fees; `hour_share` of writes is kept for an hour, where there is a rate
    for it. `places` (n): the offers of the runs, None for all in the order of the table. NaN without token prices."""
    every = np.arange(len(table.starts)) if places is None else places
    usd = _stretch_usd(table, shapes, sums, hour_share, (np.s_[:] if places is None else every, np.s_[:], 0))
    rows = stepped(table.starts[every])
    if len(rows):
        some = shapes.taken(rows)
        stretches = [
            _stretch_usd(table, some, sums, hour_share, (every[rows], rows, column))
            for column in range(sums.calls.shape[1])
        ]
        usd[rows] = sum(stretches[1:], stretches[0])
    usd /= 1e6
    return np.where(table.has("input")[every], usd, np.nan)


def _stretch_usd(table: PriceTable, shapes: Shapes, sums: Sums, hour_share: float, at: _At) -> Floats:
    """USD x 10^6 of what lies between two thresholds, of the offers, runs and column `at`; `shapes` are those runs."""
    places, rows, column = at
    rates = {name: table.billed[name][places, column] for name in BILLED}
    written = rates["cache_write"]
    if hour_share:
        written = written * (1 - hour_share) + rates["cache_write_1h"] * hour_share
    spoken = shapes.reasoning * rates["reasoning"] + shapes.visible * rates["output"]
    usd: Floats = sums.fresh[rows, column] * rates["input"]
    usd += sums.read[rows, column] * rates["cache_read"]
    usd += sums.write[rows, column] * written
    usd += sums.calls[rows, column] * spoken
    if shapes.summary:
        usd += sums.summaries[rows, column] * (shapes.summary * rates["output"])
    return usd


BILLED = ("input", "cache_read", "cache_write", "cache_write_1h", "reasoning", "output")
_At = tuple[slice | Index, slice | Index, int]
"""Offers, runs and a column of both."""
