"""Numbers as people read them: pure functions, registered as template filters.

Three digits in a middle value, two in a band, true minus, en dash without spaces, units once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from planner.core.band import Band

Value = Decimal | int | float

MINUS = "\u2212"
TIMES = "\u00d7"
DASH = "\u2013"
NARROW = "\u00a0"

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def as_decimal(value: Value) -> Decimal:
    """The decimal a person would write: floats go by their shortest form."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)


def significant(value: Value, digits: int) -> Decimal:
    """`value` rounded half up to so many significant digits; whole numbers stay whole."""
    number = as_decimal(value)
    if number == 0:
        return Decimal(0)
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def decimals(value: Value, places: int) -> str:
    """Fixed places with thousands separators and a true minus."""
    rounded = as_decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return _sign(rounded) + f"{abs(rounded):,.{places}f}"


def _sign(number: Decimal) -> str:
    return MINUS if number < 0 else ""


def amount(value: Value) -> str:
    """Dollars for a column whose header holds the unit: 2,780, 373, 17.73, 0.83, 0.0042."""
    number = as_decimal(value)
    size = abs(number)
    if size == 0:
        return "0"
    if size >= Decimal("99.995"):
        whole = significant(number, 3) if size >= Decimal("999.5") else number
        return decimals(whole, 0)
    if size >= Decimal("0.995"):
        return decimals(number, 2)
    rounded = significant(number, 2)
    return decimals(rounded, max(2, 1 - rounded.adjusted()))


def money(value: Value) -> str:
    """Dollars in a sentence: $2,780, $1.20, $0.0042; a true minus before the sign."""
    text = amount(value)
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


def money_short(value: Value) -> str:
    """Dollars on an axis or in a headline: $41k, $2.5k, $1M."""
    number = as_decimal(value)
    size = abs(number)
    for limit, letter in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(1000), "k")):
        if size >= limit:
            return f"{_sign(number)}${_trim(significant(size / limit, 2))}{letter}"
    if size >= 1 or size == 0:
        return f"{_sign(number)}${_trim(significant(size, 2))}"
    return money(number)


def _trim(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_brief(value: Value) -> str:
    """Dollars where room is short: as in a sentence, but $1.23M from a million on."""
    number = as_decimal(value)
    if abs(number) < 999_500:
        return money(number)
    return f"{_sign(number)}${three(abs(number) / 1_000_000)}M"


def usd8(value: Value) -> str:
    """Eight decimals, for lines that add up."""
    return decimals(value, 8)


def cents(value: Value) -> str:
    """A total in cents: 11,518.82."""
    return decimals(value, 2)


def rate(value: Value) -> str:
    """A rate per million tokens as published: 0.60, 2.50, 0.125."""
    text = f"{as_decimal(value).normalize():,f}"
    _, _, after = text.partition(".")
    return text if len(after) >= 2 else decimals(value, 2)


def count(value: Value) -> str:
    """A number of things, whole where it is whole and with up to three decimals where not: 1,520.833."""
    number = as_decimal(value)
    if number == number.to_integral_value():
        return decimals(number, 0)
    return decimals(number, 3).rstrip("0").rstrip(".")


def whole(value: Value) -> str:
    """Rounded to a whole number: 1,521."""
    return decimals(value, 0)


def tokens(value: Value) -> str:
    """Tokens in a sentence: 950, 12.3k, 1.05M."""
    number = as_decimal(value)
    if number < Decimal("999.5"):
        return decimals(number, 0)
    if number < 999_500:
        return f"{_trim(significant(number / 1000, 3))}k"
    return f"{_trim(significant(number / 1_000_000, 3))}M"


def kilo_tokens(value: Value) -> str:
    """Thousands of tokens for a column: 22,600, 61.8, 0.52, 0."""
    return three(as_decimal(value) / 1000)


def three(value: Value) -> str:
    """Three digits and no more: 22,600, 1,290, 61.8, 2.67, 0.52, 0."""
    number = as_decimal(value)
    if number == 0:
        return "0"
    rounded = significant(number, 3)
    if abs(rounded) < Decimal("0.01"):
        return "<0.01"
    return decimals(rounded, max(0, min(2, 2 - rounded.adjusted())))


def duration(seconds: Value) -> str:
    """0.8 s, 4 s, 1 min 20 s, 30 min, 73 min, 2 h 5 min, 3 d 4 h."""
    number = as_decimal(seconds)
    if number < Decimal("9.95"):
        return f"{_trim(significant(number, 2) if number < 1 else number.quantize(Decimal('0.1'), ROUND_HALF_UP))} s"
    total = int(number.quantize(Decimal(1), ROUND_HALF_UP))
    if total < 60:
        return f"{total} s"
    if total < 600:
        return _two(total, 60, "min", "s")
    minutes = int((number / 60).quantize(Decimal(1), ROUND_HALF_UP))
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return _two(minutes, 60, "h", "min")
    return _two(round(minutes / 60), 24, "d", "h")


def _two(amount_: int, size: int, large: str, small: str) -> str:
    left, right = divmod(amount_, size)
    return f"{left} {large} {right} {small}" if right else f"{left} {large}"


def clock(seconds: Value) -> str:
    """Seconds as a stopwatch: 0:07, 6:58, 1:02:03; under ten seconds with a decimal: 4.2 s."""
    number = as_decimal(seconds)
    if number < 10:
        return f"{decimals(number, 2)} s"
    total = int(number.quantize(Decimal(1), ROUND_HALF_UP))
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:,}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def times(value: Value) -> str:
    """A ratio with a true multiplication sign: 1.5×, 12×."""
    return ratio(value) + TIMES


