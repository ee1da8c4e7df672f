"""The middle of all runs in closed form: near the drawn medians of planner.core.simulation, at no draw's price."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from planner.core.estimate import Prepared
from planner.core.runs import Run, Setting
from planner.core.simulation import doubts
from planner.core.table import Floats
from planner.core.timing import is_batch
from planner.core.uncertainty import CERTAIN, Doubt, median_run, sd_of_run

GRID = 41
QUANTILES: Floats = np.array([NormalDist().inv_cdf((k + 0.5) / GRID) for k in range(GRID)])


def median_spoken(setting: Setting, run: Run) -> float:
    """Output tokens of one call in the middle of all runs, cut at the output limit where they are estimated.

    Not the sum of two medians: thinking and answer are skewed and vary apart, so their sum has a median of its own,
    taken here over a grid of evenly spaced quantiles of both.
    """
    thought, said = doubts(setting, run)
    thinking = _spread(float(run.shape.reasoning), thought)[:, np.newaxis]
    answer = _spread(float(run.shape.visible), said)[np.newaxis, :]
    if setting.cap is not None:
        answer = answer if run.visible_given else np.minimum(answer, setting.cap)
        thinking = thinking if run.reasoning_given else np.minimum(thinking, np.maximum(setting.cap - answer, 0))
    return float(np.median(thinking + answer))


def _spread(mean: float, doubt: Doubt) -> Floats:
    """Quantiles of one run's tokens; the one figure itself where there is no doubt."""
    if doubt == CERTAIN or mean == 0:
        return np.array([mean])
    column: Floats = median_run(mean, doubt) * np.exp(sd_of_run(doubt) * QUANTILES)
    return column


def median_seconds(prepared: Prepared) -> float:
    """Seconds of a run in the middle of all, tools and retries included; NaN for batch, which promises none."""
    setting, seconds = prepared.setting, 0.0
    if is_batch(setting):
        return float("nan")
    pace, load = setting.pace, setting.workload
    for share, run in prepared.parts:
        speaking = pace.speaking_seconds(median_spoken(setting, run))
        call = pace.turn_seconds + speaking + float(load.tool_seconds)
        seconds += float(share) * (load.steps * call + pace.reading_seconds(float(run.fresh), float(run.cached)))
    return seconds * (1 + float(load.retry_rate))
