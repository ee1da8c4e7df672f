"""Rows as they come, made into the columns of core Calls: the plain engine, and what both engines share."""

from __future__ import annotations

import hashlib
import json
import math
import re
from array import array
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.core.usage.calls import NUMBERS, Calls, Key, calls_of
from planner.core.usage.run_facts import MOST_STEPS
from planner.sources.usage.limits import Limits, refuse
from planner.sources.usage.table_format import TableFormat, column_of, inside, parts_of

NAN = math.nan
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
COMMA_DECIMAL = re.compile(r"-?\d+,\d+")
SUMMED = ("input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd", "searches")
TOKENS = ("input", "cache_read", "cache_write", "output", "reasoning")

COUNTED = (*TOKENS, "n")
"""Figures of which a row must not hold one that cannot be read."""
NO_NUMBER = ("", "-", "–", "—", "n/a", "na", "nan", "none", "null", "true", "false")
"""How a row says that it has no number."""


class Columns:
    """Columns that grow row by row, 8 bytes a figure. `unreadable`: rows left out for a number in them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.keys: dict[Key, int] = {}
        self.key = array("i")
        self.run = array("Q")
        self.numbers = {name: array("d") for name in NUMBERS}
        self.unreadable = 0

    def __len__(self) -> int:
        return len(self.key)

    def add(self, key: Key, run: str, figures: Mapping[str, float]) -> None:
        """One call, or a sum of `n`; missing figures are NaN. Raises BadInput over the limits."""
        if len(self.key) >= self.limits.rows:
            raise refuse(f"has more than {self.limits.rows:,} rows")
        place = self.keys.setdefault(key, len(self.keys))
        if place >= self.limits.keys:
            raise refuse(f"names more than {self.limits.keys:,} models and tasks: choose another column for the task")
        self.key.append(place)
        self.run.append(run_hash(run))
        for name, column in self.numbers.items():
            column.append(figures.get(name, 1.0 if name == "n" else NAN))

    def calls(self) -> Calls:
        columns: dict[str, NDArray[np.generic]] = {
            "key": np.frombuffer(self.key, dtype=np.int32),
            "run": np.frombuffer(self.run, dtype=np.uint64),
        }
        columns |= {name: np.frombuffer(column, dtype=np.float64) for name, column in self.numbers.items()}
        return calls_of(list(self.keys), columns)


def run_hash(run: str) -> int:
    """A number for a session's id, never 0; 0 where there is none."""
    if not run:
        return 0
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "little") or 1


def add_row(columns: Columns, form: TableFormat, row: Mapping[str, Any], *, comma_decimal: bool = False) -> bool:
    """The call in one row of a table; whether the row says a model, and tokens in numbers that can be read."""
    seen: dict[str, Any] = {}

    def text_of(figure: str) -> str:
        return next((text for path in form.fields.get(figure, ()) if (text := _text(_follow(row, path, seen)))), "")

    def figure_of(figure: str) -> float:
        return next(
            (
                value
                for path in form.fields.get(figure, ())
                if not math.isnan(value := _sum(row, path, seen, comma_decimal))
            ),
            NAN,
        )

    model = text_of("model")
    figures = {name: figure_of(name) for name in TOKENS}
    if not model or (math.isnan(figures["input"]) and math.isnan(figures["output"])):
        columns.unreadable += bool(model) and is_unreadable(form, row, figures, comma_decimal=comma_decimal)
        return False
    figures["n"] = figure_of("n")
    if is_unreadable(form, row, figures, comma_decimal=comma_decimal):
        columns.unreadable += 1
        return False
    figures |= {
        "usd": figure_of("usd") * form.usd_per,
        "searches": figure_of("searches"),
        "seconds": figure_of("seconds") * form.seconds_per,
    }
    figures["steps"] = steps if 1 <= (steps := figure_of("steps")) <= MOST_STEPS else NAN
    start, end = moment_of(text_of("start")), moment_of(text_of("end"))
    key = Key(model, text_of("effort"), text_of("task"), text_of("host"), text_of("tier"))
    add_figures(columns, form, key, text_of("run"), {**figures, "start": start, "end": end})
    return True


