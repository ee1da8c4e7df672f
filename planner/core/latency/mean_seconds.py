"""How long runs take on average: the 80 % range of the mean seconds of N runs, as core/uncertainty has it for tokens.

Differences between single runs (the item, the hour, waits) even out over N runs. What all runs share does not: how much
the model thinks, and how fast the host is and how long it waits. The range is centred on the mean, as measured means
are. Draws and spreads are those of simulation.py, so that one run and the mean of N have the same doubts.
"""

from __future__ import annotations

from math import exp, expm1, log1p, sqrt

import numpy as np

from planner.core.cost.drawn_calls import Floats
from planner.core.cost.vector_cost import reread_tokens
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.estimate.terms import Prepared
from planner.core.latency.reading import reading_doubt_of, reading_factor
from planner.core.latency.seconds import RUN_FACTOR_SPREAD, SPEED_SPREAD, Pace, speed_doubt
from planner.core.latency.timing import is_batch
from planner.core.uncertainty.band import Band
from planner.core.uncertainty.draw_columns import DrawColumns, draw_columns
from planner.core.uncertainty.shared_draws import wait_factor
from planner.core.uncertainty.simulation import band, draws_of


def band_of_mean_seconds(ready: Prepared, *, runs: float, seed: int) -> Band | None:
    """The 80 % range of the mean of `runs` runs, seconds per run; None for batch, which has none. Needs `runs` >= 1."""
    if is_batch(ready.inputs):
        return None
    columns, inputs = draw_columns(seed), ready.inputs
    seconds = sum(float(share) * _seconds(inputs, run, columns, runs) for share, run in ready.parts)
    return band(np.asarray((1 + float(inputs.workload.retry_rate)) * seconds))


def _seconds(inputs: EstimateInputs, run: Run, columns: DrawColumns, runs: float) -> Floats:
    """Drawn mean seconds of one kind of run."""
    pace, steps, tokens = run.pace, inputs.workload.steps, draws_of(inputs, run, columns, runs)
    fresh, cached = reread_tokens(run.shape, tokens, run.cache)
    read = fresh * pace.reading_seconds(1.0, 0.0) + cached * pace.reading_seconds(0.0, 1.0)
    read = read * reading_factor(reading_doubt_of(inputs.workload, run), columns.ttft_belief)
    spoken = steps * pace.output_seconds(1.0) * (tokens.reasoning + tokens.visible) * _slowness(pace, columns, runs)
    waits = 1.0 if pace.whole_ttft else wait_factor(columns.ttft, columns.ttft_belief, max(round(steps * runs), 1))
    return np.asarray(steps * pace.turn_seconds * waits + read + spoken + steps * float(inputs.workload.tool_seconds))


def _slowness(pace: Pace, columns: DrawColumns, runs: float) -> Floats:
    """How much longer than usual a token takes: the host's doubt, and the part of hours and runs that does not even
    out."""
    if pace.speed_given:
        return np.ones_like(columns.speed)
    hours = _evened(sqrt(SPEED_SPREAD**2 + RUN_FACTOR_SPREAD**2), runs, columns.run)
    return np.asarray(np.exp(speed_doubt(pace) * columns.speed_belief) * hours)


def _evened(spread: float, runs: float, normal: Floats) -> Floats:
    """The mean of `runs` lognormal values of mean 1, taken for lognormal itself: ln(1 + (exp(s^2) - 1)/N)."""
    variance = log1p(expm1(spread**2) / runs)
    return np.asarray(exp(-variance / 2) * np.exp(sqrt(variance) * normal))
