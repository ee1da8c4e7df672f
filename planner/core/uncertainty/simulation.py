"""One run and a month of runs, drawn: the same thinking drives dollars and seconds, so percentiles are never added.

A draw of one run has the doubt about the model (shared by every run) and the luck of the item; a draw of a month has
the same doubt, with its luck averaged over the month's runs. All offers have the same luck, so that they are compared
fairly.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf, sqrt
from typing import NamedTuple

import numpy as np

from planner.core.cost.drawn_calls import Course, Draws, Floats
from planner.core.cost.vector_cost import Input, mean_run_usd, reread_tokens, run_usd
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import CallTokens, Run
from planner.core.latency.reading import reading_doubt_of
from planner.core.latency.seconds import Pace, speed_doubt
from planner.core.latency.timing import is_batch
from planner.core.results import Latency
from planner.core.tokens.output_length import doubts_of
from planner.core.tokens.thinking_budget import thinking_limit
from planner.core.uncertainty.band import Band, RunSpread
from planner.core.uncertainty.draw_columns import DRAWS, DrawColumns, draw_columns
from planner.core.uncertainty.quantiles import band_of, percentiles, tail_of
from planner.core.uncertainty.shared_draws import (
    hits,
    month_lengths,
    reading_factor_of,
    run_steps,
    slowness,
    speeds,
    usual_steps,
    waits,
)
from planner.core.uncertainty.spread import CERTAIN, Doubt
from planner.core.uncertainty.token_draws import Belief, call_draws, drawn, drawn_mean


class Outcome:
    """Drawn runs and months of `inputs`: tokens per run, dollars, seconds. `parts` are its kinds of run with their
    shares; `fees_usd` falls on every run. Columns, one value a draw, are drawn when they are first asked for."""

    def __init__(
        self,
        inputs: EstimateInputs,
        parts: Sequence[tuple[float, Run]],
        *,
        fees_usd: float,
        runs_per_month: float,
        seed: int,
    ) -> None:
        self._inputs, self._fees_usd, self._runs_per_month = inputs, fees_usd, runs_per_month
        self._runs, self._shares = [run for _, run in parts], [share for share, _ in parts]
        self._columns = draw_columns(seed)
        self._which = _which(self._columns.thinks, self._shares)
        self._repeats = _repeats(inputs, self._columns)
        self._mean_repeats = 1 + float(inputs.workload.retry_rate)

    @cached_property
    def _kinds(self) -> list[_Kind]:
        return [_kind(run, draws_of(self._inputs, run, self._columns, None)) for run in self._runs]

    @property
    def reasoning(self) -> Floats:
        return self._repeats * self._picked([kind.course.steps * kind.tokens.reasoning for kind in self._kinds])

    @property
    def visible(self) -> Floats:
        return self._repeats * self._picked([_output_tokens(kind) for kind in self._kinds])

    @property
    def reasoning_mean(self) -> Floats:
        """Belief about the mean reasoning tokens of a run, over a day's runs."""
        inputs, columns, load = self._inputs, self._columns, self._inputs.workload
        days = [_mean_reasoning(inputs, run, columns, max(float(load.runs_per_day), 1.0)) for run in self._runs]
        steps = usual_steps(columns, load.steps, float(load.steps_spread), inputs.steps_shared)
        return self._mean_repeats * steps * _blend(self._shares, days)

    @cached_property
    def run_usd(self) -> Floats:
        kinds, card = self._kinds, self._inputs.card
        usd = [run_usd(k.run.shape, k.tokens, k.run.cache, card, k.course) for k in kinds]
        return self._repeats * (self._picked(usd) + self._fees_usd)

    @cached_property
    def month_usd(self) -> Floats:
        inputs, columns, many = self._inputs, self._columns, self._runs_per_month
        months = [draws_of(inputs, run, columns, max(many, 1.0)) for run in self._runs]
        usd = [_month_usd(inputs, run, d, columns, many) for run, d in zip(self._runs, months, strict=True)]
        return many * self._mean_repeats * (_blend(self._shares, usd) + self._fees_usd)

    @cached_property
    def seconds(self) -> dict[str, Floats] | None:
        """Seconds by name; None for batch."""
        if is_batch(self._inputs):
            return None
        return _seconds(self._inputs, self._kinds, self._which, self._repeats, self._columns)

    def _picked(self, columns: Sequence[Floats]) -> Floats:
        return _pick(self._which, columns)


