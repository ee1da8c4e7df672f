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
    return legs_from(reach_of(start, restart, growth, limit), steps)


@dataclass(frozen=True, slots=True)
class Reach:
    """Steps of the opening leg and of a later one in a run without end: the same for runs of any length."""

    opening: Floats
    each: Floats


def reach_of(start: Floats | float, restart: Floats | float, growth: Floats, limit: Floats | float) -> Reach:
    """Steps that legs hold; arguments as in legs_of."""
    return Reach(_steps_within(start, growth, limit), _steps_within(restart, growth, limit))


def legs_from(reach: Reach, steps: Floats | float) -> Legs:
    """The legs of runs of `steps` calls: a leg has at least one step and at most all."""
    opening = np.maximum(np.minimum(reach.opening, steps), 1.0)
    each = np.maximum(np.minimum(reach.each, steps), 1.0)
    left = np.maximum(steps - opening, 0.0)
    summaries = np.ceil(left / each)
    last = np.where(summaries > 0, left - (summaries - 1) * each, 0.0)
    return Legs(opening, each, last, summaries)


def _steps_within(start: Floats | float, growth: Floats, limit: Floats | float) -> Floats:
    """Steps of a leg whose input is at most `limit`, however long the run; infinite where it never passes that."""
    room = np.subtract(limit, start)
    grows = growth > 0
    if grows.all():
        apart = np.divide(room, growth)
    else:
        apart = np.divide(room, growth, out=np.where(room < 0, 0.0, np.full(np.shape(growth), np.inf)), where=grows)
    # Where the start itself does not fit there is one step all the same.
    apart += WHOLE_WITHIN
    steps = np.floor(apart, out=apart)
    steps += 1
    return np.maximum(steps, 1.0, out=steps)
