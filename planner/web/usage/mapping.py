"""Which column of an unknown table holds which figure: a choice for each figure, kept as chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.sources.usage.any_table import FIGURES, guessed

LABELS = {
    "model": "Model",
    "input": "Input tokens",
    "output": "Output tokens",
    "cache_read": "Input read from cache",
    "cache_write": "Input written to cache",
    "reasoning": "Reasoning tokens",
    "start": "Time of the call",
    "end": "End of the call",
    "seconds": "Seconds",
    "usd": "Dollars",
    "searches": "Web searches",
    "run": "Run or session",
    "task": "Task, tag or route",
    "effort": "Thinking effort",
    "host": "Host",
    "tier": "Service tier",
    "n": "Number of calls",
}
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One figure with the column chosen for it; empty where none is."""

    name: str
    label: str
    column: str
    needed: bool


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """The columns of the file, and a choice for each figure."""

    columns: tuple[str, ...]
    choices: tuple[Choice, ...]


def mapping(columns: Sequence[str], chosen: Mapping[str, str]) -> ColumnChoices | None:
    """None without columns. What was chosen stays; else a column whose name says it."""
    shown = tuple(dict.fromkeys(columns))[:MOST_SHOWN]
    if not shown:
        return None
    found = guessed(shown)
    names = [*[name for name in LABELS if name in FIGURES], *[name for name in FIGURES if name not in LABELS]]
    choices = [
        Choice(
            name,
            LABELS.get(name, name),
            chosen.get(f"map.{name}", found.get(name, "")),
            name in ("model", "input", "output"),
        )
        for name in names
    ]
    return ColumnChoices(shown, tuple(choices))
