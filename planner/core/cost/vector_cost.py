"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.core.cost.caching import CachePlan, Tariff, tariff_of, tariffs_of
from planner.core.cost.leg_bill import (
    Draws,
    Floats,
    Leg,
    LegBill,
    Number,
    Places,
    bill_of,
    output_usd,
    some,
)
from planner.core.cost.legs import reach_of
from planner.core.cost.run_shape import ONE, RunShape
from planner.core.models.rates import RateCard

__all__ = ["Draws", "Floats", "tariff_of"]

Tariffs = Sequence[tuple[int | None, Tariff]]
CACHE_READ_TOKENS, SENT_TOKENS = Tariff(0.0, 1.0, 0.0, 0.0, 0.0), Tariff(1.0, 1.0, 1.0, 0.0, 0.0)
"""Made-up tariffs under which a bill counts the tokens that are read from cache, and all that are sent."""


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """Weights of runs of several lengths, and their steps by length and draw; a number where all runs have as many."""

    weights: Floats
    steps: Number
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """How summaries cut drawn runs: by draw, steps of the opening leg and of each later one. Of those that are `cut`,
    places in the flat array of all lengths and draws, which are the draws `of_draw`: how many summaries they make, and
    steps of their last leg. The others, most of them as a rule, make none."""

    opening: Floats
    each: Floats
    cut: Places
    of_draw: Places
    many: Floats
    last: Floats
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How long drawn runs are, and how they are cut into legs; None where none makes a summary."""

    lengths: Lengths
    legs: Legs | None

    @property
    def steps(self) -> Number:
        return self.lengths.steps

    @property
    def summaries(self) -> Number:
        """How often each drawn run summarises."""
        if self.legs is None:
            return 0.0
        found = np.zeros(self.legs.shape)
        found.reshape(-1)[self.legs.cut] = self.legs.many
        return found


def lengths_of(steps: int, nodes: Sequence[tuple[float, Floats | None]]) -> Lengths:
    """Weights with the steps of each drawn run, None where all have `steps`."""
    columns: list[Number] = [float(steps) if drawn is None else drawn for _, drawn in nodes]
    stacked = columns[0] if len(columns) == 1 else np.stack(np.broadcast_arrays(*columns))
    return Lengths(np.array([weight for weight, _ in nodes]), stacked, float(np.max(stacked)))


def course_of(shape: RunShape, draws: Draws, lengths: Lengths | None = None) -> Course:
    """The course of drawn runs of `lengths`, else of their own."""
    found = lengths or lengths_of(shape.steps, [(1.0, draws.steps)])
    return Course(found, None if shape.limit is None else _legs(shape, draws, found, float(shape.limit)))


def _legs(shape: RunShape, draws: Draws, lengths: Lengths, limit: float) -> Legs | None:
    reach = reach_of(float(shape.start), float(shape.restart), draws.growth, limit)
    left = np.asarray(np.subtract(lengths.steps, reach.opening))
    cut = np.flatnonzero(left > 0)
    if not len(cut):
        return None
    most, of_draw = lengths.most + 1, cut if left.ndim == 1 else cut % reach.opening.size
    each, over = np.minimum(reach.each, most), left.reshape(-1)[cut]
    of_cut = each[of_draw]
    many = np.ceil(over / of_cut)
    over -= (many - 1) * of_cut
    last = np.maximum(over, 0.0, out=over)
    return Legs(np.minimum(reach.opening, most), each, cut, of_draw, many, last, left.shape)


class Input(NamedTuple):
    """Tokens that a host reads in full and from cache over each drawn run, summaries included."""

    fresh: Floats
    read: Floats


def run_usd(
    shape: RunShape,
    draws: Draws,
    cache: CachePlan,
    card: RateCard,
    course: Course | None = None,
    tokens: Input | None = None,
) -> Floats:
    """Dollars of each drawn run, its start, steps, limit and cache as in `shape` and `cache`; quicker where its input
    `tokens` are known already."""
    course, tariffs = course or course_of(shape, draws), tariffs_of(card, cache)
    if tokens is None or len(tariffs) > 1 or shape.steps == 1 or shape.start < cache.minimum_tokens:
        return _millionths(shape, draws, cache, tariffs, course) / 1e6
    # One tariff for all calls, each of which the cache holds: tokens times their rates.
    rates = tariffs[0][1]
    missed = rates.write if cache.writes else rates.fresh
    usd = tokens.fresh * missed + tokens.read * rates.read + course.steps * output_usd(draws, rates)
    if course.legs is not None:
        usd += course.summaries * (float(shape.summary) * rates.visible)
    return usd / 1e6


def mean_run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, lengths: Lengths) -> Floats:
    """The same as a mean over runs of several lengths."""
    return _millionths(shape, draws, cache, tariffs_of(card, cache), course_of(shape, draws, lengths)) / 1e6


def reread_tokens(shape: RunShape, draws: Draws, cache: CachePlan, course: Course | None = None) -> Input:
    """What each drawn run sends, for its seconds."""
    course = course or course_of(shape, draws)
    sent, read = (_millionths(shape, draws, cache, [(None, one)], course) for one in (SENT_TOKENS, CACHE_READ_TOKENS))
    return Input(sent - read, read)


def summaries_of(shape: RunShape, draws: Draws) -> Floats | float:
    """How often each drawn run summarises."""
    return course_of(shape, draws).summaries


def _millionths(shape: RunShape, draws: Draws, cache: CachePlan, tariffs: Tariffs, course: Course) -> Floats:
    """USD x 10^6 of the mean of runs of several lengths, one figure a draw."""
    if shape.steps == 1:
        return _single(shape, draws, cache, tariffs)
    lengths, most = course.lengths, course.lengths.most + 1
    if course.legs is None:
        found = _mean(bill_of(_opening(shape, cache), draws, cache, tariffs, most=most), lengths)
    else:
        opening, later = (
            bill_of(leg, draws, cache, tariffs, most=most, summary=float(shape.summary))
            for leg in (_opening(shape, cache), _restarted(shape, cache))
        )
        found = _weighed(lengths.weights, _in_legs(opening, later, course.legs, lengths.steps))
    shape_of_draws = draws.growth.shape
    return found if np.shape(found) == shape_of_draws else np.broadcast_to(found, shape_of_draws)  # type: ignore[return-value]


def _weighed(weights: Floats, usd: Number) -> Number:
    return usd * weights[0] if len(weights) == 1 else np.asarray(weights @ usd)


def _mean(bill: LegBill, lengths: Lengths) -> Number:
    """The mean bill of runs of one leg. A curve needs only the means of steps and of their squares."""
    weights, curve = lengths.weights, bill.curve
    if curve is None or len(weights) == 1:
        return _weighed(weights, bill.to(lengths.steps))
    steps = np.asarray(lengths.steps)
    mean, mean_square = weights @ steps, weights @ steps**2
    return np.asarray(curve.constant * weights.sum() + curve.slope * mean + curve.square * mean_square)


def _in_legs(opening: LegBill, later: LegBill, legs: Legs, steps: Number) -> Floats:
    """USD x 10^6 of runs with summaries: an opening leg, equal legs and a last one; of those that need none, one leg.

    The summary is the call after the last step of a leg.
    """
    found = np.asarray(opening.to(np.minimum(steps, legs.opening)))
    whole = (legs.many - 1) * some(later.summarised(legs.each + 1), legs.of_draw)
    whole += some(opening.summarised(legs.opening + 1), legs.of_draw)
    whole += later.to_any(legs.last, legs.of_draw)
    found.reshape(-1)[legs.cut] = whole
    return found


def _opening(shape: RunShape, cache: CachePlan) -> Leg:
    return Leg(float(shape.start), float(cache.prefix_hit * shape.shared))


def _restarted(shape: RunShape, cache: CachePlan) -> Leg:
    kept = float(shape.start) if shape.start >= cache.minimum_tokens else 0.0
    return Leg(float(shape.restart), float(cache.loop_hit) * kept)


def _single(shape: RunShape, draws: Draws, cache: CachePlan, tariffs: Tariffs) -> Floats:
    """USD x 10^6 of a run of one call, which writes for other runs alone."""
    leg = _opening(shape, cache)
    rates = next(rates for start, rates in reversed(tariffs) if start is None or leg.start > start)
    reusable = cache.writes and (cache.prefix_given or shape.shared >= max(cache.minimum_tokens, ONE))
    written = float(shape.shared * (1 - cache.prefix_hit)) if reusable else 0.0
    fresh = leg.start - leg.first_read - written
    sent = fresh * rates.fresh + leg.first_read * rates.read + written * rates.write
    return np.asarray(sent + draws.reasoning * rates.reasoning + draws.visible * rates.visible)
