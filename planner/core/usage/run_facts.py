"""What a plan takes from the runs of a log, and the loop whose calls add up to them.

The steps of a plan are a whole number, and its runs all grow alike. So what a step adds, and how much is read from the
cache, are chosen so that the expected run sends, reads and answers as much as the log's mean run: their dollars are the
same where prices are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from planner.core.uncertainty.steps import step_nodes
from planner.core.usage.calls import Floats, mean_of, sd_ln_of
from planner.core.usage.summary import PerRun
from planner.core.workload import CacheSettings

MOST_STEPS, MOST_SPREAD = 1000, 2.0
ALIKE = 0.9
"""Of what first calls read from cache on average: a prompt that runs share is at least that. Less, and what they read
was their own, as earlier turns of a conversation are."""
RATE_PLACES = 4


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a plan takes from all runs: how many, calls of one and their sd of ln (None for too few runs), the mean
    square of the calls after the first over the square of their mean, tokens of the first call and of all calls, of
    what runs share, and of what their first calls and all calls read from cache on average (None where no run tells
    it), seconds of pauses in a run, the share that thinks.
    """

    count: float
    steps: float
    steps_sd: float | None
    steps_square: float
    first_input: float | None
    input: float | None
    shared: float
    first_read: float
    read: float | None
    gaps: float
    thinking_share: float


@dataclass(frozen=True, slots=True)
class Loop:
    """A plan's run: calls, sd of ln of those after the first from run to run, tokens of the first call and of them the
    shared part, tokens that a call adds and writes, calls of the log for each of the plan's; `cache`: what the log
    read, None where it does not tell it."""

    steps: int
    spread: float
    first: float
    shared: float
    grown: float
    visible: float | None
    calls_per_step: float
    cache: CacheSettings | None


def facts_of_runs(runs: PerRun, *, count: float) -> RunFacts:
    """The facts of `count` runs."""
    shared, first_read = _shared(runs)
    steps = mean_of(runs.steps, runs.runs) or 1.0
    known = ~np.isnan(runs.input) & ~np.isnan(runs.first_input)
    return RunFacts(
        count=count,
        steps=steps,
        steps_sd=sd_ln_of(runs.steps, runs.runs),
        steps_square=square_over(steps, mean_of((runs.steps - 1) ** 2, runs.runs) or 0.0),
        first_input=mean_of(runs.first_input, runs.runs),
        input=mean_of(runs.input[known], runs.runs[known]),
        shared=shared,
        first_read=first_read,
        read=mean_of(runs.read, runs.runs),
        gaps=mean_of(runs.gaps, runs.runs) or 0.0,
        thinking_share=_thinking_share(runs),
    )


def square_over(steps: float, square: float) -> float:
    """`square`, the mean square of the calls after the first, over the square of their mean; 1 where there are none."""
    return max(square / (steps - 1) ** 2, 1.0) if steps > 1 else 1.0


def loop_of(facts: RunFacts, visible: float | None) -> Loop:
    """The loop that adds up to the facts; `visible`: tokens that a call of the log writes, None where not told."""
    whole = max(1, min(round(facts.steps), MOST_STEPS))
    ratio = facts.steps / whole
    says = None if visible is None else visible * ratio
    first, sent = facts.first_input or 0.0, facts.input
    if whole == 1 or sent is None:
        first = first if sent is None else sent
        shared, cache = _read(facts, whole, first * (whole - 1))
        return Loop(whole, 0.0, max(first, shared), shared, says or 0.0, says, ratio, cache)
    spread = min(sqrt(log(facts.steps_square)), MOST_SPREAD) if facts.steps_sd else 0.0
    pairs = float(sum(weight * steps * (steps - 1) / 2 for weight, steps in step_nodes(whole, spread)))
    first, grown = _first_and_grown(facts, whole, pairs, says or 0.0)
    shared, cache = _read(facts, whole, first * (whole - 1) + grown * (pairs - whole + 1))
    return Loop(whole, spread, max(first, shared), shared, grown, says, ratio, cache)


def _first_and_grown(facts: RunFacts, whole: int, pairs: float, least: float) -> tuple[float, float]:
    """Tokens of the first call and those that a call adds, at least its answer, so that all calls send what the log's
    did. Where these read more from the cache than calls before them sent, as rows that cache a share of all input do,
    the first call is longer and a call adds less."""
    first, sent = facts.first_input or 0.0, facts.input or 0.0
    grown = (sent - whole * first) / pairs
    later, before = max((facts.read or 0.0) - facts.first_read, 0.0), pairs - whole + 1
    if later > first * (whole - 1) + grown * before:
        # whole x first + pairs x grown = sent, (whole - 1) x first + before x grown = later
        grown = (whole * later - (whole - 1) * sent) / (whole * before - (whole - 1) * pairs)
        first = (sent - grown * pairs) / whole
    if grown < least or first < 0:
        grown = max(least, grown)
        first = max((sent - grown * pairs) / whole, 0.0)
    return first, grown


def _read(facts: RunFacts, whole: int, before: float) -> tuple[float, CacheSettings | None]:
    """Tokens that runs share, and how much of them and of the `before` tokens of earlier calls the log read."""
    shared, first_read = facts.shared, facts.first_read
    if whole == 1 and facts.steps > 1 and facts.read is not None:
        first_read = facts.read
    if shared < ALIKE * first_read:
        # Runs do not share one prompt, yet were cached: the plan reads as much as the log did.
        shared = first_read
    prefix = round(min(first_read / shared, 1.0), RATE_PLACES) if shared else None
    if facts.read is None or (whole == 1 and not shared):
        return shared, CacheSettings("auto", prefix_hit_rate=prefix) if shared else None
    if not facts.read:
        return 0.0, CacheSettings("off")
    loop = round(min(max(facts.read - first_read, 0.0) / before, 1.0), RATE_PLACES) if before > 0 else None
    return shared, CacheSettings("auto", prefix_hit_rate=prefix, loop_hit_rate=loop)


def _thinking_share(runs: PerRun) -> float:
    """The share of runs that think, of those that record it."""
    known = ~np.isnan(runs.reasoning)
    return float(np.average(runs.reasoning[known] > 0, weights=runs.runs[known])) if known.any() else 1.0


def _shared(runs: PerRun) -> tuple[float, float]:
    """Instructions that runs share: what half of the first calls read from cache, no more than the shortest sends. The
    mean of many runs does not show it."""
    if np.any(runs.runs > 1):
        return 0.0, 0.0
    known: Floats = runs.first_read[~np.isnan(runs.first_read)]
    sent = runs.first_input[~np.isnan(runs.first_input)]
    if len(known) < 2 or not len(sent):
        return 0.0, 0.0
    return float(min(np.median(known), sent.min())), float(known.mean())
