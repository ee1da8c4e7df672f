"""Which models without a profile keep their reasoning across user turns, from planner/data/kept_reasoning.toml."""

from __future__ import annotations

from functools import cache

from planner.core.models.families import has_words
from planner.core.models.names.naming import Words, words
from planner.sources.facts.toml_reader import read_toml, required, source_of


def keeps_across_turns(model_id: str) -> bool:
    """Whether the reasoning of one turn is sent again, and billed, at the next."""
    name_words = words(model_id)
    return any(has_words(wanted, name_words) for wanted in load_rules())


@cache
def load_rules() -> tuple[Words, ...]:
    """The words of every rule; each rule must name a source."""
    found: list[Words] = []
    for number, raw in enumerate(read_toml("kept_reasoning.toml")["rules"], start=1):
        where = f"kept_reasoning.toml, rule {number}"
        source_of(raw, where)
        found += [tuple(name.split()) for name in required(raw, "words", where)]
    return tuple(found)
