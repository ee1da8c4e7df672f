"""Models never seen, judged as time goes: fit on what was released before a day, predict what came in the months after.

A cell keeps its lab, family and tier and loses its model. `timed` cells are of models whose hidden thinking was timed:
they are predicted a second time with that one figure known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scripts.fitting.cells import HIDDEN, RUNGS, Cell
from scripts.fitting.crossval import Miss
from scripts.fitting.newcomers import raised, shortfall
from scripts.fitting.predecessors import drawn, predecessors
from scripts.fitting.ridge import Array, Term, predict, solve

CUTS = (date(2025, 9, 1), date(2025, 11, 1), date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1))
LAST = date(2026, 9, 1)
ROUNDS = 1
Noise = Callable[[Sequence[Cell]], Array]


@dataclass(frozen=True, slots=True)
class Dated:
    """Every cell released in the two months after each of six cut-off dates; by mode, what all windows together say to
    add to ln tokens of a model of an unmeasured lab."""

    misses: list[Miss]
    newcomers: Mapping[str, float]


def dated_misses(cells: Sequence[Cell], hidden: Sequence[Cell], terms: Sequence[Term], noise: Noise) -> Dated:
    """The fit before each of six cut-off dates judged on what came in the two months after."""
    found: list[Miss] = []
    plain: list[Miss] = []
    for cut, (start, end) in enumerate(zip(CUTS, (*CUTS[1:], LAST), strict=True)):
        first, last = start.toordinal(), end.toordinal()
        seen = [cell for cell in cells if cell.day < first]
        timed = [cell for cell in hidden if cell.day < first]
        new = [cell for cell in cells if first <= cell.day < last]
        if not (seen and new):
            continue
        told = _strangers([*seen, *timed], new, terms, noise, cut)
        found += raised(told, shortfall(plain))
        plain += told
        found += _timed([*seen, *(c for c in hidden if c.day < last)], new, hidden, terms, noise, cut)
    return Dated(found, shortfall(plain))


def _strangers(seen: Sequence[Cell], new: Sequence[Cell], terms: Sequence[Term], noise: Noise, cut: int) -> list[Miss]:
    kind = kind_among(seen)
    strangers = [_stranger(cell, kind(cell)) for cell in new]
    fitted = predict(solve(seen, terms, noise(seen), rounds=ROUNDS, inverse=False), strangers)
    return _missed(seen, new, drawn(fitted, strangers, predecessors(seen)), cut, kind)


def _stranger(cell: Cell, kind: str) -> Cell:
    """A cell of a model that nobody measured. A lab whose families were all other ones tells nothing of it."""
    return replace(cell, model=None, family=None, tier=None, lab=None) if kind == "lab" else replace(cell, model=None)


def _timed(
    seen: Sequence[Cell], new: Sequence[Cell], hidden: Sequence[Cell], terms: Sequence[Term], noise: Noise, cut: int
) -> list[Miss]:
    known = {cell.model for cell in hidden}
    timed = [cell for cell in new if cell.model in known and cell.mode == "thinking"]
    if not timed:
        return []
    fitted = predict(solve(seen, terms, noise(seen), rounds=ROUNDS, inverse=False), timed)
    return _missed(seen, timed, fitted, cut, lambda _: "timed")


def _missed(
    seen: Sequence[Cell], new: Sequence[Cell], fitted: Array, cut: int, kind: Callable[[Cell], str]
) -> list[Miss]:
    constant = constants(seen)
    return [
        Miss(cell, kind(cell), float(y) - cell.y, constant(cell) - cell.y, cut)
        for cell, y in zip(new, fitted, strict=True)
    ]


def kind_among(seen: Sequence[Cell]) -> Callable[[Cell], str]:
    """What is left to learn of a new model from: models of its tier, of its family, of its lab, of nobody."""
    lines = {(cell.family, cell.tier) for cell in seen}
    families, labs = {family for family, _ in lines}, {cell.lab for cell in seen}

    def kind(cell: Cell) -> str:
        if (cell.family, cell.tier) in lines:
            return "line"
        return "family" if cell.family in families else "lab" if cell.lab in labs else "class"

    return kind


def constants(seen: Sequence[Cell]) -> Callable[[Cell], float]:
    """ln tokens by class and effort alone: the median of all models; of the nearest effort where none ran at this."""
    groups: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for cell in seen:
        if cell.task_class != HIDDEN:
            groups[cell.task_class, cell.mode, cell.effort].append(cell.y)
    medians = {key: float(np.median(values)) for key, values in groups.items()}

    def constant(cell: Cell) -> float:
        rivals = [key for key in medians if key[:2] == (cell.task_class, cell.mode)]
        if not rivals:
            return float(np.median(list(medians.values())))
        return medians[min(rivals, key=lambda key: (abs(RUNGS.get(key[2], 0.0) - cell.rung), key[2] != cell.effort))]

    return constant
