"""Sentences about numbers that can be read two ways: both readings go along, to choose from at the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.core.number_text import TwoReadings

MARK = "can be read both ways"
"""What such sentences say."""


class Asked(str):
    """A sentence with what to choose from: the reading, and for a form that is an address the address with it."""

    __slots__ = ("choices",)
    choices: tuple[tuple[str, str], ...]


def asked(
    sentences: Mapping[str, str],
    typed: Callable[[str], str],
    read: Callable[[str, str], object],
    address: Callable[[str, str], str],
) -> dict[str, str]:
    """The sentences by field, those about two readings with both; `read` reads what is `typed` in a field."""
    return {name: _asked(name, sentence, typed(name), read, address) for name, sentence in sentences.items()}


def _asked(
    name: str, sentence: str, text: str, read: Callable[[str, str], object], address: Callable[[str, str], str]
) -> str:
    if MARK not in sentence:
        return sentence
    try:
        read(name, text)
    except TwoReadings as two:
        found = Asked(sentence)
        found.choices = tuple((reading, address(name, reading)) for reading in two.readings)
        return found
    except ValueError:
        pass
    return sentence
