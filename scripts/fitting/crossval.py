"""Cross-validation by evidence: what is hidden together, how far off the predictions are, how wide bands must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scripts.fitting.cells import Cell
from scripts.fitting.levels import of_kin
from scripts.fitting.ridge import Array, Solution, left_out, predict_without

BASES = ("model+effort", "model", "family", "class")
UNSEEN = ("family", "class")
Z80 = 1.2815515655446004
PULL = 20
"""Cells of its anchor that a class' own spread is averaged with."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A cell predicted without itself: `error` is ln(predicted/actual)."""

    cell: Cell
    basis: str
    error: float


def misses(solution: Solution, basis: str) -> list[Miss]:
    """Every cell that has this kind of evidence, predicted from it.

    model+effort: the model's class hidden at all efforts, other classes seen; model: the model at this effort hidden,
    another effort seen; family: the model hidden, its family seen; class: the whole lab hidden. A model that was never
    seen has no index either: it is predicted at its family's level, or at 0, as in the tables.
    """
    found: list[Miss] = []
    for hidden in _groups(solution.cells, basis):
        error = _unseen(solution, hidden, basis) if basis in UNSEEN else -left_out(solution, hidden)
        found += [Miss(solution.cells[i], basis, float(e)) for i, e in zip(hidden, error, strict=True)]
    return found


def _unseen(solution: Solution, hidden: Sequence[int], basis: str) -> Array:
    """ln(predicted/actual) of cells whose model is not known, its index neither."""
    cells = [solution.cells[i] for i in hidden]
    taken = set(hidden)
    rest = [cell for i, cell in enumerate(solution.cells) if i not in taken]
    kin = [cell for cell in rest if basis == "family" and cell.family == cells[0].family]
    levels = of_kin(kin, {cell.effort for cell in cells})
    points = [replace(cell, level=levels[cell.effort]) for cell in cells]
    return predict_without(solution, hidden, points) - np.array([cell.y for cell in cells])


def _groups(cells: Sequence[Cell], basis: str) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        groups[_hidden_with(cell, basis)].append(i)
    rivals = _rivals(cells, basis)
    return [group for group in groups.values() if len(rivals[_seen_by(cells[group[0]], basis)]) > 1 or basis == "class"]


def _hidden_with(cell: Cell, basis: str) -> Hashable:
    keys: dict[str, Hashable] = {
        "model+effort": (cell.model, cell.task_class),
        "model": (cell.model, cell.effort),
        "family": cell.model,
        "class": cell.lab,
    }
    return keys[basis]


def _seen_by(cell: Cell, basis: str) -> Hashable:
    return cell.family if basis == "family" else cell.model


def _rivals(cells: Iterable[Cell], basis: str) -> dict[Hashable, set[Hashable]]:
    """What is left to learn from: the model's classes, the model's efforts, the family's models."""
    seen: dict[Hashable, set[Hashable]] = defaultdict(set)
    for cell in cells:
        told = {"model+effort": cell.task_class, "model": cell.effort, "family": cell.model, "class": cell.model}
        seen[_seen_by(cell, basis)].add(told[basis])
    return seen


@dataclass(frozen=True, slots=True)
class Score:
    """n cells: median |predicted/actual - 1|, median predicted/actual, shares within 2x and in the 80 % band, sd."""

    n: int
    error: float
    bias: float
    within_2x: float
    coverage: float
    sd: float


def score(found: Sequence[Miss]) -> Score:
    """The figures of one group. Its coverage is of bands whose sd was set on other labs: an honest check."""
    errors = np.array([miss.error for miss in found])
    return Score(
        n=len(found),
        error=float(np.median(np.abs(np.expm1(errors)))),
        bias=float(np.exp(np.median(errors))),
        within_2x=float(np.mean(np.abs(errors) < np.log(2))),
        coverage=_coverage(found),
        sd=sd_of(errors),
    )


def sd_of(errors: Array) -> float:
    """The sd that makes an 80 % band hold 80 % of these errors."""
    return float(np.quantile(np.abs(errors), 0.8)) / Z80


def _coverage(found: Sequence[Miss], folds: int = 5) -> float:
    """Share of cells inside a band whose sd was taken from the models of the other folds."""
    names = sorted({str(miss.cell.model) for miss in found})
    fold = {name: i % folds for i, name in enumerate(names)}
    inside = 0
    for k in range(folds):
        others = [miss.error for miss in found if fold[str(miss.cell.model)] != k]
        sd = sd_of(np.array(others)) if others else 0.0
        inside += sum(abs(m.error) < Z80 * sd for m in found if fold[str(m.cell.model)] == k)
    return inside / len(found)


def spreads(found: Sequence[Miss]) -> dict[tuple[str, str], float]:
    """s_param by (basis, anchor) and (basis, class); a class of few cells is drawn towards its anchor's."""
    by_anchor: dict[tuple[str, str], list[float]] = defaultdict(list)
    by_class: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for miss in found:
        by_anchor[miss.basis, miss.cell.anchor].append(miss.error)
        by_class[miss.basis, miss.cell.task_class, miss.cell.anchor].append(miss.error)
    result = {key: sd_of(np.array(errors)) for key, errors in by_anchor.items()}
    for (basis, task_class, anchor), errors in by_class.items():
        wide = result[basis, anchor]
        own = sd_of(np.array(errors)) ** 2 * len(errors)
        result[basis, task_class] = float(np.sqrt((own + PULL * wide**2) / (len(errors) + PULL)))
    return result
