"""Offers from the genai-prices package: dated, tiered and service-tier prices, as pinned data inside its wheel.

Nothing is fetched. A rate the package does not publish stays None; its own fall-backs (batch without a batch row,
cache reads without a cache-read rate) are not taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.metadata import version

from genai_prices.data import providers
from genai_prices.types import (
    ClauseAnd,
    ClauseContains,
    ClauseEndsWith,
    ClauseEquals,
    ClauseOr,
    ClauseRegex,
    ClauseStartsWith,
    ConditionalPrice,
    MatchLogic,
    ModelInfo,
    ModelPrice,
    PriceVariant,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from planner.core.models.catalogue import Offer
from planner.core.models.names.match_rules import MatchRule
from planner.core.models.rates import DatedCard, Rate, RateCard, VariantCard, Window
from planner.sources.facts.toml_reader import read_toml
from planner.sources.prices.display_names import display_name

PRICE_KEYS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "reasoning": "output_reasoning_mtok",
    "web_search_kcount": "web_searches_kcount",
    "requests_kcount": "requests_kcount",
    "image_in": "input_image_mtok",
    "audio_in": "input_audio_mtok",
    "audio_in_hours": "input_audio_hours",
    "video_in": "input_video_mtok",
    "document_kpages": "input_document_kpages",
    "image_out": "output_image_mtok",
    "audio_out": "output_audio_mtok",
    "video_out": "output_video_mtok",
    "citation": "output_citation_mtok",
    "characters": "input_mchars",
    "audio_hours": "audio_hours",
}
"""Field of a rate card -> price key of genai-prices: USD per million tokens, or per thousand calls."""

SENTENCE = re.compile(r"(?<=[.;])\s+")
CHECK = re.compile(r"\b(?:verified|checked)\b[^.;:()]{0,40}?(\d{4}-\d\d-\d\d)", re.IGNORECASE)
OTHER_SUBJECT = re.compile(r"^(?:batch|flex)\b|no longer list", re.IGNORECASE)
"""Sentences about the check of something other than the standard price: a service-tier row, or that the model has
ended."""


def prices_version() -> str:
    """The source of every price here, by name and version: "genai-prices 0.2.3"."""
    return f"genai-prices {version('genai-prices')}"


@cache
def load_offers() -> dict[str, Offer]:
    """Every offer of the snapshot by its id: provider id, a slash, the provider's model id."""
    source = prices_version()
    return {offer.id: offer for offer in _offers(source)}


def _offers(source: str) -> Iterator[Offer]:
    for provider in providers:
        for model in provider.models:
            yield offer_of(provider, model, source)


def offer_of(provider: Provider, model: ModelInfo, source: str) -> Offer:
    """What a provider sells, its rates as they are listed; `source` names the list."""
    comment = model.price_comments or ""
    return Offer(
        id=f"{provider.id}/{model.id}",
        host=provider.id,
        host_name=host_names().get(provider.id, provider.name),
        model_id=model.id,
        name=display_name(model.name or model.id),
        cards=_cards(model.prices),
        variants=tuple(_variant(variant) for variant in model.price_variants or ()),
        context_window=model.context_window,
        deprecated=bool(model.deprecated),
        source=source,
        source_url=provider.pricing_urls[0] if provider.pricing_urls else "",
        checked=checked_on(comment),
        comment=comment,
        match=match_rule(model.match),
    )


def match_rule(logic: MatchLogic | None) -> MatchRule | None:
    """The list's own test of which names mean a model, as data; None for a test of an unknown kind."""
    match logic:
        case ClauseEquals():
            return MatchRule("equals", logic.equals)
        case ClauseStartsWith():
            return MatchRule("starts", logic.starts_with)
        case ClauseEndsWith():
            return MatchRule("ends", logic.ends_with)
        case ClauseContains():
            return MatchRule("contains", logic.contains)
        case ClauseRegex():
            return MatchRule("regex", logic.regex)
        case ClauseOr():
            return MatchRule("any", parts=tuple(rule for part in logic.or_ if (rule := match_rule(part))))
        case ClauseAnd():
            parts = tuple(match_rule(part) for part in logic.and_)
            # One test that is not known would leave the others too wide.
            return None if None in parts else MatchRule("all", parts=tuple(rule for rule in parts if rule))
        case _:
            return None


@cache
def host_names() -> dict[str, str]:
    """What hosts call themselves, by the price source's id, where its own name for them is another."""
    return {str(host): str(name) for host, name in read_toml("host_names.toml")["names"].items()}


def _cards(prices: ModelPrice | list[ConditionalPrice]) -> tuple[DatedCard, ...]:
    if isinstance(prices, ModelPrice):
        return (DatedCard(rate_card(prices)),)
    return tuple(DatedCard(rate_card(row.prices), _window(row.constraint)) for row in prices)


def _variant(variant: PriceVariant) -> VariantCard:
    return VariantCard(tuple(variant.when.items()), rate_card(variant.prices), _window(variant.constraint))


def rate_card(price: ModelPrice) -> RateCard:
    """The token and call rates of one price; what it does not publish is None."""
    return RateCard(**{name: _rate(getattr(price, key, None)) for name, key in PRICE_KEYS.items()})


def _rate(price: Decimal | TieredPrices | None) -> Rate | None:
    if isinstance(price, TieredPrices):
        return Rate(price.base, tuple((tier.start, tier.price) for tier in price.tiers))
    return None if price is None else Rate(price)


def _window(constraint: StartDateConstraint | TimeOfDateConstraint | None) -> Window | None:
    if constraint is None:
        return None
    if isinstance(constraint, StartDateConstraint):
        return Window(start_date=constraint.start_date)
    return Window(start_time=_utc(constraint.start_time), end_time=_utc(constraint.end_time))


def _utc(moment: time) -> time:
    """The time of day in UTC, without a zone of its own: a window's times are UTC."""
    if moment.tzinfo is None:
        return moment
    return datetime.combine(date(1970, 1, 1), moment).astimezone(UTC).time()


def checked_on(comment: str) -> date | None:
    """The latest day a price comment says the standard price was verified or checked, None where it says no day."""
    sentences = (text for text in SENTENCE.split(comment) if not OTHER_SUBJECT.search(text))
    days = [date.fromisoformat(day) for text in sentences for day in CHECK.findall(text)]
    return max(days, default=None)
