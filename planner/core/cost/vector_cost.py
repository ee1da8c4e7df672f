"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.caching import CachePlan
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
    reads from cache over what it is believed to."""

    reasoning: Floats
    visible: Floats
    growth: Floats
    hits: Floats | float = 1.0


def run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """Dollars of each drawn run, its start, steps and cache as in `shape` and `cache`."""
    starts = tier_starts(card)
    ends = [_last_step_within(shape, draws.growth, float(start)) for start in starts]
    bounds = [np.zeros_like(draws.growth), *ends, np.full_like(draws.growth, float(shape.steps))]
    sums = [_sums_to(shape, draws, cache, step) for step in bounds]
    total = np.zeros_like(draws.growth)
    tiers: list[int | None] = [None, *starts]
    for tier, first, last, before, after in zip(tiers, bounds, bounds[1:], sums, sums[1:], strict=False):
        tariff = tariff_of(card, cache.writes, tier)
        fresh, read, write = (b - a for a, b in zip(before, after, strict=True))
        spoken = draws.reasoning * tariff.reasoning + draws.visible * tariff.visible
        total += fresh * tariff.fresh + read * tariff.read + write * tariff.write + (last - first) * spoken
    return total / 1e6


def tariff_of(card: RateCard, write_name: str | None, tier_start: int | None) -> Tariff:
    """The card's rates above `tier_start`; a rate that is not published stands at 0 and is never multiplied."""

    def at(rate: Rate | None) -> float:
        if rate is None:
            return 0.0
        return float(rate.at(Decimal(tier_start + 1)) if tier_start is not None else rate.base)

    write = getattr(card, write_name) if write_name else None
    return Tariff(at(card.input), at(card.cache_read), at(write), at(card.reasoning or card.output), at(card.output))


def _last_step_within(shape: RunShape, growth: Floats, tokens: float) -> Floats:
    """The last call, 0 to N, whose input is at most `tokens`."""
    start, steps = float(shape.start), float(shape.steps)
    if start > tokens:
        return np.zeros_like(growth)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.floor((tokens - start) / growth) + 1
    return np.minimum(np.where(growth > 0, within, steps), steps)


def _first_cacheable(shape: RunShape, growth: Floats, minimum: float) -> Floats:
    """The first call whose input is at least `minimum`; beyond any run where none is."""
    start = float(shape.start)
    if start >= minimum:
        return np.ones_like(growth)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.ceil((minimum - start) / growth) + 1
    return np.where(growth > 0, first, 1e9)


def _sums_to(shape: RunShape, draws: Draws, cache: CachePlan, last: Floats) -> tuple[Floats, Floats, Floats]:
    """Fresh, read and written tokens of calls 1 to `last`."""
    start, growth = float(shape.start), draws.growth
    sent = _sent_to(start, growth, last)
    first_read = float(cache.prefix_hit * shape.shared)
    if shape.steps == 1:
        once = _single_write(shape, cache) if cache.writes else 0.0
        began = (last >= 1).astype(float)
        return sent - began * (first_read + once), began * first_read, began * once
    warm = _first_cacheable(shape, growth, float(cache.minimum_tokens))
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


def _single_write(shape: RunShape, cache: CachePlan) -> float:
    reusable = cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE)
    return float(shape.shared * (1 - cache.prefix_hit)) if reusable else 0.0


def _sent_to(start: float, growth: Floats, last: Floats) -> Floats:
    """Sum of the inputs of calls 1 to `last`."""
    return last * start + growth * last * (last - 1) / 2


def reread_tokens(shape: RunShape, draws: Draws, cache: CachePlan) -> tuple[Floats, Floats]:
    """Tokens a host reads in full and from cache over the whole run, for its seconds."""
    fresh, read, write = _sums_to(shape, draws, cache, np.full_like(draws.growth, float(shape.steps)))
    return fresh + write, read
