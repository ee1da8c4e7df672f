"""Numbers as people read them: below, at and above every change of form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planner.core.uncertainty.band import Band
from planner.web import filters


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0"),
        (Decimal("0.0000042"), "$0.0000042"),
        (0.0042, "$0.0042"),
        (Decimal("0.04249"), "$0.042"),
        (0.83, "$0.83"),
        (Decimal("0.994"), "$0.99"),
        (Decimal("0.995"), "$1.00"),
        (1.2, "$1.20"),
        (17.73, "$17.73"),
        (Decimal("99.99"), "$99.99"),
        (Decimal("99.995"), "$100"),
        (373.4, "$373"),
        (999.4, "$999"),
        (999.5, "$1,000"),
        (2784, "$2,780"),
        (2785, "$2,790"),
        (11518.82, "$11,500"),
        (1234567, "$1,230,000"),
        (-2784, "\u2212$2,780"),
    ],
)
def test_money(value: Decimal | float, text: str) -> None:
    assert filters.money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "$0.50"), (1, "$1"), (500, "$500"), (2000, "$2k"), (2500, "$2.5k"), (41_200, "$41k"), (1_000_000, "$1M")],
)
def test_money_short(value: float, text: str) -> None:
    assert filters.money_short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 s"),
        (0.04, "0.04 s"),
        (0.8, "0.8 s"),
        (4, "4 s"),
        (4.25, "4.3 s"),
        (9.94, "9.9 s"),
        (9.95, "10 s"),
        (59.4, "59 s"),
        (59.5, "1 min"),
        (80, "1 min 20 s"),
        (599, "9 min 59 s"),
        (600, "10 min"),
        (1799, "30 min"),
        (3569, "59 min"),
        (3570, "1 h"),
        (4380, "1 h 13 min"),
        (7169, "1 h 59 min"),
        (7200, "2 h"),
        (7500, "2 h 5 min"),
        (260_000, "3 d"),
    ],
)
def test_duration(value: float, text: str) -> None:
    assert filters.duration(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4.2, "4.20 s"), (10, "0:10"), (418, "6:58"), (3599.6, "1:00:00"), (3723, "1:02:03")]
)
def test_clock(value: float, text: str) -> None:
    assert filters.clock(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (950, "950"),
        (999.5, "1k"),
        (12_345, "12.3k"),
        (262_144, "262k"),
        (1_050_000, "1.05M"),
        (999_499, "999k"),
    ],
)
def test_tokens(value: float, text: str) -> None:
    assert filters.tokens(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (4, "<0.01"),
        (20, "0.02"),
        (520, "0.52"),
        (2_666, "2.67"),
        (36_000, "36.0"),
        (77_700, "77.7"),
        (22_612_345, "22,600"),
    ],
)
def test_kilo_tokens(value: float, text: str) -> None:
    assert filters.kilo_tokens(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.07, "0.07×"), (0.68, "0.7×"), (1.49, "1.5×"), (9.94, "9.9×"), (9.95, "10×"), (12.4, "12×")]
)
def test_times(value: float, text: str) -> None:
    assert filters.times(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0%"), (0.004, "0.4%"), (0.414, "41%"), (1, "100%")])
def test_percent(value: float, text: str) -> None:
    assert filters.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.6", "0.60"),
        ("2.5", "2.50"),
        ("0.125", "0.125"),
        ("15", "15.00"),
        ("0", "0.00"),
        ("10000", "10,000.00"),
        ("0.123456", "0.123456"),
        ("0.026583333333333333", "0.0265833333"),
    ],
)
def test_rate(value: str, text: str) -> None:
    assert filters.rate(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(50, "50"), (Decimal("1520.8333333"), "1,520.833"), (0.5, "0.5"), (Decimal("3903435.0"), "3,903,435")],
)
def test_count(value: Decimal | float, text: str) -> None:
    assert filters.count(value) == text


def test_eight_decimals_and_cents() -> None:
    assert filters.usd8(Decimal("7.57401825")) == "7.57401825"
    assert filters.cents(Decimal("11518.8194")) == "11,518.82"
    assert filters.cents(Decimal("-0.005")) == "\u22120.01"


def test_band_has_two_digits_and_an_en_dash() -> None:
    assert filters.band(Band(8790.0, 11_500.0, 15_040.0)) == "8,800–15,000"
    assert filters.band(None) == ""


def test_words_and_days() -> None:
    assert filters.day(date(2026, 11, 3)) == "3 Nov 2026"
    assert filters.in_words(9) == "nine"
    assert filters.in_words(1400) == "1,400"
    assert filters.sentence("must be at least 1") == "Must be at least 1."
    whole = '<span class="nowrap">{}</span>'.format
    assert filters.unbroken("GPT-5.4 <b> answers") == f"{whole('GPT-5.4')} &lt;b&gt; answers"
    assert filters.unbroken("1.8 s to the first word, 12 hosts") == f"{whole('1.8 s')} to the first word, 12 hosts"
    assert filters.unbroken("0.10 cents per run") == f"{whole('0.10 cents')} per run"


def test_bands_say_no_more_than_they_know() -> None:
    assert filters.band(Band(3.7, 5.5, 10.2)) == "3.70–10.00"
    assert filters.band(Band(97.6, 192, 391)) == "98–390"
    assert filters.band(Band(25_010, 25_090, 25_120)) == "25,000–25,100"
    assert filters.band(Band(25_010, 25_011, 25_012)) == "25,000"
    assert filters.dollar_band(Band(5.3, 7.5, 11.04)) == "$5.30–$11.00"
    assert filters.dollar_band(None) == ""
    assert filters.money_brief(1_231_000) == "$1.23M"


def test_no_band_is_no_text() -> None:
    assert filters.spread(None) == filters.spread(Band(2, 2, 2)) == ""


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        ("0.834", "0.83"),
        ("9.99", "9.99"),
        ("37.93", "37.9"),
        ("99.96", "99.96"),
        ("2784", "2,780"),
        ("1287000", "1.29M"),
    ],
)
def test_dollars_for_a_narrow_column(usd: str, said: str) -> None:
    assert filters.column(Decimal(usd)) == said


WRITERS = (
    "amount", "money", "money_short", "money_brief", "column", "usd8", "cents", "rate", "count", "whole", "tokens",
    "kilo_tokens", "three", "duration", "clock", "times", "ratio", "percent", "brief", "whole_or_less",
)  # fmt: skip
VAST = (10**28, 1e28, 9.99e28, 1e60, 1e308, -1e60, 5e-324, Decimal(10) ** 40 / 3, Decimal("1E-60"), Decimal("1E+400"))


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", VAST)
def test_no_finite_number_is_too_large_to_be_written(name: str, value: Decimal | float) -> None:
    assert getattr(filters, name)(value)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), Decimal("NaN")])
def test_what_is_no_number_is_unknown(name: str, value: Decimal | float) -> None:
    assert getattr(filters, name)(value).rstrip(filters.TIMES) == "unknown"


def test_vast_bands_and_sums_are_written_too() -> None:
    vast = Band(1e59, 1e60, 1e61)
    assert filters.band(vast) and filters.dollar_band(vast) and filters.spread(vast)
    assert filters.spread(Band(1, 1, float("inf"))) == "1–unknown"
    assert sum(filters.adding_up([Decimal("1e30"), Decimal("0.5")], Decimal("0.01"))) == Decimal("1e30")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("999999999999999999999999999.99", "999,999,999,999,999,999,999,999,999.99"),
        ("99999999999999999999999999999.999", "100,000,000,000,000,000,000,000,000,000.00"),
        ("1e28", "10,000,000,000,000,000,000,000,000,000.00"),
    ],
)
def test_every_digit_of_a_vast_number_is_kept(value: str, written: str) -> None:
    assert filters.cents(Decimal(value)) == written


@pytest.mark.parametrize(
    ("ends", "limit", "rounded", "said"),
    [
        ((3013, 3342), 3000, (3010, 3300), ("$3,010", "$3,300")),  # 3,000 would read as if one in ten kept the cap
        ((2954, 2996), 3000, (2900, 2996), ("$2,900", "$2,996")),
        ((3000, 3342), 3000, (3000, 3300), ("$3,000", "$3,300")),
        ((3000.4, 3342), 3000, (Decimal("3000.4"), 3300), ("$3,000.4", "$3,300")),
        ((2613, 3342), 3000, (2600, 3300), ("$2,600", "$3,300")),
        ((3013, 3342), None, (3000, 3300), ("$3,000", "$3,300")),
    ],
)
def test_no_end_of_a_range_is_rounded_onto_a_cap_or_past_it(
    ends: tuple[float, float], limit: int | None, rounded: tuple[Decimal, Decimal], said: tuple[str, str]
) -> None:
    middle = sum(ends) / 2
    assert (filters.two_around(*ends, middle, limit), filters.ends(*ends, middle, limit)) == (rounded, said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (112 * 60, 147 * 60, "a run takes 2 h 27 min instead of 1 h 52 min"),
        (147 * 60, 60 * 60, "a run takes 1 h instead of 2 h 27 min"),
        (147 * 60, 45 * 60, "a run takes 45 min instead of 147 min"),
        (4.2, 130, "a run takes 130 s instead of 4.2 s"),
        (640, 580, "a run takes 9 min 40 s instead of 11 min"),  # minutes lead both
        (40, 1800, "a run takes 30 min instead of 40 s"),  # 1,800 s would not be read
        (30 * 3600, 76 * 3600, "a run takes 76 h instead of 30 h"),
        (1800, 1801, "a run takes 30 min, as now"),
        (None, 60, "a run takes 1 min instead of within a day"),
    ],
)
def test_two_times_of_one_comparison_have_one_unit(before: float | None, after: float, said: str) -> None:
    assert filters.wait_change(before, after) == said


@pytest.mark.parametrize("places", [0, 1, 2, 3, 6])
def test_floats_are_written_as_their_decimals_are(places: int) -> None:
    """Halves among them, which are rounded up by their digits: 2.675, a little less than that as a float, is 2.68."""
    halves = [k / 8 for k in range(1, 400, 3)] + [k / 1000 + 0.0005 for k in range(1, 400, 3)] + [2.675, 99.995, 0.995]
    for value in (*halves, *(0.00123 * 1.7**k for k in range(50))):
        assert filters.decimals(value, places) == filters.decimals(Decimal(repr(value)), places)
        assert filters.amount(value) == filters.amount(Decimal(repr(value)))
