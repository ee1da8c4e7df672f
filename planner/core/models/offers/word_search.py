"""Which offers a search means: words are parts of a model's names, or name its host.

A word that models are called by names a host only where it is the first of the host's name, or follows the word before
it there: "gemini 3 pro" does not ask for QuickSilver Pro, "quicksilver pro" does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from planner.core.keeping import KeptBy
from planner.core.models.names.naming import PIECES
from planner.core.models.offers.offer_facts import OfferFacts

PARTS = re.compile(r"[^()]+")
"""A host's name and the one in brackets behind it: Hugging Face (Groq)."""
Says = Callable[[str, str], bool]
"""Whether a text in lower case says a word."""


_FOUND: KeptBy[tuple[bool, ...]] = KeptBy(4, 16)


def offers_with(facts: Sequence[OfferFacts], words: Iterable[str], says: Says) -> tuple[bool, ...]:
    """Whether each offer holds all of the words, which are in lower case: in what its model is called, as `says` finds
    them there, in its id where they have a slash, or in the name of its host."""
    typed = tuple(words)
    return _FOUND.get(facts, (typed, says), lambda: tuple(_offers_with(facts, typed, says)))


def _offers_with(facts: Sequence[OfferFacts], words: Sequence[str], says: Says) -> Iterator[bool]:
    models = _words_of_models(facts)
    named = {names: named_by_host(names, words, models) for names in {one.host_names for one in facts}}
    for one in facts:
        by_host = named[one.host_names]
        yield all(word in by_host or _holds(one, word, says) for word in words)


def _holds(one: OfferFacts, word: str, says: Says) -> bool:
    return says(one.text, word) or ("/" in word and word in one.id_text)


def named_by_host(host_names: Sequence[str], words: Sequence[str], models: frozenset[str]) -> frozenset[str]:
    """The words that ask for a host of these names (its id, and what it is called), beside the `models`' own words."""
    found: set[str] = set()
    for name in (part for names in host_names for part in PARTS.findall(names)):
        first, *later = name.split() or [""]
        found.update(word for word in words if word == first or (first.startswith(word) and word not in models))
        found.update(word for word in words for part in later if part.startswith(word) and _is_new(word, models))
        pairs = set(pairwise((first, *later)))
        found.update(
            word
            for before, word in pairwise(words)
            if any(one.startswith(before) and part.startswith(word) for one, part in pairs)
        )
    return frozenset(found)


@lru_cache(1024)
def _is_new(word: str, models: frozenset[str]) -> bool:
    """Whether no word of a model begins so."""
    return not any(known.startswith(word) for known in models)


_WORDS: KeptBy[frozenset[str]] = KeptBy(4, 1)


def _words_of_models(facts: Sequence[OfferFacts]) -> frozenset[str]:
    return _WORDS.get(facts, "words", lambda: words_of(one.model_name for one in facts))


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Every word of these names, in lower case."""
    return frozenset(word for name in names for word in PIECES.findall(name.casefold()))
