"""Dollars and seconds of a solved task, where each run succeeds with a chance of p and is repeated until one does.

With at most k tries a task takes (1 - (1-p)^k) / p runs on average and is solved with a chance of 1 - (1-p)^k, so
dollars per solved task are dollars per run / p for any number of tries (docs/methodology.md, Solved tasks).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.models.catalogue import Profile
from planner.core.models.profile.scores import score_of
from planner.core.workload import Workload, exact

Floats = NDArray[np.float64]
MOST_TRIES = 1000


@dataclass(frozen=True, slots=True)
class Success:
    """Chance, 0-1, that a run solves its task, and its source: `stated` by the user, or a benchmark's score."""

    rate: float
    source: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Solved:
    """Per task: mean runs, the chance that it is solved within the tries, and USD per solved task."""

    success: Success
    tries: float
    share: float
    usd: Decimal


def success_of(load: Workload, profile: Profile | None, mode: str) -> Success | None:
    """The chance that a run in `mode` succeeds: as stated, else the benchmark's score that the workload names."""
    stated = load.success_rate_off if mode == "off" and load.success_rate_off is not None else load.success_rate
    if stated is not None:
        return Success(float(stated), "as you stated it", stated=True)
    score = score_of(profile, mode, load.success_benchmark) if load.success_benchmark else None
    if score is None:
        return None
    at = "" if score.exact else f", at {score.effort}"
    return Success(score.percent / 100, f"score on {load.success_benchmark}{at}, not of your tasks", stated=False)


def solved_of(success: Success | None, max_tries: int | None, usd_per_run: Decimal) -> Solved | None:
    """The expected tries and USD per solved task; None where no chance is known, or nothing is ever solved."""
    if success is None or success.rate <= 0:
        return None
    share = 1.0 if max_tries is None else 1 - (1 - success.rate) ** max_tries
    return Solved(success, share / success.rate, share, usd_per_run / exact(success.rate))


def solved_seconds(solved: Solved, max_tries: int | None, run: Floats, uniform: Floats) -> Floats:
    """Seconds of solved tasks, for drawn seconds of a run and uniform draws. All tries of a task take the same time,
    since a hard task is hard each time."""
    failing = 1 - solved.success.rate
    if failing <= 0:
        return run
    tries = np.ceil(np.log1p(-uniform * solved.share) / np.log(failing))
    return np.asarray(run * np.clip(tries, 1, max_tries or MOST_TRIES))


def break_even_usd(off: Solved | None, on: Solved | None, off_usd: Decimal, on_usd: Decimal) -> Decimal | None:
    """What a solved task must be worth for thinking to pay: extra dollars over extra solved tasks, at `off_usd` and
    `on_usd` a run and the tries of each side. 0 where thinking solves more for no more dollars, None where it solves no
    more tasks."""
    if off is None or on is None or on.share <= off.share:
        return None
    extra = on_usd * exact(on.tries) - off_usd * exact(off.tries)
    return max(extra / (exact(on.share) - exact(off.share)), Decimal(0))
