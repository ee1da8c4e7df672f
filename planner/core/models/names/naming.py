"""What a model is called: the same model under the spellings of price lists, benchmarks and routers.

A name becomes a set of words, without vendor prefix, order, dates and punctuation: "anthropic/claude-opus-4.5",
"Claude Opus 4.5" and "claude-opus-4-5-20251101" are one. An effort at the end ("gpt-5-high") is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.core.workload import EFFORTS

T = TypeVar("T")
Words = tuple[str, ...]

MODE_OF_WORD = {
    "none": "off",
    "off": "off",
    "chat": "off",
    "instruct": "off",
    "nothink": "off",
    "thinking": "on",
    "think": "on",
    "reasoning": "on",
    "on": "on",
    "default": "default",
    **{effort: effort for effort in EFFORTS},
}
"""Words of thinking where they are not part of the model's name, and the mode of each."""

NOISE = frozenset({"latest", "exp", "experimental", "free", "long", "preview", "beta", "turbo", "non", "it"})
DATE = re.compile(r"(?<![\d.])(?:20\d\d[-_]?[01]\d[-_]?[0-3]\d|[01]\d-[0-3]\d)(?!\d)")
SHORT_VERSION = re.compile(r"(?<![\d.])(\d{1,2})[-_](\d)(?=$|[^\d.a-z]|-)")
PIECES = re.compile(r"\d+(?:\.\d+)*|[a-z]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name split into the words that identify it, best reading first, each with the mode found beside it (or
    None)."""

    readings: tuple[tuple[Words, str | None], ...]


def words(name: str) -> Words:
    """The words of a model name, sorted; vendor prefix, route suffix and dates left out."""
    tail = name.casefold().rsplit("/", 1)[-1].split(":")[0].split("@")[0].replace("+", " plus")
    tail = SHORT_VERSION.sub(r"\1.\2", DATE.sub("", tail))
    return tuple(sorted(PIECES.findall(tail)))


def spelling(name: str) -> Spelling:
    """Every way to read `name`: whole, without its noise words, and with its effort words set apart."""
    whole = words(name)
    route = name.casefold().partition(":")[2]
    route_mode = MODE_OF_WORD.get(route)
    bare = tuple(word for word in whole if word not in NOISE)
    efforts = [word for word in bare if word in MODE_OF_WORD]
    plain = tuple(word for word in bare if word not in MODE_OF_WORD)
    readings = [(whole, route_mode), (bare, route_mode)]
    readings += [(_without(whole, word), MODE_OF_WORD[word]) for word in efforts]
    readings += [(_without(bare, word), MODE_OF_WORD[word]) for word in efforts]
    if efforts:
        readings.append((plain, MODE_OF_WORD[_said_of(name, efforts)]))
    return Spelling(tuple(dict.fromkeys(readings)))


def _without(whole: Words, word: str) -> Words:
    at = whole.index(word)
    return whole[:at] + whole[at + 1 :]


def _said_of(name: str, efforts: Iterable[str]) -> str:
    """The effort word at the end of the name, unless it only says that the model thinks."""
    order = sorted(efforts, key=lambda word: (word in ("thinking", "think", "reasoning"), -name.casefold().rfind(word)))
    return order[0]


def look_up(known: Mapping[Words, T], name: str) -> tuple[T, str | None] | None:
    """What `name` means among `known`, keyed by words, and the mode in the name; None where it is not known."""
    for key, mode in spelling(name).readings:
        if key in known:
            return known[key], mode
    return None


def index(named: Iterable[tuple[str, T]]) -> dict[Words, T]:
    """`named` things by the words of their name; whole names go before names without their noise words."""
    things = list(named)
    found: dict[Words, T] = {}
    for name, thing in things:
        found.setdefault(words(name), thing)
    for name, thing in things:
        found.setdefault(tuple(word for word in words(name) if word not in NOISE), thing)
    return found
