"""Misspelt words of a name as they are spelt in the names of models, hosts and labs: "cluade opus" is claude opus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.name_index import index_of

LETTERS = re.compile(r"[a-z]+")
SHORTEST, SHORTEST_TURNED = 4, 3
"""Letters of a word that may be misspelt, and of one whose letters may stand in another order: gtp."""
LIKE = 0.88
"""The least similarity of a word and its right spelling, which begin alike; 1 is the same."""
LONGEST, MOST_WORDS = 80, 8
"""Characters of a name that are looked at, and words that are looked up."""
KEPT = "spellings"


def respelled(catalogue: Catalogue, name: str) -> str:
    """The name in lower case, each word that nothing is called by (alone or in the plural) as the likeliest word that
    something is; as it was given where that changes no word."""
    text, known = name[:LONGEST].casefold(), _known(catalogue)
    unknown = dict.fromkeys(word for word in LETTERS.findall(text) if not {word, f"{word}s"} & known.keys())
    right = {word: _right(word, known) for word in list(unknown)[:MOST_WORDS]}
    if not any(right.values()):
        return name
    return LETTERS.sub(lambda found: right.get(found[0]) or found[0], text)


def _right(word: str, known: Counter[str]) -> str:
    """The known word that a word seems to mean, of equals that of most names; empty where none is near."""
    near = [(how, known[one], one) for one in known if (how := _likeness(word, one)) >= LIKE]
    return max(near, default=(0.0, 0, ""))[2]


def _likeness(word: str, other: str) -> float:
    if word[0] != other[0] or abs(len(word) - len(other)) > 2:
        return 0.0
    if len(word) >= SHORTEST_TURNED and sorted(word) == sorted(other):
        return 1.0
    return SequenceMatcher(None, word, other).ratio() if len(word) >= SHORTEST and len(other) >= SHORTEST else 0.0


def _known(catalogue: Catalogue) -> Counter[str]:
    """Every word of the names of models, hosts and labs, with how many models have it."""
    if KEPT not in catalogue.kept:
        catalogue.kept[KEPT] = Counter(_words(catalogue))
    return catalogue.kept[KEPT]  # type: ignore[no-any-return]


def _words(catalogue: Catalogue) -> Iterable[str]:
    index = index_of(catalogue)
    for words in index.words:
        yield from (word for word in words if word.isalpha())
    hosts = {name for offer in catalogue.offers.values() for name in (offer.host, offer.host_name)}
    labs = {*catalogue.labs, *catalogue.labs.values(), *(one.lab for one in catalogue.profiles.values())}
    for name in (*hosts, *labs, *index.hosts, *index.vendors):
        yield from LETTERS.findall(name.casefold())
