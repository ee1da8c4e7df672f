"""Numbers as people type them, as fields show them and as the address writes them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from planner.core.number_text import grouped, read_amount, read_number, read_share, unmistakable
from planner.web import filters
from planner.web.forms.fields import SHARE_FIELDS, SPECS, TEXTS


def shown(value: object, name: str) -> str:
    """A value as the field shows it: grouped digits, shares in percent, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if name in SHARE_FIELDS:
        return f"{unmistakable(number * 100)}%"
    return grouped(number)


def read(name: str, text: str) -> Decimal:
    """What is typed in a field, a percentage in those that hold shares. Raises as planner.core.number_text does."""
    if len(text) > SHORT:
        return _read(text, share=name in SHARE_FIELDS)
    return _read_before(text, share=name in SHARE_FIELDS)


def _read(text: str, *, share: bool) -> Decimal:
    return read_share(text) if share else read_amount(text)


SHORT, KEPT = 24, 4096
"""Texts of up to so many letters are read once, and at most so many results are kept: a page reads its own fields and
the defaults of every preset again and again."""
_read_before = lru_cache(maxsize=KEPT)(_read)


def same(name: str, one: str, other: str) -> bool:
    """Whether two texts say the same in this field: 6,000 is 6000, 90% is 0.9."""
    if one == other:
        return True
    if not one or not other or SPECS[name].choices or name in TEXTS:
        return False
    try:
        return read(name, one) == read(name, other)
    except ValueError:
        return False


def tidy(name: str, text: str) -> str:
    """A value as the address writes it: a plain number where it is one, the text as typed where it is not."""
    if not text or SPECS[name].choices or name in TEXTS:
        return text
    try:
        number = read(name, text)
    except ValueError:
        return text
    return f"{unmistakable(number * 100)}%" if name in SHARE_FIELDS else unmistakable(number)


def in_digits(name: str, text: str) -> str:
    """A number as a sentence says it, its thousands grouped: 16,000 for 16000; other texts as they are."""
    if not text or SPECS[name].choices or name in TEXTS:
        return text
    try:
        return shown(read(name, text), name)
    except ValueError:
        return text


def read_with_comma(typed: Iterable[tuple[str, str]]) -> dict[str, str]:
    """How numbers were read that were typed with a comma before their decimals, by field: said beside it."""
    return {name: reading for name, text in typed if (reading := filters.read_with_comma(text))}


def is_zero(text: str) -> bool:
    """Whether what was typed is a number, and that number 0."""
    try:
        return read_number(text) == 0
    except ValueError:
        return False
