"""Fields that belong to one kind of work: how they are read, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planner.core.workload import Problem
from planner.web.forms.clock_text import read_clock
from planner.web.forms.fields import SPECS
from planner.web.forms.numbers import read
from planner.web.present.problem_text import with_example

BOUNDS = {
    "passages": (Decimal(0), Decimal(10_000)),
    "passage": (Decimal(0), Decimal(1_000_000)),
    "answered": (Decimal("0.001"), Decimal(1)),
    "at_once": (Decimal(1), Decimal(100_000)),
}
TIMES = ("starts", "needed")


def door_problems(values: Mapping[str, str]) -> Iterator[Problem]:
    """One for every field of a door that cannot be used."""
    for name, (low, high) in BOUNDS.items():
        if values[name] and (complaint := _complaint(name, values[name], low, high)):
            yield Problem(name, complaint)
    for name in TIMES:
        try:
            read_clock(values[name] or SPECS[name].example)
        except ValueError as error:
            yield Problem(name, with_example(error, SPECS[name].example))


def is_within(name: str, number: Decimal) -> bool:
    """Whether a number that was typed in a field is one that it takes."""
    low, high = BOUNDS[name]
    return low <= number <= high


def _complaint(name: str, text: str, low: Decimal, high: Decimal) -> str:
    try:
        number = read(name, text)
    except ValueError as error:
        return with_example(error, SPECS[name].example)
    if is_within(name, number):
        return ""
    least, most = (_bound_text(end, in_percent=high == 1) for end in (low, high))
    return f"Type a figure from {least} to {most}, such as {SPECS[name].example}."


def _bound_text(number: Decimal, *, in_percent: bool) -> str:
    text = f"{number * 100 if in_percent else number:,f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{plain}%" if in_percent else plain


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of 20:00 and 8pm; None where it is no time of day, or may be two."""
    try:
        return read_clock(text)
    except ValueError:
        return None


def share_of(text: str) -> float | None:
    """A share, from 85%; None where nothing usable was typed."""
    try:
        number = read("answered", text) if text else None
    except ValueError:
        return None
    return float(number) if number is not None and 0 < number <= 1 else None
