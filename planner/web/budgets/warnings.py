"""Sentences on what is wrong with lines of a budget: what cannot be priced, never runs, or cannot be finished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.caveats.run_limits import FULL_BEGINS
from planner.schema.shapes.budget import LineOfBudget
from planner.schema.shapes.estimate import Flag
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.present.context_fit import FULL, NO_ANSWER, UNREAD, caveat_sentence

REFUSED, IDLE = "refused", "never runs"
NO_OFF = "mode_not_offered"
"""For a line without thinking whose model always thinks: its dollars leave the thinking out."""


@dataclass(frozen=True, slots=True)
class LineWarning:
    """A problem of a line: `text` follows its name, `kind` is `refused`, `never runs` or the code of a caveat."""

    line: int
    name: str
    text: str
    kind: str

    @property
    def is_caveat(self) -> bool:
        """Whether the method page explains it, under its code."""
        return self.kind not in (REFUSED, IDLE)

    @property
    def sentence(self) -> str:
        """Without its name."""
        return filters.sentence(self.text)

    @property
    def whole(self) -> str:
        """With its name."""
        return f"{self.name}{':' * self.is_caveat} {self.text}"

    @property
    def is_grave(self) -> bool:
        """Whether its dollars are zero, too few, or of runs that cannot be finished; such a warning is shown right
        under the finding."""
        return self.kind in (REFUSED, IDLE, FULL, NO_ANSWER, UNREAD, NO_OFF)


def warnings_of(shown: BudgetView) -> tuple[LineWarning, ...]:
    """Line by line, in the order of the budget."""
    return tuple(found for place in range(len(shown.answer.lines)) for found in _of_line(shown, place))


def _of_line(shown: BudgetView, place: int) -> Iterator[LineWarning]:
    line = shown.answer.lines[place]
    name = line.name
    if why := shown.why_not(line):
        yield LineWarning(place, name, f"is not counted. {why}", REFUSED)
    elif _never_runs(line):
        yield LineWarning(place, name, f"adds nothing: {_why_idle(shown, place)}.", IDLE)
    for flag in line.flags:
        yield LineWarning(place, name, _grave(flag), flag["code"])


def _grave(flag: Flag) -> str:
    """Its sentence; that of a model which takes over begins with a name, and names stay as they are."""
    is_later = flag["code"] == FULL and not flag["text"].startswith(FULL_BEGINS)
    return (
        f"Does not fit: {flag['text']}" if is_later else filters.sentence(caveat_sentence(flag["text"], flag["code"]))
    )


def _never_runs(line: LineOfBudget) -> bool:
    return not any(month.runs or month.actual_usd is not None for month in line.months)


def _why_idle(shown: BudgetView, place: int) -> str:
    """From the days that were typed; else there is nothing to run."""
    asked = shown.request["lines"][place]
    begins, ends = (str(asked.get(end) or "")[:7] for end in ("start", "end"))
    if begins > shown.labels[-1]:
        return f"it begins in {filters.month_long(begins)}, after the budget ends"
    if ends and ends < shown.labels[0]:
        return f"it ends in {filters.month_long(ends)}, before the budget begins"
    return "it has no runs in any of these months"
