"""How far two runs of one benchmark by one model at one effort lie apart: no estimate can be nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

from scripts.fitting.cells import Raw, anchor_of
from scripts.fitting.reading import EVALS, MOVED_SLUGS, OLD_EVALS, Row, number, rows

CORRECTED = frozenset({"lcr", "omniscience", "hle"})
"""Benchmarks whose July counts were corrected in August: their differences are not those of two runs."""
LEAST_TOKENS = 20.0
EVERYDAY = "everyday"


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


@dataclass(frozen=True, slots=True)
class EverydayFloor:
    """How far outputs of open questions lie apart, in pairs and median |a/b - 1|: two rows of one model at one effort
    (labels that change nothing), and a model and the one before it of its family and tier at one effort."""

    repeats: int
    repeated: float
    versions: int
    apart: float


def everyday_floor(raws: Sequence[Raw]) -> EverydayFloor:
    """From the measurements as published; outputs are thinking and answer together."""
    own = [raw for raw in raws if raw.task_class == EVERYDAY]
    same: dict[tuple[str, str], list[float]] = defaultdict(list)
    line: dict[tuple[str, str, str], list[tuple[int, str, float]]] = defaultdict(list)
    for raw in own:
        same[raw.model, raw.effort].append(raw.reasoning + raw.visible)
    for raw in own:
        if raw.born:
            line[raw.family, raw.tier, raw.effort].append((raw.born, raw.model, fmean(same[raw.model, raw.effort])))
    repeated = [abs(group[0] / group[1] - 1) for group in same.values() if len(group) == 2]
    apart = [
        abs(later[2] / before[2] - 1)
        for group in line.values()
        for before, later in pairwise(sorted(set(group)))
        if before[1] != later[1]
    ]
    return EverydayFloor(len(repeated), median(repeated), len(apart), median(apart))


def everyday_floor_text(floor: EverydayFloor) -> str:
    """The sentences of docs/accuracy.md."""
    return (
        f"\nOutput of open questions (BullshitBench, some 55 questions a row): {floor.repeats} models were run twice "
        f"at one effort, under labels that change nothing or dates of one name, and differ by {floor.repeated:.0%} "
        f"(median); {floor.versions} pairs of a model and the one before it of its family and tier, at one effort, "
        f"by {floor.apart:.0%}."
    )
