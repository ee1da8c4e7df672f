"""Steps of agents' episodes: how many calls a benchmark's input says there were, and whether anything known of a model
tells how many it takes. For docs/accuracy.md; `python -m scripts.fitting.episodes <folder>` prints its section alone.

Nobody publishes the calls of these episodes. N calls send N S + N (N - 1) / 2 g tokens; S and g are judgements.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from statistics import fmean, median

import numpy as np

from planner.sources.catalogue import load_catalogue
from scripts.fitting.reading import MODELS, OLD_MODELS, Row, eval_rows, number, rows

START_TOKENS, NEW_TOKENS = 6_000, 1_700
"""S and g: a prompt with its tools, and new tokens a call, of 393 recorded coding sessions."""
BENCHMARKS = {
    "tau2": "support_agent",
    "tauBanking": "support_agent_heavy",
    "gdpval": "research_agent",
    "terminalbenchV21": "coding_agent",
    "terminalbenchHard": "coding_agent",
}
"""Agent benchmarks with a published input, and the kind of work each stands for."""
Known = Mapping[str, float]
"""A figure by Artificial Analysis' slug of a model at an effort."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A benchmark's episodes: rows, median input in tokens, the calls that this makes, those that the product uses."""

    benchmark: str
    kind: str
    models: int
    input: float
    calls: float
    used: float


@dataclass(frozen=True, slots=True)
class Telling:
    """How well a figure of a model predicts its steps: median error of calls without and with it, on so many models."""

    benchmark: str
    figure: str
    models: int
    without: float
    told: float


def calls_of(input_tokens: float) -> float:
    """N for which N calls send `input_tokens` in all."""
    half = START_TOKENS - NEW_TOKENS / 2
    return (sqrt(half * half + 2 * NEW_TOKENS * input_tokens) - half) / NEW_TOKENS


def episodes(found: Sequence[Row]) -> list[Episode]:
    """Every benchmark, over the models and efforts that think, as those of presets do."""
    classes = load_catalogue().task_classes
    return [_episode(name, kind, found, classes[kind].calls_per_episode.value) for name, kind in BENCHMARKS.items()]


def _episode(benchmark: str, kind: str, found: Sequence[Row], used: float) -> Episode:
    own = (row for row in found if row["eval"] == benchmark and row["is_reasoning"] == "True")
    sent = [tokens for row in own if (tokens := number(row["input_per_item"]))]
    middle = median(sent)
    return Episode(benchmark, kind, len(sent), middle, calls_of(middle), used)


def tellings(folder: Path, found: Sequence[Row]) -> list[Telling]:
    """Each figure on each benchmark. A figure's slope is the mean of those on the other benchmarks."""
    steps = {name: _centred({slug: log(calls) for slug, calls in _calls(found, name).items()}) for name in BENCHMARKS}
    figures: dict[str, Callable[[str], Known]] = {
        "index of capability": lambda _: _published(folder, "aa_index"),
        "score on GPQA": lambda _: _published(folder, "score_gpqa"),
        "its steps on the other benchmarks": lambda name: _elsewhere(steps, name),
    }
    return [_judged(name, figure, steps, known) for figure, known in figures.items() for name in BENCHMARKS]


def _calls(found: Sequence[Row], benchmark: str) -> dict[str, float]:
    named = (row for row in found if row["eval"] == benchmark and number(row["input_per_item"]))
    return {row["slug"]: calls_of(number(row["input_per_item"])) for row in named}


def _centred(values: Known) -> dict[str, float]:
    middle = median(values.values())
    return {slug: value - middle for slug, value in values.items()}


def _published(folder: Path, column: str) -> Known:
    both = [row for name in (OLD_MODELS, MODELS) for row in rows(folder / name)]
    return {row["slug"]: float(row[column]) for row in both if row[column]}


def _elsewhere(steps: Mapping[str, Known], benchmark: str) -> Known:
    """ln of its calls over the usual ones, mean over the other benchmarks, drawn to 0 where there are few."""
    found: dict[str, list[float]] = {}
    for name, known in steps.items():
        for slug, value in known.items() if name != benchmark else ():
            found.setdefault(slug, []).append(value)
    return {slug: sum(values) / (len(values) + 1) for slug, values in found.items()}


def _judged(benchmark: str, figure: str, steps: Mapping[str, Known], known: Callable[[str], Known]) -> Telling:
    slopes = [_slope(known(other), steps[other]) for other in steps if other != benchmark]
    own = known(benchmark)
    shared = sorted(own.keys() & steps[benchmark].keys())
    x, y = (np.array([values[slug] for slug in shared]) for values in (own, steps[benchmark]))
    told = fmean(slopes) * (x - np.median(x)) - (y - np.median(y))
    return Telling(benchmark, figure, len(shared), _error(np.median(y) - y), _error(told - np.median(told)))


def _slope(figures: Known, steps: Known) -> float:
    shared = sorted(figures.keys() & steps.keys())
    return float(np.polyfit([figures[slug] for slug in shared], [steps[slug] for slug in shared], 1)[0])


def _error(misses: np.ndarray) -> float:
    return float(np.median(np.abs(np.exp(misses) - 1)))


HEAD = """
### Steps of an episode

Nobody publishes how many calls these agents make. Derived: the calls N that send the median input of an episode
(of models that think) in N S + N (N - 1) / 2 g tokens, S = {start:,} of prompt and tools and g = {new:,} new tokens a
call (scripts/fitting/episodes.py). A benchmark's tokens are divided by the calls used to get those of a call.

| benchmark | kind of work | models and efforts | median input | calls | calls used |
|---|---|---|---|---|---|"""
TELLING = """
Whether anything known of a model tells how many calls it takes: the error of calls (median) with the usual number for
all models, and with that number shifted by a figure of the model, its slope set on the other four benchmarks.
{verdict}
None of them is better on all, and gains are a few points, so the assumed number of steps is the same for every model
and the range holds what models differ by (docs/methodology.md, Steps that are not known).

| benchmark | models and efforts | the same for all | {figures} |
|---|---|---|{lines}|"""


def section(episodes_: Sequence[Episode], found: Sequence[Telling]) -> str:
    """Both tables in Markdown, without an end of line."""
    figures = list(dict.fromkeys(one.figure for one in found))
    lines = [HEAD.format(start=START_TOKENS, new=NEW_TOKENS)]
    lines += [
        f"| {one.benchmark} | {one.kind} | {one.models} | {one.input:,.0f} | {one.calls:.1f} | {one.used:g} |"
        for one in episodes_
    ]
    lines.append(
        TELLING.format(verdict=_verdict(found), figures=" | ".join(figures), lines="|".join("---" for _ in figures))
    )
    for name in BENCHMARKS:
        own = [one for one in found if one.benchmark == name]
        cells = " | ".join(f"{one.told:.0%}" for one in own)
        lines.append(f"| {name} | {own[0].models} | {own[0].without:.0%} | {cells} |")
    return "\n".join(lines)


def _verdict(found: Sequence[Telling]) -> str:
    figures = list(dict.fromkeys(one.figure for one in found))
    better = {name: [one.told < one.without - 0.01 for one in found if one.figure == name] for name in figures}
    said = [f"{name}: {sum(held)} of {len(held)}" for name, held in better.items()]
    return f"Benchmarks on which it is better by over a point: {'; '.join(said)}."


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = eval_rows(Path(arguments[0]))
    print(section(episodes(found), tellings(Path(arguments[0]), found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
