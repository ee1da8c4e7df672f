"""The tables the product ships: derived values, each with its evidence, spread and number of points behind it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp
from pathlib import Path

from scripts.fitting.cells import ANCHORS, SHIPPED, Cell
from scripts.fitting.levels import of_kin, of_model
from scripts.fitting.points import ANYBODY, CLASSES, EFFORTS, Who, families, grid, named
from scripts.fitting.ridge import Solution, predict
from scripts.fitting.terms import REPEATABILITY

Spread = Mapping[tuple[str, str], float]
Row = tuple[object, ...]
MEASURED_SD = 0.25
"""s_param where the cell itself was measured: two measurements of one cell (0.12) and what changes with the harness."""

HEADER = "study_model,effort,study_class,tokens,level,spread,points"
LADDER = EFFORTS[:-1]
RUNGS = ("low", "medium", "high", "xhigh")
"""The efforts that a model with a choice has; `max` only where it was measured."""
MATHS_K = 0.40
"""A model that does not think writes more: k of expert questions, as no maths was measured without thinking."""


def write(path: Path, header: str, rows: Iterable[Row]) -> None:
    """A CSV file in the form the product reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def reasoning_base(solution: Solution) -> Iterator[Row]:
    """Mean reasoning tokens for a model of unknown lab; the ladder never falls from one effort to the next."""
    points = list(grid(ANYBODY, EFFORTS, CLASSES))
    fitted = _tokens(solution, points)
    count = Counter((cell.task_class, cell.effort) for cell in solution.cells)
    for name in CLASSES:
        floor = 0.0
        for effort in EFFORTS:
            value = fitted[effort, name]
            floor = max(floor, value) if effort in LADDER else floor
            yield name, effort, round(floor if effort in LADDER else value, 1), count[name, effort]


def visible_base(solution: Solution, maths: float) -> Iterator[Row]:
    """Mean visible tokens of one item for a model of unknown lab; puzzles from characters, no figure without."""
    count = Counter((cell.task_class, cell.mode) for cell in solution.cells)
    classes = [name for name in CLASSES if not name.startswith("lrm")]
    fitted = _tokens(solution, list(grid(ANYBODY, ("off", "on"), classes)))
    for name in classes:
        yield name, "no", round(fitted["off", name], 1), count[name, "not thinking"]
        yield name, "yes", round(fitted["on", name], 1), count[name, "thinking"]
    yield "lrm_maths", "no", round(maths / MATHS_K, 1), 0
    yield "lrm_maths", "yes", round(maths, 1), 0


def _tokens(solution: Solution, points: Sequence[Cell]) -> dict[tuple[str, str], float]:
    fitted = predict(solution, points)
    return {(p.effort, p.task_class): exp(y) for p, y in zip(points, fitted, strict=True)}


def model_rows(solution: Solution, models: Sequence[str], efforts: Sequence[str], spread: Spread) -> Iterator[Row]:
    """The named models at their efforts (a model that has several gets the ladder); measured cells keep their value."""
    for who in named(solution.cells, models):
        yield from _rows_of_model(solution, who, efforts, _classes(solution), spread)


def shipped_rows(solution: Solution, but: Sequence[str], efforts: Sequence[str], spread: Spread) -> Iterator[Row]:
    """Every model measured in a class of `SHIPPED`, in those classes alone; `but` the named ones."""
    measured: dict[str, set[str]] = {}
    for cell in solution.cells:
        if cell.task_class in SHIPPED and cell.model and cell.model not in but:
            measured.setdefault(cell.model, set()).add(cell.task_class)
    for who in named(solution.cells, list(measured)):
        classes = [name for name in CLASSES if name in measured[who[0]]]
        yield from _rows_of_model(solution, who, efforts, classes, spread)


def _rows_of_model(
    solution: Solution, who: Who, efforts: Sequence[str], classes: Sequence[str], spread: Spread
) -> Iterator[Row]:
    own = [cell for cell in solution.cells if cell.model == who[3]]
    ran = {cell.effort for cell in own} & set(efforts)
    wanted = [effort for effort in efforts if effort in ran or (ran & set(RUNGS) and effort in RUNGS)]
    points = list(grid(who, wanted, classes, of_model(own, wanted)))
    yield from _rows(solution, who, points, own, spread)


def family_rows(solution: Solution, efforts: Sequence[str], spread: Spread) -> Iterator[Row]:
    """Families and labs: what to expect of a model of theirs that was never measured."""
    for who in families(solution.cells):
        own = [cell for cell in solution.cells if (cell.family == who[2] if who[2] else cell.lab == who[1])]
        ran = [effort for effort in efforts if any(cell.effort == effort for cell in own)]
        points = list(grid(who, ran, _classes(solution), of_kin(own, ran)))
        yield from _rows(solution, who, points, own, spread)


def _classes(solution: Solution) -> list[str]:
    seen = {cell.task_class for cell in solution.cells}
    return [name for name in CLASSES if name in seen]


def _rows(solution: Solution, who: Who, points: Sequence[Cell], own: Sequence[Cell], spread: Spread) -> Iterator[Row]:
    fitted = predict(solution, points)
    at = {(cell.effort, cell.task_class): i for i, cell in enumerate(solution.cells) if cell.model == who[3] and who[3]}
    ran = Counter(cell.effort for cell in own)
    for point, y in zip(points, fitted, strict=True):
        i = at.get((point.effort, point.task_class))
        value = y if i is None else kept(solution, i, y)
        level = _level(who, ran[point.effort])
        sd = spread[_basis(level), point.task_class] if i is None else MEASURED_SD
        yield who[0], point.effort, point.task_class, round(exp(value), 1), level, round(sd, 2), ran[point.effort]


def _level(who: Who, points: int) -> str:
    if not who[3]:
        return who[0].split(":")[0]
    return "model+effort" if points else "model"


def _basis(level: str) -> str:
    return "class" if level == "lab" else level


def kept(solution: Solution, i: int, fitted: float) -> float:
    """A measured cell's value, drawn towards the fit by its repeatability; a doubtful cell is drawn further."""
    usual, noise = float(solution.usual_noise[i]), float(solution.noise[i])
    own = 1 - (REPEATABILITY / usual) ** 2
    believed = min(usual / noise, 1.0) ** 2
    return fitted + own * believed * (solution.cells[i].y - fitted)


def multipliers(solution: Solution) -> Iterator[Row]:
    """Reasoning tokens against effort high, by anchor: geometric mean over its classes, never falling."""
    for anchor in ANCHORS:
        classes = [name for name in CLASSES if Cell(None, None, None, "on", name).anchor == anchor]
        points = list(grid(ANYBODY, EFFORTS, classes))
        fitted = predict(solution, points)
        means = {e: fitted[[p.effort == e for p in points]].mean() for e in EFFORTS}
        floor = -9.0
        for effort in EFFORTS:
            step = means[effort] - means["high"]
            floor = max(floor, step) if effort in LADDER else floor
            yield anchor, effort, round(exp(floor if effort in LADDER else step), 3)
