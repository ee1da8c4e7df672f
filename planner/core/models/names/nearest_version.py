"""Models near to a name whose version nobody has: Kimi K4, GPT-6.2, Claude Opus 6.

They are of the same family, the nearest versions first; for a version above all of them the newest. A matching version
counts more than a matching tier: for "gemini-4-ultra" a Gemini 4 comes before a Gemini of another version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from math import inf

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.model_groups import Group
from planner.core.models.names.naming import DATE, SHORT_VERSION
from planner.core.models.names.spelling import POINT_P, bare_id, first_word

VERSION = re.compile(r"(?<![\d.])(?:[1-9]\d?|0)(?:\.\d{1,2})?(?![\d.])(?!\d*-?[bt]\b)")
"""Of a model, not a size (32b, 2.4T) nor a date (0324)."""
OF_A_WORD = re.compile(r"([A-Za-z]{2,})[-_ ]v(?=\d)\S*", re.IGNORECASE)
"""A version behind a v, with the word that it is of."""
SIZE = re.compile(r"\b\d+(?:\.\d+)?[bt]\b")
WORD, LETTER, MORE = 1.0, 4.0, 0.15
"""The cost of lacking a word of the name, of lacking a letter beside its number (R3 is not V3), and of an extra
word."""
ANOTHER, UNKNOWN, FARTHEST = 0.95, 4.0, 3.0
"""The cost of another version, besides its distance; of no version; and the distance beyond which it costs no more."""
NOT_KNOWN_WELL, NOT_THE_MAKERS = 0.8, 0.1
"""The cost of having no profile, and of not being the maker's own: copies and tunes by others come later."""
NO_ANSWERS = 1.5
"""The cost of writing no answers: a model of images is seldom meant by a name that does not say so."""
OTHER_OUTPUT = frozenset({"image", "audio", "video", "tts", "live", "realtime", "transcribe", "embedding"})
"""Words of models that write something else than text."""
SLIP = 0.6
"""Similarity from which a word counts as a misspelling of another; 1 is the same. gtp and gpt have 0.67."""
MOST = 12
PART_OF_NUMBERS = frozenset({"v", "b", "k"})
"""Letters that go with a number: V4, 32B, K3."""


def version_in(text: str) -> str:
    """The version in a name, the first where it has several: 4.1 of DeepSeek V4.1 Flash 1017; else empty."""
    plain = SHORT_VERSION.sub(r"\1.\2", DATE.sub("", POINT_P.sub(".", text.casefold())))
    match = VERSION.search(plain)
    return match.group() if match else ""


def nearest_versions(
    catalogue: Catalogue, text: str, words: Collection[str], known: Iterable[tuple[Group, set[str]]]
) -> list[Group]:
    """The nearest of `known` groups, each with the words of its name, to a name in lower case with its `words`. None
    where the name has no version, or no group has its first word."""
    version = version_in(text)
    called = sorted({*words} - {version} - PART_OF_NUMBERS, key=lambda word: (text.find(word), -len(word)))
    family = next((word for word in called if not word[0].isdigit()), "")
    if not version or not family:
        return []
    of_family = [
        (group, has, _version_of(group, called))
        for group, has in known
        if family in has and (len(family) > 1 or first_word(bare_id(group.offers[0].model_id)) == family)
    ]
    # A version above all of them means the newest: of GPT-9 no version is nearer than another.
    versions = [(own, group.maker is not None) for group, _, own in of_family if own]
    newest = max([own for own, is_makers in versions if is_makers] or [own for own, _ in versions], default=inf)
    found = [
        (
            _number(own, float(version), newest) + _cost(catalogue, group, has, called, text),
            -(own or 0.0),
            group.name,
            group,
        )
        for group, has, own in of_family
    ]
    return [group for *_, group in sorted(found, key=lambda one: one[:3])[:MOST]]


def _version_of(group: Group, called: Collection[str]) -> float | None:
    """The version that a model's name says of the words that were typed: the v4 of Qwen-SEA-LION-v4 is that of Lion."""
    name = OF_A_WORD.sub(lambda found: found[0] if found[1].casefold() in called else "", group.name)
    own = version_in(name)
    return float(own) if own else None


def _number(own: float | None, version: float, newest: float) -> float:
    """What it costs to say another version; one above the newest is as far as the newest is."""
    if own is None:
        return UNKNOWN
    return 0.0 if own == version else ANOTHER + min(abs(own - min(version, newest)), FARTHEST)


def _cost(catalogue: Catalogue, group: Group, words: set[str], called: Sequence[str], text: str) -> float:
    spelled = {word: _spelled_so(word, words, called) for word in called if word not in words}
    lacking = sum(LETTER if len(word) == 1 else WORD * (1 - how) for word, (how, _) in spelled.items())
    intended = {*called, *(other for _, other in spelled.values())}
    more = sum(MORE for word in words if not word[0].isdigit() and word not in intended and word not in PART_OF_NUMBERS)
    more += sum(MORE for size in SIZE.findall(group.name.casefold()) if size not in text)
    known = 0.0 if catalogue.profile_of(group.offers[0]) else NOT_KNOWN_WELL
    silent = NO_ANSWERS if (words & OTHER_OUTPUT) - set(called) or group.offers[0].purpose else 0.0
    return lacking + more + known + silent + (0.0 if group.maker else NOT_THE_MAKERS)


def _spelled_so(word: str, words: Iterable[str], called: Collection[str]) -> tuple[float, str]:
    """The word of a model that is most similar to a misspelt one, and how similar: sonet, and sonnet."""
    others = [other for other in words if not other[0].isdigit() and other not in called]
    like = [(SequenceMatcher(None, word, other).ratio(), other) for other in others]
    how, other = max(like, default=(0.0, ""))
    return (how, other) if how >= SLIP else (0.0, "")
