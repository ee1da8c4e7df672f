"""The page that puts measured runs to the product: what was pasted, what came of it, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from planner.core.models.catalogue import Catalogue
from planner.core.validation.accuracy import Score, Validation, elsewhere_sentence, fitted_sentence, validate
from planner.core.validation.backtest import EXACT, Replay, replay
from planner.core.validation.matching import known_names
from planner.core.validation.measured import Measured
from planner.core.workload import BadInput, Problem
from planner.sources.measured import measured_rows
from planner.web.method.validation_rows import Compared, Refused, compared, figures_in, refused

MOST_ROWS = 500
PROBLEMS_SHOWN = 5
TEXT = "The text"
EXAMPLE = """model,effort,task_class,n,input,visible,reasoning,cost,seconds,steps,offer,source
claude-opus-4.5,high,everyday_qa,55,70,191,488,,17.1,1,openrouter/anthropic/claude-opus-4.5,BullshitBench v1
claude-opus-4.5,none,everyday_qa,55,41,283,0,,9.1,1,openrouter/anthropic/claude-opus-4.5,BullshitBench v1
gpt-5.4,xhigh,everyday_qa,55,37,722,4649,,88.0,1,openrouter/openai/gpt-5.4,BullshitBench v1
"""


@dataclass(frozen=True, slots=True)
class Result:
    """Pasted rows with what was said of each, and the scores."""

    replays: tuple[Replay, ...]
    validation: Validation


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
    """`text` is what was pasted, as it was; `problem` a sentence or empty; `counts` empty until something is put.

    `fitted` says that rows were used for the fit; `figures` how many `every` would hold if it were not cut off.
    """

    title: str
    text: str
    problem: str
    sample: bool
    counts: str
    fitted: str
    elsewhere: str
    rows: tuple[ScoreRow, ...]
    every: tuple[Compared, ...]
    figures: int
    refused: tuple[Refused, ...]


def validate_page(text: str, result: Result | None, problem: str) -> ValidatePage:
    """The page for pasted `text` and what came of it."""
    found = result.validation if result else None
    replays = result.replays if result else ()
    return ValidatePage(
        title="How far off is it on what you measured?",
        text=text,
        problem=problem,
        sample=_plain(text) == _plain(EXAMPLE),
        counts=_counts(found) if found else "",
        fitted=fitted_sentence(found.fitted) if found else "",
        elsewhere=elsewhere_sentence(found.elsewhere) if found else "",
        rows=tuple(_row(score) for score in found.scores) if found else (),
        every=compared(replays),
        figures=figures_in(replays),
        refused=refused(found.reasons) if found else (),
    )


def _plain(text: str) -> list[str]:
    """Lines without their ends, which browsers write as CR LF."""
    return text.split()


def _counts(validation: Validation) -> str:
    return (
        f"{validation.answered} {'row' if validation.answered == 1 else 'rows'} answered, {validation.refused} refused"
    )


def put(text: str, catalogue: Catalogue, *, on: date) -> Result:
    """Replay every row of CSV `text`. Raises BadInput for what cannot be read and for more rows than a page takes."""
    if not text.strip():
        raise BadInput([Problem("rows", "Paste some rows first, such as those of the example")])
    rows = list(islice(measured_rows(text, TEXT), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise BadInput([Problem("rows", f"a page takes {MOST_ROWS} rows; planner validate takes any number")])
    if all(row.problem for row in rows):
        raise BadInput(_unusable(rows))
    known = known_names(catalogue)
    replays = tuple(replay(catalogue, known, row, on=on) for row in rows)
    return Result(replays, validate(replays))


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
