"""Answers of frozen dataclasses as JSON data and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field

from planner.schema.as_data import from_data, to_data


@dataclass(frozen=True, slots=True)
class Part:
    usd: Annotated[Decimal, Field(ge=0)]
    share: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    name: str
    parts: tuple[Part, ...]
    first: Part | None
    limits: Mapping[str, float]


WHOLE = Whole("A", (Part(Decimal("1.50"), None), Part(Decimal("1E+3"), 0.25)), None, {"rpm": 2.0})
DATA = {
    "name": "A",
    "parts": [{"usd": "1.5", "share": None}, {"usd": "1000", "share": 0.25}],
    "first": None,
    "limits": {"rpm": 2.0},
}


def test_objects_are_written_by_their_fields_with_exact_numbers_as_plain_text() -> None:
    assert to_data(WHOLE) == DATA
    assert list(to_data(WHOLE)) == list(DATA)


def test_what_was_written_is_read_back() -> None:
    assert from_data(Whole, to_data(WHOLE)) == WHOLE


def test_fields_that_an_older_version_did_not_have_are_empty() -> None:
    assert from_data(Whole, {"name": "A"}) == Whole("A", (), None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("damaged", [{"parts": 3}, {"parts": [{"usd": "much"}]}, {"first": 3}])
def test_damaged_data_is_refused(damaged: dict[str, object]) -> None:
    with pytest.raises((TypeError, ArithmeticError)):
        from_data(Whole, {"name": "A", **damaged})
