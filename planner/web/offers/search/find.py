"""What the type-ahead finds: models first, with how many hosts serve them, then single offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from planner.core.models.names.readings import Reading, Unread, read_name
from planner.core.models.names.suggestions import suggestions
from planner.core.ranking.market import Market
from planner.web.offers.search.hits import Hit, at_effort, is_live_at, model_hit, offer_hit
from planner.web.offers.search.matching import FoundModel, matching, models_of, rank, readable

MOST_HITS = 12
LONGEST_QUERY = 100
ROUTES = frozenset({"batch", "free", "extended"})
"""Endings of ids whose rows have prices of their own."""


def find_hits(market: Market, query: str, day: date) -> tuple[Hit, ...]:
    """At most 12 hits for every word of `query` on any part of a name, lab, host or other spelling."""
    words = query[:LONGEST_QUERY].casefold().split()
    if not words:
        return ()
    places = matching(market, words)
    models = models_of(market, places, words, day)
    models.sort(key=lambda model: rank(model, words))
    # Where none that was found writes answers, as of "chatgpt" an image model, the nearest that does comes first.
    answers = any(not market.book.offers[place].purpose for model in models if model.hosts for place in model.places)
    hits = chain(
        _read_hit(market, query, words, day),
        () if answers or not models else nearest_hits(market, query, day),
        _routed(market, places, words, day),
        (model_hit(market, model, words, day) for model in readable(market, models) if model.named),
        (offer_hit(market, place, words, day) for place in _offers(market, models, day)),
    )
    return tuple(islice(_each_once(hits), MOST_HITS))


def nearest_hits(market: Market, query: str, day: date) -> tuple[Hit, ...]:
    """The offers nearest to a query that matches no name, as everywhere else."""
    name = " ".join(query[:LONGEST_QUERY].split())
    reading = read_name(market.catalogue, name) if name else None
    if not isinstance(reading, Unread):
        return ()
    ids = suggestions(market.catalogue, name, reading, day)
    places = {offer.id: place for place, offer in enumerate(market.book.offers)}
    return tuple(offer_hit(market, places[one], (), day) for one in ids if one in places)


def _read_hit(market: Market, query: str, words: Sequence[str], day: date) -> Iterator[Hit]:
    """What the query means as a whole, read as everywhere else: an id from a log, a name with its date."""
    reading = read_name(market.catalogue, " ".join(query.split()))
    if not isinstance(reading, Reading):
        return
    ids = [o.id for o in reading.group.offers] if reading.group else [reading.offer.id] if reading.offer else []
    places = [place for place, offer in enumerate(market.book.offers) if offer.id in ids]
    if not places:
        return
    if reading.group is None:
        yield offer_hit(market, places[0], words, day)
        return
    for model in models_of(market, places, words, day):
        hit = model_hit(market, model, words, day)
        yield at_effort(hit, " ".join(query.split()), reading.thinking) if reading.thinking else hit


def _routed(market: Market, places: Sequence[int], words: Sequence[str], day: date) -> Iterator[Hit]:
    """The batch or free rows of a model where the query asks for one: "Opus 5.5 batch"."""
    asked = ROUTES & set(words)
    for place in places:
        if asked and any(market.book.offers[place].model_id.casefold().endswith(f":{word}") for word in asked):
            yield offer_hit(market, place, words, day)


def _each_once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Every value the first time it comes."""
    seen: set[str] = set()
    for hit in hits:
        if hit.value not in seen:
            seen.add(hit.value)
            yield hit


def _offers(market: Market, models: Iterable[FoundModel], day: date) -> Iterable[int]:
    """Single offers, those of the models found first, live ones before others."""
    for model in models:
        yield from sorted(model.places, key=lambda place: not is_live_at(market, place, day))
