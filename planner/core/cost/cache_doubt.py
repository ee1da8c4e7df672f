"""How far the derived hit rate of a loop may be off: what is believed of caches is weak evidence.

Hit rates were measured at 0.91 (automatic prefix), 0.77 (explicit), 0.60 (parallel fan-out), 0.61 (first turns) and
0.94-0.97 (later ones); coding sessions could have had 0.97-0.99. The mean of the draws is what is believed; 80 % lie
at 0.81-0.97 around 0.9 and at 0.58-0.92 around 0.77. A stated hit rate has no doubt, and a prefix that other runs keep
warm none either: it is a small part of the bill, and mostly arithmetic of traffic.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from planner.core.cost.caching import CachePlan
from planner.core.cost.vector_cost import Floats

CACHE_DOUBT = 0.8
"""sd of the log-odds of a cache's reliability: a judgement."""
MEAN_KEEPING = sqrt(1 + pi * CACHE_DOUBT**2 / 8)
"""The power of the odds at which the mean of the drawn hits is the believed one, so that the bill is the expected one
(the usual approximation of a logistic-normal mean; within 0.3 % for what is believed of any cache)."""


def drawn_hits(cache: CachePlan, belief: Floats) -> Floats | float:
    """Drawn hits of a loop over believed ones, for standard normal `belief`; 1 where they are not derived.

    The same draw for all runs of a month: a cache that keeps less than believed does so all month.
    """
    believed = cache.reliability
    if believed is None or not 0 < believed < 1:
        return 1.0
    odds = (believed / (1 - believed)) ** MEAN_KEEPING * np.exp(CACHE_DOUBT * belief)
    return np.asarray(odds / (1 + odds) / believed)
