"""The one name of every lab that price lists spell in several ways, from planner/data/labs.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.sources.facts.toml_reader import DataError, read_toml, source_of


@cache
def lab_names() -> Mapping[str, str]:
    """The name of a lab by each of its spellings, in lower case."""
    raw = read_toml("labs.toml")
    source_of(raw, "labs.toml")
    found: dict[str, str] = {}
    for name, spellings in raw["labs"].items():
        for spelling in spellings:
            if spelling in found or spelling != spelling.casefold():
                raise DataError(f"labs.toml: {spelling} must stand once and in lower case")
            found[spelling] = name
    return found
