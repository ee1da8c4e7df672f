"""The whole fit: raw files to cells, two ridges, cross-validation, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean

from scripts.fitting import tables
from scripts.fitting.cells import SHIPPED, Raw
from scripts.fitting.cleaning import reasoning_cells, visible_cells
from scripts.fitting.crossval import BASES, Miss, misses, spreads
from scripts.fitting.points import EFFORTS
from scripts.fitting.reading import measured, shipped_names
from scripts.fitting.ridge import Solution, solve
from scripts.fitting.terms import REASONING, VISIBLE, reasoning_noise, visible_noise

REASONING_NAME = "reasoning"
THINKING, NOT_THINKING = "visible, thinking", "visible, not thinking"

NAMED = (
    *("Kimi K2 Thinking", "GPT-5.4", "GPT-5.2", "GLM-5", "Gemini 3.1 Flash-Lite", "Claude Opus 4.5", "Grok 4"),
    *("Kimi K2.5", "GPT-5.3 Codex", "Kimi K2 0905"),
)
"""The models that have a profile: only theirs are shipped by name."""

# Left in the fit and too doubtful to show (study, section 6): 20 times the class; the family's value is shipped.
DOUBTFUL = frozenset({("Grok 4", "lcr")})


@dataclass(frozen=True, slots=True)
class Results:
    """What the report tells of: the solved fits and every left-out prediction, by quantity."""

    reasoning: Solution
    visible: Solution
    misses: dict[str, list[Miss]]


def fit_all(folder: Path, target: Path) -> Results:
    """Fit both quantities, write the tables to `target`, and return what the report needs."""
    raws = measured(folder)
    results = fitted(raws)
    write_tables(results, maths_visible(raws), target)
    write_names(results, shipped_names(folder), target)
    return results


def fitted(raws: list[Raw]) -> Results:
    """The two ridges and their left-out predictions."""
    thoughts, words = reasoning_cells(raws), visible_cells(raws)
    reasoning = solve(thoughts, REASONING, reasoning_noise(thoughts))
    visible = solve(words, VISIBLE, visible_noise(words))
    told = [miss for basis in BASES for miss in misses(visible, basis)]
    return Results(
        reasoning,
        visible,
        {
            REASONING_NAME: [miss for basis in BASES for miss in misses(reasoning, basis)],
            THINKING: [miss for miss in told if miss.cell.effort != "off"],
            NOT_THINKING: [miss for miss in told if miss.cell.effort == "off"],
        },
    )


def maths_visible(raws: list[Raw]) -> float:
    """Visible tokens of a maths answer: geometric mean over models."""
    return geometric_mean(raw.visible for raw in raws if raw.task_class == "lrm_maths" and raw.visible > 0)


def write_tables(results: Results, maths: float, target: Path) -> None:
    """All tables of planner/data/estimator."""
    sd = {quantity: spreads(found) for quantity, found in results.misses.items()}
    thoughts, words = results.reasoning, results.visible
    known = sd[REASONING_NAME]
    tables.write(target / "reasoning_base.csv", "study_class,effort,tokens,points", tables.reasoning_base(thoughts))
    rows = [
        *_trusted(list(tables.model_rows(thoughts, NAMED, EFFORTS, known)), thoughts, known),
        *tables.shipped_rows(thoughts, NAMED, EFFORTS, known),
        *tables.family_rows(thoughts, EFFORTS, known),
    ]
    tables.write(target / "reasoning.csv", tables.HEADER, rows)
    tables.write(target / "visible_base.csv", "study_class,thinking,tokens,points", tables.visible_base(words, maths))
    spoken = [
        row
        for efforts, known in ((("off",), sd[NOT_THINKING]), (EFFORTS, sd[THINKING]))
        for row in (
            *tables.model_rows(words, NAMED, efforts, known),
            *tables.shipped_rows(words, NAMED, efforts, known),
            *tables.family_rows(words, efforts, known),
        )
    ]
    tables.write(target / "visible.csv", tables.HEADER, spoken)
    tables.write(target / "effort_multiplier.csv", "anchor,effort,multiplier", tables.multipliers(thoughts))
    tables.write(target / "parameter_spread.csv", "quantity,level,anchor,sd_ln,points", _spread_rows(results, sd))


def write_names(results: Results, names: Sequence[tuple[str, str]], target: Path) -> None:
    """The names by which the measured models of the tables are told; `names` are the sources' own."""
    cells = (*results.reasoning.cells, *results.visible.cells)
    models = dict.fromkeys(cell.model for cell in cells if cell.task_class in SHIPPED and cell.model not in NAMED)
    own = [(model, model) for model in models if model]
    said = [row for row in names if row[0] in models]
    tables.write(target / "models.csv", "study_model,name", dict.fromkeys((*own, *said)))


def _trusted(rows: list[tables.Row], solution: Solution, known: tables.Spread) -> list[tables.Row]:
    """Rows of doubtful cells replaced by their family's."""
    family = {cell.model: cell.family for cell in solution.cells}
    stand_in = {(row[0], row[1], row[2]): row for row in tables.family_rows(solution, EFFORTS, known)}
    return [
        (row[0], *stand_in[f"family:{family[str(row[0])]}", row[1], row[2]][1:])
        if (row[0], row[2]) in DOUBTFUL
        else row
        for row in rows
    ]


def _spread_rows(results: Results, sd: dict[str, dict[tuple[str, str], float]]) -> list[tables.Row]:
    rows: list[tables.Row] = []
    for quantity, table in sd.items():
        for (basis, scope), value in table.items():
            rows.append((quantity, basis, scope, round(value, 2), _points(results.misses[quantity], basis, scope)))
    return rows


def _points(found: list[Miss], basis: str, scope: str) -> int:
    return sum(miss.basis == basis and scope in (miss.cell.anchor, miss.cell.task_class) for miss in found)
