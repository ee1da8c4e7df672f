"""The page that compares measured runs with estimates: the pasted text, the result, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from planner.core.models.catalogue import Catalogue
from planner.core.validation.accuracy import Validation, elsewhere_sentence, fitted_sentence, validate
from planner.core.validation.backtest import Backtest, PredictedFigure, backtest
from planner.core.validation.matching import known_names
from planner.core.validation.measured import Measured
from planner.core.workload import BadInput, Problem
from planner.sources.measured import measured_rows

MOST_ROWS = 500
PROBLEMS_SHOWN = 5
FIGURES_SHOWN = 500
LINES_SHOWN = 20
"""Lines named beside a reason why rows were refused."""
TEXT = "The text"
EXAMPLE = """model,effort,task_class,n,input,visible,reasoning,cost,seconds,steps,offer,source
claude-opus-4.5,high,everyday_qa,55,70,191,488,,17.1,1,openrouter/anthropic/claude-opus-4.5,BullshitBench v1
claude-opus-4.5,none,everyday_qa,55,41,283,0,,9.1,1,openrouter/anthropic/claude-opus-4.5,BullshitBench v1
gpt-5.4,xhigh,everyday_qa,55,37,722,4649,,88.0,1,openrouter/openai/gpt-5.4,BullshitBench v1
"""


@dataclass(frozen=True, slots=True)
class Result:
    """Pasted rows, each with its estimates or why there are none, and the scores."""

    backtests: tuple[Backtest, ...]
    validation: Validation


@dataclass(frozen=True, slots=True)
class ValidatePage:
    """`text` is the pasted text; `problem` a sentence or empty; `result` None until something is sent."""

    text: str
    problem: str
    result: Result | None
    most_figures: int = FIGURES_SHOWN
    most_lines: int = LINES_SHOWN

    @property
    def is_sample(self) -> bool:
        """Whether the rows are those of the example; browsers write line ends as CR LF."""
        return self.text.split() == EXAMPLE.split()

    @property
    def validation(self) -> Validation | None:
        return self.result.validation if self.result else None

    @property
    def fitted(self) -> str:
        """That rows were used for the fit."""
        return fitted_sentence(self.validation.fitted) if self.validation else ""

    @property
    def elsewhere(self) -> str:
        """That rows were answered by another host."""
        return elsewhere_sentence(self.validation.elsewhere) if self.validation else ""

    @property
    def figures(self) -> tuple[tuple[Backtest, PredictedFigure], ...]:
        """Every figure with its row, in the order of the rows."""
        return tuple((one, figure) for one in (self.result.backtests if self.result else ()) for figure in one.figures)


def put(text: str, catalogue: Catalogue, *, on: date) -> Result:
    """Backtest every row of CSV `text`. Raises BadInput for what cannot be read and for more rows than a page takes."""
    if not text.strip():
        raise BadInput([Problem("rows", "Paste some rows first, such as those of the example")])
    rows = list(islice(measured_rows(text, TEXT), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise BadInput([Problem("rows", f"a page takes {MOST_ROWS} rows; planner validate takes any number")])
    if all(row.problem for row in rows):
        raise BadInput(_unusable(rows))
    known = known_names(catalogue)
    backtests = tuple(backtest(catalogue, known, row, on=on) for row in rows)
    return Result(backtests, validate(backtests))


def _unusable(rows: Sequence[Measured]) -> list[Problem]:
    """What is wrong with the first row, where no row can be used."""
    if not rows:
        return [Problem(TEXT, "has no row below its header")]
    more = len(rows) - PROBLEMS_SHOWN
    found = [Problem(f"Line {row.line}:", row.problem) for row in rows[:PROBLEMS_SHOWN]]
    return [*found, Problem("rows", f"and {more} more rows like these")] if more > 0 else found


def sentence(problems: Sequence[Problem]) -> str:
    """All problems in one line."""
    return "; ".join(f"{one.field} {one.message}" if one.field != "rows" else one.message for one in problems) + "."
