"""Whole outputs of everyday questions, thinking and answer together, on rows that the fit has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from scripts.fitting.crossval import FEW, ROUNDED, Miss
from scripts.fitting.fitting import NOT_THINKING, REASONING_NAME, THINKING, Results

CLASS, TARGET = "everyday", 0.15
Key = tuple[str | None, str, int]

HEAD = """
## Everyday output

Output tokens of BullshitBench's open questions, thinking and answer together: what a bill follows. Target: 15%.

| evidence | thinking | rows | error | bias |
|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class JudgedOutput:
    """Rows of one kind of evidence, thinking "on" or "off": median error and median ratio of whole outputs."""

    evidence: str
    mode: str
    n: int
    error: float
    bias: float

    @property
    def missed(self) -> bool:
        return self.n >= FEW and self.error > TARGET + ROUNDED


def everyday_section(results: Results) -> Iterator[str]:
    """The lines of the section."""
    yield HEAD
    for one in judged_outputs(results):
        few, missed = "" if one.n >= FEW else ", few", " (missed)" if one.missed else ""
        yield f"| {one.evidence} | {one.mode} | {one.n}{few} | {one.error:.0%}{missed} | {one.bias:.2f} |"


def judged_outputs(results: Results) -> Iterator[JudgedOutput]:
    """Every kind of evidence with and without thinking."""
    kinds: tuple[tuple[str, Callable[[str], Sequence[Miss]]], ...] = (
        ("model known, everyday work not", lambda q: [m for m in results.known[q] if m.kind == "model+effort"]),
        ("model known at another effort", lambda q: [m for m in results.known[q] if m.kind in ("between", "beyond")]),
        ("one model left out", lambda q: results.unseen[q]),
        ("new", lambda q: [m for m in results.dated[q] if m.kind != "timed"]),
    )
    for words, of in kinds:
        thinks = outputs(_everyday(of(REASONING_NAME)), _everyday(of(THINKING)))
        idle = {key: (exp(m.cell.y + m.error), exp(m.cell.y)) for key, m in _everyday(of(NOT_THINKING)).items()}
        yield from (
            _judged(words, mode, list(group.values())) for mode, group in (("on", thinks), ("off", idle)) if group
        )


def _everyday(found: Sequence[Miss]) -> dict[Key, Miss]:
    return {(m.cell.model, m.cell.effort, m.cut): m for m in found if m.cell.task_class == CLASS}


def outputs(thought: Mapping[Key, Miss], said: Mapping[Key, Miss]) -> dict[Key, tuple[float, float]]:
    """Predicted and measured output tokens of the rows that have both parts."""

    def tokens(key: Key, part: int) -> float:
        return sum(exp(m.cell.y + part * m.error) for m in (thought[key], said[key]))

    return {key: (tokens(key, 1), tokens(key, 0)) for key in thought.keys() & said.keys()}


def _judged(words: str, mode: str, rows: Sequence[tuple[float, float]]) -> JudgedOutput:
    ratios = np.array([predicted / actual for predicted, actual in rows])
    return JudgedOutput(words, mode, len(rows), float(np.median(np.abs(ratios - 1))), float(np.median(ratios)))
