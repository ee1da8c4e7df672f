"""The list of models: the profiled ones, and a search over every offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.rates import RateCard
from planner.web import filters
from planner.web.models.status import (
    NOT_PUBLISHED,
    host_count,
    modes_in_words,
    offer_doubt,
    offer_status,
    rate_range,
    status_of,
)

PAGE_SIZE = 25
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One profiled model."""

    id: str
    name: str
    lab: str
    modes: str
    default: str
    context: str
    hosts: int
    input: str
    output: str
    status: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer the search found: rates in USD/M, now."""

    id: str
    name: str
    host: str
    profile: str
    plan: str
    input: str
    output: str
    cache_read: str
    context: str
    checked: str
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what the search found; `before` and `after` are addresses, empty at the ends."""

    lines: tuple[OfferLine, ...]
    total: int
    number: int
    pages: int
    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The whole page."""

    title: str
    finding: str
    follow: str
    query: str
    models: tuple[ModelLine, ...]
    hits: Found


def list_page(catalogue: Catalogue, *, now: datetime, query: str, number: str) -> ListPage:
    """The page for what was typed; a page number out of reach is the nearest there is."""
    query = " ".join(query.split())[:LONGEST_QUERY]
    hosts = len({offer.host for offer in catalogue.offers.values()})
    known = filters.in_words(len(catalogue.profiles))
    return ListPage(
        title="Models",
        finding=f"{known.capitalize()} models are known closely, {len(catalogue.offers):,} offers by their price.",
        follow=f"A profile holds what the prices of {hosts} hosts leave out: if a model thinks, how much, how fast.",
        query=query,
        models=tuple(_model_line(catalogue, profile, now) for profile in catalogue.profiles.values()),
        hits=_found(catalogue, query, number, now),
    )


def _model_line(catalogue: Catalogue, profile: Profile, now: datetime) -> ModelLine:
    day = now.date()
    return ModelLine(
        id=profile.id,
        name=profile.name,
        lab=profile.lab,
        modes=modes_in_words(profile),
        default=profile.default_mode.value if profile.default_mode else NOT_PUBLISHED,
        context=filters.tokens(profile.context_window.value),
        hosts=host_count(catalogue, profile, day),
        input=rate_range(catalogue, profile, day, "input"),
        output=rate_range(catalogue, profile, day, "output"),
        status=status_of(profile, day),
    )


# ---------- the search


def search(catalogue: Catalogue, query: str) -> list[Offer]:
    """Offers whose name, id, host, lab or other spelling hold every word of `query`; profiled and live ones first."""
    words = _plain(query).split()
    hits = [o for o in catalogue.offers.values() if all(word in _said_of(catalogue, o) for word in words)]
    return sorted(hits, key=lambda o: (o.deprecated, o.profile_id is None, o.name.casefold(), o.id))


def _said_of(catalogue: Catalogue, offer: Offer) -> str:
    profile = catalogue.profile_of(offer)
    more: Sequence[str] = (profile.name, profile.lab, *profile.aliases) if profile else ()
    return _plain(" ".join((offer.id, offer.name, offer.host_name, *more)))


def _plain(text: str) -> str:
    """In lower case, hyphens and underscores as spaces: "gpt-5.4" finds "GPT 5.4"."""
    return text.casefold().replace("-", " ").replace("_", " ")


def _found(catalogue: Catalogue, query: str, number: str, now: datetime) -> Found:
    offers = search(catalogue, query)
    pages = max(1, -(-len(offers) // PAGE_SIZE))
    at = min(max(int(number), 1), pages) if number.isdecimal() and len(number) < 9 else 1
    start = (at - 1) * PAGE_SIZE
    shown = offers[start : start + PAGE_SIZE]
    return Found(
        lines=tuple(_offer_lines(catalogue, shown, now)),
        total=len(offers),
        number=at,
        pages=pages,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        before=_address(query, at - 1) if at > 1 else "",
        after=_address(query, at + 1) if at < pages else "",
    )


def _address(query: str, number: int) -> str:
    pairs = ([("q", query)] if query else []) + ([("page", str(number))] if number > 1 else [])
    return f"/models?{urlencode(pairs)}#offers" if pairs else "/models#offers"


def _offer_lines(catalogue: Catalogue, offers: Iterable[Offer], now: datetime) -> Iterable[OfferLine]:
    for offer in offers:
        profile = catalogue.profile_of(offer)
        card = card_for(offer, now) or RateCard()
        window = offer.context_window or (profile.context_window.value if profile else None)
        priced = card.input is not None and card.output is not None
        yield OfferLine(
            id=offer.id,
            name=offer.name,
            host=offer.host_name,
            profile=profile.id if profile else "",
            plan=f"/plan?{urlencode([('models', offer.id)], safe='/:')}" if priced else "",
            input=_rate(card, "input"),
            output=_rate(card, "output"),
            cache_read=_rate(card, "cache_read"),
            context=filters.tokens(window) if window else NOT_PUBLISHED,
            checked=filters.day(offer.checked) if offer.checked else "",
            status=offer_status(offer, profile, now.date()) or offer_doubt(offer, profile, now.date()),
        )


def _rate(card: RateCard, name: str) -> str:
    rate = getattr(card, name)
    return filters.rate(rate.base) if rate is not None else NOT_PUBLISHED
