"""Expected tokens: means of what is predicted for one run, cut at the output limit as the answers themselves are.

A fit of logarithms gives the median of our belief about a mean. The expected bill is the mean of that belief, which is
exp(s^2/2) times the median. Two things limit it (docs/methodology.md, "Expected values"):

    - no answer is longer than the output limit, so it is the mean of the cut answers, not the cut mean;
    - a belief about a mean goes up to `MOST_ABOVE` times its median, however little is known of a model.
"""

from __future__ import annotations

from functools import lru_cache
from math import erf, exp, inf, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from planner.core.uncertainty.spread import CERTAIN, Doubt

Floats = NDArray[np.float64]

MOST_ABOVE = 20.0
"""A mean is taken as at most so many times its median: a judgement. Where hardly anything is known (a spread of 2 or 3
in ln) it avoids a mean that hardly any draw reaches."""
NODES = 32
FAR = 4.0
"""A limit this many standard deviations above everything cuts nothing worth counting."""
KEPT = 4096
"""Expected tokens that are kept: a budget asks for the same ones again for every month, host and what-if."""
_REACH, _PARTS = 8.0, 500
_GRID = np.linspace(-_REACH, _REACH, int(2 * _REACH * _PARTS) + 1)
_SHARES = np.array([0.5 * (1 + erf(z / sqrt(2))) for z in _GRID])
_NEXT = np.append(_GRID[1:], inf)
_SLOPES = np.append(np.diff(_SHARES) / np.diff(_GRID), 0.0)
FEW = 256
"""Up to this many values, single look-ups are as quick as one look-up of an array."""


def share_below(z: Floats) -> Floats:
    """The standard normal distribution function, within 1e-7; no z is NaN."""
    if np.size(z) < FEW:
        return np.asarray(np.interp(z, _GRID, _SHARES))
    # The grid is even, so an index is computed, not searched for; slightly low, so that rounding never exceeds it.
    held = np.clip(z, -_REACH, _REACH)
    place = np.maximum((held + _REACH) * _PARTS - 1e-6, 0.0).astype(np.intp)
    place += _NEXT[place] <= held
    held -= _GRID[place]
    held *= _SLOPES[place]
    held += _SHARES[place]
    return held


def mean_of_cut(mean: Floats | float, spread: float, limit: Floats | float) -> Floats:
    """E[min(X, limit)] for a lognormal X of `mean` and sd of ln `spread`; all broadcast, tokens."""
    mean, limit = np.asarray(mean, dtype=np.float64), np.maximum(np.asarray(limit, dtype=np.float64), 0.0)
    if spread <= 0:
        return np.minimum(mean, limit)
    endless = np.isinf(limit)
    if endless.all():
        return np.broadcast_to(mean, np.broadcast_shapes(mean.shape, limit.shape)).copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.log(limit) - np.log(mean)) / spread + spread / 2
    z = np.where(np.isnan(z), -inf, z)
    below = mean * share_below(z - spread)
    if not endless.any():
        return below + limit * (1 - share_below(z))
    return np.where(endless, mean, below + np.where(endless, 0.0, limit) * (1 - share_below(z)))


def belief_factor(shared: float, belief: Floats) -> Floats:
    """The factor on a fitted mean at standard normal `belief`, sd of ln `shared`: at most MOST_ABOVE."""
    return np.exp(np.minimum(shared * belief, log(MOST_ABOVE)))


def expected_factor(doubt: Doubt) -> float:
    """The mean of the belief over its median: exp(s^2/2), less for a spread so wide that MOST_ABOVE limits it."""
    shared = doubt.shared
    if shared <= 0:
        return 1.0
    most = log(MOST_ABOVE) / shared
    return exp(shared**2 / 2) * _below(most - shared) + MOST_ABOVE * (1 - _below(most))


@lru_cache(maxsize=KEPT)
def expected_tokens(middle: float, doubt: Doubt, limit: float | None) -> float:
    """Expected tokens of a call: `middle` the median of belief about the mean, nothing cut; `limit` None where nothing
    limits a call."""
    if doubt == CERTAIN or middle <= 0:
        return middle
    if limit is None or limit >= _longest(middle, doubt):
        return middle * expected_factor(doubt)
    means, weights = _beliefs(middle, doubt)
    return float(weights @ mean_of_cut(means, doubt.single, limit))


@lru_cache(maxsize=KEPT)
def expected_rest(
    middle: float, doubt: Doubt, limit: float | None, answer: float, answer_doubt: Doubt, *, most: float = inf
) -> float:
    """Expected tokens of thinking in the room that a call's limit leaves beside the answer, at most `most`.

    `answer` and `answer_doubt` as `middle` and `doubt`: a longer answer leaves less room.
    """
    if doubt == CERTAIN or middle <= 0:
        return middle
    if limit is None:
        return expected_tokens(middle, doubt, most)
    if answer_doubt == CERTAIN or limit >= _longest(middle, doubt) + _longest(answer, answer_doubt):
        return expected_tokens(middle, doubt, min(max(limit - answer, 0.0), most))
    z, answer_weights = hermite(NODES)
    spread = sqrt(answer_doubt.shared**2 + answer_doubt.single**2)
    rooms = np.clip(limit - answer * np.exp(spread * z - answer_doubt.single**2 / 2), 0.0, most)
    means, weights = _beliefs(middle, doubt)
    return float(weights @ mean_of_cut(means[:, np.newaxis], doubt.single, rooms) @ answer_weights)


def _beliefs(middle: float, doubt: Doubt) -> tuple[Floats, Floats]:
    """Means under the belief, tokens, and the weight of each."""
    z, weights = hermite(NODES)
    return middle * belief_factor(doubt.shared, z), weights


@lru_cache(maxsize=4)
def hermite(many: int) -> tuple[Floats, Floats]:
    """Nodes and weights of the mean of a function of a standard normal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(many)
    return nodes, weights / sqrt(2 * pi)


def _longest(middle: float, doubt: Doubt) -> float:
    """Tokens that no call exceeds."""
    return middle * exp(FAR * sqrt(doubt.shared**2 + doubt.single**2))


def _below(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))