def _month_usd(inputs: EstimateInputs, run: Run, tokens: Draws, columns: DrawColumns, runs: float) -> Floats:
    """Dollars of the mean run of a month: of runs of several lengths, as a long run costs more than two of half."""
    load = inputs.workload
    lengths = month_lengths(columns, load.steps, float(load.steps_spread), max(runs, 1.0), inputs.steps_shared)
    return mean_run_usd(run.shape, tokens, run.cache, inputs.card, lengths)


class _Kind(NamedTuple):
    """A kind of run, drawn."""

    run: Run
    tokens: Draws
    course: Course
    input: Input


def _kind(run: Run, tokens: Draws) -> _Kind:
    course = Course(run.shape, tokens)
    return _Kind(run, tokens, course, reread_tokens(run.shape, tokens, run.cache, course))


def _output_tokens(kind: _Kind) -> Floats:
    """Visible tokens of drawn runs, including summaries."""
    return np.asarray(kind.course.steps * kind.tokens.visible + kind.course.summaries * float(kind.run.shape.summary))


def run_seconds(inputs: EstimateInputs, parts: Sequence[tuple[float, Run]], *, seed: int) -> Floats | None:
    """Seconds of a whole run at 1 %, 2 % ... 99 %, as Outcome has them, without its dollars; None for batch."""
    if is_batch(inputs):
        return None
    columns = draw_columns(seed)
    kinds = [_kind(run, draws_of(inputs, run, columns, None)) for _, run in parts]
    which = _which(columns.thinks, [share for share, _ in parts])
    return percentiles(_seconds(inputs, kinds, which, _repeats(inputs, columns), columns)["run"])


def _repeats(inputs: EstimateInputs, columns: DrawColumns) -> Floats | float:
    """How often each call of a run is made, on average over the run."""
    return 1 + extra_calls(float(inputs.workload.retry_rate), inputs.workload.steps, columns.retries)


def extra_calls(rate: float, steps: int, uniform: Floats) -> Floats | float:
    """Share of calls made again in each run, by the quantiles of a Poisson count: `rate` of its `steps` calls."""
    if rate == 0:
        return 0.0
    mean = rate * steps
    counts = np.arange(int(mean + 10 * sqrt(mean) + 20))
    logs = counts * np.log(mean) - mean - np.cumsum(np.log(np.maximum(counts, 1)))
    return np.searchsorted(np.cumsum(np.exp(logs)), uniform) / steps


