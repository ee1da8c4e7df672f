"""How many steps a run takes where that is not known: a lognormal around the stated number, which is its mean.

The first call is always made; the steps after it vary: N = 1 + (mean - 1) x lognormal of mean 1, rounded to whole
steps. Part of the spread is shared by all runs of a month, since the mean itself is a guess; the rest is from run to
run (docs/methodology.md, Steps that are not known).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import exp, expm1, log1p, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHARED_VARIANCE = 0.5
"""Share of the variance of ln steps that all runs of a month have in common, where no own runs measure it."""
NODES = 5
LEAST_SPREAD = 1e-3
"""Below it a mean square differs from the square of the mean by less than a millionth."""
Z80 = 1.2815515655446004
WEIGHT_PLACES = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class StepsRange:
    """Steps of one run: the mean, and the 80 % range with its middle."""

    mean: float
    p10: float
    p50: float
    p90: float


def steps_range(steps: int, spread: float) -> StepsRange | None:
    """None where the number of steps is known."""
    if spread <= 0 or steps <= 1:
        return None
    low, middle, high = (_steps(steps, exp(spread * z - spread**2 / 2)) for z in (-Z80, 0.0, Z80))
    return StepsRange(float(steps), low, middle, high)


def _steps(mean: int, factor: float) -> float:
    return float(max(round(1 + (mean - 1) * factor), 1))


@lru_cache(maxsize=256)
def step_nodes(steps: int, spread: float) -> tuple[tuple[Decimal, int], ...]:
    """Weights, which add up to 1, and steps, so that weighted sums are expected values: their mean is `steps`, their
    mean square that of the lognormal.

    Gauss-Hermite nodes, shifted up by `spread` so that the few longest runs, which cost most, are among them: a bill
    grows with the square of the steps. Rounding to whole steps moves both means, and the weights are corrected for it.
    """
    if spread < LEAST_SPREAD or steps <= 1:
        return ((Decimal(1), steps),)
    z, weights = hermite()
    lengths = 1 + (steps - 1) * np.exp(spread * (z + spread) - spread**2 / 2)
    weights = weights * np.exp(-spread * z - spread**2 / 2)
    nodes = _corrected(steps, spread, _merged(np.rint(lengths), weights))
    if nodes is None:
        # Few steps: a node between two counts is shared out over both, so that rounding moves nothing but the square.
        low = np.floor(lengths)
        counts, parts = np.concatenate([low, low + 1]), np.concatenate([low + 1 - lengths, lengths - low])
        split = _merged(counts, np.tile(weights, 2) * parts)
        nodes = _corrected(steps, spread, split) or split
    return _exact(steps, nodes)


Nodes = dict[int, float]
"""Steps and their weights, the fewest steps first."""


def _merged(counts: Floats, weights: Floats) -> Nodes:
    whole: Nodes = {int(count): 0.0 for count in sorted(counts)}
    for count, weight in zip(counts, weights, strict=True):
        whole[int(count)] += float(weight) / float(weights.sum())
    return whole


def _corrected(steps: int, spread: float, nodes: Nodes) -> Nodes | None:
    """The weights nearest to those of `nodes` (least squares, relative) that keep the mean of the steps and of their
    square; None where there are too few counts or a weight would be negative."""
    if len(nodes) < 3:
        return None
    weights, x = np.array(list(nodes.values())), (np.array(list(nodes)) - 1) / (steps - 1)
    powers = np.stack([np.ones_like(x), x, x * x])
    missing = np.array([1.0, 1.0, exp(spread**2)]) - powers @ weights
    corrected = weights * (1 + powers.T @ np.linalg.solve((powers * weights) @ powers.T, missing))
    return dict(zip(nodes, corrected.tolist(), strict=True)) if corrected.min() >= 0 else None


def _exact(steps: int, nodes: Nodes) -> tuple[tuple[Decimal, int], ...]:
    """The same as decimals that add up to 1 and whose mean is `steps`: the remainder is moved from the longest to the
    shortest."""
    counts, exact = list(nodes), [Decimal(weight).quantize(WEIGHT_PLACES) for weight in nodes.values()]
    exact[0] += 1 - sum(exact)
    off = steps - sum((w * n for w, n in zip(exact, counts, strict=True)), Decimal(0))
    shift = off / (counts[-1] - counts[0]) if counts[-1] > counts[0] else Decimal(0)
    exact[-1] += shift
    exact[0] -= shift
    return tuple(zip(exact, counts, strict=True))


@lru_cache(maxsize=1)
def hermite() -> tuple[Floats, Floats]:
    """Nodes and weights of the mean of a function of a standard normal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / sqrt(2 * pi)


def drawn_steps(
    steps: int, spread: float, belief: Floats, luck: Floats | None, *, shared: float = SHARED_VARIANCE
) -> Floats | None:
    """Steps of single runs for standard normal `belief` (shared by a month's runs) and `luck`, or for `belief` alone
    where that is None; None where they are known."""
    if spread <= 0 or steps <= 1:
        return None
    z = belief if luck is None else sqrt(shared) * belief + sqrt(1 - shared) * luck
    drawn: Floats = np.rint(1 + (steps - 1) * np.exp(spread * z - spread**2 / 2))
    return np.maximum(drawn, 1.0)


def own_spread(spread: float, shared: float = SHARED_VARIANCE) -> float:
    """The sd of ln steps from run to run, around what a month's runs share."""
    return spread * sqrt(1 - shared)


def mean_steps(steps: int, spread: float, belief: Floats, *, shared: float = SHARED_VARIANCE) -> Floats | float:
    """Steps of the mean of many runs for standard normal `belief`."""
    common = spread * sqrt(shared)
    if common <= 0 or steps <= 1:
        return float(steps)
    return np.asarray(1 + (steps - 1) * np.exp(common * belief - common**2 / 2))


def month_steps(
    steps: int, spread: float, belief: Floats, luck: Floats, runs: float, *, shared: float = SHARED_VARIANCE
) -> tuple[tuple[float, Floats | None], ...]:
    """Weights and steps whose weighted bills are the mean bill of `runs` runs: nodes of what differs from run to run
    around a drawn mean, which also holds what is left of luck after averaging."""
    if spread <= 0 or steps <= 1:
        return ((1.0, None),)
    own = own_spread(spread, shared) ** 2
    left = log1p(expm1(own) / runs)
    means = mean_steps(steps, spread, belief, shared=shared) - 1
    means = np.asarray(means * np.exp(sqrt(left) * luck - left / 2))
    between = sqrt(max(own - left, 0.0))
    z, weights = hermite()
    return tuple(
        (float(w), 1 + means * exp(between * point - between**2 / 2)) for point, w in zip(z, weights, strict=True)
    )
