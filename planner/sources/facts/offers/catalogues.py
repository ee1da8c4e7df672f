"""The catalogues of models that make facts read: name, version and the day of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.sources.facts.toml_reader import read_toml


@dataclass(frozen=True, slots=True)
class Catalogued:
    """A catalogue: `dated` is the day it was made or fetched."""

    title: str
    dated: date
    url: str
    licence: str


@cache
def load_catalogues() -> Mapping[str, Catalogued]:
    """Every catalogue by its key in the tables."""
    return {
        key: Catalogued(f"{raw['name']} {raw['version']}", raw["dated"], raw["url"], raw["licence"])
        for key, raw in read_toml("catalogues.toml").items()
    }
