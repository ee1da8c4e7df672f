"""How many draws a range needs: the lattice of uncertainty/draw_columns.py against twice as many shuffled draws.

python -m tests.bench.draws prints the errors for several numbers of draws, and searches the lattice's vector again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from math import gcd, pi, sqrt
from typing import cast
from unittest.mock import patch

import numpy as np

from planner.core.estimate.one_offer import outcome_of, prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.uncertainty import simulation
from planner.core.uncertainty.draw_columns import (
    DRAWS,
    UNIFORM,
    VECTOR,
    DrawColumns,
    Floats,
    draw_columns,
    even_middles,
    normal_middles,
)
from planner.core.uncertainty.quantiles import percentiles
from planner.core.workload import Workload
from tests.bench.measure import Figure
from tests.bench.world import AGENT, NOW, catalogue

SHUFFLED, MANY = 4096, 1 << 17
SEEDS = (1, 2, 3, 4)
OFFERS = ("moonshotai/kimi-k2.6", "anthropic/claude-opus-4-5", "openai/gpt-5.4")
QUESTION = Workload(task_class="expert_qa", input_tokens=800)
WORKLOADS = (
    QUESTION,
    replace(QUESTION, thinking_share=0.7, retry_rate=0.1),
    AGENT,
    replace(AGENT, steps=31, steps_spread=0.65, task_class="coding_agent", retry_rate=0.1),
)
PERCENTS = (10, 50, 90, 95)
WEIGHT = 0.3
"""Of every column in the search: all of them may matter to some workload."""


def figures() -> Iterator[Figure]:
    """One line: the root mean square error of percentiles and means."""
    shuffled, ours = error(SHUFFLED, shuffle), error(DRAWS, draw_columns)
    yield Figure(
        f"error of percentiles: {DRAWS:,} draws on a lattice",
        f"{shuffled:.2%}",
        f"{ours:.2%}",
        wanted="no larger",
        met=ours <= shuffled,
        note=f"p10, p50, p90, p95 and mean of dollars, tokens and seconds of {len(ready())} estimates, against "
        f"{MANY:,} draws, over {len(SEEDS)} seeds. Baseline: {SHUFFLED:,} draws in shuffled columns of even quantiles.",
    )


def shuffle(seed: int, draws: int) -> DrawColumns:
    """Columns of even quantiles, each in an order of its own."""
    rng = np.random.default_rng(seed)
    middles = {name: even_middles(draws) if name in UNIFORM else normal_middles(draws) for name in names()}
    return DrawColumns(**{name: rng.permutation(column) for name, column in middles.items()})


def names() -> list[str]:
    return [field.name for field in fields(DrawColumns)]


@cache
def ready() -> tuple[Prepared, ...]:
    """Three models in four workloads, thinking."""
    terms = [Terms(load, catalogue(), NOW, "calendar") for load in WORKLOADS]
    found = [prepare(one, catalogue().offers[offer], "high") for one in terms for offer in OFFERS]
    return tuple(one for one in found if isinstance(one, Prepared))


def error(draws: int, make: object) -> float:
    """Root mean square of ln(figure / figure of very many draws)."""
    off = [_logs(draws, make, seed) - _truth() for seed in SEEDS]
    return sqrt(float(np.mean(np.square(off))))


@cache
def _truth() -> Floats:
    return np.asarray((_logs(MANY, shuffle, 1) + _logs(MANY, shuffle, 2)) / 2)


def _logs(draws: int, make: object, seed: int) -> Floats:
    with (
        patch.object(simulation, "DRAWS", draws),
        patch.object(simulation, "draw_columns", lambda _: make(seed, draws)),
    ):  # type: ignore[operator]
        return np.array([_figures(one, seed) for one in ready()])


def _figures(one: Prepared, seed: int) -> list[float]:
    """ln of the percentiles and means of one estimate; tokens that may be 0 count as at least one."""
    terms = Terms(one.inputs.workload, catalogue(), NOW, "calendar", seed=seed)
    outcome = outcome_of(terms, one)
    times = cast("dict[str, Floats]", outcome.seconds)
    columns: Sequence[Floats] = (outcome.run_usd, outcome.month_usd, outcome.reasoning, times["e2e"], times["run"])
    values = [[*(percentiles(column)[p - 1] for p in PERCENTS), column.mean()] for column in columns]
    floor = np.array([0, 0, 1, 0, 0])[:, np.newaxis]
    return [float(x) for x in np.log(np.maximum(values, floor)).ravel()]


def vector(draws: int = DRAWS, weight: float = WEIGHT) -> list[int]:
    """Component by component: the step whose worst-case error P2 with those before it is least."""
    kernel = 2 * pi**2 * (even(draws) ** 2 - even(draws) + 1 / 6)
    product, found = np.ones(draws), []
    for _ in names():
        steps = [1] if not found else [a for a in range(1, draws // 2) if gcd(a, draws) == 1]
        errors = [float((product * (1 + weight * _at(kernel, step))).mean()) for step in steps]
        found.append(steps[int(np.argmin(errors))])
        product = product * (1 + weight * _at(kernel, found[-1]))
    return found


def even(draws: int) -> Floats:
    return np.arange(draws) / draws


def _at(kernel: Floats, step: int) -> Floats:
    return np.asarray(kernel[np.arange(len(kernel)) * step % len(kernel)])


if __name__ == "__main__":
    for many in (1024, 2048, 4096):
        print(f"{many:,} draws: shuffled {error(many, shuffle):.2%}, lattice {error(many, draw_columns):.2%}")
    print(f"vector {vector()}, in use {list(VECTOR)}")
