"""Text typed into a form, as the numbers that the strict adapter needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from planner.core.workload import LIMITS
from planner.schema.request_shape import FIELDS

GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:[,'_\s][0-9]{3})+(?:\.[0-9]+)?")
PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
NUMERIC = {name.rpartition(".")[2] for name in LIMITS} | {"seed", *FIELDS["overrides.*"]} - {"usd_per_mtok"}
MONEY = {*FIELDS["overrides.*.usd_per_mtok"], "discount"}


def typed_numbers(data: Mapping[str, Any]) -> dict[str, Any]:
    """A request whose numbers were typed by a person, with numbers in their places: 1,000 and 1 000 are one thousand.
    An empty number is null; an empty price is left out. Text that is not a number stays and is refused later."""
    numbers: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            numbers[key] = typed_numbers(value)
        elif key in MONEY and isinstance(value, str):
            if value.strip():
                numbers[key] = _ungrouped(value)
        else:
            numbers[key] = _typed(value) if key in NUMERIC and isinstance(value, str) else value
    return numbers


def _ungrouped(text: str) -> str:
    text = text.strip()
    return re.sub(r"[,'_\s]", "", text) if GROUPED.fullmatch(text) else text


def _typed(text: str) -> int | float | str | None:
    plain = _ungrouped(text)
    if not plain:
        return None
    if not PLAIN.fullmatch(plain) or len(plain) > 400:
        return text
    number = float(plain)
    return int(plain) if re.fullmatch(r"[-+]?[0-9]+", plain) else number
