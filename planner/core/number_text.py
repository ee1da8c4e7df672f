"""Numbers as people type them: one reader for every form, file and terminal.

A comma or point before exactly three digits may separate thousands or decimals. Where the rest of the number decides,
it is read (1,234.5 · 1.234,5 · 12,5). "6,000" is six thousand, as in everything written here. 6.000, 1.500 and 0,125
can be read in two ways, and 1,00 may lack a digit, so the user is asked.
"""

from __future__ import annotations

import re
from decimal import Decimal

SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f_'’](?=\d)")
SCALES = {
    "k": 3, "thousand": 3, "tsd": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6, "bn": 9, "b": 9,
    "billion": 9, "billions": 9,
}  # fmt: skip
SCALED = re.compile(
    rf"(?P<number>.*[0-9.])\s*(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})", re.IGNORECASE
)
SIGNED = re.compile(r"(?P<sign>[-+−]?)(?P<digits>[0-9.,]+)")
COMMA = re.compile(r"[0-9.]*,[0-9.,]*")
LONGEST = 30
ENGLISH = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?")
OTHER = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)?(?:,[0-9]+)?")
POINTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""Digits with points that are thousands to some and decimals to others."""
ZERO_COMMA = re.compile(r"0,[0-9]{3}")

ZEROS_AFTER_COMMA = re.compile(r"[1-9][0-9]{0,2},(?:0{1,2}|0{4,})")
"""1,00: one in some countries, and in others a thousand with a digit too few."""

NO_NUMBER = "Type a number"


class TwoReadings(ValueError):  # noqa: N818 - reads as what it is
    """A number that can be read two ways; `readings` are texts that can be read in one."""

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        super().__init__(f"{readings[0]} or {readings[1]}? “{text}” can be read both ways: type one of them.")
        self.readings = readings


def read_number(text: str, *, mark: str = "") -> Decimal:
    """1,200 · 1 200 · 1.2M · 20k · 1 million · 90% (0.9). `mark`: the decimal mark where it is known, as in a file.

    Raises TwoReadings for what can be read two ways, ValueError with a sentence for what is no number.
    """
    plain = SPACES.sub("", text.strip())
    if plain.endswith("%") and plain[:-1].strip():
        return _before("%", plain[:-1], mark) / 100
    if scaled := SCALED.fullmatch(plain):
        unit = plain[scaled.end("number") :]
        return _before(unit, scaled["number"], mark) * Decimal(10) ** SCALES[scaled["scale"].casefold()]
    match = SIGNED.fullmatch(plain)
    if len(plain) > LONGEST or not match or not any(sign.isdigit() for sign in plain):
        raise ValueError(NO_NUMBER)
    number = _digits(match["digits"], mark)
    return number.copy_negate() if match["sign"] in ("-", "−") else number


def read_amount(text: str) -> Decimal:
    """As read_number, where a percentage is no answer: 150% of steps is not one and a half."""
    if text.rstrip().endswith("%"):
        raise ValueError("Type a number, not a percentage")
    return read_number(text)


def decimal_comma(text: str) -> str:
    """How a number was read that has a comma before its decimals: 12.5 for 12,5, 1,234.5 for 1.234,5; else empty."""
    plain = SPACES.sub("", text.strip())
    found = COMMA.search(plain)
    if not found or ENGLISH.fullmatch(found.group()):
        return ""
    try:
        read_number(plain.lstrip("$"))
    except ValueError:
        return ""
    return plain.replace(found.group(), grouped(_digits(found.group(), ",")))


def _before(unit: str, text: str, mark: str) -> Decimal:
    """The number before a unit, which stays with both readings of it."""
    try:
        return read_number(text, mark=mark)
    except TwoReadings as two:
        first, second = (f"{reading}{unit}" for reading in two.readings)
        raise TwoReadings(f"{text}{unit}", (first, second)) from None


def _digits(digits: str, mark: str) -> Decimal:
    """The number without its sign. Raises as read_number does."""
    english, other = ENGLISH.fullmatch(digits), OTHER.fullmatch(digits)
    if mark:
        english, other = (english, None) if mark == "." else (None, other)
    elif any(one.fullmatch(digits) for one in (POINTED, ZERO_COMMA, ZEROS_AFTER_COMMA)):
        raise TwoReadings(digits, _readings(digits))
    if english:
        return Decimal(digits.replace(",", ""))
    if other:
        return Decimal(digits.replace(".", "").replace(",", "."))
    raise ValueError(NO_NUMBER)


def _readings(digits: str) -> tuple[str, str]:
    """Both readings as they can be typed: 6.000 is 6,000 or 6, 0,125 is 0.125 or 125."""
    decimal = Decimal(digits.replace(",", "."))
    thousands = int(re.sub(r"[.,]", "", digits))
    both = (f"{thousands:,}", unmistakable(decimal))
    return both if "." in digits else (both[1], both[0])


def unmistakable(number: Decimal) -> str:
    """A number as it can be read in one way alone: 1.125 is written 1.1250."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}0" if POINTED.fullmatch(text.lstrip("-")) else text


def grouped(number: Decimal) -> str:
    """The same with commas between thousands."""
    text = f"{number:,f}"
    return f"{text}0" if POINTED.fullmatch(text.lstrip("-")) else text


def read_percent(text: str) -> Decimal:
    """A share from a percentage: 2 and 2% are two in a hundred. Raises as read_number does."""
    return read_number(text.strip().removesuffix("%")) / 100


def read_share(text: str) -> Decimal:
    """As read_percent, for shares that people also write as 0.9 or 1: without a % sign these are asked about."""
    share = read_percent(text)
    if 0 < share * 100 <= 1 and "%" not in text:
        raise TwoReadings(text.strip(), (f"{unmistakable(share * 100)}%", f"{unmistakable(share * 10_000)}%"))
    return share


def decimal_mark(texts: list[str]) -> str:
    """The decimal mark of a file, by the numbers that can be read in one way: "." or ","; "" where there are none."""
    points = any(re.fullmatch(r"[-+]?[0-9,]*\.(?:[0-9]{1,2}|[0-9]{4,})", text) for text in texts)
    zeros = any(re.fullmatch(r"[-+]?0?\.[0-9]+", text) for text in texts)
    commas = any(re.fullmatch(r"[-+]?[0-9.]*,(?:[0-9]{1,2}|[0-9]{4,})", text) for text in texts)
    if (points or zeros) == commas:
        return ""
    return "," if commas else "."


def noun(many: object, one: str, more: str = "") -> str:
    """The noun after a count, which may be a text: call after 1, calls after 0, 0.5 and 2; `more`: an irregular
    plural."""
    return one if str(many).strip() == "1" or many == 1 else more or f"{one}s"
