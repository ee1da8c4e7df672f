"""A model that nobody measured is drawn towards the newest measured model of its family at the same effort.

The fit shares out what a family has in common over many terms and shrinks each of them; a predecessor's own figure has
not been shrunk. Judged by date the two together are nearer than either (docs/methodology.md, New models).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from scripts.fitting.cells import Cell
from scripts.fitting.ridge import Array

SHARE = 0.3
"""Weight of the predecessor in ln tokens."""


def predecessors(cells: Iterable[Cell]) -> Callable[[Cell], float | None]:
    """ln tokens of the newest of `cells` of a family, by class and effort, the mean over models of one day; None where
    the family has none at this effort, or no family is known."""
    groups: dict[tuple[str | None, str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.family, cell.task_class, cell.effort].append(cell)
    newest = {key: _newest(group) for key, group in groups.items()}
    return lambda cell: newest.get((cell.family, cell.task_class, cell.effort)) if cell.family else None


def _newest(group: Sequence[Cell]) -> float:
    last = max(cell.day for cell in group)
    return float(np.mean([cell.y for cell in group if cell.day == last]))


def drawn(fitted: Iterable[float], points: Iterable[Cell], before: Callable[[Cell], float | None]) -> Array:
    """Fitted ln tokens of `points`, those of unmeasured models drawn towards their predecessors."""
    return np.array([_drawn(float(y), point, before) for y, point in zip(fitted, points, strict=True)])


def _drawn(fitted: float, point: Cell, before: Callable[[Cell], float | None]) -> float:
    own = None if point.model is not None else before(point)
    return fitted if own is None else (1 - SHARE) * fitted + SHARE * own
