"""Percentiles of drawn values. One sort gives all of them, in a fifth of the time of three percentiles by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from planner.core.cost.drawn_calls import Floats
from planner.core.uncertainty.band import Band, Tail

PERCENTS = tuple(range(1, 100))


def percentiles(values: Floats) -> Floats:
    """The values at 1 %, 2 % ... 99 %, interpolated between neighbours."""
    below, above, share = _places(len(values))
    ordered = values.copy()
    ordered.sort()
    low = ordered[below]
    return np.asarray(low + share * (ordered[above] - low))


Places = np.ndarray[tuple[int], np.dtype[np.intp]]


@lru_cache(maxsize=8)
def _places(many: int) -> tuple[Places, Places, Floats]:
    """Where the percents fall among `many` ordered values: the one below, the next, and how far towards it."""
    exact = np.array(PERCENTS) / 100 * (many - 1)
    below = exact.astype(np.intp)
    return below, np.minimum(below + 1, many - 1), exact - below


def band_of(percentiles: Floats | Sequence[float]) -> Band:
    """The 80 % range with its middle, from 99 percentiles."""
    return Band(float(percentiles[9]), float(percentiles[49]), float(percentiles[89]))


def tail_of(percentiles: Floats | Sequence[float]) -> Tail:
    """Half under, 95 % under, from 99 percentiles."""
    return Tail(float(percentiles[49]), float(percentiles[94]))
