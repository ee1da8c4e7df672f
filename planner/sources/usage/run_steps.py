"""Steps of measured runs: a row is a whole run there, so that its calls are not rows of their own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from planner.core.usage.calls import Key

STEPS, MOST_STEPS = "steps", 1000


def run_steps(rows: Iterable[Mapping[str, Any] | None]) -> tuple[tuple[Key, float, float], ...]:
    """By model, effort and kind of work how many runs say their steps, and the sum of those. What is no number from 1
    to 1,000 is left out."""
    found: dict[Key, tuple[float, float]] = {}
    for row in rows:
        steps, runs = (_number(row, name) for name in (STEPS, "n")) if row else (math.nan, math.nan)
        if row is None or not 1 <= steps <= MOST_STEPS:
            continue
        key = Key(*(str(row.get(name) or "").strip() for name in ("model", "effort", "task_class")))
        counted = runs if runs >= 1 else 1.0
        before = found.get(key, (0.0, 0.0))
        found[key] = before[0] + counted, before[1] + counted * steps
    return tuple((key, runs, steps) for key, (runs, steps) in found.items())


def _number(row: Mapping[str, Any], name: str) -> float:
    try:
        return float(str(row.get(name) or "").strip().replace(",", ".") or "nan")
    except ValueError:
        return math.nan
