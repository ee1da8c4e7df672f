"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.caching import CachePlan, mixed_write
from planner.core.cost.legs import Reach, legs_from, reach_of
from planner.core.cost.pricing import tier_starts
from planner.core.cost.run_shape import ONE, RunShape
from planner.core.models.rates import Rate, RateCard

Floats = NDArray[np.float64]
Sums = tuple[Floats | float, Floats | float, Floats | float]
"""Fresh, read and written tokens; 0.0 for what no draw has."""
Lengths = Iterable[tuple[float, Floats | None]]
"""Weights, and the steps of each drawn run; None where all have the shape's."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rates of one price tier, USD per million tokens."""

    fresh: float
    read: float
    write: float
    reasoning: float
    visible: float


@dataclass(frozen=True, slots=True)
class Draws:
    """A run's tokens, drawn: per call reasoning and visible, and what a step adds to the context; `hits`: what a loop
    reads from cache over what it is believed to; `steps`: calls of each run, None where all have the shape's."""

    reasoning: Floats
    visible: Floats
    growth: Floats
    hits: Floats | float = 1.0
    steps: Floats | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """`times` equal legs of every drawn run (1.0: one leg of each): `calls` of them from `start`, the last one the
    summary where `summarised` is 1 (None: in no run); `first_read`: tokens that its first call reads from cache;
    `single_write`: tokens that a run of one call writes, None for longer runs."""

    times: Floats | float
    start: float
    calls: Floats
    first_read: float
    summarised: Floats | float | None
    single_write: float | None = None


def run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """Dollars of each drawn run, its start, steps, limit and cache as in `shape` and `cache`."""
    return _run_usd(shape, draws, cache, card, _reach(shape, draws))


def mean_run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, lengths: Lengths) -> Floats:
    """The same as a mean over runs of several lengths."""
    reach = _reach(shape, draws)
    parts = (w * _run_usd(shape, replace(draws, steps=steps), cache, card, reach) for w, steps in lengths)
    return np.asarray(sum(parts, np.zeros(1)))


def _run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, reach: Reach | None) -> Floats:
    total = np.zeros_like(draws.growth)
    for part in _parts(shape, draws, cache, reach):
        usd = _part_usd(shape, part, draws, cache, card)
        total += usd if isinstance(part.times, float) else part.times * usd
    return total / 1e6


def steps_of(shape: RunShape, draws: Draws) -> Floats:
    """Calls of each drawn run, summaries not among them."""
    return np.full_like(draws.growth, float(shape.steps)) if draws.steps is None else draws.steps


def summaries_of(shape: RunShape, draws: Draws) -> Floats | float:
    """How often each drawn run summarises."""
    reach = _reach(shape, draws)
    return 0.0 if reach is None else legs_from(reach, steps_of(shape, draws)).summaries


def _reach(shape: RunShape, draws: Draws) -> Reach | None:
    """How long the legs of the drawn runs may get; None where they are never summarised."""
    if shape.limit is None:
        return None
    return reach_of(float(shape.start), float(shape.restart), draws.growth, float(shape.limit))


def _parts(shape: RunShape, draws: Draws, cache: CachePlan, reach: Reach | None) -> list[_Part]:
    """The legs of the drawn runs."""
    start, first_read = float(shape.start), float(cache.prefix_hit * shape.shared)
    if reach is None:
        return [_Part(1.0, start, steps_of(shape, draws), first_read, None, _single_write(shape, cache))]
    legs = legs_from(reach, steps_of(shape, draws))
    opening = _Part(
        1.0, start, legs.opening + legs.summarised, first_read, legs.summarised, _single_write(shape, cache)
    )
    if not legs.summaries.any():
        return [opening]
    kept = start if shape.start >= cache.minimum_tokens else 0.0
    restart, reread = float(shape.restart), float(cache.loop_hit) * kept
    between = _Part(legs.repeats, restart, legs.each + 1, reread, 1.0)
    return [opening, between, _Part(legs.summarised, restart, legs.last, reread, None)]


