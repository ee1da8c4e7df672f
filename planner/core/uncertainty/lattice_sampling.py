"""A few hundred evenly drawn runs whose median and 95 % are near those of many thousands.

They lie on a lattice like those of planner.core.uncertainty.draw_columns: draw k is at k x STEP^j (mod DRAWS) in
column j. They are fewer, since thousands of offers are timed at once. A quantile is read off a straight line through
the draws around it, on the scale on which a lognormal is straight. tests/core/latency/test_run_times.py holds the
median within 6 % and the 95 % within 12 % of the simulation's, for every model, class, mode and number of steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from planner.core.ranking.price_table import Floats
from planner.core.uncertainty.draw_columns import even_middles, normal_middles
from planner.core.uncertainty.shared_draws import wait_factor
from planner.core.uncertainty.steps import drawn_steps

DRAWS = 512
# Of all odd steps the one whose quantiles of 789 runs, of every class and mode, lay nearest to those of 65,536 draws.
STEP = 153
QUANTILES = (0.5, 0.95)
# How far on either side the draws around a quantile reach, in standard deviations.
REACH = (0.3, 0.55)
LEAST_SECONDS = 1e-9


@dataclass(frozen=True, slots=True)
class LatticeDraws:
    """Standard normal columns, one value a draw, and uniform ones for what happens or does not, (DRAWS)."""

    thinking: Floats
    answer: Floats
    speed: Floats
    wait: Floats
    wait_belief: Floats
    thinks: Floats
    retries: Floats
    steps: Floats


@lru_cache(maxsize=1)
def lattice_draws() -> LatticeDraws:
    """Always the same draws: there is no seed."""
    normal, even = normal_middles(DRAWS), even_middles(DRAWS)
    places = [np.arange(DRAWS) * pow(STEP, column, DRAWS) % DRAWS for column in range(8)]
    columns = [normal[place] for place in places[:5]] + [even[place] for place in places[5:7]] + [normal[places[7]]]
    return LatticeDraws(*columns)


@dataclass(frozen=True, slots=True)
class Lengths:
    """Numbers of steps, and for each the share (m, draws) with which a sum over a run of that length enters the sum of
    a drawn run; `factor`: steps of drawn runs over the mean, 1 where they are known."""

    steps: tuple[int, ...]
    shares: tuple[Floats | float, ...]
    factor: Floats | float


KNOTS = (0.0, 0.25, 0.65, 0.92, 1.0)


@lru_cache(maxsize=64)
def lengths(steps: int, spread: float) -> Lengths:
    """A few lengths between which the sums of drawn runs are read off a straight line, per step."""
    drawn = drawn_steps(steps, spread, lattice_draws().steps, None)
    if drawn is None:
        return Lengths((steps,), (1.0,), 1.0)
    knots = np.unique(np.rint(np.quantile(drawn, KNOTS)))
    hats = [np.interp(drawn, knots, row) for row in np.eye(len(knots))]
    shares = tuple(hat * drawn / knot for hat, knot in zip(hats, knots.tolist(), strict=True))
    return Lengths(tuple(int(knot) for knot in knots), shares, drawn / steps)


@dataclass(frozen=True, slots=True)
class Common:
    """What the seconds of all runs have in common, by draw: by what to multiply certain seconds and waits (2, draws),
    the reading at each length and what is sent again, last (m + 1, draws), and `factor`, by which answers take longer:
    steps of drawn runs over the mean."""

    waits: Floats
    reading: Floats
    factor: Floats | float


@lru_cache(maxsize=64)
def common_factors(steps: int, spread: float, *, compacts: bool) -> Common:
    """Those of runs of so many steps, sd of ln `spread`, with summaries or without."""
    luck, drawn = lattice_draws(), lengths(steps, spread)
    ones = np.ones(DRAWS)
    waited = wait_factor(luck.wait, luck.wait_belief, steps)
    # Without summaries what is sent again grows with the square of the steps; a single call sends nothing again.
    again = (drawn.factor ** (1 if compacts else 2)) * (ones if steps > 1 else 0 * ones)
    return Common(
        waits=np.stack([ones * drawn.factor, waited * drawn.factor]),
        reading=np.stack([*(ones * share for share in drawn.shares), again]),
        factor=drawn.factor,
    )


def tails(seconds: Floats) -> Floats:
    """Median and 95 % of drawn seconds (n, DRAWS), none below 0: (n, 2)."""
    ordered = np.sort(seconds, axis=1)
    return np.column_stack([_read(ordered[:, around], weights) for around, weights in _lines()])


def _read(seconds: Floats, weights: Floats) -> Floats:
    """The height of the line through each row's logarithms."""
    # Not a matrix product: that may round equal rows apart, and equals must stay equal to be ranked as such.
    heights = (np.log(np.maximum(seconds, LEAST_SECONDS)) * weights).sum(axis=1)
    return np.asarray(np.exp(heights))


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[slice, Floats], ...]:
    """For each quantile which of the ordered draws are around it, and their weights, which add up to 1."""
    return tuple(_line(share, reach) for share, reach in zip(QUANTILES, REACH, strict=True))


def _line(share: float, reach: float) -> tuple[slice, Floats]:
    """Least squares with nearer draws weighing more: the height at 0 of a straight line through their logarithms."""
    away = normal_middles(DRAWS) - NormalDist().inv_cdf(share)
    near = np.flatnonzero(np.abs(away) < reach)
    around = slice(int(near[0]), int(near[-1]) + 1)
    away = away[around]
    weight = 1 - (away / reach) ** 2
    middle, square = (weight * away).sum() / weight.sum(), (weight * away**2).sum() / weight.sum()
    height = weight * (square - away * middle)
    return around, height / height.sum()
