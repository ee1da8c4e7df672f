"""Dollars: in a column, in a sentence, on an axis, to the last digit, and as a band.

One rule for every figure that is shown: three digits from $100 on, cents from $1 on, two digits below; the ends of its
range in two digits (`between`), so that a plan, its sheet, its files and its comparison say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from planner.core.uncertainty.band import Band
from planner.web.filters.numbers import (
    DASH,
    MINUS,
    NEAR_HALF,
    Value,
    as_decimal,
    beside,
    decimals,
    known,
    places_of,
    range_around,
    sign,
    significant,
    three,
    to_places,
    trim,
)

LEAST_PLAIN, HUNDRED, THOUSAND, BILLION = 0.1, 99.995, 999.5, 1e9
"""Between the first two dollars have two decimals, between the last two three digits of a whole number."""
RATE_DIGITS = 9
"""Of a rate: a published one has fewer, the mean of a week's rates may have no end."""


@known
def amount(value: Value) -> str:
    """Dollars for a column whose header holds the unit: 2,780, 373, 17.73, 0.83, 0.0042."""
    if isinstance(value, float) and LEAST_PLAIN <= value < HUNDRED:
        return decimals(value, 2)
    if isinstance(value, float) and THOUSAND <= value < BILLION and (text := _three_digits(value)):
        return text
    number = as_decimal(value)
    size = abs(number)
    if size == 0:
        return "0"
    if size >= Decimal("99.995"):
        whole = significant(number, 3) if size >= Decimal("999.5") else value
        return decimals(whole, 0)
    if size >= Decimal("0.995"):
        return decimals(number, 2)
    rounded = significant(number, 2)
    return decimals(rounded, max(2, 1 - rounded.adjusted()))


def _three_digits(value: float) -> str:
    """A float of thousands to millions in three digits; empty where it is near a half."""
    step = 10 ** (len(str(int(value))) - 3)
    digits = value / step
    return "" if abs(digits - int(digits) - 0.5) < NEAR_HALF else f"{int(digits + 0.5) * step:,}"


def as_shown(value: Value) -> Decimal:
    """The figure that `amount` writes. Differences are taken of such figures, so that readers who subtract them
    agree."""
    return as_decimal(value) if not as_decimal(value).is_finite() else Decimal(_plain(amount(value)))


def _plain(text: str) -> str:
    return text.replace(",", "").replace(MINUS, "-")


@known
def column(value: Value) -> str:
    """Dollars for a narrow column, three digits: 2,780, 37.9, 0.83; 1.29M from a million on."""
    size = abs(as_decimal(value))
    if Decimal("9.995") <= size < Decimal("99.95"):
        return decimals(value, 1)
    return money_brief(value).replace("$", "")


@known
def money(value: Value) -> str:
    """Dollars in a sentence: $2,780, $1.20, $0.0042; a true minus before the sign."""
    text = amount(value)
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


@known
def money_three(value: Value) -> str:
    """Dollars below a bar, in three digits like the sentence above it: $76.90, $149, $24.8k, $1.23M."""
    number = as_decimal(value)
    size = abs(number)
    for least, unit, letter in ((10**9, 10**9, "B"), (10**6, 10**6, "M"), (10_000, 1000, "k")):
        if size >= least:
            return f"{sign(number)}${trim(significant(size / unit, 3))}{letter}"
    return money(number)


@known
def money_short(value: Value) -> str:
    """Dollars on an axis or in a headline: $41k, $2.5k, $1M."""
    number = as_decimal(value)
    size = abs(number)
    for limit, letter in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(1000), "k")):
        if size >= limit:
            return f"{sign(number)}${trim(significant(size / limit, 2))}{letter}"
    if size >= 1 or size == 0:
        return f"{sign(number)}${trim(significant(size, 2))}"
    return money(number)


@known
def money_brief(value: Value) -> str:
    """Dollars where room is short: as in a sentence, but $1.23M from a million on."""
    number = as_decimal(value)
    if abs(number) < 999_500:
        return money(number)
    return f"{sign(number)}${three(abs(number) / 1_000_000)}M"


def usd8(value: Value) -> str:
    """Eight decimals, for lines that add up."""
    return decimals(value, 8)


