"""Reading what people type into a budget: money, months, percents, rows pasted from a spreadsheet."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from planner.core.number_text import TwoReadings, grouped, read_amount, read_number

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HOW_MONTH = "Type a month, such as Dec 2026."
UNKNOWN = {"", "-", "–", "—", "−", "n/a", "?"}
ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")
SPACED = re.compile(r"\$?\d{1,3}([ \u00a0\u202f]\d{3})+")
"""1 234 567: one number to some, three months to others."""
HOW_PAID = "type dollars such as 24,100, and put tabs, lines or semicolons between months."
SLASHED = re.compile(r"(\d{1,2})[/.](\d{4})")


def read_money(text: str) -> Decimal:
    """Dollars from $36,000 or 36k, with any decimals. ValueError for anything else, percentages too."""
    if "%" in text:
        raise ValueError("Type dollars, not a percentage")
    return read_number(text.strip().removeprefix("$"))


def money_text(usd: Decimal | None) -> str:
    """Dollars as read_money reads them, grouped; empty for None."""
    return "" if usd is None else grouped(usd)


def read_month(text: str) -> str:
    """2026-12 of: 2026-12, Dec 2026, December 2026, 12/2026. ValueError with a sentence."""
    month = read_day(text)
    if len(month) > len("2026-12"):
        raise ValueError(f"Type a month without a day, such as {month_text(month[:7])}: a budget is of whole months.")
    return month


def read_day(text: str) -> str:
    """As read_month, and 2026-12-24 where a day is named."""
    plain = " ".join(text.split())
    if match := ISO.fullmatch(plain):
        return _iso(int(match[1]), int(match[2]), match[3])
    if (match := NAMED.fullmatch(plain)) and match[2][:3].lower() in NAMES:
        return _iso(int(match[3]), NAMES.index(match[2][:3].lower()) + 1, match[1])
    if match := SLASHED.fullmatch(plain):
        return _iso(int(match[2]), int(match[1]), None)
    raise ValueError(HOW_MONTH)


def _iso(year: int, month: int, day: str | None) -> str:
    try:
        whole = date(year, month, int(day or 1))
    except ValueError:
        raise ValueError(HOW_MONTH) from None
    return whole.isoformat() if day else f"{whole:%Y-%m}"


def month_text(iso: str) -> str:
    """Dec 2026 for 2026-12, 24 Dec 2026 for 2026-12-24."""
    parts = iso.split("-")
    named = f"{NAMES[int(parts[1]) - 1].capitalize()} {parts[0]}"
    return f"{int(parts[2])} {named}" if len(parts) > 2 else named


def cells(text: str) -> list[str]:
    """A row or a column as pasted: cells may be empty between tabs or lines, not between spaces."""
    trimmed = text.strip(" \r\n") if "\t" in text else text.strip()
    for mark in ("\t", "\n", ";"):
        if mark in trimmed:
            return [cell.strip() for cell in trimmed.split(mark)]
    return trimmed.split()


def read_row(text: str) -> list[Decimal]:
    """Numbers side by side. ValueError for one that is none."""
    return [read_amount(cell) for cell in cells(text) if cell]


def read_paid(text: str) -> list[Decimal | None]:
    """What was paid month by month; a dash or an empty cell is a month that is not known, empty ones at the end are
    none. ValueError with a sentence that names what cannot be read."""
    if SPACED.fullmatch(text.strip()):
        grouped = ",".join(text.split())
        raise ValueError(f"Is that {grouped} for one month? Type it so; between months put tabs, lines or semicolons.")
    found = cells(text)
    while found and not found[-1]:
        found.pop()
    return [None if cell.lower() in UNKNOWN else _paid_in(month, cell) for month, cell in enumerate(found, start=1)]


def _paid_in(month: int, cell: str) -> Decimal:
    try:
        return read_money(cell)
    except TwoReadings as two:
        raise ValueError(f"Month {month}: {two}") from None
    except ValueError:
        raise ValueError(f"Month {month}, “{cell}”: {HOW_PAID}") from None
