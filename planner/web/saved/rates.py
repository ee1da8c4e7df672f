"""Every rate that was kept with a plan, with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import KeptRate
from planner.store.database.rows import Draft
from planner.store.snapshot import rate_of_data
from planner.web import filters
from planner.web.present.hosts import host_of_offer

RATE_WORDS = {
    "input": "Input", "output": "Output", "cache_read": "Cache read", "cache_write": "Cache write",
    "cache_write_1h": "Cache write, 1 h", "reasoning": "Reasoning", "web_search_kcount": "Web search",
    "requests_kcount": "Request",
}  # fmt: skip
SWATCHES = {
    "input": "k-fresh", "output": "k-visible", "cache_read": "k-read", "cache_write": "k-write",
    "cache_write_1h": "k-write", "reasoning": "k-reason",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate as it was: in words where not published."""

    words: str
    swatch: str
    usd: str


@dataclass(frozen=True, slots=True)
class OfferRates:
    """The rates of one offer with their source."""

    name: str
    host: str
    rates: tuple[RateLine, ...]
    source: str
    url: str


def offer_rates(draft: Draft, catalogue: Catalogue) -> tuple[OfferRates, ...]:
    """Every rate kept with the plan, offer by offer; of those never published only the basic ones are named."""
    kept = [rate_of_data(rate) for rate in draft.rates]
    return tuple(
        _offer(offer, list(rates), catalogue) for offer, rates in groupby(kept, key=lambda rate: rate.offer_id)
    )


def _offer(offer_id: str, rates: Sequence[KeptRate], catalogue: Catalogue) -> OfferRates:
    shown = [rate for rate in rates if rate.usd is not None or rate.name in ("input", "output", "cache_read")]
    sources = dict.fromkeys(_source(rate.source, rate.checked) for rate in shown if rate.source)
    return OfferRates(
        name=rates[0].model_name,
        host=host_of_offer(offer_id, catalogue),
        rates=tuple(RateLine(rate_words(r.name, r.tier_start), SWATCHES.get(r.name, "k-fee"), _usd(r)) for r in shown),
        source="; ".join(sources),
        url=next((rate.url for rate in shown if rate.url), ""),
    )


def _source(source: str, checked: date | None) -> str:
    return filters.dated(source, checked)


def _usd(rate: KeptRate) -> str:
    return "not published" if rate.usd is None else filters.rate(rate.usd)


def rate_words(name: str, tier_start: int | None) -> str:
    """Input, or Input above 200,000 tokens."""
    words = RATE_WORDS.get(name, name)
    return f"{words} above {tier_start:,} tokens" if tier_start else words
