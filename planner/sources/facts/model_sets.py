"""Named sets of models that the pages open with, from planner/data/model_sets.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.core.models.presets import ModelSet
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.toml_reader import DataError, Table, read_toml, required

KEYS = {"id", "name", "summary", "models", "opens_on"}


@cache
def load_model_sets() -> Mapping[str, ModelSet]:
    """Every set by its id, in the order of the file: the first is the one shown until another is chosen."""
    sets = [_model_set(raw) for raw in read_toml("model_sets.toml")["sets"]]
    return {one.id: one for one in sets}


def _model_set(raw: Table) -> ModelSet:
    """One set; its models must have a profile, so that misspelt ones are noticed."""
    where = f"model_sets.toml: {required(raw, 'id', 'model_sets.toml')}"
    unknown = set(raw) - KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    models = tuple(required(raw, "models", where))
    opens_on = required(raw, "opens_on", where)
    strangers = [name for name in (*models, opens_on) if name not in load_profiles()]
    if strangers or opens_on not in models:
        raise DataError(f"{where}: {', '.join(strangers) or opens_on} has no profile or is not in the set")
    return ModelSet(raw["id"], required(raw, "name", where), required(raw, "summary", where), models, opens_on)