def _part_usd(shape: RunShape, part: _Part, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """USD x 10^6 of one leg of each drawn run."""
    starts = tier_starts(card)
    tiers: list[int | None] = [None, *starts]
    bounds = [*(_last_step_within(part, draws.growth, float(start)) for start in starts), part.calls]
    total: Floats | float = 0.0
    first: Floats | float = 0.0
    before: Sums = (0.0, 0.0, 0.0)
    for tier, last in zip(tiers, bounds, strict=True):
        after = _sums_to(part, draws, cache, last)
        total = total + _tier_usd(shape, part, draws, tariff_of(card, cache, tier), (first, last), (before, after))
        first, before = last, after
    return np.asarray(total)


def _tier_usd(
    shape: RunShape,
    part: _Part,
    draws: Draws,
    tariff: Tariff,
    calls: tuple[Floats | float, Floats],
    sums: tuple[Sums, Sums],
) -> Floats:
    """USD x 10^6 of the calls of one tier: those after the first of `calls` up to the second, with the sums to both."""
    first, last = calls
    fresh, read, write = sums[1]
    if isinstance(first, np.ndarray):
        fresh, read, write = (b - a for a, b in zip(*sums, strict=True))
    spoken = draws.reasoning * tariff.reasoning + draws.visible * tariff.visible
    usd = fresh * tariff.fresh + read * tariff.read + write * tariff.write
    if part.summarised is None:
        return np.asarray(usd + (last - first) * spoken)
    summary = part.summarised * ((first < part.calls) & (part.calls <= last))
    usd = usd + (last - first - summary) * spoken
    return np.asarray(usd + summary * (float(shape.summary) * tariff.visible))


def tariff_of(card: RateCard, cache: CachePlan, tier_start: int | None) -> Tariff:
    """The card's rates above `tier_start`; a rate that is not published stands at 0 and is never multiplied."""

    def at(rate: Rate | None) -> float:
        if rate is None:
            return 0.0
        return float(rate.at(Decimal(tier_start + 1)) if tier_start is not None else rate.base)

    write = at(getattr(card, cache.writes) if cache.writes else None)
    write = mixed_write(write, at(card.cache_write_1h), float(cache.hour_share))
    return Tariff(at(card.input), at(card.cache_read), write, at(card.reasoning or card.output), at(card.output))


def _last_step_within(part: _Part, growth: Floats, tokens: float) -> Floats:
    """The last call of a leg, 0 to all, whose input is at most `tokens`."""
    if part.start > tokens:
        return np.zeros_like(growth)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.floor((tokens - part.start) / growth) + 1
    return np.minimum(np.where(growth > 0, within, part.calls), part.calls)


def _first_cacheable(start: float, growth: Floats, minimum: float) -> Floats:
    """The first call whose input is at least `minimum`; beyond any run where none is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.ceil((minimum - start) / growth) + 1
    return np.where(growth > 0, first, 1e9)


def _sums_to(part: _Part, draws: Draws, cache: CachePlan, last: Floats) -> Sums:
    """Fresh, read and written tokens of calls 1 to `last` of a leg."""
    sent = _sent_to(part.start, draws.growth, last)
    if part.single_write is not None:
        began = (last >= 1).astype(float)
        once = began * part.single_write
        return sent - began * part.first_read - once, began * part.first_read, once
    if part.start >= float(cache.minimum_tokens):
        return _sums_of_warm(part, draws, cache, last, sent)
    return _sums_of_cold(part, draws, cache, last, sent)


def _sums_of_warm(part: _Part, draws: Draws, cache: CachePlan, last: Floats, sent: Floats) -> Sums:
    """The same where even the first call is long enough for the cache."""
    read = float(cache.loop_hit) * draws.hits * _sent_to(part.start, draws.growth, np.maximum(last - 1, 0))
    if part.first_read:
        read = np.where(last >= 1, part.first_read, 0.0) + read
    if cache.writes is None:
        return sent - read, read, 0.0
    written = sent - read
    return sent - read - written, read, written


def _sums_of_cold(part: _Part, draws: Draws, cache: CachePlan, last: Floats, sent: Floats) -> Sums:
    """The same where calls have to grow to the cache's minimum first."""
    start, growth, first_read = part.start, draws.growth, part.first_read
    warm = _first_cacheable(start, growth, float(cache.minimum_tokens))
    below = _sent_to(start, growth, np.minimum(warm - 1, last))
    before = np.maximum(last - 1, 0)
    reread = _sent_to(start, growth, before) - _sent_to(start, growth, np.minimum(warm - 1, before))
    read = np.where(last >= 1, first_read, 0.0) + float(cache.loop_hit) * draws.hits * reread
    if cache.writes is None:
        return sent - read, read, 0.0
    read_below = np.where((warm > 1) & (last >= 1), first_read, 0.0)
    written = (sent - below) - (read - read_below)
    return sent - read - written, read, written


def _single_write(shape: RunShape, cache: CachePlan) -> float | None:
    """What a run of one call writes for other runs; None for longer runs."""
    if shape.steps > 1:
        return None
    reusable = cache.writes and (cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE))
    return float(shape.shared * (1 - cache.prefix_hit)) if reusable else 0.0


def _sent_to(start: float, growth: Floats, last: Floats) -> Floats:
    """Sum of the inputs of calls 1 to `last`."""
    return last * start + growth * last * (last - 1) / 2


def reread_tokens(shape: RunShape, draws: Draws, cache: CachePlan) -> tuple[Floats, Floats]:
    """Tokens a host reads in full and from cache over the whole run, summaries included, for its seconds."""
    full, cached = np.zeros_like(draws.growth), np.zeros_like(draws.growth)
    for part in _parts(shape, draws, cache, _reach(shape, draws)):
        fresh, read, write = _sums_to(part, draws, cache, part.calls)
        full += part.times * (fresh + write)
        cached += part.times * read
    return full, cached
