"""Reads the TOML facts shipped in planner/data and gives each its source and the day it was checked."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from planner.core.models.facts import Fact

T = TypeVar("T")
Table = dict[str, Any]


class DataError(ValueError):
    """A shipped file lacks something; the sentence names the file and what is missing."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read, and the day it was checked (of a measurement: the day it was measured)."""

    name: str
    checked: date
    url: str = ""


def data_folder() -> Traversable:
    """The folder of shipped facts, in a checkout or an installed wheel."""
    return files("planner").joinpath("data")


def read_toml(*path: str) -> Table:
    """One TOML file of the data folder."""
    return tomllib.loads(data_folder().joinpath(*path).read_text(encoding="utf-8"))


def read_folder(name: str) -> Iterator[tuple[str, Table]]:
    """Every TOML file of a folder of facts, by name."""
    for entry in sorted(data_folder().joinpath(name).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            yield entry.name, read_toml(name, entry.name)


def read_csv(*path: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the data folder, all values as text."""
    text = data_folder().joinpath(*path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def load_sources() -> Mapping[str, Source]:
    """Every source a fact may name, by its key."""
    return {key: _source(key, raw) for key, raw in read_toml("sources.toml").items()}


def _source(key: str, raw: Table) -> Source:
    unknown = set(raw) - {"name", "url", "checked"}
    if unknown:
        raise DataError(f"sources.toml: {key} has the unknown key {', '.join(sorted(unknown))}")
    return Source(required(raw, "name", f"sources.toml: {key}"), required(raw, "checked", key), raw.get("url", ""))


def source_of(raw: Table, where: str) -> Source:
    """The source that `raw` names; every fact must name one."""
    key = required(raw, "source", where)
    try:
        return load_sources()[key]
    except KeyError:
        raise DataError(f"{where}: sources.toml has no source {key}") from None


def required(raw: Table, key: str, where: str) -> Any:  # noqa: ANN401 (TOML values have any type until converted)
    """The value of `key`, or a sentence that says where it is missing."""
    try:
        return raw[key]
    except KeyError:
        raise DataError(f"{where}: {key} is missing") from None


FACT_KEYS = {"value", "source", "note", "others"}


def read_fact(raw: Table, convert: Callable[[object], T], where: str) -> Fact[T]:
    """One figure with its source; `others` are rivals, kept with theirs."""
    unknown = set(raw) - FACT_KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    source = source_of(raw, where)
    return Fact(
        value=_converted(required(raw, "value", where), convert, where),
        source=source.name,
        checked=source.checked,
        url=source.url,
        note=raw.get("note", ""),
        others=tuple(read_fact(other, convert, where) for other in raw.get("others", ())),
    )


def _converted(value: object, convert: Callable[[object], T], where: str) -> T:
    try:
        return convert(value)
    except DataError as error:
        raise DataError(f"{where}: {error}") from None


def optional_fact(raw: Table | None, convert: Callable[[object], T], where: str) -> Fact[T] | None:
    """The fact, or None where nothing is published."""
    return None if raw is None else read_fact(raw, convert, where)


def as_words(value: object) -> tuple[str, ...]:
    """A list of words, at least one."""
    if not isinstance(value, list) or not value:
        raise DataError(f"{value!r} is not a list of words")
    return tuple(as_word(word) for word in value)


def as_word(value: object) -> str:
    """A TOML string that says something."""
    if not isinstance(value, str) or not value:
        raise DataError(f"{value!r} is not a word")
    return value


def as_date(value: object) -> date:
    """A TOML date without a time of day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise DataError(f"{value!r} is not a date")
    return value


def as_flag(value: object) -> bool:
    """A TOML boolean, nothing looser."""
    if not isinstance(value, bool):
        raise DataError(f"{value!r} is neither true nor false")
    return value


def as_tokens(value: object) -> int:
    """A whole number of tokens above 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise DataError(f"{value!r} is not a number of tokens")
    return value


def as_number(value: object) -> float:
    """A number above 0, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise DataError(f"{value!r} is not a number above 0")
    return float(value)
