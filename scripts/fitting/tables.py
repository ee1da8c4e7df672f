"""The tables the product ships: derived values, each with its evidence and number of points behind it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp
from pathlib import Path

from scripts.fitting.cells import ANCHORS, HIDDEN, RUNGS, Cell, anchor_of
from scripts.fitting.points import CLASSES, EFFORTS, SHIPPED, Who, anybody, grid, kin, models
from scripts.fitting.predecessors import drawn, predecessors
from scripts.fitting.ridge import Array, Solution, predict
from scripts.fitting.terms import REPEATABILITY

Row = tuple[object, ...]
Key = tuple[str | None, str, str]
CHUNK = 2_000
MEASURED_SD = 0.25
"""s_param where the cell itself was measured: what changes from harness to harness (source.toml says it too)."""
MEASURED = "*"
"""After a figure of a cell that was itself measured."""
HEADER = f"study_model,effort,kind,points,{','.join(SHIPPED)}"
LADDER = EFFORTS[:-1]
MATHS_K = 0.40
"""A model that does not think writes more: k of expert questions, as no maths was measured without thinking."""


def write(path: Path, header: str, rows: Iterable[Row]) -> None:
    """A CSV file in the form the product reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def reasoning_base(solution: Solution, more: float) -> Iterator[Row]:
    """Mean reasoning tokens for a model of unknown lab, `more` added in ln; the ladder never falls from one effort to
    the next."""
    points = list(grid(anybody(solution.cells), EFFORTS, SHIPPED))
    fitted = _tokens(solution, points, more)
    count = Counter((cell.task_class, cell.effort) for cell in solution.cells)
    for name in SHIPPED:
        floor = 0.0
        for effort in EFFORTS:
            value = fitted[effort, name]
            floor = max(floor, value) if effort in LADDER else floor
            yield name, effort, round(floor if effort in LADDER else value, 1), count[name, effort]


def visible_base(solution: Solution, maths: float, more: Mapping[str, float]) -> Iterator[Row]:
    """Mean visible tokens of one item for a model of unknown lab, `more` added in ln by mode; maths from characters, no
    figure without thinking."""
    count = Counter((cell.task_class, cell.mode) for cell in solution.cells)
    classes = [name for name in SHIPPED if not name.startswith("lrm")]
    fitted = {
        **_tokens(solution, list(grid(anybody(solution.cells), ("off",), classes)), more["not thinking"]),
        **_tokens(solution, list(grid(anybody(solution.cells), ("on",), classes)), more["thinking"]),
    }
    for name in classes:
        yield name, "no", round(fitted["off", name], 1), count[name, "not thinking"]
        yield name, "yes", round(fitted["on", name], 1), count[name, "thinking"]
    yield "lrm_maths", "no", round(maths / MATHS_K, 1), 0
    yield "lrm_maths", "yes", round(maths, 1), 0


def _tokens(solution: Solution, points: Sequence[Cell], more: float) -> dict[tuple[str, str], float]:
    fitted = predict(solution, points) + more
    return {(p.effort, p.task_class): exp(y) for p, y in zip(points, fitted, strict=True)}


def model_rows(solution: Solution, efforts: Sequence[str]) -> Iterator[Row]:
    """Every model that was measured, at the efforts it has; a measured cell keeps its value, marked."""
    at = {(cell.model, cell.effort, cell.task_class): i for i, cell in enumerate(solution.cells)}
    own: dict[str | None, list[Cell]] = defaultdict(list)
    for cell in solution.cells:
        own[cell.model].append(cell)
    wanted = [(who, efforts_of(own[who.model], efforts), own[who.model]) for who in models(solution.cells)]
    yield from _rows(solution, wanted, at)


def kin_rows(solution: Solution, efforts: Sequence[str]) -> Iterator[Row]:
    """Tiers, families and labs: what to expect of a model of theirs that was never measured."""
    wanted = [(who, efforts, [c for c in solution.cells if _is_of(c, who)]) for who in kin(solution.cells)]
    yield from _rows(solution, wanted, {})


