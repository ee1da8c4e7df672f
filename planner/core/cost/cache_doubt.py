"""How far the derived hit rate of a loop may be off.

Recorded coding sessions could have read 0.97 to 0.99 of what they sent before; later turns of measured conversations
read 0.94 to 0.97 (docs/methodology.md, Caches inside a run). The mean of the draws is 0.97, and 80 % of them lie
between 0.948 and 0.987. A stated hit rate has no doubt. Neither has a prefix that other runs keep warm: it is a small
part of the bill and follows from traffic.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, sqrt

import numpy as np

from planner.core.cost.drawn_calls import Floats

CACHE_DOUBT = 0.57
"""sd of the log-odds of a cache's reliability inside a run: one draw in ten is below about 0.948 where the mean is
0.97."""


@lru_cache(maxsize=64)
def log_odds_centre(believed: float) -> float:
    """The centre of the log-odds with which the mean of the drawn hits is `believed`, since bills are expected
    values."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = float(weights @ (1 / (1 + np.exp(-middle - CACHE_DOUBT * nodes))) / sqrt(2 * pi))
        low, high = (middle, high) if mean < believed else (low, middle)
    return low


def drawn_hits(believed: float | None, belief: Floats) -> Floats | float:
    """Drawn hits of a loop over those `believed` (a cache's reliability), for standard normal `belief`; 1 where hits
    are not derived. All runs of a month have the same draw: a cache that keeps less than believed does so all month."""
    if believed is None or not 0 < believed < 1:
        return 1.0
    odds = np.exp(log_odds_centre(believed) + CACHE_DOUBT * belief)
    return np.asarray(odds / (1 + odds) / believed)
