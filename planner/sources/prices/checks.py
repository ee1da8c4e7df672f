"""How old a list of prices is, by the offers in it; without loading the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planner.core.models.catalogue import Offer


def newest_check(offers: Iterable[Offer], *, today: date) -> date | None:
    """The latest day on which any of `offers` was checked or took a new price; the list is at least as new. Prices
    announced for later than `today` do not count, since they may have been entered long before."""
    offers = list(offers)
    windows = [window for o in offers for window in (*(c.window for c in o.cards), *(v.window for v in o.variants))]
    starts = (window.start_date for window in windows if window)
    checks = (offer.checked for offer in offers)
    return max((day for day in (*starts, *checks) if day and day <= today), default=None)
