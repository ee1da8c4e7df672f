"""Whether a model has the numbers that were typed: a version must be a whole number in the name, in the version's
place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from planner.core.models.names.naming import DATE, SHORT_VERSION
from planner.core.models.names.spelling import POINT_P, bare_id

NUMBER = re.compile(r"(?:([a-z]+)[-_ ]v)?(\d+(?:\.\d+)*)([a-z]*)")
LETTERS = re.compile(r"[a-z]+")
APART = re.compile(r"(?<![\d.])(\d) (\d)(?![\w.])")
SIZES = frozenset({"b", "t", "m", "k", "x"})
"""Letters after a number that make it a size and not a version: 70b, 2.4t, 8x7b."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with the letters right behind it: 70 and b, 4 and o. `of`: the word before the v of a version."""

    of: str
    digits: str
    letters: str

    @property
    def is_version(self) -> bool:
        """Whether it is a single digit without a size after it: "llama 70" means the size, "llama 4" the version."""
        return self.letters not in SIZES and len(self.digits.partition(".")[0]) == 1

    def is_in(self, other: _Number) -> bool:
        """5 is in 5 and 5.3, not in 4.5 and 55; 70 in 70b."""
        same = other.digits == self.digits or other.digits.startswith(f"{self.digits}.")
        return same and other.letters.startswith(self.letters)


def has_typed_numbers(typed: str, names: Iterable[str]) -> bool:
    """Whether one of a model's `names` has every number of `typed`, "4 5" read as 4.5 too; always where there is none.

    The first number typed is the version where it looks like one; the others may be anything in the name.
    """
    readings = [found for text in dict.fromkeys((typed, APART.sub(r"\1.\2", typed))) if (found := _numbers(text))]
    return not readings or any(_fits(typed, numbers, name) for name in names for numbers in readings)


def _fits(text: str, typed: tuple[_Number, ...], name: str) -> bool:
    numbers, versions = _numbers(name), [one for one in _versions(name) if _is_asked(one, text)]
    first = any(typed[0].is_in(one) for one in (versions if typed[0].is_version else numbers))
    run_together = any(typed[0].digits == one.digits.replace(".", "") for one in versions)
    return (first or run_together) and all(any(number.is_in(one) for one in numbers) for number in typed[1:])


def _is_asked(version: _Number, text: str) -> bool:
    """Whether a version after a v belongs to a typed word: the v4 of Qwen-SEA-LION-v4 is not a version of Qwen."""
    words = [word for word in LETTERS.findall(text) if word != "v"]
    return not version.of or not words or any(version.of.startswith(word) for word in words)


@lru_cache(maxsize=16_384)
def _numbers(name: str) -> tuple[_Number, ...]:
    text = SHORT_VERSION.sub(r"\1.\2", POINT_P.sub(".", bare_id(name)))
    return tuple(_Number(*found) for found in NUMBER.findall(text))


@lru_cache(maxsize=16_384)
def _versions(name: str) -> tuple[_Number, ...]:
    """The first number of a name, and the first that is no size; days are no versions."""
    numbers = _numbers(DATE.sub("", name))
    return (*numbers[:1], *[one for one in numbers if one.letters not in SIZES][:1])
