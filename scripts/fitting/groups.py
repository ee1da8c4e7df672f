"""The rows of docs/accuracy.md by kind of evidence, with the targets they are held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from scripts.fitting.cells import ANCHORS
from scripts.fitting.crossval import Miss, error_of
from scripts.fitting.fitting import REASONING_NAME, Results, spread_rows

KINDS = ("model+effort", "between", "beyond")
BY_DATE = "new"
CALLED = ("family", "class")
CALLED_AS = f"{BY_DATE}, called"
WORK = ("all", *ANCHORS)
_REASONING = {("between", "all"): 0.18, (BY_DATE, "all"): 0.45}
_VISIBLE = {(BY_DATE, "all"): 0.38}


def targets_of(quantity: str) -> Mapping[tuple[str, str], float]:
    """The most that a median error may be, by kind of evidence and work."""
    return _REASONING if quantity == REASONING_NAME else _VISIBLE


def groups(results: Results, quantity: str) -> Iterator[tuple[str, list[Miss], bool]]:
    """Every kind of evidence with its rows, and whether a constant stands beside them."""
    for kind in KINDS:
        yield kind, [m for m in results.known[quantity] if m.kind == kind], False
    yield "one model left out", list(results.unseen[quantity]), False
    yield BY_DATE, [m for m in results.dated[quantity] if m.kind != "timed"], True
    for kind in ("line", "family", "lab", "class", "timed"):
        name = f"{BY_DATE}, {kind}" if kind != "timed" else "timed"
        yield name, [m for m in results.dated[quantity] if m.kind == kind], True
    names = {(kind, scope): basis for q, kind, basis, scope, _, _ in spread_rows(results) if q == quantity}
    for basis in CALLED:
        called = [m for m in results.dated[quantity] if names.get((m.kind, m.cell.anchor)) == basis]
        yield f"{CALLED_AS} {basis}", [m for m in called if m.kind != "timed"], True


def works_of(kind: str) -> tuple[str, ...]:
    """The kinds of work that a kind of evidence is judged by."""
    return WORK[:1] if kind.startswith(CALLED_AS) else WORK


def of_work(found: Sequence[Miss], work: str) -> list[Miss]:
    """The rows of one kind of work, or all."""
    return [m for m in found if work in ("all", m.cell.anchor)]


def median_error(found: Sequence[Miss]) -> float:
    """The median of |predicted/actual - 1|."""
    return error_of(np.array([miss.error for miss in found]))


def constant_error(found: Sequence[Miss]) -> float:
    """The same of a constant by class and effort."""
    return error_of(np.array([miss.constant for miss in found]))
