"""Drawn columns that all models of a request share and that are kept: none depends on a model's tokens or rates.

A change of a prompt's length needs the same ones again. Columns are read-only.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np

from planner.core.cost.cache_doubt import drawn_hits
from planner.core.cost.drawn_calls import Floats, Lengths, lengths_of
from planner.core.latency.reading import reading_factor
from planner.core.latency.seconds import RUN_FACTOR_SPREAD, SPEED_SPREAD, TTFT_DOUBT
from planner.core.uncertainty.draw_columns import DrawColumns
from planner.core.uncertainty.steps import drawn_steps, mean_steps, month_steps

# The wait for the first token, slower and quicker than its median: sd of ln, from p95 and p05 over p50 by endpoint.
TTFT_UP, TTFT_DOWN = 0.33, 0.12


@lru_cache(maxsize=16)
def month_lengths(columns: DrawColumns, steps: int, spread: float, runs: float, shared: float) -> Lengths:
    """Weights and steps of the runs of a month, by draw."""
    return lengths_of(steps, month_steps(steps, spread, columns.steps_belief, columns.steps, runs, shared=shared))


@lru_cache(maxsize=64)
def run_steps(columns: DrawColumns, steps: int, spread: float, shared: float) -> Floats | None:
    """Steps of each drawn run, None where they are known."""
    return drawn_steps(steps, spread, columns.steps_belief, columns.steps, shared=shared)


@lru_cache(maxsize=64)
def usual_steps(columns: DrawColumns, steps: int, spread: float, shared: float) -> Floats | float:
    """Steps of the mean of many runs, by draw."""
    return mean_steps(steps, spread, columns.steps_belief, shared=shared)


@lru_cache(maxsize=32)
def hits(columns: DrawColumns, believed: float | None) -> Floats | float:
    """Hits of a loop over those believed, by draw."""
    return drawn_hits(believed, columns.cache)


@lru_cache(maxsize=32)
def waits(columns: DrawColumns, calls: int) -> Floats:
    """The mean wait of a run of so many calls over the usual one."""
    return wait_factor(columns.ttft, columns.ttft_belief, calls)


def wait_factor(luck: Floats, belief: Floats, calls: int) -> Floats:
    """The mean wait of `calls` calls as a multiple of the usual one, for standard normal `luck` and `belief`.

    Waits are skewed: the slow side is wider. Over many calls single waits even out; the host's own speed does not.
    """
    single = np.exp(np.where(luck > 0, TTFT_UP, TTFT_DOWN) * luck)
    even = 1 + (single - 1) / sqrt(calls)
    return np.asarray(even * np.exp(TTFT_DOUBT * belief))


@lru_cache(maxsize=8)
def slowness(columns: DrawColumns) -> Floats:
    """How much longer a token takes in a drawn run."""
    return np.asarray(np.exp(RUN_FACTOR_SPREAD * columns.run))


@lru_cache(maxsize=32)
def speeds(columns: DrawColumns, doubt: float) -> Floats:
    """Speeds over the usual one; `doubt`: how far a figure is off, sd of ln."""
    return np.asarray(np.exp(SPEED_SPREAD * columns.speed + doubt * columns.speed_belief))


@lru_cache(maxsize=16)
def reading_factor_of(columns: DrawColumns, doubt: float) -> Floats:
    """Seconds of reading over those expected; `doubt`: sd of ln."""
    return reading_factor(doubt, columns.ttft_belief)
