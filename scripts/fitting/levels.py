"""The intelligence index where it was not published: a model's at its other efforts, a family's over its models.

The product does not know the index of an offer; families and labs are therefore predicted, in the tables and in
cross-validation alike, at the mean level of their models that were seen at the same effort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from scripts.fitting.cells import Cell, Raw

RUNGS = {"low": 0, "medium": 1, "high": 2, "on": 2, "xhigh": 3, "max": 4}
"""Where an effort stands; `on` is thinking without a choice, where `high` is."""


def filled(raws: Sequence[Raw]) -> list[Raw]:
    """Measurements of other sources given the index that Artificial Analysis published of the same model."""
    known: dict[str, dict[str, float]] = defaultdict(dict)
    for raw in raws:
        if raw.index is not None and raw.effort in RUNGS:
            known[raw.model][raw.effort] = raw.index
    return [
        replace(raw, index=along(known[raw.model], raw.effort)) if raw.index is None and raw.model in known else raw
        for raw in raws
    ]


def along(known: Mapping[str, float], effort: str) -> float | None:
    """The figure of `effort`: as known, else on the line between the efforts beside it; None where nothing is known."""
    if effort in known or not known or effort not in RUNGS:
        return known.get(effort)
    steps = sorted((RUNGS[name], value) for name, value in known.items())
    return float(np.interp(RUNGS[effort], [rung for rung, _ in steps], [value for _, value in steps]))


def of_model(cells: Iterable[Cell], efforts: Iterable[str]) -> dict[str, float]:
    """The level of one model, whose cells these are, at each of `efforts`."""
    known = {cell.effort: cell.level for cell in cells if cell.effort in RUNGS}
    return {effort: along(known, effort) or 0.0 for effort in efforts}


def of_kin(cells: Sequence[Cell], efforts: Iterable[str]) -> dict[str, float]:
    """The mean level over the models of `cells` at each effort, else over all their thinking efforts, else 0."""
    units = {(cell.model, cell.effort): cell.level for cell in cells if cell.effort in RUNGS}
    anyhow = fmean(units.values()) if units else 0.0
    at: dict[str, list[float]] = defaultdict(list)
    for (_, effort), level in units.items():
        at[effort].append(level)
    return {effort: fmean(at[effort]) if effort in at else anyhow for effort in efforts}
