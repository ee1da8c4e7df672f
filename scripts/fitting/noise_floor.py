"""How far two runs of one benchmark by one model at one effort lie apart: no estimate can be nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from scripts.fitting.cells import anchor_of
from scripts.fitting.reading import EVALS, MOVED_SLUGS, OLD_EVALS, Row, number, rows

CORRECTED = frozenset({"lcr", "omniscience", "hle"})
"""Benchmarks whose July counts were corrected in August: their differences are not those of two runs."""
LEAST_TOKENS = 20.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Cells of a kind of work in both snapshots, those that were run again, and the median difference of these."""

    anchor: str
    both: int
    again: int
    difference: float


def floors(folder: Path) -> list[Floor]:
    """The noise floor of every kind of work that was run again."""
    old = {(MOVED_SLUGS.get(row["slug"], row["slug"]), row["eval"]): row for row in rows(folder / OLD_EVALS)}
    new = {(row["slug"], row["eval"]): row for row in rows(folder / EVALS)}
    both: dict[str, int] = defaultdict(int)
    apart: dict[str, list[float]] = defaultdict(list)
    for key in old.keys() & new.keys():
        if key[1] in CORRECTED:
            continue
        both[anchor_of(key[1])] += 1
        if difference := _difference(old[key], new[key]):
            apart[anchor_of(key[1])].append(difference)
    return [Floor(name, both[name], len(found), median(found)) for name, found in sorted(apart.items())]


def _difference(old: Mapping[str, str], new: Row) -> float:
    """|new/old - 1| of output tokens; 0 where nothing was run again, or too little is written to tell."""
    before, after = number(old["output_per_item"]), number(new["output_per_item"])
    return abs(after / before - 1) if before > LEAST_TOKENS and after > LEAST_TOKENS else 0.0
