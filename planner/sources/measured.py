"""Reads files of measured runs: delimited text with a header, columns of planner.core.validation.measured.COLUMNS in
any order.

A row that cannot be used is kept, with the reason why: one slip does not cost the other rows their answer.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import isfinite
from pathlib import Path

from planner.core.number_text import TwoReadings, decimal_mark, read_number
from planner.core.usage.sound import is_xai
from planner.core.validation.measured import (
    ALIASES,
    BESIDE_INPUT,
    COLUMNS,
    LEAST_FIGURE,
    MOST_FIGURE,
    MOST_STEPS,
    NUMBERS,
    Measured,
)
from planner.core.workload import BadInput, Problem
from planner.sources.plain_text import read_text

REQUIRED = ("model", "effort", "task_class")
# An empty effort is the model's default; these two say nothing when empty.
NEVER_EMPTY = ("model", "task_class")
SEPARATORS = (",", ";", "\t")
MOST_LINES = 200
"""Lines that a quoted field may hold."""
LONGEST_FIELD = 131_072
"""Characters; the bound of the csv module itself is set by whatever log was read last."""
NOT_WORD = re.compile(r"[^a-z0-9]+")
BY_PROGRAM = re.compile(r"[-+]?(?:nan|inf(?:inity)?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)e[-+]?[0-9]{1,3})", re.IGNORECASE)
"""Figures that programs write: with an exponent, or none."""
KNOWN = (
    {name: name for name in COLUMNS} | {alias: name for name, all_ in ALIASES.items() for alias in all_} | BESIDE_INPUT
)
"""Every name of a column and what it means."""
SHOWN = 40
"""Characters of a cell that a message repeats."""


def read_measured(path: Path, *, task_class: str = "") -> list[Measured]:
    """Every row of a file; `task_class`: of rows that do not say it. Raises BadInput naming the file where it cannot be
    read or has not the columns."""
    return list(measured_rows(read_text(path), path.name, task_class=task_class))


def measured_rows(text: str, name: str, *, task_class: str = "") -> Iterator[Measured]:
    """Rows of delimited text called `name`; lines that begin with # are remarks, empty ones are nothing.

    Commas, semicolons and tabs separate; a quoted field may hold line breaks. `task_class`: the kind of work of rows
    that do not say it. Raises BadInput for a header without the needed columns.
    """
    # Not splitlines, which also splits at characters that editors do not treat as line ends.
    lines = list(enumerate(StringIO(text, newline=""), start=1))
    at = next((place for place, (_, line) in enumerate(lines) if not _says_nothing(line)), len(lines))
    first = lines[at][1] if at < len(lines) else ""
    separator = _separator(first)
    names = [_word(cell) for cell in _cells(first, separator) or ()]
    header = [KNOWN.get(word, word) for word in names]
    _check(header, names, name, task_class)
    records = list(_records(lines[at + 1 :], separator))
    columns = [place for place, column in enumerate(header) if column in NUMBERS]
    figures = [cells[place].strip() for _, cells in records if cells for place in columns if place < len(cells)]
    mark = decimal_mark(figures) or ("" if separator == ";" else ".")
    beside = bool(BESIDE_INPUT.keys() & set(names))
    for number, cells in records:
        yield _measured(header, cells, Place(name, number, mark, beside, task_class))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, its file's decimal mark, whether the file's input leaves out what was cached, and the
    kind of work of rows that do not say theirs."""

    file: str
    line: int
    mark: str
    beside: bool
    task_class: str


def _says_nothing(line: str) -> bool:
    return line.startswith("#") or not line.strip(" ,;\t\r\n")


def _word(cell: str) -> str:
    """A column's name in small letters, a line between its words: "Cost (USD)" is cost_usd."""
    return NOT_WORD.sub("_", cell.strip().casefold()).strip("_")


