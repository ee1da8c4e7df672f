"""Numbers after options are read as in the forms."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from planner.cli.typed import dollars, whole


@pytest.mark.parametrize(
    ("text", "number"), [("36000", 36_000), ("36,000", 36_000), ("$36k", 36_000), ("12,5", 12.5), ("12.5", 12.5)]
)
def test_dollars_are_read_as_in_forms(text: str, number: float) -> None:
    assert dollars(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6.000", "6,000 or 6\\?"), ("1,00", "can be read both ways"), ("much", "Type a number"),
        ("5%", "a number, not a percentage"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ArgumentTypeError, match=said):
        dollars(text)


def test_calls_are_whole() -> None:
    assert whole("1,200") == 1200
    with pytest.raises(ArgumentTypeError, match="a whole number"):
        whole("12,5")
