"""The dollars of a run in float64 for many draws of its tokens at once: the closed form of loop.py over arrays.

A test ties it to the exact path. Everything broadcasts; tokens are floats, rates USD per million tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.core.cost.caching import CachePlan
from planner.core.cost.leg_bill import Draws, Floats, Leg, LegBill, Number, Tariff, bill_of, tariff_of, tariffs_of
from planner.core.cost.legs import Reach, legs_from, reach_of
from planner.core.cost.run_shape import ONE, RunShape
from planner.core.models.rates import RateCard

__all__ = ["Draws", "Floats", "Lengths", "Tariff", "mean_run_usd", "reread_tokens", "run_usd", "steps_of", "tariff_of"]

Tariffs = Sequence[tuple[int | None, Tariff]]
Lengths = Sequence[tuple[float, Floats | None]]
"""Weights, and the steps of each drawn run; None where all have the shape's."""
READ, SENT = Tariff(0.0, 1.0, 0.0, 0.0, 0.0), Tariff(1.0, 1.0, 1.0, 0.0, 0.0)
"""Made-up tariffs under which a bill counts the tokens that are read from cache, and all that are sent."""


def run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard) -> Floats:
    """Dollars of each drawn run, its start, steps, limit and cache as in `shape` and `cache`."""
    return _millionths(shape, draws, cache, tariffs_of(card, cache), [(1.0, draws.steps)]) / 1e6


def mean_run_usd(shape: RunShape, draws: Draws, cache: CachePlan, card: RateCard, lengths: Lengths) -> Floats:
    """The same as a mean over runs of several lengths."""
    return _millionths(shape, draws, cache, tariffs_of(card, cache), lengths) / 1e6


def reread_tokens(shape: RunShape, draws: Draws, cache: CachePlan) -> tuple[Floats, Floats]:
    """Tokens a host reads in full and from cache over the whole run, summaries included, for its seconds."""
    sent, read = (_millionths(shape, draws, cache, [(None, one)], [(1.0, draws.steps)]) for one in (SENT, READ))
    return sent - read, read


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


def _millionths(shape: RunShape, draws: Draws, cache: CachePlan, tariffs: Tariffs, lengths: Lengths) -> Floats:
    """USD x 10^6 of the mean of runs of several lengths, one figure a draw."""
    if shape.steps == 1:
        return _single(shape, draws, cache, tariffs)
    weights, steps = _stacked(shape, lengths)
    most, reach = float(np.max(steps)) + 1, _reach(shape, draws)
    if reach is None or np.all(steps <= reach.opening):
        found = _mean(bill_of(_opening(shape, cache), draws, cache, tariffs, most=most), weights, steps)
    else:
        opening, later = (
            bill_of(leg, draws, cache, tariffs, most=most, summary=float(shape.summary))
            for leg in (_opening(shape, cache), _restarted(shape, cache))
        )
        found = _weighed(weights, _in_legs(opening, later, reach, steps, most))
    return np.asarray(np.broadcast_to(found, draws.growth.shape))


def _stacked(shape: RunShape, lengths: Lengths) -> tuple[Floats, Number]:
    """Weights, and steps by length and draw; one number where all have the shape's."""
    columns = [float(shape.steps) if steps is None else steps for _, steps in lengths]
    weights = np.array([weight for weight, _ in lengths])
    return weights, columns[0] if len(columns) == 1 else np.stack(columns)


def _weighed(weights: Floats, usd: Number) -> Number:
    return usd * weights[0] if len(weights) == 1 else np.asarray(weights @ usd)


def _mean(bill: LegBill, weights: Floats, steps: Number) -> Number:
    """The mean bill of runs of one leg. A curve needs the means of steps and of their squares alone."""
    curve = bill.curve
    if curve is None or len(weights) == 1:
        return _weighed(weights, bill.to(steps))
    steps = np.asarray(steps)
    mean, mean_square = weights @ steps, weights @ steps**2
    return np.asarray(curve.constant * weights.sum() + curve.slope * mean + curve.square * mean_square)


def _in_legs(opening: LegBill, later: LegBill, reach: Reach, steps: Number, most: float) -> Floats:
    """USD x 10^6 of runs with summaries: an opening leg, equal legs and a last one; of those that need none, one leg.

    The summary is the call after the last step of a leg.
    """
    first, each = np.minimum(reach.opening, most), np.minimum(reach.each, most)
    left = steps - first
    legs = np.ceil(left / each)
    last = np.maximum(left - (legs - 1) * each, 0.0)
    whole = opening.summarised(first + 1) + (legs - 1) * later.summarised(each + 1) + later.to_any(last)
    return np.where(left > 0, whole, opening.to(np.minimum(steps, first)))


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
