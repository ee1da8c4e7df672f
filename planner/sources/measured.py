"""Reads files of measured runs: delimited text with a header, columns of planner.core.validation.measured.COLUMNS in
any order.

A row that cannot be used is kept, with the reason why: one slip does not cost the other rows their answer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from math import isfinite
from pathlib import Path

from planner.core.validation.measured import COLUMNS, LEAST_FIGURE, MOST_FIGURE, MOST_STEPS, NUMBERS, Measured
from planner.core.workload import BadInput, Problem
from planner.sources.plain_text import read_text

REQUIRED = ("model", "effort", "task_class")
# An empty effort is the model's default; these two say nothing when empty.
NEVER_EMPTY = ("model", "task_class")
SEPARATORS = (",", ";", "\t")
SHOWN = 40
"""Characters of a cell that a message repeats."""


def read_measured(path: Path) -> list[Measured]:
    """Every row of a file. Raises BadInput naming the file where it cannot be read or has not the columns."""
    return list(measured_rows(read_text(path), path.name))


def measured_rows(text: str, name: str) -> Iterator[Measured]:
    """Rows of delimited text called `name`, a line each; lines that begin with # are remarks, empty ones are nothing.

    Commas, semicolons and tabs separate. Raises BadInput for a header without the needed columns.
    """
    # Not splitlines, which also parts at characters that an editor does not take for the end of a line.
    numbered = enumerate(StringIO(text, newline=""), start=1)
    lines = ((number, line) for number, line in numbered if not line.startswith("#") and line.strip(" ,;\t\r\n"))
    first = next(lines, (0, ""))[1]
    mark = _separator(first)
    header = [cell.strip().casefold() for cell in _cells(first, mark) or ()]
    _check(header, name)
    for number, line in lines:
        yield _measured(header, _cells(line, mark), name, number)


def _separator(header: str) -> str:
    """What a header is parted by: that which finds most of the columns known here."""
    plain = header.casefold()
    return max(SEPARATORS, key=lambda mark: len({cell.strip(' "\r\n') for cell in plain.split(mark)} & set(COLUMNS)))


def _cells(line: str, mark: str) -> list[str] | None:
    """The fields of one line; None where they cannot be told apart, none where one is too long to be read."""
    try:
        return next(csv.reader([line], delimiter=mark, strict=True))
    except csv.Error:
        return None if len(line) <= csv.field_size_limit() else []


def _check(header: Sequence[str], name: str) -> None:
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        needed = f"the first line must name at least {', '.join(REQUIRED)}, separated by commas, semicolons or tabs"
        raise BadInput([Problem(name, f"lacks the {_columns(missing)}: {needed}")])
    twice = [column for column in COLUMNS if header.count(column) > 1]
    if twice:
        raise BadInput([Problem(name, f"names the {_columns(twice)} more than once")])


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _measured(header: Sequence[str], cells: Sequence[str] | None, name: str, line: int) -> Measured:
    row = dict(zip(header, (cell.strip() for cell in cells or ()), strict=False))
    text = {column: row.get(column, "") for column in COLUMNS}
    problem = "; ".join(_problems(header, cells, text))
    figures: Mapping[str, float | None] = {} if problem else {c: _number(text[c]) for c in NUMBERS}
    return Measured(
        model=text["model"],
        effort=text["effort"],
        task_class=text["task_class"],
        n=figures.get("n") or 1.0,
        input=figures.get("input"),
        visible=figures.get("visible"),
        reasoning=figures.get("reasoning"),
        cost=figures.get("cost"),
        seconds=figures.get("seconds"),
        steps=figures.get("steps"),
        offer=text["offer"],
        source=text["source"],
        date=None if problem else _day(text["date"]),
        file=name,
        line=line,
        problem=problem,
    )


def _problems(header: Sequence[str], cells: Sequence[str] | None, text: Mapping[str, str]) -> Iterator[str]:
    """All that is wrong with a row, a clause each."""
    if cells == []:
        yield f"a field is longer than {csv.field_size_limit():,} characters"
        return
    if cells is None:
        yield "a quotation mark is left open or stands where none may"
        return
    if any(cell.strip() for cell in cells[len(header) :]):
        # Nothing further is said of it: every figure may stand in a column that is not its own.
        yield f"it has {len(cells)} fields where the header has {len(header)}"
        return
    yield from (f"{column} is empty" for column in NEVER_EMPTY if not text[column])
    for column in NUMBERS:
        try:
            complaint = _complaint(column, _number(text[column]))
        except ValueError:
            complaint = f"be a number{_hint(text[column])}"
        if complaint:
            yield f"{column} must {complaint}, not '{_short(text[column])}'"
    try:
        _day(text["date"])
    except ValueError:
        yield f"date must be like 2026-11-23, not '{_short(text['date'])}'"


def _complaint(column: str, value: float | None) -> str:
    """What a figure must be that it is not; nothing where it may be used."""
    least = 1 if column in ("n", "steps") else 0
    if value is None:
        return ""
    if not (isfinite(value) and value >= least):
        return f"be {least} or more"
    if column == "n" and value != int(value):
        return "be a whole number"
    if column == "steps" and value > MOST_STEPS:
        return f"be at most {MOST_STEPS:,}"
    if value and not LEAST_FIGURE <= value <= MOST_FIGURE:
        return f"lie between {LEAST_FIGURE:g} and {MOST_FIGURE:g}"
    return ""


def _short(text: str) -> str:
    """A cell as a message repeats it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _hint(text: str) -> str:
    """1,234 is a thousand here and one and a bit there, so neither is guessed."""
    return " with a point for decimals and nothing between thousands" if "," in text else ""


def _number(text: str) -> float | None:
    """A figure; an empty field is None, "not measured". Raises ValueError for words."""
    if "_" in text:
        raise ValueError(text)
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