def add_figures(columns: Columns, form: TableFormat, key: Key, run: str, figures: dict[str, float]) -> None:
    """Figures as a format counts them, as core Calls has them: cached inside the input, reasoning inside the output."""
    read, write = _known(figures["cache_read"]), _known(figures["cache_write"])
    if form.apart:
        figures["input"] = _known(figures["input"]) + read + write
    if form.thinks_apart:
        figures["output"] = _known(figures["output"]) + _known(figures["reasoning"])
    if math.isnan(figures["seconds"]):
        figures["seconds"] = lasted(figures["start"], figures["end"])
    figures["n"] = _number_of_calls(form, figures)
    if form.means:
        figures |= {name: figures[name] * figures["n"] for name in SUMMED}
    columns.add(key, run, figures)


def _number_of_calls(form: TableFormat, figures: Mapping[str, float]) -> float:
    """How many calls a row stands for: one; for a row of sums its number, or unknown; a row of no calls and no tokens
    stands for none."""
    if figures["n"] >= 1:
        return figures["n"]
    if not form.sums:
        return 1.0
    return 0.0 if figures["n"] == 0 and not any(_known(figures[name]) for name in TOKENS) else NAN


def lasted(start: float, end: float) -> float:
    """Seconds from start to end, NaN where either is missing or they are the wrong way round."""
    return end - start if end > start else NAN


def _known(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _follow(row: Mapping[str, Any], path: str, seen: dict[str, Any]) -> object:
    column = column_of(path)
    value: object = row.get(column)
    keys = inside(path)
    if not keys:
        return value
    if isinstance(value, str):
        value = seen[column] if column in seen else seen.setdefault(column, _parsed(value))
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _parsed(text: str) -> object:
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _sum(row: Mapping[str, Any], path: str, seen: dict[str, Any], comma_decimal: bool) -> float:
    parts = [number_of(_follow(row, part, seen), comma_decimal=comma_decimal) for part in parts_of(path)]
    known = [part for part in parts if not math.isnan(part)]
    return sum(known) if known else NAN


def number_of(value: object, *, comma_decimal: bool = False) -> float:
    """A figure that is not negative, NaN for anything else: "$1,234.50" is 1234.5; `comma_decimal`: "1,5" is 1.5."""
    if isinstance(value, bool):
        return NAN
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1e15 else NAN
    if not isinstance(value, str):
        return NAN
    text = value.strip().lstrip("$").strip()
    if comma_decimal and COMMA_DECIMAL.fullmatch(text):
        text = text.replace(",", ".")
    elif GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = float(text)
    except ValueError:
        return NAN
    return number if 0 <= number < 1e15 else NAN


def is_unreadable(
    form: TableFormat, row: Mapping[str, Any], figures: Mapping[str, float], *, comma_decimal: bool = False
) -> bool:
    """Whether a number of calls or tokens in a row, read as `figures`, is negative or cannot be read: nothing takes its
    place. A sum of several may hold one."""
    paths = [
        path
        for name, value in figures.items()
        for path in form.fields.get(name, ())
        if math.isnan(value) or "+" in path
    ]
    if not paths:
        return False
    seen: dict[str, Any] = {}

    values = (_follow(row, part, seen) for path in paths for part in parts_of(path))
    return any(_says(value) and math.isnan(number_of(value, comma_decimal=comma_decimal)) for value in values)


def _says(value: object) -> bool:
    """Whether a value is meant as a number, and not as none."""
    text = str(value).strip().casefold() if isinstance(value, str | int | float) else ""
    return text not in NO_NUMBER and text[:1] not in ("{", "[")


def searches_of(usage: Mapping[str, Any]) -> float:
    """Web searches in the `usage` of a response: Anthropic's, Perplexity's; NaN where it says none."""
    tools = usage.get("server_tool_use")
    found = tools.get("web_search_requests") if isinstance(tools, Mapping) else usage.get("num_search_queries")
    return number_of(found)


def moment_of(text: str) -> float:
    """Seconds since 1970 of an ISO time (UTC where it names no zone) or of s, ms, us or ns as a number, else NaN."""
    if not text:
        return NAN
    try:
        number = float(text)
    except ValueError:
        return _iso(text)
    for least, unit in ((1e17, 1e-9), (1e14, 1e-6), (1e11, 1e-3), (1e8, 1.0)):
        if number >= least:
            return number * unit
    return NAN


def _iso(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return NAN
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
