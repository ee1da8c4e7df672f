"""How far the derived hit rate of a loop may be off.

Recorded coding sessions could have read 0.97 to 0.99 of what they sent before, later turns of measured conversations
read 0.94 to 0.97 (docs/methodology.md, Caches inside a run). The mean of the draws is what is believed; 80 % lie
at 0.948 to 0.987 around 0.97. A stated hit rate has no doubt, and a prefix that other runs keep warm none either: it is
a small part of the bill, and mostly arithmetic of traffic.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, sqrt

import numpy as np

from planner.core.cost.vector_cost import Floats

CACHE_DOUBT = 0.57
"""sd of the log-odds of a cache's reliability inside a run: from 0.97 down to about 0.94 in one case of ten."""


@lru_cache(maxsize=64)
def log_odds_centre(believed: float) -> float:
    """The log-odds around which hits are drawn so that their mean is `believed`, since the bill is an expected
    value."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = float(weights @ (1 / (1 + np.exp(-middle - CACHE_DOUBT * nodes))) / sqrt(2 * pi))
        low, high = (middle, high) if mean < believed else (low, middle)
    return low


def drawn_hits(believed: float | None, belief: Floats) -> Floats | float:
    """Drawn hits of a loop over those `believed` (a cache's reliability), for standard normal `belief`; 1 where they
    are not derived.

    The same draw for all runs of a month: a cache that keeps less than believed does so all month.
    """
    if believed is None or not 0 < believed < 1:
        return 1.0
    odds = np.exp(log_odds_centre(believed) + CACHE_DOUBT * belief)
    return np.asarray(odds / (1 + odds) / believed)
