"""What the type-ahead finds: models first, with how many hosts serve them, then single offers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from operator import contains

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.lifecycle.served import is_live
from planner.core.models.lifecycle.status import Status, status_of, successor_of
from planner.core.models.names.host_choice import choose
from planner.core.models.names.name_index import index_of
from planner.core.models.names.naming import PIECES, Words
from planner.core.models.names.naming import words as name_words
from planner.core.models.names.newest_first import age_of
from planner.core.models.names.readings import Reading, Unread, read_name
from planner.core.models.names.suggestions import suggestions
from planner.core.models.offers.word_search import offers_with
from planner.core.models.resolve import plain
from planner.core.ranking.market import Market
from planner.web import filters
from planner.web.offers.typed_numbers import has_typed_numbers

MOST_HITS = 12
LONGEST_QUERY = 100
ROUTES = frozenset({"batch", "free", "extended"})
"""Endings of ids whose rows have prices of their own."""
HOST_PARTS = re.compile(r"^(?:(?:global|regional)\.)?[a-z]+\.(?=[a-z])|-v\d+(?::\d+)?$")
"""What AWS puts around the id of a model: global.anthropic. ... -v1:0."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An option: the value to add to the plan, its name in three parts (the middle one is what was typed), a remark,
    and what a million tokens cost; empty where no price is published."""

    value: str
    before: str
    match: str
    after: str
    remark: str
    ended: bool
    price: str = ""


@dataclass(frozen=True, slots=True)
class _Model:
    """A model that was found, with the places of its offers that were, how many live hosts it has in all, and
    whether any is known to serve it."""

    name: str
    profile: Profile | None
    places: tuple[int, ...]
    named: bool
    hosts: int
    is_known: bool


def find_hits(market: Market, query: str, day: date) -> tuple[Hit, ...]:
    """At most 12 hits for every word of `query` on any part of a name, lab, host or other spelling."""
    words = query[:LONGEST_QUERY].casefold().split()
    if not words:
        return ()
    places = _matching(market, words)
    models = _models(market, places, words, day)
    models.sort(key=lambda model: _rank(model, words))
    # Where none that was found writes answers, as of "chatgpt" an image model, the nearest that does comes first.
    answers = any(not market.book.offers[place].purpose for model in models if model.hosts for place in model.places)
    hits = chain(
        _read_hit(market, query, words, day),
        () if answers or not models else nearest_hits(market, query, day),
        _routed(market, places, words, day),
        (_model_hit(market, model, words, day) for model in _readable(market, models) if model.named),
        (_offer_hit(market, place, words, day) for place in _offers(market, models, day)),
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
    return tuple(_offer_hit(market, places[one], (), day) for one in ids if one in places)


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
        yield _offer_hit(market, places[0], words, day)
        return
    for model in _models(market, places, words, day):
        hit = _model_hit(market, model, words, day)
        yield _at_effort(hit, " ".join(query.split()), reading.thinking) if reading.thinking else hit


def _at_effort(hit: Hit, typed: str, thinking: str) -> Hit:
    """The model at the effort in its name, which is chosen by the name as it was typed."""
    effort = f"thinking {thinking}" if thinking in ("on", "off") else f"{thinking} effort"
    return replace(hit, value=typed, remark=f"{effort}, {hit.remark}")


def _routed(market: Market, places: Sequence[int], words: Sequence[str], day: date) -> Iterator[Hit]:
    """The batch or free rows of a model where the query asks for one: "Opus 5.5 batch"."""
    asked = ROUTES & set(words)
    for place in places:
        if asked and any(market.book.offers[place].model_id.casefold().endswith(f":{word}") for word in asked):
            yield _offer_hit(market, place, words, day)


def _each_once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Every value the first time it comes."""
    seen: set[str] = set()
    for hit in hits:
        if hit.value not in seen:
            seen.add(hit.value)
            yield hit


