"""Numbers as people read them: three digits and no more, true minus, thousands separators.

No finite number is too large or too small to be written; what is no finite number is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, wraps
from math import isfinite
from typing import ParamSpec, cast

Value = Decimal | int | float
P = ParamSpec("P")

MINUS = "\u2212"
TIMES = "\u00d7"
DASH = "\u2013"
UNKNOWN = "unknown"
MOST_WRITTEN = 2048
"""Figures that each writer keeps."""
MOST_PLACES = 6
"""Decimals of the smallest figures: parts of a cent."""
# Floats below the first have digits to spare; those nearer to a half than the second are rounded as decimals.
MOST_PLAIN, NEAR_HALF = 1e6, 1e-4
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def as_decimal(value: Value) -> Decimal:
    """The decimal a person would write: floats go by their shortest form."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)


def known(write: Callable[P, str]) -> Callable[P, str]:
    """The writer of a number, with a word for infinity and for NaN.

    The last results are kept: a page writes the same figure in its chart, its table and its sentences.
    """

    @wraps(write)
    def careful(*values: P.args, **names: P.kwargs) -> str:
        first = values[0]
        # A Decimal may be finite and too large for a float.
        is_number = first.is_finite() if isinstance(first, Decimal) else not isinstance(first, float) or isfinite(first)
        return write(*values, **names) if is_number else UNKNOWN

    return cast(Callable[P, str], lru_cache(MOST_WRITTEN, typed=True)(careful))


