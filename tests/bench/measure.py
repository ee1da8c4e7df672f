"""A figure of the bench: a baseline and ours, timed in turn in the same run, and what was wanted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. `baseline` and `ours` are text with their unit; `ratio` is how many times ours is faster;
    `met` is None where nothing was wanted."""

    what: str
    baseline: str
    ours: str
    ratio: float | None = None
    wanted: str = ""
    met: bool | None = None
    note: str = ""


def median_seconds(act: Callable[[], object], repeats: int) -> float:
    """The middle of `repeats` timings, after one that is not counted."""
    act()
    return median(_once(act) for _ in range(repeats))


def both(baseline: Callable[[], object], ours: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Medians of two acts timed in turn, so that a busy moment falls on both."""
    baseline()
    ours()
    pairs = [(_once(baseline), _once(ours)) for _ in range(repeats)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def _once(act: Callable[[], object]) -> float:
    """Seconds of processor: other work on the machine moves them less than the clock on the wall."""
    started = time.thread_time()
    act()
    return time.thread_time() - started


def megabytes(process: int) -> float:
    """Memory of a process and those it started, in RAM; what several share is counted once."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    found = 0
    for one in (str(process), *children):
        rolled = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        found += sum(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:"))
    return found / 1024


def readable(seconds: float) -> str:
    """Three figures with the unit that suits."""
    for limit, factor, unit in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if seconds < limit * 0.9995:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