def _records(lines: Sequence[tuple[int, str]], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Every record with the number of its first line; a quoted field may continue on further lines."""
    place = 0
    while place < len(lines):
        number, line = lines[place]
        place += 1
        if _says_nothing(line):
            continue
        cells = _cells(line, separator)
        if cells is None:
            for many, whole in _longer(line, lines[place : place + MOST_LINES]):
                joined = _cells(whole, separator)
                if joined:
                    cells, place = joined, place + many
                    break
        yield number, cells


def _longer(line: str, below: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The line with more and more of those below it, where they may close its quotation mark."""
    for many, (_, more) in enumerate(below, start=1):
        line += more
        if '"' in more:
            yield many, line


def _separator(header: str) -> str:
    """What a header is parted by: that which finds most of the columns known here."""
    return max(SEPARATORS, key=lambda mark: len({_word(cell.strip('"')) for cell in header.split(mark)} & KNOWN.keys()))


def _cells(line: str, mark: str) -> list[str] | None:
    """The fields of one record; None where they cannot be told apart, none where one is too long to be read."""
    try:
        cells = next(csv.reader(StringIO(line, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        return None if len(line) <= LONGEST_FIELD else []
    return [] if any(len(cell) > LONGEST_FIELD for cell in cells) else cells


def _check(header: Sequence[str], names: Sequence[str], file: str, task_class: str) -> None:
    missing = [column for column in REQUIRED if column not in (*header, "task_class" if task_class else "")]
    if missing:
        needed = f"the first line must name at least {', '.join(REQUIRED)}, separated by commas, semicolons or tabs"
        raise BadInput([Problem(file, f"lacks the {_columns(missing)}: {needed}")])
    for column in COLUMNS:
        spelled = [name for name, meant in zip(names, header, strict=True) if meant == column]
        if len(set(spelled)) > 1:
            raise BadInput([Problem(file, f"names one column in two ways: {' and '.join(dict.fromkeys(spelled))}")])
        if len(spelled) > 1:
            raise BadInput([Problem(file, f"names the {_columns([column])} more than once")])


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _measured(header: Sequence[str], cells: Sequence[str] | None, place: Place) -> Measured:
    row = dict(zip(header, (cell.strip() for cell in cells or ()), strict=False))
    text = {column: row.get(column, "") for column in COLUMNS}
    text["task_class"] = text["task_class"] or place.task_class
    problem = "; ".join(_problems(header, cells, text, place.mark))
    figures: dict[str, float | None] = {} if problem else {c: _number(text[c], place.mark) for c in NUMBERS}
    sent, cached, written = figures.get("input"), figures.get("cached"), figures.get("cache_write")
    if place.beside and sent is not None:
        sent += (cached or 0) + (written or 0)
    if not problem and sent is not None and (cached or 0) + (written or 0) > sent:
        problem, figures, sent = "cached and cache_write are more than input", {}, None
    output, reasoning = figures.get("output"), figures.get("reasoning")
    if output is not None and reasoning is not None and reasoning > output:
        if is_xai(text["offer"].partition("/")[0], text["model"]):
            figures["output"] = output + reasoning  # xAI reports reasoning on top of the output
        else:
            problem, figures, sent = "reasoning is more than output", {}, None
    return Measured(
        model=text["model"],
        effort=text["effort"],
        task_class=text["task_class"],
        n=figures.get("n") or 1.0,
        input=sent,
        cached=figures.get("cached"),
        cache_write=figures.get("cache_write"),
        output=figures.get("output"),
        visible=_visible(figures),
        reasoning=figures.get("reasoning"),
        cost=figures.get("cost"),
        seconds=figures.get("seconds"),
        steps=figures.get("steps"),
        offer=text["offer"],
        source=text["source"],
        date=None if problem else _day(text["date"]),
        file=place.file,
        line=place.line,
        problem=problem,
    )


def _visible(figures: Mapping[str, float | None]) -> float | None:
    """The answer's tokens, as measured or as the output less its reasoning."""
    output, reasoning = figures.get("output"), figures.get("reasoning")
    if figures.get("visible") is not None or output is None or reasoning is None:
        return figures.get("visible")
    return max(output - reasoning, 0.0)


def _problems(header: Sequence[str], cells: Sequence[str] | None, text: Mapping[str, str], mark: str) -> Iterator[str]:
    """All that is wrong with a row, a clause each."""
    if cells == []:
        yield f"a field is longer than {LONGEST_FIELD:,} characters"
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
            complaint = _complaint(column, _number(text[column], mark))
        except TwoReadings as two:
            yield f"{column}: {two}"
            continue
        except ValueError:
            complaint = "be a number"
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


def _number(text: str, mark: str) -> float | None:
    """A figure as a person or a program writes it; an empty field is None, "not measured". Raises ValueError for words,
    TwoReadings where the file's decimal mark does not decide."""
    if not text:
        return None
    if BY_PROGRAM.fullmatch(text):
        return float(text)
    return float(read_number(text, mark=mark))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
