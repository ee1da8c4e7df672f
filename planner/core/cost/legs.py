"""How summaries cut runs into legs, for arrays of runs or draws: the closed form of planner.core.cost.loop in float64.

A run is an opening leg from its start, equal legs from its restart (start + summary) and a last, shorter one. The
summary is the call after the last step of a leg. docs/methodology.md, Compaction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Quotients this close to a whole number are one: 0.1 is not a binary fraction.
WHOLE_WITHIN = 1e-9


@dataclass(frozen=True, slots=True)
class Legs:
    """Steps of runs, each an array: in the opening leg, in each later one, in the last; `summaries`: how many."""

    opening: Floats
    each: Floats
    last: Floats
    summaries: Floats

    @property
    def summarised(self) -> Floats:
        """1 where the run makes a summary, else 0."""
        return (self.summaries > 0).astype(np.float64)

    @property
    def repeats(self) -> Floats:
        """How many whole legs lie between the opening and the last."""
        return np.maximum(self.summaries - 1, 0.0)


def legs_of(
    start: Floats | float, restart: Floats | float, growth: Floats, limit: Floats | float, steps: Floats | float
) -> Legs:
    """The legs of runs of `steps` calls whose context passes `limit` (infinite: never summarised); arrays broadcast."""
    opening = _steps_within(start, growth, limit, steps)
    each = _steps_within(restart, growth, limit, steps)
    left = np.maximum(steps - opening, 0.0)
    summaries = np.ceil(left / each)
    last = np.where(summaries > 0, left - (summaries - 1) * each, 0.0)
    return Legs(opening, each, last, summaries)


def _steps_within(start: Floats | float, growth: Floats, limit: Floats | float, steps: Floats | float) -> Floats:
    """Steps of a leg whose input is at most `limit`: at least one, at most all."""
    room = np.subtract(limit, start)
    apart = np.full(np.broadcast_shapes(np.shape(room), np.shape(growth), np.shape(steps)), np.inf)
    np.divide(room, growth, out=apart, where=np.broadcast_to(growth > 0, apart.shape))
    near = np.rint(apart)
    with np.errstate(invalid="ignore"):
        whole = np.where(np.abs(apart - near) < WHOLE_WITHIN, near, np.floor(apart))
    within = np.minimum(np.where(np.broadcast_to(room < 0, apart.shape), 1.0, whole + 1), steps)
    return np.asarray(np.maximum(within, 1.0))
