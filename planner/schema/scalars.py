"""Money, moments, counts and ranges as answers write them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from planner.core.uncertainty.band import Band
from planner.schema.shapes import estimate as shape


def money_band_to_data(band: Band | None) -> shape.MoneyBand | None:
    """A band of USD as decimal strings, like all money; its figures are simulated and good to a few digits."""
    if band is None:
        return None
    return {"p10": money(exact_of(band.p10)), "p50": money(exact_of(band.p50)), "p90": money(exact_of(band.p90))}


def exact_of(number: float) -> Decimal:
    """The shortest decimal that is this float."""
    return Decimal(repr(float(number)))


def money(usd: Decimal) -> str:
    """A decimal in plain notation, never rounded: no exponent, no zeros after the last decimal that counts."""
    text = format(usd, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def usd(number: float) -> str:
    """Dollars that were summed or estimated as floats, to a millionth of a cent."""
    return money(exact_of(round(number, 8)))


def count(number: Decimal) -> int | float:
    """Whole numbers as such, others as floats."""
    whole = number.to_integral_value()
    return int(whole) if whole == number else float(number)


def instant(moment: datetime) -> str:
    """A moment in UTC to the second: 2026-11-23T00:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(date_: date | None) -> str | None:
    return date_.isoformat() if date_ else None


def to_json(data: object, indent: int | None = None) -> str:
    """JSON in the order of the contract; ValueError rather than NaN or Infinity, which are not JSON."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
