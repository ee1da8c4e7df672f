"""A change of price that was announced when a plan was saved, with what the plan costs from that day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from planner.core.caveats.price_change import AHEAD_DAYS, AT_FIRST_PRICE
from planner.core.cost.pricing import windows_of
from planner.core.estimate.comparison import catalogue_for, estimate_one, instant_of, terms_of
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.scenario.snapshot import Total
from planner.schema.scalars import money
from planner.store.database.rows import Draft

NEXT, CHANGES = "next_price", "price_changes"
"""The snapshot's own field, and the code of the caveat on such a change."""

MOST_USD = 10**18
"""Larger figures are ignored: an imported file may hold any number."""


def next_price_data(
    side: Estimate | None, question: EstimateRequest, catalogue: Catalogue, *, now: datetime
) -> dict[str, Any]:
    """The same estimate on the first day of another price in the 30 days to come, as the snapshot keeps it; nothing
    where no change is announced."""
    if side is None or not any(caveat.code == CHANGES for caveat in side.caveats):
        return {}
    known = catalogue_for(question, catalogue, now=now)
    for day in _coming(side, instant_of(question.price_date or now).date()):
        terms = terms_of(replace(question, price_date=day), known, now=now)
        later = estimate_one(terms, replace(question, price_date=day), side.offer, side.asked)
        if isinstance(later, Estimate) and later.cost.usd_per_run != side.cost.usd_per_run:
            usd = {name: money(getattr(later.cost, name)) for name in ("usd_per_run", "usd_per_month")}
            return {NEXT: {"offer": side.offer.id, "asked": side.asked, "on": day.isoformat(), **usd}}
    return {}


def _coming(side: Estimate, day: date) -> list[date]:
    last = day + timedelta(days=AHEAD_DAYS)
    starts = {window.starts for window in windows_of(side.offer)}
    return sorted(start for start in starts if start and day < start <= last)


def price_change_of(side: Total) -> str:
    """Its price changes on 1 December 2026: output from $20.00 to $40.00 per million. Empty without a change."""
    text = next((caveat.text for caveat in side.caveats if caveat.code == CHANGES), "")
    return text.removesuffix(AT_FIRST_PRICE).strip()


def price_changed_to(draft: Draft, side: Total, name: str) -> Decimal | None:
    """The cost of that `name` from the change on, as it was saved for this very estimate; None where nothing was, or a
    file holds what cannot be read."""
    data = draft.snapshot.get(NEXT)
    if not isinstance(data, Mapping) or (data.get("offer"), data.get("asked")) != side.key:
        return None
    try:
        usd = Decimal(str(data.get(name)))
    except InvalidOperation:
        return None
    return usd if usd.is_finite() and 0 <= usd <= MOST_USD else None
