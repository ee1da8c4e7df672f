"""Which measurements are believed. Zero is "not reported"; thinking counted as answer is dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import log
from statistics import fmean, median

from scripts.fitting.cells import AGENT, EVERYDAY, Cell, Raw

LITTLE, LITTLE_ON_AGENTS, LITTLE_ON_HLE = 0.05, 0.03, 0.06
MUCH_TEXT = 2.5
Key = tuple[str, str, str]
UNDATED = date(2025, 9, 1).toordinal()
"""When a model that Artificial Analysis does not list is taken to be from: the middle of the other sources' runs."""


def reasoning_cells(raws: Sequence[Raw]) -> list[Cell]:
    """The cells of the reasoning fit: ln of mean reasoning tokens of thinking models."""
    usual = usual_visible(raws)
    kept = (raw for raw in raws if raw.effort != "off" and believable(raw, usual[raw.task_class]))
    return _cells(kept, "reasoning")


def visible_cells(raws: Sequence[Raw]) -> list[Cell]:
    """The cells of the visible fit, thinking (where the split is believed) and not thinking."""
    usual = usual_visible(raws)
    kept = (
        raw
        for raw in raws
        if raw.visible >= 1
        and not raw.task_class.startswith("lrm")
        and (raw.effort == "off" or believable(raw, usual[raw.task_class]))
    )
    return _cells(kept, "visible")


def usual_visible(raws: Sequence[Raw]) -> dict[str, float]:
    """The median visible tokens of thinking models, by class."""
    seen: dict[str, list[float]] = defaultdict(list)
    for raw in raws:
        if raw.effort != "off":
            seen[raw.task_class].append(raw.visible)
    return {task_class: median(values) for task_class, values in seen.items()}


def believable(raw: Raw, usual: float) -> bool:
    """Whether the split of the output into thinking and answer can be true."""
    if raw.reasoning < 1:
        return False
    share = raw.reasoning / (raw.reasoning + max(raw.visible, 0.0))
    if raw.task_class in EVERYDAY or raw.task_class.startswith("lrm"):
        return True
    if share < LITTLE and raw.visible > MUCH_TEXT * usual:
        return False
    if raw.task_class in AGENT and raw.task_class != "mcp":
        return share >= LITTLE_ON_AGENTS
    return raw.task_class != "hle" or share >= LITTLE_ON_HLE


def _cells(raws: Iterable[Raw], quantity: str) -> list[Cell]:
    """One cell for each model, effort and class; versions of one model that differ by date are averaged in ln."""
    groups: dict[Key, list[Raw]] = defaultdict(list)
    for raw in raws:
        groups[raw.model, raw.effort, raw.task_class].append(raw)
    return [
        Cell(
            *(group[0].lab, group[0].family, *key),
            fmean(log(getattr(raw, quantity)) for raw in group),
            float(min(raw.born or UNDATED for raw in group)),
            group[0].tier,
        )
        for key, group in groups.items()
    ]
