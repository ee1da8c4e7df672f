"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.caching import CachePlan, mixed_write
from planner.core.cost.legs import Legs, legs_of
from planner.core.cost.loop import ONE, RunShape
from planner.core.cost.pricing import tier_starts
from planner.core.models.catalogue import Rate, RateCard

Floats = NDArray[np.float64]


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
    """`times` equal legs of every drawn run: `calls` of them from `start`, the last one the summary where `summarised`
    is 1; `first_read`: tokens that its first call reads from cache; `single_write`: tokens that a run of one call
    writes, None for longer runs."""

    times: Floats | float
    start: float
    calls: Floats
    first_read: float
    summarised: Floats | float
    single_write: float | None = None


def run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """Dollars of each drawn run, its start, steps, limit and cache as in `shape` and `cache`."""
    total = np.zeros_like(draws.growth)
    for part in _parts(shape, draws, cache):
        total += part.times * _part_usd(shape, part, draws, cache, card)
    return total / 1e6


def steps_of(shape: RunShape, draws: Draws) -> Floats:
    """Calls of each drawn run, summaries not among them."""
    return np.full_like(draws.growth, float(shape.steps)) if draws.steps is None else draws.steps


def summaries_of(shape: RunShape, draws: Draws) -> Floats | float:
    """How often each drawn run summarises."""
    return 0.0 if shape.limit is None else _legs(shape, draws).summaries


def _legs(shape: RunShape, draws: Draws) -> Legs:
    limit = float("inf") if shape.limit is None else float(shape.limit)
    return legs_of(float(shape.start), float(shape.restart), draws.growth, limit, steps_of(shape, draws))


def _parts(shape: RunShape, draws: Draws, cache: CachePlan) -> list[_Part]:
    """The legs of the drawn runs."""
    start, first_read = float(shape.start), float(cache.prefix_hit * shape.shared)
    if shape.limit is None:
        return [_Part(1.0, start, steps_of(shape, draws), first_read, 0.0, _single_write(shape, cache))]
    legs = _legs(shape, draws)
    opening = _Part(
        1.0, start, legs.opening + legs.summarised, first_read, legs.summarised, _single_write(shape, cache)
    )
    if not legs.summaries.any():
        return [opening]
    kept = start if shape.start >= cache.minimum_tokens else 0.0
    restart, reread = float(shape.restart), float(cache.loop_hit) * kept
    between = _Part(legs.repeats, restart, legs.each + 1, reread, 1.0)
    return [opening, between, _Part(legs.summarised, restart, legs.last, reread, 0.0)]


def _part_usd(shape: RunShape, part: _Part, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """USD x 10^6 of one leg of each drawn run."""
    starts = tier_starts(card)
    ends = [_last_step_within(part, draws.growth, float(start)) for start in starts]
    bounds = [np.zeros_like(draws.growth), *ends, part.calls]
    sums = [_sums_to(part, draws, cache, step) for step in bounds]
    total = np.zeros_like(draws.growth)
    tiers: list[int | None] = [None, *starts]
    for tier, first, last, before, after in zip(tiers, bounds, bounds[1:], sums, sums[1:], strict=False):
        tariff = tariff_of(card, cache, tier)
        fresh, read, write = (b - a for a, b in zip(before, after, strict=True))
        summary = part.summarised * ((first < part.calls) & (part.calls <= last))
        spoken = draws.reasoning * tariff.reasoning + draws.visible * tariff.visible
        total += fresh * tariff.fresh + read * tariff.read + write * tariff.write + (last - first - summary) * spoken
        total += summary * (float(shape.summary) * tariff.visible)
    return total


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
    if start >= minimum:
        return np.ones_like(growth)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.ceil((minimum - start) / growth) + 1
    return np.where(growth > 0, first, 1e9)


def _sums_to(part: _Part, draws: Draws, cache: CachePlan, last: Floats) -> tuple[Floats, Floats, Floats]:
    """Fresh, read and written tokens of calls 1 to `last` of a leg."""
    start, growth, first_read = part.start, draws.growth, part.first_read
    sent = _sent_to(start, growth, last)
    if part.single_write is not None:
        began = (last >= 1).astype(float)
        once = began * part.single_write
        return sent - began * first_read - once, began * first_read, once
    warm = _first_cacheable(start, growth, float(cache.minimum_tokens))
    below = _sent_to(start, growth, np.minimum(warm - 1, last))
    reread = _sent_to(start, growth, np.maximum(last - 1, 0)) - _sent_to(
        start, growth, np.minimum(warm - 1, np.maximum(last - 1, 0))
    )
    read = np.where(last >= 1, first_read, 0.0) + float(cache.loop_hit) * draws.hits * reread
    if cache.writes is None:
        return sent - read, read, np.zeros_like(sent)
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
    for part in _parts(shape, draws, cache):
        fresh, read, write = _sums_to(part, draws, cache, part.calls)
        full += part.times * (fresh + write)
        cached += part.times * read
    return full, cached
