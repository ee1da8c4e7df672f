"""Reads files of measured runs: CSV with a header, columns of planner.core.measured.COLUMNS in any order."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from pathlib import Path

from planner.core.measured import COLUMNS, Measured
from planner.core.workload import BadInput, Problem

REQUIRED = ("model", "effort", "task_class")
NUMBERS = ("n", "input", "visible", "reasoning", "cost", "seconds", "steps")


def read_measured(path: Path) -> list[Measured]:
    """Every row of a file. Raises BadInput naming the file and line of what cannot be read."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(measured_rows(file, path.name))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Problem(str(path), f"cannot be read: {error}")]) from error


def measured_rows(lines: Iterable[str], name: str) -> Iterator[Measured]:
    """Rows of CSV text; lines that begin with # are remarks."""
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
    if missing:
        raise BadInput([Problem(name, f"has no column {', '.join(missing)}; it needs {', '.join(REQUIRED)}")])
    for number, row in enumerate(reader, start=1):
        yield _measured(row, f"{name} row {number}", number)


def _measured(row: Mapping[str, str | None], where: str, number: int) -> Measured:
    text = {column: (row.get(column) or "").strip() for column in COLUMNS}
    figures = {column: _number(text[column], f"{where}, {column}") for column in NUMBERS}
    return Measured(
        model=text["model"],
        effort=text["effort"],
        task_class=text["task_class"],
        n=max(figures["n"] or 1.0, 1.0),
        input=figures["input"],
        visible=figures["visible"],
        reasoning=figures["reasoning"],
        cost=figures["cost"],
        seconds=figures["seconds"],
        steps=figures["steps"],
        offer=text["offer"],
        source=text["source"],
        date=_day(text["date"], f"{where}, date"),
        line=number,
    )


def _number(text: str, where: str) -> float | None:
    """A figure of at least 0; an empty field is None, "not measured"."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise BadInput([Problem(where, f"must be a number, not {text!r}")]) from None
    if not isfinite(value) or value < 0:
        raise BadInput([Problem(where, f"must be a number of at least 0, not {text!r}")])
    return value


def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([Problem(where, f"must be a date such as 2026-11-23, not {text!r}")]) from None