def ratio(value: Value) -> str:
    """A ratio in prose: 1.5, 12, 0.07."""
    number = as_decimal(value)
    if number >= Decimal("9.95"):
        return decimals(number, 0)
    return decimals(number, 1) if number >= Decimal("0.15") else _trim(significant(number, 1))


def percent(share: Value) -> str:
    """A share in percent: 41%, 0.4%."""
    number = as_decimal(share) * 100
    return f"{decimals(number, 0) if number >= 1 or number == 0 else _trim(significant(number, 1))}%"


def band(value: Band | None) -> str:
    """Two digits, en dash without spaces: 8,800–15,000; one figure where both ends read alike; empty without a band."""
    if value is None:
        return ""
    low, high = brief(value.p10), brief(value.p90)
    return low if low == high else f"{low}{DASH}{high}"


def brief(value: Value) -> str:
    """Two digits and no more: 8,800, 98, 3.7, 0.0021."""
    return _trim(significant(value, 2))


def dollar_band(value: Band | None) -> str:
    """A band in a sentence: $8,800–$15,000."""
    return band(value).replace(DASH, f"{DASH}$").join(("$", "")) if value else ""


def day(value: date | datetime) -> str:
    """23 Nov 2026."""
    return f"{value.day} {value:%b %Y}"


def dated(source: str, checked: date | None) -> str:
    """A source with its day, unless it already names one."""
    if checked is None or str(checked.year) in source:
        return source
    return f"{source}, {day(checked)}"


def whole_or_less(value: Value) -> str:
    """A label of an axis: 30, 1,000, 0.5."""
    return _trim(significant(value, 2))


def in_words(number: int) -> str:
    """Small numbers in words, the rest in figures."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def sentence(text: str) -> str:
    """A capital at the front and a full stop at the end."""
    text = stop(text)
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """A full stop at the end, and the first letter as it is: names of sources stay names."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


FILTERS: dict[str, Callable[..., str]] = {
    f.__name__: f
    for f in (
        decimals, amount, money, money_short, usd8, cents, rate, count, whole, tokens, kilo_tokens, three, duration,
        clock, times, ratio, percent, band, day, in_words, sentence, stop,
    )
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Give templates every filter under its own name."""
    app.jinja_env.filters.update(FILTERS)