def _matching(market: Market, words: Sequence[str]) -> list[int]:
    """Places of the offers that hold every word, and every number as one of theirs; run together ("gpt5.4") where none
    does as typed."""
    typed = " ".join(words)
    found = [i for i, one in enumerate(offers_with(market.facts, words, contains)) if one]
    found = [i for i in found if has_typed_numbers(typed, _names(market, i))]
    bare = plain(typed)
    if found or not bare:
        return found
    near = (i for i, one in enumerate(market.facts) if _begins_a_word(one.model_name, bare))
    return [i for i in near if has_typed_numbers(typed, _names(market, i))]


def _begins_a_word(name: str, bare: str) -> bool:
    """Whether the name, run together from one of its words on, begins with what was typed: no r2 in Composer 2.5."""
    if bare not in plain(name):
        return False
    return any(plain(name[found.start() :]).startswith(bare) for found in PIECES.finditer(name.casefold()))


def _names(market: Market, place: int) -> Iterator[str]:
    """What the model of an offer is called."""
    one, offer = market.facts[place], market.book.offers[place]
    profile = market.catalogue.profile_of(offer)
    yield from (one.model_name, offer.name, offer.model_id, *(profile.aliases if profile else ()))


def _models(market: Market, places: Iterable[int], words: Sequence[str], day: date) -> list[_Model]:
    groups: dict[Hashable, list[int]] = {}
    for place in sorted(places, key=lambda place: not market.facts[place].listed):
        groups.setdefault(market.facts[place].model, []).append(place)
    hosts, known = _live_hosts(market, groups.keys(), day)
    return [
        _Model(
            name=market.facts[group[0]].model_name,
            profile=market.catalogue.profile_of(market.book.offers[group[0]]),
            places=tuple(group),
            named=any(_is_named(market, place, words) for place in group),
            hosts=hosts[key],
            is_known=key in known,
        )
        for key, group in groups.items()
    ]


def _live_hosts(market: Market, models: Iterable[Hashable], day: date) -> tuple[Counter[Hashable], set[Hashable]]:
    """How many hosts may serve each model today, and the models that one is known to serve."""
    wanted = set(models)
    found = [
        (one.model, one.host, status_of(offer, market.catalogue.profile_of(offer), day).state)
        for one, offer in zip(market.facts, market.book.offers, strict=True)
        if one.model in wanted
    ]
    pairs = {(model, host) for model, host, state in found if state != "ended"}
    return Counter(model for model, _ in pairs), {model for model, _, state in found if state in ("live", "ending")}


def _is_named(market: Market, place: int, words: Sequence[str]) -> bool:
    """Whether every word is said by the model itself, and none by its host alone."""
    one = market.facts[place]
    text = " ".join((*_names(market, place), one.lab or "")).casefold()
    return all(word in text for word in words) or plain("".join(words)) in plain(one.model_name)


def _rank(model: _Model, words: Sequence[str]) -> tuple[bool, int, bool, bool, bool, int, int, float, int, str]:
    """Those that are live, the one of exactly this name, those whose name ends in it, those known to be served, those
    with a profile, those with several words as typed (5 is not 5.5), those whose name begins with what was typed, the
    newest, those of many hosts."""
    name = model.name.casefold()
    starts = min(0 if name.startswith(w) else 1 if f" {w}" in name.replace("-", " ") else 2 for w in words)
    parts = set(PIECES.findall(name))
    in_parts = len(words) == 1 or parts.issuperset(PIECES.findall(" ".join(words)))
    nearness, age = _nearness(name, words), age_of(model.profile, name)
    doubtful = not model.is_known
    return model.hosts == 0, nearness, doubtful, model.profile is None, not in_parts, starts, *age, -model.hosts, name


def _nearness(name: str, words: Sequence[str]) -> int:
    """0 for the very name, 1 for several words that end it ("sonnet 5" of Claude Sonnet 5), 2 for any other part."""
    if plain(name) == plain("".join(words)):
        return 0
    pieces, typed = PIECES.findall(name), PIECES.findall(" ".join(words))
    return 1 if len(typed) > 1 and pieces[-len(typed) :] == typed else 2


