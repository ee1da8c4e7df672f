"""What the type-ahead finds: models first, with how many hosts serve them, then single offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from planner.core.catalogue import Offer, Profile
from planner.core.lifecycle import is_live
from planner.core.market import Market
from planner.core.resolve import plain

MOST_HITS = 12
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """An option: the value to add to the plan, its name in three parts (the middle one is what was typed), a remark."""

    value: str
    before: str
    match: str
    after: str
    remark: str
    ended: bool


@dataclass(frozen=True, slots=True)
class _Model:
    """A model that was found, with the places of its offers that were, and how many live hosts it has in all."""

    name: str
    profile: Profile | None
    places: tuple[int, ...]
    named: bool
    hosts: int


def find_hits(market: Market, query: str, day: date) -> tuple[Hit, ...]:
    """At most 12 hits for every word of `query` on any part of a name, lab, host or other spelling."""
    words = query[:LONGEST_QUERY].casefold().split()
    if not words:
        return ()
    models = _models(market, _matching(market, words), words, day)
    models.sort(key=lambda model: _rank(model, words))
    hits = chain(
        (_model_hit(market, model, words) for model in models if model.named),
        (_offer_hit(market, place, words, day) for place in _offers(market, models, day)),
    )
    return tuple(islice(hits, MOST_HITS))


def _matching(market: Market, words: Sequence[str]) -> list[int]:
    """Places of the offers that hold every word; run together ("gpt5.4") where none does as typed."""
    found = [i for i, one in enumerate(market.facts) if all(word in one.text for word in words)]
    if found:
        return found
    bare = plain("".join(words))
    return [i for i, one in enumerate(market.facts) if bare in plain(one.model_name)] if bare else []


def _models(market: Market, places: Iterable[int], words: Sequence[str], day: date) -> list[_Model]:
    groups: dict[Hashable, list[int]] = {}
    for place in places:
        groups.setdefault(market.facts[place].model, []).append(place)
    hosts = _live_hosts(market, groups.keys(), day)
    return [
        _Model(
            name=market.facts[group[0]].model_name,
            profile=market.catalogue.profile_of(market.book.offers[group[0]]),
            places=tuple(group),
            named=any(_is_named(market, place, words) for place in group),
            hosts=hosts[key],
        )
        for key, group in groups.items()
    ]


def _live_hosts(market: Market, models: Iterable[Hashable], day: date) -> Counter[Hashable]:
    """How many hosts serve each model today."""
    wanted = set(models)
    pairs = {
        (one.model, one.host)
        for one, offer in zip(market.facts, market.book.offers, strict=True)
        if one.model in wanted and is_live(offer, market.catalogue.profile_of(offer), day)
    }
    return Counter(model for model, _ in pairs)


def _is_named(market: Market, place: int, words: Sequence[str]) -> bool:
    """Whether every word is said by the model itself, and none by its host alone."""
    one, offer = market.facts[place], market.book.offers[place]
    profile = market.catalogue.profile_of(offer)
    said = (one.model_name, offer.name, offer.model_id, one.lab or "", *(profile.aliases if profile else ()))
    text = " ".join(said).casefold()
    return all(word in text for word in words) or plain("".join(words)) in plain(one.model_name)


def _rank(model: _Model, words: Sequence[str]) -> tuple[bool, bool, bool, int, int, str]:
    """Those that can be had, the one called just so, those with a profile, those whose name begins with what was typed,
    those of many hosts."""
    name = model.name.casefold()
    exact = plain(name) == plain("".join(words))
    starts = min(0 if name.startswith(w) else 1 if f" {w}" in name.replace("-", " ") else 2 for w in words)
    return model.hosts == 0, not exact, model.profile is None, starts, -model.hosts, name


def _offers(market: Market, models: Iterable[_Model], day: date) -> Iterable[int]:
    """Single offers, those of the models found first, live ones before others."""
    for model in models:
        yield from sorted(model.places, key=lambda place: not _live(market, place, day))


def _live(market: Market, place: int, day: date) -> bool:
    offer = market.book.offers[place]
    return is_live(offer, market.catalogue.profile_of(offer), day)


def _model_hit(market: Market, model: _Model, words: Sequence[str]) -> Hit:
    offer = market.book.offers[model.places[0]]
    return Hit(_value(market, model, offer), *_parts(model.name, words), _remark(model, offer), model.hosts == 0)


def _value(market: Market, model: _Model, offer: Offer) -> str:
    """What the plan knows the model by: its profile, its name where an offer bears it as it is, else that offer."""
    if model.profile:
        return model.profile.id
    bare = plain(model.name)
    return model.name if any(plain(market.book.offers[i].name) == bare for i in model.places) else offer.id


def _remark(model: _Model, offer: Offer) -> str:
    if model.hosts == 0:
        return "retired"
    said = offer.host_name if len(model.places) == 1 else "1 host" if model.hosts == 1 else f"{model.hosts} hosts"
    return f"{said}, no thinking" if model.profile and model.profile.modes.value == ("off",) else said


def _offer_hit(market: Market, place: int, words: Sequence[str], day: date) -> Hit:
    offer, live = market.book.offers[place], _live(market, place, day)
    return Hit(offer.id, *_parts(offer.name, words), offer.host_name if live else "ended", not live)


def _parts(name: str, words: Sequence[str]) -> tuple[str, str, str]:
    """The name around the first word that is in it."""
    low = name.casefold()
    word = next((word for word in words if word in low and len(low) == len(name)), "")
    at = low.index(word)
    return name[:at], name[at : at + len(word)], name[at + len(word) :]
