"""Numbers as people type them, as fields show them and as the address writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from planner.web.forms.fields import SHARES, SPECS, TEXTS


def shown(value: object, name: str) -> str:
    """A value as the field shows it: grouped digits, shares in percent, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if name in SHARES:
        return f"{_plain(number * 100)}%"
    return f"{number:,f}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str) -> Decimal:
    """What a person types as a number: 6,000 · 6 000 · 6k · 1.5M · 90%. ValueError with the sentence otherwise."""
    plain = text.strip().replace("_", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    scale = Decimal(1)
    if plain[-1:] in "kKmM%" and plain[:-1]:
        scale = {"k": Decimal(1000), "m": Decimal(1_000_000), "%": Decimal("0.01")}[plain[-1].lower()]
        plain = plain[:-1]
    whole, _, after = plain.partition(".")
    if "," in plain and ("," in after or not all(len(part) == 3 for part in whole.split(",")[1:])):
        raise ValueError("Write decimals with a point and thousands with a comma, such as 1,234.5.")
    if len(plain) > 30 or not plain.replace(",", "").replace(".", "", 1).lstrip("-+").isdecimal():
        raise ValueError("Type a number")
    try:
        return Decimal(plain.replace(",", "")) * scale
    except InvalidOperation:
        raise ValueError("Type a number") from None


def same(name: str, one: str, other: str) -> bool:
    """Whether two texts say the same in this field: 6,000 is 6000, 90% is 0.9."""
    if one == other:
        return True
    if not one or not other or SPECS[name].choices or name in TEXTS:
        return False
    try:
        return read_number(one) == read_number(other)
    except ValueError:
        return False


def tidy(name: str, text: str) -> str:
    """A value as the address writes it: a plain number where it is one, the text as typed where it is not."""
    if not text or SPECS[name].choices or name in TEXTS:
        return text
    try:
        number = read_number(text)
    except ValueError:
        return text
    return f"{_plain(number * 100)}%" if name in SHARES else _plain(number)


def is_zero(text: str) -> bool:
    """Whether what was typed is a number, and that number 0."""
    try:
        return read_number(text) == 0
    except ValueError:
        return False
