"""Which models a search finds: those whose offers hold every word, and in what order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import contains

from planner.core.models.catalogue import Profile
from planner.core.models.lifecycle.status import status_of
from planner.core.models.names.naming import PIECES, Words
from planner.core.models.names.naming import words as name_words
from planner.core.models.names.newest_first import age_of
from planner.core.models.offers.word_search import offers_with
from planner.core.models.resolve import plain
from planner.core.ranking.market import Market
from planner.web.offers.search.typed_numbers import has_typed_numbers

HOST_PARTS = re.compile(r"^(?:(?:global|regional)\.)?[a-z]+\.(?=[a-z])|-v\d+(?::\d+)?$")
"""What AWS puts around the id of a model: global.anthropic. ... -v1:0."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that was found, with the places of its offers that were, how many live hosts it has in all, and
    whether any is known to serve it."""

    name: str
    profile: Profile | None
    places: tuple[int, ...]
    named: bool
    hosts: int
    is_known: bool


def matching(market: Market, words: Sequence[str]) -> list[int]:
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


def models_of(market: Market, places: Iterable[int], words: Sequence[str], day: date) -> list[FoundModel]:
    groups: dict[Hashable, list[int]] = {}
    for place in sorted(places, key=lambda place: not market.facts[place].listed):
        groups.setdefault(market.facts[place].model, []).append(place)
    hosts, known = _live_hosts(market, groups.keys(), day)
    return [
        FoundModel(
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


def rank(model: FoundModel, words: Sequence[str]) -> tuple[bool, int, bool, bool, bool, int, int, float, int, str]:
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


def readable(market: Market, models: Sequence[FoundModel]) -> Iterator[FoundModel]:
    """The models without those that a host lists by a bare id, where the same model has a readable name."""
    keys = [(market.facts[model.places[0]].lab, _bare(model.name)) for model in models]
    readable = {key for key, model in zip(keys, models, strict=True) if not _is_id(model.name)}
    return (m for key, m in zip(keys, models, strict=True) if not (_is_id(m.name) and key in readable))


def _is_id(name: str) -> bool:
    return " " not in name and name == name.casefold()


def _bare(name: str) -> Words:
    """The words of a name, without the region and vendor before it and the host's version after it."""
    return name_words(HOST_PARTS.sub("", name.casefold()))
