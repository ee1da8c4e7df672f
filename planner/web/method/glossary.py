"""The words of the pages, each explained in planner/data/glossary.toml."""

from __future__ import annotations

from dataclasses import dataclass

from planner.sources.facts.toml_reader import read_toml


@dataclass(frozen=True, slots=True)
class Word:
    """A word, the id it is linked by, and what it means."""

    id: str
    name: str
    means: str


WORDS = {id_: Word(id_, **word) for id_, word in read_toml("glossary.toml").items()}
