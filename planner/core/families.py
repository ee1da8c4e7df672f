"""Which family and lab a model belongs to, by the words of its name; for models that have no profile.

A family's fitted tokens are looked up under the name `family:<family>`, a lab's under `lab:<lab>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.naming import Words, words


@dataclass(frozen=True, slots=True)
class Family:
    """A family of models and the words that tell it; a word ending in * is a beginning. No name: the lab alone."""

    name: str
    lab: str
    words: Words

    @property
    def study_name(self) -> str:
        """The key of its fitted tokens."""
        return f"family:{self.name}" if self.name else f"lab:{self.lab}"


def family_of(families: Sequence[Family], model: str) -> Family | None:
    """The first family whose words are all in the name of `model`; None where no family is told by it."""
    said = words(model)
    return next((family for family in families if all(_there(word, said) for word in family.words)), None)


def _there(wanted: str, said: Words) -> bool:
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in said)
    return wanted in said
