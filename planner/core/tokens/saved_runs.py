"""Own runs as a workspace keeps them: the figures of `calibration`, their source and their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.core.tokens.calibration import OwnRuns

MOST_SAVED = 50
"""Entries (a model, effort and kind of work of one source) that a workspace keeps."""
MOST_USED = 12
"""Entries that move one plan or budget: as many as fit in an address that can be shared."""
SOURCE_LETTERS = 80


@dataclass(frozen=True, slots=True)
class SavedRuns:
    """An entry of own runs. `source`: the format of the log, or how they were put in; `first` and `last`: the days that
    the runs are of, None where that is not known."""

    own: OwnRuns
    source: str = ""
    first: date | None = None
    last: date | None = None


def used_for(kept: Iterable[SavedRuns], *task_classes: str) -> tuple[OwnRuns, ...]:
    """The entries that move a plan or a budget: those of its kinds of work first, then those with most runs."""
    ordered = sorted((one.own for one in kept), key=lambda own: (own.task_class not in task_classes, -own.runs))
    return tuple(ordered[:MOST_USED])


def run_total(entries: Iterable[OwnRuns]) -> int:
    """How many runs the entries are of."""
    return sum(own.runs for own in entries)
