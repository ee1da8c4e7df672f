"""The whole fit: raw files to cells, two ridges, cross-validation, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import geometric_mean

import numpy as np

from planner.sources.facts.classes import load_task_classes
from scripts.fitting import tables
from scripts.fitting.by_date import dated_misses
from scripts.fitting.cells import Cell, Raw
from scripts.fitting.cleaning import reasoning_cells, visible_cells
from scripts.fitting.crossval import FEW, Miss, error_of, known_misses, spreads, unseen_misses
from scripts.fitting.points import EFFORTS
from scripts.fitting.reading import hidden_times, joined_names, measured, shipped_names
from scripts.fitting.ridge import Solution, solve
from scripts.fitting.terms import REASONING, VISIBLE, reasoning_noise, visible_noise

REASONING_NAME = "reasoning"
THINKING, NOT_THINKING = "visible, thinking", "visible, not thinking"
LEAST_SD = 0.1
BASES = {"model+effort": "model+effort", "between": "model", "beyond": "model"}
"""What the product calls a kind of evidence about a measured model; of others it depends on what they are worth."""

Sd = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Results:
    """What the report is made of: the solved fits; by quantity every left-out prediction of what stays known, of models
    left out one at a time, and by date; by quantity, "visible" for both modes, what models of unmeasured labs lack."""

    reasoning: Solution
    visible: Solution
    known: dict[str, list[Miss]]
    unseen: dict[str, list[Miss]]
    dated: dict[str, list[Miss]]
    newcomers: dict[str, Mapping[str, float]]


def fit_all(folder: Path, target: Path) -> Results:
    """Fit both quantities, write the tables to `target`, and return what the report needs."""
    raws = measured(folder)
    results = fitted(raws, hidden_times(folder, reasoning_cells(raws)))
    write_tables(results, maths_visible(raws), target)
    write_names(results, [*shipped_names(folder), *joined_names(folder)], target)
    return results


def fitted(raws: list[Raw], hidden: Sequence[Cell] = ()) -> Results:
    """The two ridges and their left-out predictions."""
    counted, visible_counts = reasoning_cells(raws), visible_cells(raws)
    thinking = [*counted, *hidden]
    reasoning = solve(thinking, REASONING, reasoning_noise(thinking))
    visible = solve(visible_counts, VISIBLE, visible_noise(visible_counts), rounds=1)
    dated = dated_misses(counted, hidden, REASONING, reasoning_noise)
    visible_dated = dated_misses(visible_counts, (), VISIBLE, visible_noise)
    return Results(
        reasoning,
        visible,
        _by_quantity(known_misses(reasoning), known_misses(visible)),
        _by_quantity(unseen_misses(reasoning), unseen_misses(visible)),
        _by_quantity(dated.misses, visible_dated.misses),
        {REASONING_NAME: dated.newcomers, "visible": visible_dated.newcomers},
    )


def _by_quantity(reasoning: list[Miss], visible: list[Miss]) -> dict[str, list[Miss]]:
    return {
        REASONING_NAME: reasoning,
        THINKING: [miss for miss in visible if miss.cell.effort != "off"],
        NOT_THINKING: [miss for miss in visible if miss.cell.effort == "off"],
    }


def maths_visible(raws: list[Raw]) -> float:
    """Visible tokens of a maths answer: geometric mean over models."""
    return geometric_mean(raw.visible for raw in raws if raw.task_class == "lrm_maths" and raw.visible > 0)


def write_tables(results: Results, maths: float, target: Path) -> None:
    """All tables of planner/data/estimator."""
    reasoning, visible = results.reasoning, results.visible
    more = results.newcomers[REASONING_NAME]["thinking"]
    tables.write(
        target / "reasoning_base.csv", "study_class,effort,tokens,points", tables.reasoning_base(reasoning, more)
    )
    rows = [*tables.model_rows(reasoning, EFFORTS), *tables.kin_rows(reasoning, EFFORTS)]
    tables.write(target / "reasoning.csv", tables.HEADER, rows)
    base = tables.visible_base(visible, maths, results.newcomers["visible"])
    tables.write(target / "visible_base.csv", "study_class,thinking,tokens,points", base)
    spoken = [
        row
        for efforts in (("off",), EFFORTS)
        for row in (*tables.model_rows(visible, efforts), *tables.kin_rows(visible, efforts))
    ]
    tables.write(target / "visible.csv", tables.HEADER, spoken)
    tables.write(target / "effort_multiplier.csv", "anchor,effort,multiplier", tables.multipliers(reasoning))
    header = "quantity,kind,basis,scope,sd_ln,points"
    tables.write(target / "parameter_spread.csv", header, spread_rows(results))


def write_names(results: Results, names: Iterable[tuple[str, str]], target: Path) -> None:
    """The names by which the measured models of the tables are told; `names` are the sources' own."""
    models = dict.fromkeys(str(cell.model) for cell in (*results.reasoning.cells, *results.visible.cells))
    own = [(model, model) for model in models]
    said = [row for row in names if row[0] in models]
    tables.write(target / "models.csv", "study_model,name", dict.fromkeys((*own, *said)))


def spread_rows(results: Results) -> Iterable[tables.Row]:
    """For every quantity, kind of evidence and scope (anchor or class): what it is called, the sd of its estimates
    beyond the shift of a user's work, and the cells behind it."""
    for quantity in (REASONING_NAME, THINKING, NOT_THINKING):
        found = [*results.known[quantity], *results.dated[quantity]]
        for (kind, scope), sd in spreads(found).items():
            group = [m for m in found if m.kind == kind and scope in (m.cell.anchor, m.cell.task_class)]
            basis = basis_of(kind, [m for m in found if m.kind == kind and m.cell.anchor == group[0].cell.anchor])
            yield quantity, kind, basis, scope, round(beyond_workload(sd, scope), 2), len(group)


def basis_of(kind: str, found: Sequence[Miss]) -> str:
    """What the product calls a kind of evidence: "family" only where it is nearer than the constant."""
    if kind in BASES:
        return BASES[kind]
    if kind in ("lab", "class") or len(found) < FEW:
        return "class"
    own, constant = (np.array([getattr(miss, name) for miss in found]) for name in ("error", "constant"))
    return "family" if error_of(own) < error_of(constant) else "class"


def beyond_workload(sd: float, scope: str) -> float:
    """s_param: errors over benchmarks hold the shift from one kind of questions to another, which the product adds."""
    return max(sqrt(max(sd**2 - workload_spread(scope) ** 2, 0.0)), LEAST_SD)


def workload_spread(scope: str) -> float:
    """The shift that the product adds for a study class, or the least of those of an anchor."""
    kinds = load_task_classes().values()
    exact = [k.workload_spread for k in kinds if scope in k.study_class.split("+") or scope in k.siblings]
    near = exact or [k.workload_spread for k in kinds if k.anchor == scope]
    return min((0.3 if value is None else value for value in near), default=0.3)
