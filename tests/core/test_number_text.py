"""One reader of typed numbers: what is read, what is asked about, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.number_text import (
    TwoReadings,
    decimal_comma,
    decimal_mark,
    grouped,
    read_amount,
    read_number,
    read_percent,
    read_share,
    unmistakable,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1\u202f200", "1200"),
        ("1'200", "1200"),
        ("1.2M", "1200000"),
        ("20k", "20000"),
        ("1 million", "1000000"),
        ("2.5 bn", "2500000000"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("0,5", "0.5"),
        ("12,34", "12.34"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("−3", "-3"),
        ("90%", "0.9"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("6.000", ("6,000", "6")),
        ("1.500", ("1,500", "1.5")),
        ("12.345", ("12,345", "12.3450")),
        ("0,125", ("0.125", "125")),
        ("1,00", ("1", "100")),
        ("20,0", ("20", "200")),
        ("0,920", ("0.92", "920")),
        ("1.500M", ("1,500M", "1.5M")),
        ("2.125%", ("2,125%", "2.1250%")),
    ],
)
def test_what_can_be_read_two_ways_is_asked_about(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(TwoReadings, match=f"{readings[0]} or {readings[1]}") as caught:
        read_number(text)
    assert caught.value.readings == readings
    assert len({read_number(reading) for reading in readings}) == 2


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "k", "%", "--1", "1.2.3", "1,23,4", "1e9", "nan", "9" * 31, "1,234,5"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Type a number"):
        read_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_what_is_written_here_is_read_again(number: Decimal) -> None:
    assert read_number(unmistakable(number)) == read_number(grouped(number)) == number


@pytest.mark.parametrize(
    ("text", "share"), [("2", "0.02"), ("2%", "0.02"), ("0.5", "0.005"), ("1", "0.01"), ("100", "1"), ("12,5", "0.125")]
)
def test_a_percentage_is_one_with_and_without_its_sign(text: str, share: str) -> None:
    assert read_percent(text) == Decimal(share)


@pytest.mark.parametrize(
    ("text", "share"), [("90", "0.9"), ("90%", "0.9"), ("0", "0"), ("0.5%", "0.005"), ("1%", "0.01")]
)
def test_a_share_is_a_percentage(text: str, share: str) -> None:
    assert read_share(text) == Decimal(share)


@pytest.mark.parametrize(
    ("text", "readings"), [("0.9", ("0.9%", "90%")), ("1", ("1%", "100%")), (".5", ("0.5%", "50%"))]
)
def test_a_share_between_0_and_1_is_asked_about(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(TwoReadings) as caught:
        read_share(text)
    assert caught.value.readings == readings


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.5", "12.345"], "."),
        (["1,5", "12,345"], ","),
        (["0.125", "6.000"], "."),
        (["6.000", "12.345"], ""),
        (["1.5", "1,5"], ""),
        (["12", "7"], ""),
    ],
)
def test_the_decimal_mark_of_a_file_is_told_by_what_is_plain(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark


def test_a_known_mark_settles_a_number() -> None:
    assert read_number("12.345", mark=".") == Decimal("12.345")
    assert read_number("12.345", mark=",") == 12345
    with pytest.raises(ValueError, match="Type a number"):
        read_number("1.5", mark=",")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12,5", "12.5"), ("0,5", "0.5"), (",5", "0.5"), ("12,5%", "12.5%"), ("$12,5", "$12.5"), ("1,5k", "1.5k"),
        ("1.234,5", "1,234.5"), ("1 234,5", "1,234.5"),
        # As everything here is written, asked about, or no number: nothing is to be said.
        ("1,234", ""), ("1,234.5", ""), ("6,000", ""), ("1,00", ""), ("0,125", ""), ("1,2,3", ""),
        ("a, b", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_comma_before_decimals_is_told(text: str, said: str) -> None:
    assert decimal_comma(text) == said


def test_a_percentage_is_no_amount() -> None:
    assert read_amount("12,5") == Decimal("12.5")
    with pytest.raises(ValueError, match="a number, not a percentage"):
        read_amount("150%")
