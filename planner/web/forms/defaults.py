"""What the fields of a plan say before anybody types in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from planner.core.models.presets import Preset
from planner.core.workload import CacheSettings, Workload
from planner.web.forms.doors import Door
from planner.web.forms.fields import SPECS
from planner.web.forms.numbers import shown


def default_values(preset: Preset, door: Door | None = None) -> Mapping[str, str]:
    """Every field as the preset fills it, and the contract's defaults for the rest; behind its own door, the door's."""
    key = (preset.id, door.id if door else "")
    kept = _DEFAULTS.get(key)
    if kept is None or kept[0] is not preset:
        # At most as many as there are presets and doors.
        _DEFAULTS[key] = kept = (preset, MappingProxyType(_default_values(preset, door)))
    return kept[1]


_DEFAULTS: dict[tuple[str, str], tuple[Preset, Mapping[str, str]]] = {}
"""Defaults with the preset that they were made of: a page asks for those of every preset."""


def _default_values(preset: Preset, door: Door | None) -> dict[str, str]:
    given = dict(_flat(preset))
    if "people.runs_per_day" in given:
        given |= {TEAM[name]: value for name, value in given.items() if name in TEAM}
        given |= {"per": "person", "runs_per_day": given["people.runs_per_day"]}
    values: dict[str, str] = {}
    for spec in SPECS.values():
        path = spec.path.removeprefix("workload.")
        if path in given:
            values[spec.name] = shown(given[path], spec.name)
        elif spec.name in given:
            values[spec.name] = shown(given[spec.name], spec.name)
        else:
            values[spec.name] = spec.usual or shown(_contract_default(spec.path), spec.name)
    return {**values, **(door.values if door and preset.id == door.preset else {})}


TEAM = {"people.count": "people", "people.active_share": "active", "people.days_per_month": "workdays"}


def _flat(preset: Preset) -> Iterator[tuple[str, object]]:
    """Assumptions by field; an object's parts by their dotted names."""
    for assumption in preset.assumptions:
        name = assumption.field.removeprefix("workload.")
        if isinstance(assumption.value, Mapping):
            yield from ((f"{name}.{part}", value) for part, value in assumption.value.items())
        else:
            yield name, assumption.value


def _contract_default(path: str) -> object:
    owner: object = Workload()
    parts = path.removeprefix("workload.").split(".")
    if parts[0] == "cache":
        owner, parts = CacheSettings(), parts[1:]
    return getattr(owner, parts[0], None) if path.startswith("workload.") else None