def _is_of(cell: Cell, who: Who) -> bool:
    if who.family is None:
        return cell.lab == who.lab
    return cell.family == who.family and who.tier in (None, cell.tier)


def efforts_of(own: Sequence[Cell], efforts: Sequence[str]) -> list[str]:
    """The efforts of a model: those it was run at, and the whole ladder where it has one."""
    ran = {cell.effort for cell in own} & set(efforts)
    return [effort for effort in efforts if effort in ran or (ran & set(LADDER) and effort in LADDER)]


def kind_of(own: Sequence[Cell], effort: str) -> str:
    """What is known of a model at an effort: "model+effort", "between" two measured ones, "beyond" them all, or
    "timed": no tokens of it were counted, only the seconds it hides its thinking."""
    ran = {cell.effort for cell in own if cell.task_class != HIDDEN}
    if effort in ran:
        return "model+effort"
    if not ran:
        return "timed"
    rungs = [RUNGS.get(one, 0.0) for one in ran]
    return "between" if min(rungs) < RUNGS.get(effort, 0.0) < max(rungs) else "beyond"


Wanted = tuple[Who, Sequence[str], Sequence[Cell]]
"""Whose rows, at which efforts, and the cells behind them."""


def _rows(solution: Solution, wanted: Sequence[Wanted], at: Mapping[Key, int]) -> Iterator[Row]:
    points = [point for who, efforts, _ in wanted for point in grid(who, efforts, SHIPPED)]
    fitted = iter(drawn(_predicted(solution, points), points, predecessors(solution.cells)))
    for who, efforts, own in wanted:
        ran = Counter(cell.effort for cell in own if cell.task_class != HIDDEN)
        for effort in efforts:
            figures = [_figure(solution, at.get((who.model, effort, name)), next(fitted)) for name in SHIPPED]
            yield who.name, effort, kind_of(own, effort) if who.model else who.kind, ran[effort], *figures


def _predicted(solution: Solution, points: Sequence[Cell]) -> list[float]:
    """ln tokens at many points, some at a time: the covariance of all would not fit."""
    parts = (points[start : start + CHUNK] for start in range(0, len(points), CHUNK))
    return [float(y) for part in parts for y in predict(solution, part)]


def _figure(solution: Solution, measured: int | None, fitted: float) -> str:
    if measured is None:
        return rounded(exp(fitted))
    return rounded(exp(kept(solution, measured, fitted))) + MEASURED


def rounded(tokens: float) -> str:
    """Three digits: no figure is known more closely."""
    return f"{float(f'{tokens:.3g}'):g}"


def kept(solution: Solution, i: int, fitted: float) -> float:
    """A measured cell's value, drawn towards the fit by its repeatability; a doubtful cell is drawn further."""
    usual, noise = float(solution.usual_noise[i]), float(solution.noise[i])
    own = 1 - (REPEATABILITY / usual) ** 2
    believed = min(usual / noise, 1.0)
    return fitted + own * believed * (solution.cells[i].y - fitted)


def multipliers(solution: Solution) -> Iterator[Row]:
    """Reasoning tokens against effort high, by anchor: geometric mean over its classes, never falling."""
    for anchor in ANCHORS:
        classes = [name for name in CLASSES if anchor_of(name) == anchor]
        points = list(grid(anybody(solution.cells), EFFORTS, classes))
        fitted = predict(solution, points)
        means = {e: float(_of(fitted, [p.effort == e for p in points]).mean()) for e in EFFORTS}
        floor = -9.0
        for effort in EFFORTS:
            step = means[effort] - means["high"]
            floor = max(floor, step) if effort in LADDER else floor
            yield anchor, effort, round(exp(floor if effort in LADDER else step), 3)


def _of(values: Array, which: Sequence[bool]) -> Array:
    return values[list(which)]