def _readable(market: Market, models: Sequence[_Model]) -> Iterator[_Model]:
    """The models without those that a host lists by a bare id, where the same model has a readable name."""
    keys = [(market.facts[model.places[0]].lab, _bare(model.name)) for model in models]
    readable = {key for key, model in zip(keys, models, strict=True) if not _is_id(model.name)}
    return (m for key, m in zip(keys, models, strict=True) if not (_is_id(m.name) and key in readable))


def _is_id(name: str) -> bool:
    return " " not in name and name == name.casefold()


def _bare(name: str) -> Words:
    """The words of a name, without the region and vendor before it and the host's version after it."""
    return name_words(HOST_PARTS.sub("", name.casefold()))


def _offers(market: Market, models: Iterable[_Model], day: date) -> Iterable[int]:
    """Single offers, those of the models found first, live ones before others."""
    for model in models:
        yield from sorted(model.places, key=lambda place: not _live(market, place, day))


def _live(market: Market, place: int, day: date) -> bool:
    offer = market.book.offers[place]
    return is_live(offer, market.catalogue.profile_of(offer), day)


def _model_hit(market: Market, model: _Model, words: Sequence[str], day: date) -> Hit:
    """A model with the host, and so the price, that choosing it gives; its first offer where no bare name means it."""
    offer = market.book.offers[model.places[0]]
    group = index_of(market.catalogue).groups.of.get(offer.id)
    choice = choose(market.catalogue, group, day) if group else None
    chosen = choice.offer if choice else offer
    value = _value(market, model, chosen) if choice else offer.id
    status = status_of(chosen, market.catalogue.profile_of(chosen), day)
    remark = "retired" if status.state == "ended" else _remark(model, chosen, status)
    return Hit(value, *_parts(model.name, words), remark, status.state == "ended", _price(chosen, day))


def _value(market: Market, model: _Model, chosen: Offer) -> str:
    """The name of the model for the plan: its profile, its name where that is read as this model, else the offer."""
    if model.profile:
        return model.profile.id
    read = read_name(market.catalogue, model.name)
    group = read.group if isinstance(read, Reading) and read.thinking is None else None
    return model.name if group and any(offer.id == chosen.id for offer in group.offers) else chosen.id


def _remark(model: _Model, chosen: Offer, status: Status) -> str:
    others = model.hosts - 1
    text = f"{chosen.host_name}{f' and {others} more' if others > 0 else ''}"
    if status.maker:
        return f"{text}, {status.maker} ended it"
    return f"{text}, no thinking" if model.profile and model.profile.modes.value == ("off",) else text


def _offer_hit(market: Market, place: int, words: Sequence[str], day: date) -> Hit:
    offer, live = market.book.offers[place], _live(market, place, day)
    remark = offer.host_name if live else _ended(market, offer, day)
    return Hit(offer.id, *_parts(offer.name, words), remark, not live, _price(offer, day) if live else "")


def _ended(market: Market, offer: Offer, day: date) -> str:
    """That it can no longer be called, and the successor that its host names."""
    heir = market.catalogue.offers.get(successor_of(offer, market.catalogue.profile_of(offer)) or "")
    return f"ended, now {heir.name}" if heir else "ended"


def _price(offer: Offer, day: date) -> str:
    """What a million tokens cost, in and out, at this offer; empty where it has no price."""
    card = card_for(offer, day, "standard")
    if card is None or card.input is None or card.output is None:
        return ""
    return f"{filters.money(card.input.base)} in, {filters.money(card.output.base)} out per million tokens"


def _parts(name: str, words: Sequence[str]) -> tuple[str, str, str]:
    """The name around the first word that is in it."""
    low = name.casefold()
    word = next((word for word in words if word in low and len(low) == len(name)), "")
    at = low.index(word)
    return name[:at], name[at : at + len(word)], name[at + len(word) :]
