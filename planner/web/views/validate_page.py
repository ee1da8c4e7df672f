"""The page that puts measured runs to the product: what was pasted, what came of it, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from planner.core.catalogue import Catalogue
from planner.core.matching import known_names
from planner.core.measured import Measured
from planner.core.replay import EXACT, replay
from planner.core.validation import Reason, Score, Validation, validate
from planner.core.workload import BadInput, Problem
from planner.sources.measured import measured_rows

MOST_ROWS = 500
PROBLEMS_SHOWN = 5
TEXT = "The text"
EXAMPLE = """model,effort,task_class,n,input,visible,reasoning,cost,seconds,steps
claude-opus-4.5,high,everyday_qa,55,70,191,488,,17.1,1
claude-opus-4.5,none,everyday_qa,55,41,283,0,,9.1,1
gpt-5.4,xhigh,everyday_qa,55,37,722,4649,,88.0,1
"""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One group as printed."""

    quantity: str
    work: str
    basis: str
    rows: str
    error: str
    bias: str
    inside: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ValidatePage:
    """`text` is what was pasted, as it was; `problem` a sentence or empty; `rows` empty until something is put."""

    title: str
    text: str
    problem: str
    answered: int
    refused: int
    rows: tuple[ScoreRow, ...]
    reasons: tuple[Reason, ...]


def validate_page(text: str, result: Validation | None, problem: str) -> ValidatePage:
    """The page for pasted `text` and what came of it."""
    return ValidatePage(
        title="How far off is it on what you measured?",
        text=text,
        problem=problem,
        answered=result.answered if result else 0,
        refused=result.refused if result else 0,
        rows=tuple(_row(score) for score in result.scores) if result else (),
        reasons=result.reasons if result else (),
    )


def put(text: str, catalogue: Catalogue, *, on: date) -> Validation:
    """Replay every row of CSV `text`. Raises BadInput for what cannot be read and for more rows than a page takes."""
    if not text.strip():
        raise BadInput([Problem("rows", "Paste some rows first, such as those of the example")])
    rows = list(islice(measured_rows(text, TEXT), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise BadInput([Problem("rows", f"a page takes {MOST_ROWS} rows; planner validate takes any number")])
    if all(row.problem for row in rows):
        raise BadInput(_unusable(rows))
    known = known_names(catalogue)
    return validate([replay(catalogue, known, row, on=on) for row in rows])


def _unusable(rows: Sequence[Measured]) -> list[Problem]:
    """What is wrong with the first of rows none of which can be used."""
    if not rows:
        return [Problem(TEXT, "has no row below its header")]
    more = len(rows) - PROBLEMS_SHOWN
    found = [Problem(f"Line {row.line}:", row.problem) for row in rows[:PROBLEMS_SHOWN]]
    return [*found, Problem("rows", f"and {more} more rows like these")] if more > 0 else found


def sentence(problems: Sequence[Problem]) -> str:
    """All problems in one line."""
    return "; ".join(f"{one.field} {one.message}" if one.field != "rows" else one.message for one in problems) + "."


def _row(score: Score) -> ScoreRow:
    everything = score.basis == "all"
    return ScoreRow(
        quantity=score.quantity,
        work="all" if everything else score.task_class.replace("_", " "),
        basis="" if everything else score.basis,
        rows=f"{score.n:,}",
        error=f"{score.error:.0%}",
        bias=f"{score.bias:.2f}×",
        inside=_inside(score),
        whole=everything,
    )


def _inside(score: Score) -> str:
    if score.quantity == EXACT:
        return "exact"
    return "–" if score.coverage is None else f"{score.coverage:.0%}"
