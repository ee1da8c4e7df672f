"""Which family and lab a model belongs to, by the words of its name; for models that have no profile.

A family's fitted tokens are looked up under the name `family:<family>`, a lab's under `lab:<lab>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.naming import Words, words


@dataclass(frozen=True, slots=True)
class Family:
    """A family of models and the words that tell it; a word ending in * is a beginning. No name: the lab alone.

    `speeds`: tokens/s at a vendor, a router, in an agent's loop. `default_effort` is what its models do when nothing is
    asked; `on` where the effort label changes nothing.
    """

    name: str
    lab: str
    words: Words
    default_effort: str = "on"
    speeds: tuple[tuple[str, float], ...] = ()

    @property
    def study_name(self) -> str:
        """The key of its fitted tokens."""
        return f"family:{self.name}" if self.name else f"lab:{self.lab}"

    def effort(self, asked: str) -> str:
        """The effort that an asked mode comes to: low equals high where the label is inert."""
        if asked == "off" or (asked != "on" and self.default_effort != "on"):
            return asked
        return self.default_effort


def family_of(families: Sequence[Family], model: str) -> Family | None:
    """The first family whose words are all in the name of `model`; None where no family is told by it."""
    said = words(model)
    return next((family for family in families if has_words(family.words, said)), None)


def has_words(wanted: Words, said: Words) -> bool:
    """Whether all of `wanted` are among the words of a name; a wanted word ending in * is a beginning."""
    # Asked some 800,000 times when a server starts: a plain loop takes a third of the time of nested generators.
    for word in wanted:  # noqa: SIM110
        if not (word in said or (word[-1] == "*" and _begins_one(word[:-1], said))):
            return False
    return True


def _begins_one(start: str, said: Words) -> bool:
    return any(word.startswith(start) for word in said)
