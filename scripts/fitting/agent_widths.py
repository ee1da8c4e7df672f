"""How wide the number of steps of each kind of agent must be taken for ranges of whole bills to hold 80 %.

A width is set on one set of measured bills and judged on another: Terminal-Bench Hard sets that of coding agents, which
Terminal-Bench 2.1 judges; GDPval is the only set of research work, so each half of its models judges the other half's.
Agents in a browser or on files keep the spread of single MCPMark runs, which was measured and not set by any range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from planner.core.models.catalogue import Catalogue
from planner.core.validation.measured import Measured
from scripts.fitting.agents import COVERAGE, Priced, aa_rows, holds, load_of, mcp_rows, priced_rows

GRID = (0.5, 0.7, 0.9, 1.1, 1.3)
"""Spreads of steps (sd of ln) that are tried; between two of them coverage is taken as a line."""
WANTED = 0.8
STEP = 0.05
EVERY = 2
"""Of Terminal-Bench Hard one row in this many is taken: it has the most rows, and a range takes time."""


@dataclass(frozen=True, slots=True)
class Width:
    """A kind of agent: what set its sd of ln steps, what judged it, on how many rows, and the share in the range."""

    kind: str
    set_on: str
    sd: float
    judged_on: str
    rows: int
    coverage: float


def widths(catalogue: Catalogue, folder: Path) -> list[Width]:
    """Every kind of agent. Raises OSError where a raw file is not there."""
    hard = _priced(catalogue, aa_rows(folder, {"terminalbenchHard": "coding_agent"}))[::EVERY]
    coding = _priced(catalogue, aa_rows(folder, {"terminalbenchV21": "coding_agent"}))
    research = _priced(catalogue, aa_rows(folder, {"gdpval": "research_agent"}))
    computer = _priced(catalogue, mcp_rows(folder))
    coding_sd = holding(coverage_by_spread(catalogue, hard))
    found = [
        _judged(catalogue, "coding", "Terminal-Bench Hard", coding_sd, "Terminal-Bench 2.1", coding),
        _judged(catalogue, "browser and files", "single MCPMark runs (turns)", 0.87, "MCPMark", computer),
        _judged(catalogue, "browser and files", "Terminal-Bench Hard", coding_sd, "MCPMark", computer),
    ]
    halves = _halves(research)
    for mine, other, words in ((0, 1, "even"), (1, 0, "odd")):
        sd = holding(coverage_by_spread(catalogue, halves[mine]))
        judged_on = f"its {'odd' if words == 'even' else 'even'} models"
        found.append(_judged(catalogue, "research", f"GDPval, {words} models", sd, judged_on, halves[other]))
    return found


def _priced(catalogue: Catalogue, rows: Sequence[tuple[str, Measured]]) -> list[Priced]:
    return list(priced_rows(catalogue, rows))


def _halves(rows: Sequence[Priced]) -> tuple[list[Priced], list[Priced]]:
    """Rows of every other model, by name."""
    names = sorted({one.row.model for one in rows})
    even = frozenset(names[::2])
    return [one for one in rows if one.row.model in even], [one for one in rows if one.row.model not in even]


def coverage_by_spread(catalogue: Catalogue, rows: Sequence[Priced]) -> Callable[[float], float]:
    """The share of bills in the range, by the spread of steps."""
    return lambda sd: _coverage(catalogue, rows, sd)


def holding(coverage: Callable[[float], float]) -> float:
    """The least spread that holds 80 %, on the line between two tried ones, to the nearest 0.05; the widest tried where
    none does. `coverage` is asked from the narrowest on, no further than needed."""
    below, held_below = 0.0, 0.0
    for sd in GRID:
        held = coverage(sd)
        if held >= WANTED:
            exact = below + (sd - below) * (WANTED - held_below) / (held - held_below)
            return round(round(exact / STEP) * STEP, 2)
        below, held_below = sd, held
    return GRID[-1]


def _judged(catalogue: Catalogue, kind: str, set_on: str, sd: float, judged_on: str, rows: Sequence[Priced]) -> Width:
    return Width(kind, set_on, sd, judged_on, len(rows), _coverage(catalogue, rows, sd))


def _coverage(catalogue: Catalogue, rows: Sequence[Priced], sd: float) -> float:
    return fmean(holds(catalogue, one, load_of(catalogue, one, steps_spread=sd)) for one in rows)


HEAD = """
### Spread of steps by kind of agent

The range of a whole bill where the number of steps is a preset's guess. The spread (sd of ln steps, half of its
variance shared by a month's runs) is the one whose ranges hold 80 % of the bills of the first set; the share is that of
the second, which had no part in it. It stands for what else is not known of such a bill too: tool results, the prompt.

| kind of agent | spread set on | sd of ln | judged on | rows | in the 80 % range |
|---|---|---|---|---|---|"""


def width_section(found: Sequence[Width]) -> str:
    """The section in Markdown, without an end of line."""
    return "\n".join([HEAD, *map(_line, found)])


def _line(one: Width) -> str:
    missed = "" if COVERAGE[0] <= one.coverage <= COVERAGE[1] else " (missed)"
    return f"| {one.kind} | {one.set_on} | {one.sd:.2f} | {one.judged_on} | {one.rows} | {one.coverage:.0%}{missed} |"
