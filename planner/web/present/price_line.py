"""The line at the top of a page that says how old its prices are."""

from __future__ import annotations

from datetime import date, datetime

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.refresh import price_age
from planner.store.database.rows import Draft
from planner.web import filters

OLD_DAYS = 7
"""From so many days on the age of the list is said beside its date."""


def price_line(catalogue: Catalogue, now: datetime, on: date | datetime | None = None) -> str:
    """Prices read 27 Nov 2026; of an older list with its age. `on` is the day they are for, where it is not today:
    Prices of 2 Jan 2026, read 27 Nov 2026."""
    age = price_age(catalogue, now)
    if age.checked is None or age.days is None:
        return f"Prices of {filters.day(on or now)}"
    read = f"read {filters.day(age.checked)}"
    if on:
        return f"Prices of {filters.day(on)}, {read}"
    return f"Prices {read}, {age.days:,} days ago" if age.days >= OLD_DAYS else f"Prices {read}"


def list_words(version: str, catalogue: Catalogue) -> str:
    """The price list of a saved plan, and the day it was read where it is still the list in use:
    genai-prices 0.2.3, read 9 Nov 2026."""
    checked = catalogue.prices_checked if version == catalogue.prices_version else None
    return f"{version}, read {filters.day(checked)}" if checked else version


def kept_line(draft: Draft, catalogue: Catalogue) -> str:
    """The line at the top of a saved page: Prices in force on 28 Nov 2026, by genai-prices 0.2.3, read 9 Nov 2026."""
    return f"Prices in force on {filters.day(draft.price_moment)}, by {list_words(draft.prices_version, catalogue)}"
