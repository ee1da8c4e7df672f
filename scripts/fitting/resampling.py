"""How sure a median error of a few models is, and what of it is one unknown per model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from scripts.fitting.crossval import error_of

TIMES, TAILS = 1_000, (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Sureness:
    """Of a median error: the models behind it, the 95 % interval when models are drawn again with replacement, and what
    would be left if each model's own level (the median of its errors) were known."""

    models: int
    low: float
    high: float
    level_known: float


def sureness(owners: Sequence[Hashable], errors: Sequence[float]) -> Sureness:
    """`errors`: ln(predicted/actual), each of the model in the same place of `owners`. Cells of one model err together,
    so that models are drawn, not cells. The level is that of these very cells: a floor, not a forecast."""
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for owner, error in zip(owners, errors, strict=True):
        groups[owner].append(error)
    arrays = [np.array(group) for group in groups.values()]
    rows = np.random.default_rng(0).integers(0, len(arrays), (TIMES, len(arrays)))
    low, high = np.quantile([error_of(np.concatenate([arrays[i] for i in row])) for row in rows], TAILS)
    level = error_of(np.concatenate([group - np.median(group) for group in arrays]))
    return Sureness(len(arrays), float(low), float(high), level)
