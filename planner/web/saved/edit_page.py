"""Name, note and tags of a scenario in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.store.database.rows import Scenario, stamp


@dataclass(frozen=True, slots=True)
class EditPage:
    """What was typed, else what is kept, and a sentence for each field that cannot be."""

    title: str
    scenario: str
    heading: str
    name: str
    note: str
    tags: str
    seen: str
    problems: Mapping[str, str]


def edit_page(scenario: Scenario, typed: Mapping[str, str], problems: Mapping[str, str]) -> EditPage:
    return EditPage(
        title=f"Change {scenario.name}",
        scenario=scenario.id,
        heading=scenario.name,
        name=typed.get("name", scenario.name),
        note=typed.get("note", scenario.note),
        tags=typed.get("tags", ", ".join(scenario.tags)),
        seen=stamp(scenario.updated),
        problems=problems,
    )
