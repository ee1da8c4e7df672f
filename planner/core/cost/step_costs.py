"""Dollars spent up to each call of a run, for charts; the exact sum is quote.py's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.core.cost.caching import tariff_of
from planner.core.cost.drawn_calls import Floats
from planner.core.cost.pricing import tier_starts
from planner.core.cost.run_shape import first_step_from
from planner.core.cost.summaries import summaries_of
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.estimate.terms import Prepared
from planner.core.models.rates import RateCard
from planner.core.workload import exact


def cumulative_usd(prepared: Prepared, steps: Sequence[int]) -> tuple[float, ...]:
    """Dollars of the average run after each of `steps`, retries and fees included.

    Fees fall evenly on the calls. What the exact sum rounds (cached tokens are whole there) is spread evenly too, so
    that the last step ends at the run's own figure.
    """
    whole = float(prepared.cost.usd_per_run)
    spent = sum(float(share) * np.cumsum(call_usd(prepared.inputs, run)) for share, run in prepared.parts)
    found = np.asarray(spent, dtype=np.float64)
    repeats = 1 + float(exact(prepared.inputs.workload.retry_rate))
    calls = np.arange(1, len(found) + 1) / len(found)
    dollars = found * repeats + calls * (whole - float(found[-1]) * repeats)
    return tuple(float(dollars[step - 1]) for step in steps)


def call_usd(inputs: EstimateInputs, run: Run) -> Floats:
    """Dollars of each call of `run`, fees left out."""
    shape, cache, card = run.shape, run.cache, inputs.card
    sent: Floats = np.array([float(shape.context(step)) for step in range(1, shape.steps + 1)])
    read = _read(run, sent)
    written = (sent - read) * _writes(run) if cache.writes else np.zeros_like(sent)
    if cache.writes and shape.steps == 1:
        written = np.full_like(sent, float(sum((s.write for s in run.stretches), exact(0))))
    usd = np.zeros_like(sent)
    starts = tier_starts(card)
    for start, tier in zip((-1, *starts), (None, *starts), strict=True):
        rates = tariff_of(card, cache, tier)
        spoken = float(shape.reasoning) * rates.reasoning + float(shape.visible) * rates.visible
        calls = (sent - read - written) * rates.fresh + read * rates.read + written * rates.write + spoken
        usd = np.where(sent > start, calls, usd)
    usd = usd / 1e6 + _summary_usd(run, card)
    usd[0] += float(run.beyond_text)
    return usd


def _summary_usd(run: Run, card: RateCard) -> Floats:
    """Dollars of the summaries, each at the step that follows it."""
    usd = np.zeros(run.shape.steps)
    made = summaries_of(run.shape, run.cache, card)
    if made:
        usd[made.first_step - 1 :: run.shape.leg_steps] = float(made.usd) / made.count
    return usd


def _read(run: Run, sent: Floats) -> Floats:
    """Tokens each call reads from cache: the warm prefix, then what the call before sent once that is long enough."""
    shape, cache = run.shape, run.cache
    read = np.zeros_like(sent)
    read[1:] = float(cache.loop_hit) * np.where(sent[:-1] >= float(cache.minimum_tokens), sent[:-1], 0.0)
    read[0] = float(cache.prefix_hit * shape.shared)
    if shape.compactions:
        kept = float(cache.loop_hit * shape.start) if shape.start >= cache.minimum_tokens else 0.0
        read[shape.opening_steps :: shape.leg_steps] = kept
    return read


def _writes(run: Run) -> Floats:
    """1 for the calls whose misses are kept for later ones, from the first that is long enough."""
    first = first_step_from(run.shape, run.cache.minimum_tokens)
    numbers = np.arange(1, run.shape.steps + 1)
    return np.asarray(numbers >= first, dtype=np.float64) if first else np.zeros(run.shape.steps)
