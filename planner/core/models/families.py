"""Family, tier and lab of a model, by the words of its name.

Fitted tokens are looked up under the name `family:<family>/<tier>`, else `family:<family>`, else `lab:<lab>`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.keeping import Kept
from planner.core.models.names.naming import Words, words

# The first of these that is in a name is its tier: how large the model is among those of its maker.
TIERS = (
    "lite", "flash", "nano", "mini", "haiku", "sonnet", "opus", "fable", "mythos", "codex", "chat", "instant", "fast",
    "build", "micro", "air", "small", "medium", "large", "max", "plus", "pro", "premier", "ultra", "super", "turbo",
    "sol", "terra", "luna", "astra", "spark", "glimmer", "ember", "vl", "omni", "coder", "code", "next", "distill",
    "think", "deep",
)  # fmt: skip
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*b\b")
SIZES = ((5, "under 5B"), (16, "under 16B"), (50, "under 50B"), (150, "under 150B"))
"""Billions of parameters, for names with a size and without a tier."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of models and the words that identify it; a word ending in * is a beginning. Without a name it stands
    for the lab alone. `speeds`: tokens/s at a vendor, a router, in an agent's loop. `default_effort`: what its models
    do without a setting; `inert`: the effort label was measured to change nothing, or the model has none."""

    name: str
    lab: str
    words: Words
    default_effort: str = "on"
    speeds: tuple[tuple[str, float], ...] = ()
    inert: bool = False

    @property
    def study_name(self) -> str:
        """The key of its fitted tokens."""
        return f"family:{self.name}" if self.name else f"lab:{self.lab}"

    def line(self, model: str) -> str:
        """The key of the fitted tokens of its models of the same tier as `model`."""
        return f"{self.study_name}/{tier_of(model)}"

    def effort(self, asked: str) -> str:
        """The effort that counts for an asked mode: low equals high where the label is inert."""
        if asked == "off" or not (self.inert or asked == "on"):
            return asked
        return self.default_effort


def family_of(families: Sequence[Family], model: str) -> Family | None:
    """The first family whose words are all in the name of `model`; None where there is none."""
    return _FOUND.get((id(families), model), lambda: (families, _first_of(families, model)))[1]


KEPT_NAMES = 8192
_FOUND: Kept[tuple[Sequence[Family], Family | None]] = Kept(KEPT_NAMES)
"""By name and the identity of a list of families. The list is kept too, so that no other gets its identity."""


def _first_of(families: Sequence[Family], model: str) -> Family | None:
    name_words = words(model)
    return next((family for family in families if has_words(family.words, name_words)), None)


def tier_of(model: str) -> str:
    """The tier in a name, else the size, else nothing: "mini", "under 50B", ""."""
    name_words = words(model)
    for tier in TIERS:
        if tier in name_words:
            return tier
    size = SIZE.search(model.casefold())
    if size is None:
        return ""
    return next((name for most, name in SIZES if float(size[1]) < most), "150B and more")


def has_words(wanted: Words, name_words: Words) -> bool:
    """Whether all of `wanted` are among the words of a name; a wanted word ending in * is a beginning."""
    # Called some 800,000 times when a server starts: a plain loop takes a third of the time of nested generators.
    for word in wanted:  # noqa: SIM110
        if not (word in name_words or (word[-1] == "*" and _begins_one(word[:-1], name_words))):
            return False
    return True


def _begins_one(start: str, name_words: Words) -> bool:
    return any(word.startswith(start) for word in name_words)
