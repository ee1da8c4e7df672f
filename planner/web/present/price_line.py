"""The line at the top of a page that says how old its prices are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.refresh import price_age
from planner.web import filters


def price_line(catalogue: Catalogue, now: datetime, on: date | datetime | None = None) -> str:
    """Prices of 23 Nov 2026, list of 9 Nov 2026, 14 days ago. `on` is the day they are for, where it is not today.

    A day before the check has its prices by a list that is younger than they are.
    """
    said = f"Prices of {filters.day(on or now)}"
    age = price_age(catalogue, now)
    days = age.days
    if on and age.checked and _day(on) < age.checked:
        return f"{said}, by the list of {filters.day(age.checked)}"
    return said if days is None or age.checked is None else f"{said}, list of {filters.day(age.checked)}, {_ago(days)}"


def _day(on: date | datetime) -> date:
    return on.astimezone(UTC).date() if isinstance(on, datetime) else on


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")
