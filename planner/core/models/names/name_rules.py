"""Facts that follow from a model's name alone: rules of words, of which the first match counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.core.models.families import has_words
from planner.core.models.names.naming import MODE_OF_WORD, Words, words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NameRule(Generic[T]):
    """A rule for models whose names have all of `words` (one ending in * is a beginning); `whole`: and no others."""

    words: Words
    value: T
    whole: bool = False

    def holds(self, name_words: Words) -> bool:
        """Whether the rule covers a model with these words in its name."""
        return has_words(self.words, name_words) and (not self.whole or set(name_words) == set(self.words))


def rule_of(text: str, value: T) -> NameRule[T]:
    """A rule from its words; "= " before them asks for the whole name."""
    bare = text.removeprefix("= ")
    return NameRule(tuple(bare.split()), value, whole=bare != text)


def first_of(rules: Iterable[NameRule[T]], name_words: Words) -> NameRule[T] | None:
    """The first rule that holds; None where none does."""
    return next((rule for rule in rules if rule.holds(name_words)), None)


def words_said(model_id: str) -> Words:
    """The words of a model id, sorted; of its route only words about thinking (":thinking", not ":free")."""
    route = model_id.rpartition("/")[2].partition(":")[2]
    return tuple(sorted((*words(model_id), route))) if route in MODE_OF_WORD else words(model_id)
