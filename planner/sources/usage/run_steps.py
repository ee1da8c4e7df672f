"""Steps of measured runs: a row is a whole run there, so that its calls are not rows of their own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from planner.core.usage.calls import Key, RunSteps
from planner.core.validation.measured import ALIASES

STEPS, MOST_STEPS = ("steps", *ALIASES["steps"]), 1000


def run_steps(rows: Iterable[Mapping[str, Any] | None]) -> tuple[RunSteps, ...]:
    """By model, effort and kind of work what runs say of their steps. What is no number from 1 to 1,000 is left out."""
    found: dict[Key, RunSteps] = {}
    for row in rows:
        steps, runs = (_number(row, names) for names in (STEPS, ("n", *ALIASES["n"]))) if row else (math.nan, math.nan)
        if row is None or not 1 <= steps <= MOST_STEPS:
            continue
        key = Key(*(str(row.get(name) or "").strip() for name in ("model", "effort", "task_class")))
        counted, ln = runs if runs >= 1 else 1.0, math.log(steps)
        old = found.get(key, RunSteps(key, 0.0, 0.0, 0.0, 0.0, 0))
        found[key] = RunSteps(
            key, old.runs + counted, old.steps + counted * steps, old.ln + ln, old.ln_squares + ln**2, old.rows + 1
        )
    return tuple(found.values())


def _number(row: Mapping[str, Any], names: Iterable[str]) -> float:
    """The first of the columns that says something."""
    text = next((text for name in names if (text := str(row.get(name) or "").strip())), "nan")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan
