"""Own runs as CSV: the columns of a file of measured runs, so that it can be read where such files are."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from planner.core.tokens.saved_runs import SavedRuns
from planner.store.files.escaping import escaped_cell

FIGURES = {
    "reasoning": "reasoning_tokens",
    "visible": "visible_tokens",
    "steps": "steps",
    "seconds": "seconds",
}
"""The field of each column."""
HEAD = (
    *("model", "effort", "task_class", "n", *FIGURES, "source", "first_date", "date"),
    *(f"sd_ln_{name}" for name in FIGURES),
)


def own_runs_csv(kept: Iterable[SavedRuns]) -> str:
    """A row for each entry, with a head; what was not measured is empty."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([escaped_cell(cell) for cell in _cells(one)] for one in kept)
    return out.getvalue()


def _cells(kept: SavedRuns) -> list[str]:
    own = kept.own
    figures = [getattr(own, field) for field in FIGURES.values()]
    spreads = [own.sd_ln.get(field) for field in FIGURES.values()]
    return [
        *(own.model, own.thinking, own.task_class, str(own.runs)),
        *map(_number, figures),
        kept.source,
        *(day.isoformat() if day else "" for day in (kept.first, kept.last)),
        *map(_number, spreads),
    ]


def _number(value: float | None) -> str:
    return "" if value is None else format(value, ".12g")
