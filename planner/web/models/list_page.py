"""The list of models: the profiled ones, and a search over every offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from planner.core.cost.pricing import card_for
from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.offers.word_search import named_by_host, words_of
from planner.core.models.rates import RateCard
from planner.web import filters
from planner.web.models.status import (
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
class Hits:
    """One page of the offers that the search found; `before` and `after` are addresses, empty at the ends."""

    offers: tuple[Offer, ...]
    total: int
    number: int
    pages: int
    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The whole page: profiles and offers as the catalogue has them, and the filter typed for each."""

    title: str
    finding: str
    follow: str
    query: str
    hits: Hits
    catalogue: Catalogue
    now: datetime

    @property
    def models(self) -> Iterable[Profile]:
        return self.catalogue.profiles.values()

    def modes(self, profile: Profile) -> str:
        return modes_in_words(profile)

    def hosts(self, profile: Profile) -> int:
        return host_count(self.catalogue, profile, self.now.date())

    def rates(self, profile: Profile, name: str) -> str:
        """From the lowest to the highest, USD/M."""
        return rate_range(self.catalogue, profile, self.now.date(), name)

    def model_status(self, profile: Profile) -> str:
        return status_of(profile, self.now.date())

    def card(self, offer: Offer) -> RateCard:
        """Its rates now."""
        return card_for(offer, self.now) or RateCard()

    def plan(self, offer: Offer) -> str:
        return f"/plan?{urlencode([('models', offer.id)], safe='/:')}"

    def window(self, offer: Offer) -> int | None:
        """Tokens of its context; None where not published."""
        profile = self.catalogue.profile_of(offer)
        return offer.context_window or (profile.context_window.value if profile else None)

    def offer_status(self, offer: Offer) -> str:
        profile, day = self.catalogue.profile_of(offer), self.now.date()
        return offer_status(offer, profile, day) or offer_doubt(offer, profile, day)


def list_page(catalogue: Catalogue, *, now: datetime, query: str, number: str) -> ListPage:
    """The page for what was typed; a page number out of range is replaced by the nearest one."""
    query = " ".join(query.split())[:LONGEST_QUERY]
    hosts = len({offer.host for offer in catalogue.offers.values()})
    known = filters.in_words(len(catalogue.profiles))
    return ListPage(
        title="Models",
        finding=f"{known.capitalize()} models are known closely, {len(catalogue.offers):,} offers by their price.",
        follow=f"A profile holds what the prices of {hosts} hosts leave out: if a model thinks, how much, how fast.",
        query=query,
        hits=_hits(catalogue, query, number),
        catalogue=catalogue,
        now=now,
    )


# ---------- the search


def search(catalogue: Catalogue, query: str) -> list[Offer]:
    """Offers whose name, id, lab or other spelling hold every word of `query`, or whose host it names; profiled and
    live ones first."""
    words = _plain(query).split()
    models = _WORDS.get(catalogue, "words", lambda: words_of(offer.name for offer in catalogue.offers.values()))
    hosts = {(offer.host, offer.host_name) for offer in catalogue.offers.values()}
    named = {names: named_by_host([*map(_plain, names)], words, models) for names in hosts}
    hits = [
        offer
        for offer in catalogue.offers.values()
        if all(
            word in named[offer.host, offer.host_name] or word in _names_of(catalogue, offer, word) for word in words
        )
    ]
    return sorted(hits, key=lambda o: (o.deprecated, o.profile_id is None, o.name.casefold(), o.id))


_WORDS: KeptBy[frozenset[str]] = KeptBy(2, 1)


def _names_of(catalogue: Catalogue, offer: Offer, word: str) -> str:
    """What the model of an offer is called; an id with its host only for a word with a slash."""
    profile = catalogue.profile_of(offer)
    more: Sequence[str] = (profile.name, profile.lab, *profile.aliases) if profile else ()
    return _plain(" ".join((offer.id if "/" in word else offer.model_id, offer.name, *more)))


def _plain(text: str) -> str:
    """In lower case, hyphens and underscores as spaces: "gpt-5.4" finds "GPT 5.4"."""
    return text.casefold().replace("-", " ").replace("_", " ")


def _hits(catalogue: Catalogue, query: str, number: str) -> Hits:
    offers = search(catalogue, query)
    pages = max(1, -(-len(offers) // PAGE_SIZE))
    at = min(max(int(number), 1), pages) if number.isdecimal() and len(number) < 9 else 1
    start = (at - 1) * PAGE_SIZE
    shown = offers[start : start + PAGE_SIZE]
    return Hits(
        offers=tuple(shown),
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
