"""References of a saved budget to its plans: they are ids of the owner's workspace, which links must not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.store.database.rows import Draft

SOURCES, REFERENCE = "sources", "scenario"


def without_ids(draft: Draft) -> Draft:
    """The draft with `plan-1`, `plan-2` for its saved plans; their requests stay, so that it can still be opened."""
    request, snapshot = draft.request, draft.snapshot
    lines = [line for data in (request, snapshot) for line in _lines(data)]
    found = dict.fromkeys([*(line.get(REFERENCE) for line in lines), *(snapshot.get(SOURCES) or ())])
    names = {reference: f"plan-{number}" for number, reference in enumerate(filter(None, found), start=1)}
    if not names:
        return draft
    kept = {names[reference]: asked for reference, asked in (snapshot.get(SOURCES) or {}).items()}
    return replace(
        draft,
        request=_renamed(request, names),
        snapshot={**_renamed(snapshot, names), **({SOURCES: kept} if SOURCES in snapshot else {})},
    )


def _lines(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    lines = data.get("lines")
    return [line for line in lines if isinstance(line, Mapping)] if isinstance(lines, list) else []


def _renamed(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(data.get("lines"), list):
        return dict(data)
    return {**data, "lines": [_line(line, names) for line in data["lines"]]}


def _line(line: object, names: Mapping[str, str]) -> object:
    if not isinstance(line, Mapping) or not line.get(REFERENCE):
        return line
    return {**line, REFERENCE: names[line[REFERENCE]]}