def significant(value: Value, digits: int) -> Decimal:
    """`value` rounded half up to so many significant digits; whole numbers stay whole."""
    number = as_decimal(value)
    if number == 0 or not number.is_finite():
        return number if number else Decimal(0)
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def to_places(number: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A finite number rounded to so many decimals, with as many digits before them as it has.

    The usual 28 digits are too few from ten octillions on: rounding would raise.
    """
    digits = number.adjusted() + places + 2
    return number.quantize(Decimal(1).scaleb(-places), rounding, Context(prec=digits) if digits > 28 else None)


@known
def decimals(value: Value, places: int) -> str:
    """Fixed places with thousands separators and a true minus."""
    if (text := plainly(value, places)) is not None:
        return text
    rounded = to_places(as_decimal(value), places)
    # copy_abs, as abs() would round to 28 digits.
    return sign(rounded) + f"{rounded.copy_abs():,.{places}f}"


def plainly(value: Value, places: int) -> str | None:
    """A float of usual size with so many decimals; None where it is near a half: its written digits decide there."""
    cut = value * 10.0**places if isinstance(value, float) and 0 <= value < MOST_PLAIN else 0.5
    return None if abs(cut - int(cut) - 0.5) < NEAR_HALF else f"{value:,.{places}f}"


def sign(number: Decimal) -> str:
    """A true minus before what is below zero."""
    return MINUS if number < 0 else ""


def trim(number: Decimal) -> str:
    """Without zeros at the end of its decimals."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@known
def count(value: Value) -> str:
    """A number of things, whole where it is whole and with up to three decimals where not: 1,520.833."""
    number = as_decimal(value)
    if number == number.to_integral_value():
        return decimals(number, 0)
    return decimals(number, 3).rstrip("0").rstrip(".")


def whole(value: Value) -> str:
    """Rounded to a whole number: 1,521."""
    return decimals(value, 0)


@known
def tokens(value: Value) -> str:
    """Tokens in a sentence: 950, 12.3k, 1.05M."""
    number = as_decimal(value)
    if number < Decimal("999.5"):
        return decimals(number, 0)
    if number < 999_500:
        return f"{trim(significant(number / 1000, 3))}k"
    return f"{trim(significant(number / 1_000_000, 3))}M"


@known
def kilo_tokens(value: Value) -> str:
    """Thousands of tokens for a column: 22,600, 61.8, 0.52, 0."""
    return three(as_decimal(value) / 1000)


@known
def three(value: Value) -> str:
    """Three digits and no more: 22,600, 1,290, 61.8, 2.67, 0.52, 0."""
    number = as_decimal(value)
    if number == 0:
        return "0"
    rounded = significant(number, 3)
    if abs(rounded) < Decimal("0.01"):
        return "<0.01"
    return decimals(rounded, max(0, min(2, 2 - rounded.adjusted())))


def short(value: Value) -> str:
    """Three digits that say something: 5.02, 2, 1,230."""
    return trim(significant(value, 3))


@known
def two(value: Value) -> str:
    """Two digits below a hundred, three from there on: 0.52, 1.0, 9.3, 24, 147, 1,290."""
    number = as_decimal(value)
    if number == 0:
        return "0"
    rounded = significant(number, 3 if abs(number) >= Decimal("99.5") else 2)
    return decimals(rounded, max(0, 1 - rounded.adjusted()))


@known
def three_or_whole(value: Value) -> str:
    """A number of things that is not always whole: whole from a hundred on, three digits of less: 42,240, 12.5."""
    number = as_decimal(value)
    return count(to_places(number, 0) if number >= 100 else significant(number, 3))


def two_around(low: Value, high: Value, inside: Value, limit: Value | None = None) -> tuple[Decimal, Decimal]:
    """Both ends of a range in two digits, rounded so that its figure stays between them; in three digits where two
    would make the range several times as wide. With a `limit` beside it, no end is rounded onto the limit or past it:
    it gets as many digits as that takes."""
    for digits in (2, 3):
        ends = _around(as_decimal(low), as_decimal(high), as_decimal(inside), digits)
        if ends[1] - ends[0] <= WIDER * (as_decimal(high) - as_decimal(low)):
            break
    if limit is None:
        return ends
    near = [beside(exact, as_decimal(limit), end, digits) for exact, end in zip((low, high), ends, strict=True)]
    return near[0], near[1]


def beside(value: Value, limit: Decimal, rounded: Decimal, digits: int) -> Decimal:
    """`rounded` where it lies on the side of `limit` that `value` lies on; else the value in as many digits more as
    that takes, at most MOST_DIGITS."""
    number = as_decimal(value)
    while digits < MOST_DIGITS and _side(number, limit) != _side(rounded, limit):
        digits += 1
        rounded = significant(number, digits)
    return rounded


def _side(number: Decimal, limit: Decimal) -> int:
    return (number > limit) - (number < limit)


MOST_DIGITS = 9
"""Of a figure that lies beside a limit."""


WIDER = 3
"""Rounding may widen a range so many times before a third digit is worth its room."""


def _around(low: Decimal, high: Decimal, value: Decimal, digits: int) -> tuple[Decimal, Decimal]:
    near = [significant(end, digits) for end in (low, high)]
    if low <= value < near[0]:
        near[0] = _toward(low, ROUND_FLOOR, digits)
    if near[1] < value <= high:
        near[1] = _toward(high, ROUND_CEILING, digits)
    return near[0], near[1]


def _toward(number: Decimal, rounding: str, digits: int) -> Decimal:
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return (number / step).quantize(Decimal(1), rounding) * step


COARSE = Decimal("0.15")
"""An end of a range may move by this share to get the decimals of its figure; else both ends get one more."""


CENTS_BELOW = 10
"""From here on the ends of a range need no cents, though its figure has them: 16 to 120 around 64.12."""


@lru_cache(MOST_WRITTEN, typed=True)
def range_around(low: Value, high: Value, inside: Value, places: int) -> tuple[str, str]:
    """Both ends of a range as printed beside their figure: two digits, and as many decimals as the figure has, so that
    both ends read alike: 0.80 and 4.10 around 3.19, 16 and 120 around 64.12; 4.09 twice where three digits do not
    distinguish them."""
    low, high, inside = as_decimal(low), as_decimal(high), as_decimal(inside)
    if not (low.is_finite() and high.is_finite() and inside.is_finite()):
        return whole_or_less(low), whole_or_less(high)
    fine = [to_places(significant(end, 3), places) for end in (low, high)]
    if fine[0] == fine[1] != 0:
        return decimals(fine[0], places), decimals(fine[1], places)
    ends = two_around(low, high, inside)
    places = 0 if inside >= CENTS_BELOW else places
    if places == 0 and all(end == end.to_integral_value() for end in ends):
        return decimals(ends[0], 0), decimals(ends[1], 0)
    while places < MOST_PLACES and _hides(ends, places):
        places += 1
    near = [to_places(end, places) for end in ends]
    return decimals(near[0], places), decimals(near[1], places)


def _hides(ends: tuple[Decimal, Decimal], places: int) -> bool:
    """Whether so few decimals misstate the lower end, or make the two ends read alike."""
    low, high = (to_places(end, places) for end in ends)
    return abs(low - ends[0]) > COARSE * abs(ends[0]) or (low == high and ends[0] != ends[1])


def places_of(text: str) -> int:
    """How many decimals a printed figure has: 2 of $3.19, 0 of $1.23M, whose ends are written in full."""
    return 0 if text[-1:].isalpha() else len(text.partition(".")[2])


def times(value: Value) -> str:
    """A ratio with a true multiplication sign: 1.5×, 12×."""
    return ratio(value) + TIMES


@known
def ratio(value: Value) -> str:
    """A ratio in prose: 1.5, 12, 0.07."""
    number = as_decimal(value)
    if number >= Decimal("9.95"):
        return decimals(number, 0)
    return decimals(number, 1) if number >= Decimal("0.15") else trim(significant(number, 1))


@known
def percent(share: Value) -> str:
    """A share in percent: 41%, 0.4%."""
    number = as_decimal(share) * 100
    return f"{decimals(number, 0) if number >= 1 or number == 0 else trim(significant(number, 1))}%"


def chance(share: float | None, sign: str = "%") -> str:
    """Odds: <1%, 23%, >99%; without a sign plain whole numbers, nothing where they are not known."""
    if share is None:
        return ""
    if not sign:
        return f"{share * 100:.0f}"
    return _bounded(share, "<", ">")


def chance_words(share: float) -> str:
    """less than 1%, 23%, more than 99%."""
    return _bounded(share, "less than ", "more than ")


def _bounded(share: float, below: str, above: str) -> str:
    if 0 < share < 0.005:
        return f"{below}1%"
    return f"{above}99%" if 0.995 < share < 1 else f"{share * 100:.0f}%"


@known
def whole_or_less(value: Value) -> str:
    """A label of an axis: 30, 1,000, 0.5."""
    return trim(significant(value, 2))


def in_words(number: int) -> str:
    """Small numbers in words, the rest in figures."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"