def _which(uniform: Floats, shares: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The kind of each drawn run, by the shares."""
    if len(shares) == 1:
        return np.zeros(len(uniform), dtype=np.intp)
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform), len(shares) - 1)


def _pick(which: np.ndarray[tuple[int], np.dtype[np.intp]], columns: Sequence[Floats]) -> Floats:
    if len(columns) == 1:
        return columns[0]
    return np.choose(which, columns)


def _blend(shares: Sequence[float], columns: Sequence[Floats]) -> Floats:
    """The mean over kinds of run."""
    return np.asarray(np.average(np.stack(columns), axis=0, weights=shares)) if len(columns) > 1 else columns[0]


def doubts(inputs: EstimateInputs, run: Run | CallTokens) -> tuple[Doubt, Doubt]:
    """The doubt about a run's reasoning and about its visible tokens."""
    return doubts_of(inputs, run.mode, run.reasoning_fit, run.visible_fit)


def draws_of(inputs: EstimateInputs, run: Run, columns: DrawColumns, runs: float | None) -> Draws:
    """Tokens per call of one run (`runs` None) or of the mean of many, cut at the output limit where we estimate."""
    thinking, answering = doubts(inputs, run)
    beliefs = Belief(run.visible_fit.wanted, answering), Belief(run.reasoning_fit.wanted, thinking)
    cap = inf if inputs.cap is None else float(inputs.cap)
    visible, reasoning = call_draws(columns, *beliefs, runs, cap, thinking_limit(inputs))
    kept = reasoning if keeps_reasoning(inputs) else 0.0
    tools = float(run.shape.growth - run.shape.visible) - (float(run.shape.reasoning) if keeps_reasoning(inputs) else 0)
    load = inputs.workload
    steps = run_steps(columns, load.steps, float(load.steps_spread), inputs.steps_shared) if runs is None else None
    return Draws(reasoning, visible, visible + kept + tools, hits(columns, run.cache.reliability), steps)


def _mean_reasoning(inputs: EstimateInputs, run: Run, columns: DrawColumns, runs: float) -> Floats:
    """Belief about the mean reasoning tokens of a call. Under the host's own limit it is as fitted, since the measured
    answers had that limit; under a limit of the user's it is the mean of cut calls."""
    thinking, answering = doubts(inputs, run)
    mean, cap = Belief(run.reasoning_fit.wanted, thinking), inf if inputs.cap is None else float(inputs.cap)
    if inputs.workload.max_output_tokens is None and thinking_limit(inputs) == inf:
        room = inf if thinking == CERTAIN else max(cap - run.visible_fit.wanted, 0.0)
        return np.minimum(drawn(mean, columns.belief, columns.month, runs, inf), room)
    return drawn_mean(columns, Belief(run.visible_fit.wanted, answering), mean, runs, cap, thinking_limit(inputs))


def centred(values: Floats, expected: float) -> Floats:
    """Drawn values times one factor, so that their mean is the expected value printed beside them."""
    mean = float(values.mean())
    return values * (expected / mean) if mean > 0 else values


def _seconds(
    inputs: EstimateInputs,
    kinds: Sequence[_Kind],
    which: np.ndarray[tuple[int], np.dtype[np.intp]],
    repeats: Floats | float,
    columns: DrawColumns,
) -> dict[str, Floats]:
    seconds: dict[str, list[Floats]] = {"ttft": [], "first_answer": [], "e2e": [], "run": []}
    for run, tokens, course, (fresh, cached) in kinds:
        pace, steps = run.pace, course.steps
        ttft = pace.base_ttft_seconds * _ttft_factor(pace, columns, 1)
        mean_ttft = pace.turn_seconds * _ttft_factor(pace, columns, inputs.workload.steps)
        speed = pace.tokens_per_second * _speed_factor(pace, columns)
        slow = 1.0 if pace.speed_given else slowness(columns)
        pace_of_run = slow / speed
        read = float(run.cache.prefix_hit * run.shape.shared)
        begun = ttft + pace.first_reading_seconds(float(run.shape.start) - read, read)
        answered = begun + tokens.reasoning * pace_of_run
        reading = _reading(pace, fresh, cached) * reading_factor_of(columns, reading_doubt_of(inputs.workload, run))
        spoken = steps * (tokens.reasoning + tokens.visible) * pace_of_run
        whole = steps * (mean_ttft + float(inputs.workload.tool_seconds)) + reading + spoken
        if run.shape.limit is not None:
            whole += course.summaries * (mean_ttft + float(run.shape.summary) * pace_of_run)
        seconds["ttft"].append(begun)
        seconds["first_answer"].append(answered)
        seconds["e2e"].append(answered + tokens.visible * pace_of_run)
        seconds["run"].append(repeats * whole)
    return {name: _pick(which, values) for name, values in seconds.items()}


def _reading(pace: Pace, fresh: Floats, cached: Floats) -> Floats:
    """Seconds of reading prompts; 0 where the stated TTFT includes it."""
    per_fresh, per_cached = pace.reading_seconds(1.0, 0.0), pace.reading_seconds(0.0, 1.0)
    return fresh * per_fresh + cached * per_cached


def _ttft_factor(pace: Pace, columns: DrawColumns, calls: int) -> Floats:
    return np.ones(DRAWS) if pace.whole_ttft else waits(columns, calls)


def _speed_factor(pace: Pace, columns: DrawColumns) -> Floats:
    if pace.speed_given:
        return np.ones(DRAWS)
    return speeds(columns, speed_doubt(pace))


def band(values: Floats) -> Band:
    """The 80 % range of drawn values with its median."""
    return band_of(percentiles(values))


def latency(seconds: dict[str, Floats] | None) -> tuple[Latency | None, RunSpread]:
    """The four times of a run with their tails, and all percentiles of single runs except their dollars."""
    if seconds is None:
        return None, RunSpread((), ())
    run, first = (percentiles(seconds[name]).tolist() for name in ("run", "first_answer"))
    ttft, e2e = (tail_of(percentiles(seconds[name])) for name in ("ttft", "e2e"))
    return Latency(ttft, tail_of(first), e2e, tail_of(run)), RunSpread((), tuple(run), tuple(first))
