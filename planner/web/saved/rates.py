"""Every rate that was kept with a plan, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import KeptRate
from planner.store.database.rows import Draft
from planner.store.snapshot import rate_of_data
from planner.web import filters
from planner.web.present.hosts import host_of_offer

BASIC = ("input", "output", "cache_read")
"""Rates that are named where they were never published too."""


@dataclass(frozen=True, slots=True)
class OfferRates:
    """One offer's rates as they were saved, in the order of a rate card."""

    host: str
    rates: tuple[KeptRate, ...]

    @property
    def source(self) -> str:
        found = dict.fromkeys(filters.dated(rate.source, rate.checked) for rate in self.rates if rate.source)
        return "; ".join(found)

    @property
    def url(self) -> str:
        return next((rate.url for rate in self.rates if rate.url), "")


def offer_rates(draft: Draft, catalogue: Catalogue) -> tuple[OfferRates, ...]:
    """Every rate kept with the plan, offer by offer; of those never published only the basic ones are named."""
    kept = [rate for data in draft.rates if (rate := rate_of_data(data)).usd is not None or rate.name in BASIC]
    return tuple(
        OfferRates(host_of_offer(offer, catalogue), tuple(rates))
        for offer, rates in groupby(kept, key=lambda rate: rate.offer_id)
    )
