"""Ridge regression on ln tokens with one-hot features, solved in the dual: one matrix over cells.

The prior of a coefficient is normal with the standard deviation of its term, so that the matrix is that of a Gaussian
process: K(i, j) = sum of sd^2 over the terms whose labels agree. A term with `tau` fades: sd^2 exp(-days apart / tau),
the days between the releases of the two models. With A the inverse of K + noise, the mean for cell j
is sum K(j, i) w(i), w = A (y - mean); what a fit without a group of cells predicts follows from A alone:
(actual - predicted) of G = (A_GG)^-1 w_G for cells G hidden together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.fitting.cells import Cell

Array = NDArray[np.float64]
FREE = 5.0
"""sd of the common level: large enough to be no penalty."""


@dataclass(frozen=True, slots=True)
class Term:
    """One feature for every distinct value of `labels`, coefficients with sd of ln `sd`.

    Only within `anchor` where one is set; times the rung of the effort where `slope`; fading with `tau`, in days.
    """

    name: str
    labels: tuple[str, ...]
    sd: float
    anchor: str | None = None
    slope: bool = False
    tau: float | None = None


def kernel(left: Sequence[Cell], right: Sequence[Cell], terms: Sequence[Term]) -> Array:
    """Prior covariance of ln tokens between two lists of cells."""
    total = np.full((len(left), len(right)), FREE**2)
    apart = np.abs(np.subtract.outer([cell.day for cell in left], [cell.day for cell in right]))
    fading = {tau: np.exp(-apart / tau) for tau in {term.tau for term in terms} if tau}
    for term in terms:
        a, b = _codes(left, right, term.labels)
        shared = np.equal.outer(a, b) * term.sd**2
        if term.tau:
            shared *= fading[term.tau]
        if term.anchor or term.slope:
            shared *= np.outer(_weights(left, term), _weights(right, term))
        total += shared
    return total


def _codes(left: Sequence[Cell], right: Sequence[Cell], labels: tuple[str, ...]) -> tuple[Array, Array]:
    """Equal numbers for equal labels; a label of None equals nothing."""
    seen: dict[tuple[object, ...], int] = {}

    def code(cell: Cell, nobody: int) -> int:
        key = tuple(getattr(cell, label) for label in labels)
        return nobody if None in key else seen.setdefault(key, len(seen))

    return np.array([code(c, -1) for c in left], float), np.array([code(c, -2) for c in right], float)


def _weights(cells: Sequence[Cell], term: Term) -> Array:
    inside = np.array([term.anchor in (None, cell.anchor) for cell in cells], float)
    return inside * np.array([cell.rung for cell in cells]) if term.slope else inside


@dataclass(frozen=True, slots=True)
class Solution:
    """A solved ridge: `inverse` is A, `noise` each cell's sd after loosening `usual_noise`, `weights` A (y - mean)."""

    cells: tuple[Cell, ...]
    terms: tuple[Term, ...]
    inverse: Array
    usual_noise: Array
    noise: Array
    mean: float
    weights: Array


def _targets(cells: Sequence[Cell]) -> Array:
    return np.array([cell.y for cell in cells])


def solve(
    cells: Sequence[Cell],
    terms: Sequence[Term],
    noise: Array,
    *,
    tail: float = 4.0,
    rounds: int = 2,
    inverse: bool = True,
) -> Solution:
    """Solve, with noise of Student's t: cells far off the fit get a larger sd (`tail` degrees of freedom). Without
    `inverse` the solution predicts and cannot leave cells out, and is found in a third of the time."""
    covariance = kernel(cells, cells, terms)
    centred = _targets(cells) - _targets(cells).mean()
    loose = noise.copy()
    for _ in range(rounds):
        loose = _loosened(covariance, centred, noise, loose, tail)
    noisy = covariance + np.diag(loose**2)
    inverted = np.asarray(np.linalg.inv(noisy), np.float64) if inverse else np.empty((0, 0))
    weights = inverted @ centred if inverse else np.linalg.solve(noisy, centred)
    mean = float(_targets(cells).mean())
    return Solution(tuple(cells), tuple(terms), inverted, noise, np.asarray(loose, float), mean, np.asarray(weights))


def _loosened(covariance: Array, centred: Array, noise: Array, loose: Array, tail: float) -> Array:
    inverse = np.linalg.inv(covariance + np.diag(loose**2))
    residual = loose**2 * (inverse @ centred)
    variance = loose**2 - loose**4 * np.diag(inverse)
    weight = (tail + 1) / (tail + (residual**2 + variance) / noise**2)
    return np.asarray(noise / np.sqrt(weight))


def predict(solution: Solution, points: Sequence[Cell]) -> Array:
    """ln tokens at `points`."""
    return np.asarray(solution.mean + kernel(points, solution.cells, solution.terms) @ solution.weights)


def weights_without(solution: Solution, hidden: Sequence[int]) -> Array:
    """w of a fit that has not seen the cells `hidden`; 0 at those."""
    taken = list(hidden)
    block = solution.inverse[np.ix_(taken, taken)]
    return np.asarray(solution.weights - solution.inverse[:, taken] @ np.linalg.solve(block, solution.weights[taken]))


def left_out(solution: Solution, hidden: Sequence[int]) -> Array:
    """Actual less predicted ln tokens of cells hidden together."""
    block = solution.inverse[np.ix_(hidden, hidden)]
    return np.asarray(np.linalg.solve(block, solution.weights[list(hidden)]))
