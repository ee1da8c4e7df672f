"""Workloads to start from, from planner/data/presets.toml: every assumption with its source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.core.models.presets import Assumption, Preset
from planner.sources.facts.toml_reader import Table, read_toml, required


@cache
def load_presets() -> Mapping[str, Preset]:
    """Every preset by its id, in the order of the file."""
    presets = [_preset(raw) for raw in read_toml("presets.toml")["presets"]]
    return {preset.id: preset for preset in presets}


def _preset(raw: Table) -> Preset:
    where = required(raw, "id", "presets.toml")
    return Preset(
        id=where,
        name=required(raw, "name", where),
        summary=required(raw, "summary", where),
        unit=required(raw, "unit", where),
        assumptions=tuple(
            _assumption(field, entry, where) for field, entry in required(raw, "assumptions", where).items()
        ),
    )


def _assumption(field: str, raw: Table, where: str) -> Assumption:
    """TOML has no null: an assumption without a value leaves the field to be estimated."""
    why: str = required(raw, "why", f"{where} {field}")
    return Assumption(field, raw.get("value"), why)