def cents(value: Value) -> str:
    """A total in cents: 11,518.82."""
    return decimals(value, 2)


@known
def rate(value: Value) -> str:
    """A rate per million tokens as published: 0.60, 2.50, 0.125; of a mean of rates nine digits: 0.0265833333."""
    text = f"{_of_nine_digits(as_decimal(value)).normalize():,f}"
    _, _, after = text.partition(".")
    return text if len(after) >= 2 else decimals(value, 2)


def _of_nine_digits(number: Decimal) -> Decimal:
    return number if len(number.normalize().as_tuple().digits) <= RATE_DIGITS else significant(number, RATE_DIGITS)


def between(low: Value, high: Value, inside: Value, word: str = DASH) -> str:
    """The range of a figure of dollars, for a column: 8,800–15,000; one figure where both ends read alike."""
    return word.join(dict.fromkeys(_ends(low, high, inside)))


def _ends(low: Value, high: Value, inside: Value) -> tuple[str, str]:
    return range_around(low, high, inside, places_of(amount(inside)))


def band(value: Band | None, inside: Value | None = None) -> str:
    """The range around `inside`, else around its own median: 8,800–15,000; empty without a band."""
    if value is None:
        return ""
    return between(value.p10, value.p90, value.p50 if inside is None else inside)


def spread(value: Band | None, inside: Value | None = None) -> str:
    """A band that has a width, empty where nothing in it is estimated."""
    return "" if value is None or value.p10 == value.p90 else band(value, inside)


@known
def brief(value: Value) -> str:
    """Two digits and no more: 8,800, 98, 3.7, 0.0021."""
    return trim(significant(value, 2))


def dollar_band(value: Band | None, inside: Value | None = None) -> str:
    """A band in a sentence: $8,800–$15,000."""
    return band(value, inside).replace(DASH, f"{DASH}$").join(("$", "")) if value else ""


EIGHT = Decimal("0.00000001")


def adding_up(dollars: Iterable[Decimal], step: Decimal = EIGHT) -> list[Decimal]:
    """Each value rounded to `step` so that together they make the rounded total: no sum on the page is off by one."""
    values, places = list(dollars), -step.adjusted()
    down = [to_places(value, places, ROUND_FLOOR) for value in values]
    missing = to_places(sum(values, Decimal(0)), places) - sum(down, Decimal(0))
    by_rest = sorted(range(len(values)), key=lambda i: down[i] - values[i])
    for i in by_rest[: int(missing / step)]:
        down[i] += step
    return down


def ends(low: Value, high: Value, inside: Value, limit: Value | None = None) -> tuple[str, ...]:
    """The range of a figure of dollars in a sentence, around the figure: $8,800 and $15,000; one figure where both ends
    read alike. With a `limit` beside it, no end is rounded onto the limit or past it."""
    texts = _ends(low, high, inside)
    if limit is not None:
        texts = (_clear_of(limit, low, texts[0]), _clear_of(limit, high, texts[1]))
    return tuple(f"${end}".replace(f"${MINUS}", f"{MINUS}$") for end in dict.fromkeys(texts))


def _clear_of(limit: Value, end: Value, text: str) -> str:
    """The end as it is written, with as many digits more as keep it on its side of the limit."""
    if not as_decimal(end).is_finite():
        return text
    written = Decimal(text.replace(",", "").replace(MINUS, "-"))
    near = beside(end, as_decimal(limit), written, 2)
    return text if near == written else trim(near)


def signed(usd: Decimal | None) -> str:
    """With its sign: +6,813 and −22,574; 0 where nothing follows; nothing where it is not known."""
    if usd is None:
        return ""
    text = amount(usd)
    return f"+{text}" if usd > 0 and text != "0" else text


def signed_percent(percent: Decimal | None, *, none: str = "no change", below: str = "less than ") -> str:
    """+67%, −66%, no change, less than 0.1%; nothing where there is no ratio."""
    if percent is None:
        return ""
    if percent == 0:
        return none
    text = decimals(percent, 0 if abs(percent) >= Decimal("9.5") else 1)
    text = text if text.strip("−0.") else f"{below}0.1"
    return f"+{text}%" if percent > 0 and text[0].isdecimal() else f"{text}%"
