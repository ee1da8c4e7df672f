"""Cross-validation by evidence: what is hidden together, how far off the predictions are, how wide bands must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scripts.fitting.cells import HIDDEN, Cell
from scripts.fitting.ridge import Array, Solution, kernel, left_out, weights_without
from scripts.fitting.tables import kind_of

KNOWN = ("model+effort", "between", "beyond")
"""Kinds of evidence about a model that was measured; of others `scripts/fitting/by_date.py` tells."""
Z80 = 1.2815515655446004
FEW = 12
"""Rows below which a figure is not judged."""
ROUNDED = 0.005
"""A figure that rounds to its target has met it."""
PULL = 20
"""Cells of its anchor that a class' own spread is averaged with."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A cell predicted without itself: `error` is ln(predicted/actual), `constant` that of the median of all cells of
    its class and effort, `cut` the number of the cut-off date where it was predicted by date."""

    cell: Cell
    kind: str
    error: float
    constant: float = 0.0
    cut: int = -1


def known_misses(solution: Solution) -> list[Miss]:
    """Cells of models that stay known. model+effort: the model's class hidden at all efforts, other classes seen;
    between and beyond: the model hidden at this effort, seen at others on both sides of it, or on one side."""
    of_model: dict[str | None, list[Cell]] = defaultdict(list)
    for cell in solution.cells:
        of_model[cell.model].append(cell)
    found: list[Miss] = []
    for group in _grouped(solution.cells, lambda cell: (cell.model, cell.task_class)):
        model, name = solution.cells[group[0]].model, solution.cells[group[0]].task_class
        if any(cell.task_class not in (name, HIDDEN) for cell in of_model[model]):
            found += _missed(solution, group)
    for group in _grouped(solution.cells, lambda cell: (cell.model, cell.effort)):
        model, effort = solution.cells[group[0]].model, solution.cells[group[0]].effort
        rest = [cell for cell in of_model[model] if cell.effort not in (effort, "off")]
        if effort != "off" and any(cell.task_class != HIDDEN for cell in rest):
            kind = kind_of(rest, effort)
            found += [replace(miss, kind=kind) for miss in _missed(solution, group)]
    return found


def unseen_misses(solution: Solution) -> list[Miss]:
    """Leave one model out: every cell of a model hidden, its family, tier and lab seen, its release known."""
    cells, found = solution.cells, list[Miss]()
    shared = [term for term in solution.terms if "model" not in term.labels]
    covariance = kernel(cells, cells, shared)
    for group in _grouped(cells, lambda cell: cell.model, hidden_too=True):
        fitted = solution.mean + covariance[group] @ weights_without(solution, group)
        found += [
            Miss(cells[i], "family", float(y) - cells[i].y)
            for i, y in zip(group, fitted, strict=True)
            if cells[i].task_class != HIDDEN
        ]
    return found


def _missed(solution: Solution, group: Sequence[int]) -> list[Miss]:
    errors = -left_out(solution, list(group))
    return [Miss(solution.cells[i], "model+effort", float(e)) for i, e in zip(group, errors, strict=True)]


def _grouped(cells: Sequence[Cell], key: Callable[[Cell], Hashable], *, hidden_too: bool = False) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        if hidden_too or cell.task_class != HIDDEN:
            groups[key(cell)].append(i)
    return list(groups.values())


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
    """The figures of one group. Its coverage is of bands whose sd was set on other rows: an honest check."""
    errors = np.array([miss.error for miss in found])
    return Score(
        n=len(found),
        error=error_of(errors),
        bias=float(np.exp(np.median(errors))),
        within_2x=float(np.mean(np.abs(errors) < np.log(2))),
        coverage=_coverage(found),
        sd=sd_of(errors),
    )


def error_of(errors: Array) -> float:
    """The median of |predicted/actual - 1|, from ln(predicted/actual)."""
    return float(np.median(np.abs(np.expm1(errors))))


def sd_of(errors: Array) -> float:
    """The sd that makes an 80 % band hold 80 % of these errors."""
    return float(np.quantile(np.abs(errors), 0.8)) / Z80


def _coverage(found: Sequence[Miss], folds: int = 5) -> float:
    """Share of cells inside a band whose sd was taken from other cut-off dates, else from the models of other folds."""
    dated = all(miss.cut >= 0 for miss in found)
    names = sorted({str(miss.cell.model) for miss in found})
    fold = {name: i % folds for i, name in enumerate(names)}

    def part(miss: Miss) -> int:
        return miss.cut if dated else fold[str(miss.cell.model)]

    inside = 0
    for k in {part(miss) for miss in found}:
        others = [miss.error for miss in found if part(miss) != k]
        sd = sd_of(np.array(others)) if others else 0.0
        inside += sum(abs(m.error) < Z80 * sd for m in found if part(m) == k)
    return inside / len(found)


def spreads(found: Iterable[Miss]) -> dict[tuple[str, str], float]:
    """sd by (kind, anchor) and (kind, class); a class of few cells is drawn towards its anchor's."""
    by_anchor: dict[tuple[str, str], list[float]] = defaultdict(list)
    by_class: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for miss in found:
        by_anchor[miss.kind, miss.cell.anchor].append(miss.error)
        by_class[miss.kind, miss.cell.task_class, miss.cell.anchor].append(miss.error)
    result = {key: sd_of(np.array(errors)) for key, errors in by_anchor.items()}
    for (kind, task_class, anchor), errors in by_class.items():
        wide = result[kind, anchor]
        own = sd_of(np.array(errors)) ** 2 * len(errors)
        result[kind, task_class] = float(np.sqrt((own + PULL * wide**2) / (len(errors) + PULL)))
    return result
