"""How close a measurement is to the figure based on it: four small bars, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.core.latency.seconds import PRIOR_CHECKED
from planner.core.results import Estimate, Evidence


@dataclass(frozen=True, slots=True)
class Mark:
    """Filled bars of four and what they mean, in full and in a word or two; `mine`: the reader's own runs."""

    bars: int
    words: str
    short: str = ""
    mine: bool = False


TYPICAL = "typical for this kind of work"
"""The phrase for a figure without any measurement of the model or its family."""
MARKS = {
    "own": Mark(4, "measured in your own runs", "yours", mine=True),
    "model+effort": Mark(4, "measured for this model and effort", "this model"),
    "model": Mark(3, "measured for this model at another effort", "this model, other effort"),
    "family": Mark(2, "measured for its family", "its family"),
    "lab": Mark(2, "measured for its lab", "its lab"),
    "class": Mark(1, TYPICAL, TYPICAL),
}
SPEEDS = {
    "own": MARKS["own"],
    "model+effort": Mark(4, "measured for this model", "this model"),
    "model": Mark(3, "measured for this model at another host or effort", "this model elsewhere"),
    "family": Mark(2, "measured for its family", "its family"),
    "class": Mark(1, "typical, not measured", "typical, not measured"),
}
FEW_RUNS = 5
"""Fewer own runs than this are called few."""
LEGEND = (
    (MARKS["model+effort"], "measured for this model and effort"),
    (MARKS["model"], "this model"),
    (MARKS["family"], "its family"),
    (MARKS["class"], TYPICAL),
)


WAIT_SOURCE = "Median over all models, from Artificial Analysis figures of 10 Jul 2026"
HALF = 0.5
"""The share of the seconds to a first word from which they are a guess where the wait is one."""


def wait_evidence(side: Estimate) -> Evidence | None:
    """What the wait for the host rests on: the model's own figure, or the median of other models. None where no seconds
    are promised, and in a tool loop, whose waits are those of measured agent runs. A stated wait has its reading in
    it."""
    if side.latency is None or not side.time_parts:
        return None
    if not any(part.seconds_per_run for part in side.time_parts if part.kind == "read"):
        return Evidence("given", "your own figure")
    fact = side.profile.base_ttft_seconds if side.profile else None
    if fact and fact.value:
        return Evidence("model+effort", fact.source, fact.checked, fact.url)
    return Evidence("class", WAIT_SOURCE, PRIOR_CHECKED)


def is_wait_guessed(side: Estimate) -> bool:
    """Whether half of the seconds to the first word or more are a wait that nobody measured."""
    found = wait_evidence(side)
    if found is None or found.basis != "class":
        return False
    first = {part.kind: part.seconds_per_call for part in side.time_parts if part.kind in ("wait", "read", "think")}
    return first.get("wait", 0.0) >= HALF * sum(first.values())


def mark_of(basis: str) -> Mark | None:
    """The mark of a basis; None for figures given by the user or published, which are no estimates."""
    return MARKS.get(basis)


def mark_of_evidence(evidence: Evidence, marks: Mapping[str, Mark] = MARKS) -> Mark | None:
    """The same with own runs: how many there were, or that runs of other models changed the figure."""
    mark = marks.get(evidence.basis)
    if evidence.basis == "own" and evidence.runs:
        return own_mark(evidence.runs)
    if mark and evidence.shifted_by_own:
        words = f"{mark.words}, moved by your own runs of other models"
        return replace(mark, words=words, short=f"{mark.short}, moved by yours")
    return mark


def own_mark(runs: int) -> Mark:
    """The mark of own runs of the very model and mode."""
    words = yours(runs)
    return replace(MARKS["own"], words=f"measured in your own runs: {words}", short=words)


def yours(runs: int) -> str:
    """yours, 14 runs; below five: yours, few: 3 runs."""
    counted = f"{runs:,} run{'' if runs == 1 else 's'}"
    return f"yours, few: {counted}" if runs < FEW_RUNS else f"yours, {counted}"
