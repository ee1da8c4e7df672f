"""Whole outputs of everyday questions, thinking and answer together, on rows that the fit has not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp

import numpy as np

from scripts.fitting.crossval import Miss
from scripts.fitting.fitting import NOT_THINKING, REASONING_NAME, THINKING, Results

CLASS, TARGET, FEW = "everyday", 0.15, 12
Key = tuple[str | None, str, int]

HEAD = """
## Everyday output

Output tokens of BullshitBench's open questions, thinking and answer together: what a bill follows. Target: 15%.

| evidence | thinking | rows | error | bias |
|---|---|---|---|---|"""


def everyday_section(results: Results) -> Iterator[str]:
    """The lines of the section."""
    yield HEAD
    for words, of in (
        ("model known, everyday work not", lambda q: [m for m in results.known[q] if m.kind == "model+effort"]),
        ("model known at another effort", lambda q: [m for m in results.known[q] if m.kind in ("between", "beyond")]),
        ("one model left out", lambda q: results.unseen[q]),
        ("new", lambda q: [m for m in results.dated[q] if m.kind != "timed"]),
    ):
        thinks = outputs(_everyday(of(REASONING_NAME)), _everyday(of(THINKING)))
        idle = {key: (exp(m.cell.y + m.error), exp(m.cell.y)) for key, m in _everyday(of(NOT_THINKING)).items()}
        yield from (
            _line(words, mode, list(group.values())) for mode, group in (("on", thinks), ("off", idle)) if group
        )


def _everyday(found: Sequence[Miss]) -> dict[Key, Miss]:
    return {(m.cell.model, m.cell.effort, m.cut): m for m in found if m.cell.task_class == CLASS}


def outputs(thought: Mapping[Key, Miss], said: Mapping[Key, Miss]) -> dict[Key, tuple[float, float]]:
    """Predicted and measured output tokens of the rows that have both parts."""
    return {
        key: tuple(sum(exp(m.cell.y + part * m.error) for m in (thought[key], said[key])) for part in (1, 0))
        for key in thought.keys() & said.keys()
    }  # type: ignore[return-value]


def _line(words: str, mode: str, rows: Sequence[tuple[float, float]]) -> str:
    ratios = np.array([predicted / actual for predicted, actual in rows])
    error = float(np.median(np.abs(ratios - 1)))
    missed = " (missed)" if len(rows) >= FEW and error > TARGET + 0.005 else ""
    few = "" if len(rows) >= FEW else ", few"
    return f"| {words} | {mode} | {len(rows)}{few} | {error:.0%}{missed} | {float(np.median(ratios)):.2f} |"
