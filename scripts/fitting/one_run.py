"""Ranges of one run judged apart from ranges of a mean, on the single runs that two sources publish.

The mean a model is predicted to think is the left-out prediction of its cell; around it lies the range of one run as
the product draws it: the kind of work's spread between items, the spread of repeats, and a parameter spread taken from
models of other folds. LRM Token Economy has single answers (maths, puzzles, questions of knowledge), MCPMark single
runs of agents. Nobody publishes single answers about long documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, log, log1p, sqrt
from pathlib import Path
from statistics import fmean

import numpy as np

from planner.core.uncertainty.spread import Z80
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.models.estimator import load_estimator
from scripts.fitting.crossval import FEW, Miss, sd_of
from scripts.fitting.labels import effort_of, model_named
from scripts.fitting.reading import CHARACTERS_PER_TOKEN, LRM, LRM_CLASSES, MCP, named_models, number, rows

WORDS = {
    "lrm_maths": "exam: maths",
    "lrm_logic": "exam: puzzles",
    "lrm_knowledge": "short facts",
    "mcp": "agent: MCPMark",
}
KIND_IDS = {
    "lrm_maths": "maths",
    "lrm_logic": "puzzles",
    "lrm_knowledge": "short_fact",
    "mcp": "computer_agent",
}
"""The kind of work whose spread between items the product draws."""
FOLDS = 5
KNOWN, UNSEEN = "model known, work not", "model never seen"
Key = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One kind of work: cells, single runs, and the shares of runs and of means in their own 80 % range."""

    work: str
    evidence: str
    cells: int
    runs: int
    run_coverage: float
    mean_coverage: float


def judged(folder: Path, known: Sequence[Miss], unseen: Sequence[Miss]) -> list[Judged]:
    """Reasoning tokens of every kind of work that has single runs. Raises OSError where a raw file is not there."""
    singles, kinds = single_runs(folder), load_task_classes()
    repeat = load_estimator().spreads.repeat
    found = []
    for evidence, misses in ((KNOWN, [m for m in known if m.kind == "model+effort"]), (UNSEEN, unseen)):
        for name, words in WORDS.items():
            group = [m for m in misses if m.cell.task_class == name and _key(m) in singles]
            if group:
                item = kinds[KIND_IDS[name]].item_spread
                found.append(_judge(words, evidence, group, singles, sqrt(item**2 + repeat**2)))
    return found


def single_runs(folder: Path) -> dict[Key, list[float]]:
    """Reasoning tokens of single answers and runs by model, effort and class; 0 is "not reported"."""
    names = named_models(folder)
    found: dict[Key, list[float]] = defaultdict(list)
    for row in rows(folder / LRM):
        told = model_named(names, row["model_name"])
        tokens = number(row["tokens_completion"]) - number(row["char_output"]) / CHARACTERS_PER_TOKEN
        if told and tokens >= 1:
            found[told[0], effort_of(told[0], told[1]), LRM_CLASSES[row["type"]]].append(tokens)
    for row in rows(folder / MCP):
        told = model_named(names, row["model"])
        if told and number(row["reasoning_tokens"]) > 0:
            found[told[0], effort_of(told[0], told[1]), "mcp"].append(number(row["reasoning_tokens"]))
    return found


def _key(miss: Miss) -> Key:
    return miss.cell.model, miss.cell.effort, miss.cell.task_class


def _judge(
    words: str, evidence: str, group: Sequence[Miss], singles: Mapping[Key, Sequence[float]], single: float
) -> Judged:
    """`single`: what differs from run to run, sd of ln."""
    inside_runs: list[float] = []
    inside_means: list[float] = []
    for miss, parameter in zip(group, _spreads_of_others(group), strict=True):
        runs = singles[_key(miss)]
        mean = exp(miss.cell.y + miss.error)
        middle, reach = mean * exp(-(single**2) / 2), Z80 * sqrt(parameter**2 + single**2)
        inside_runs += [float(abs(log(run / middle)) < reach) for run in runs]
        of_mean = Z80 * sqrt(parameter**2 + log1p(expm1(single**2) / len(runs)))
        inside_means.append(float(abs(miss.error) < of_mean))
    return Judged(words, evidence, len(group), len(inside_runs), fmean(inside_runs), fmean(inside_means))


def _spreads_of_others(group: Sequence[Miss]) -> Iterator[float]:
    """For every cell the sd of the errors of models in other folds."""
    names = sorted({str(miss.cell.model) for miss in group})
    fold = {name: place % FOLDS for place, name in enumerate(names)}
    for miss in group:
        mine = fold[str(miss.cell.model)]
        yield sd_of(np.array([one.error for one in group if fold[str(one.cell.model)] != mine]))


HEAD = """
## Ranges of one run

Reasoning tokens. A range of one run and the range of a mean are two promises: here each is held against its own kind
of figure. The predicted mean is that of a fit without the cell (model known, work not) or without the model (model
never seen), the doubt about it that of models in other folds; what differs from run to run is the product's own figure
for the kind of work; those of puzzles and short facts were set on these eight puzzles and five facts, so their lines
are no forecast for others. Nobody publishes single answers about long documents: theirs are not judged.
Wanted: {low:.0%}-{high:.0%}.

| work | evidence | models and efforts | single runs | one run in its range | mean in its range |
|---|---|---|---|---|---|"""
COVERAGE = (0.72, 0.88)


def one_run_section(found: Sequence[Judged]) -> str:
    """The section in Markdown, without an end of line."""
    return "\n".join([HEAD.format(low=COVERAGE[0], high=COVERAGE[1]), *map(_line, found)])


def _line(one: Judged) -> str:
    runs, means = (_share(share, one.cells) for share in (one.run_coverage, one.mean_coverage))
    return f"| {one.work} | {one.evidence} | {one.cells} | {one.runs:,} | {runs} | {means} |"


def _share(share: float, cells: int) -> str:
    missed = cells >= FEW and not COVERAGE[0] <= round(share, 2) <= COVERAGE[1]
    return f"{share:.0%}{' (missed)' if missed else ''}"
