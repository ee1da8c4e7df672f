"""Backtest one measured run against the estimator, with its tokens known and not known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np

from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.one_offer import estimate, prepare
from planner.core.estimate.runs import Run
from planner.core.estimate.terms import Prepared, Terms
from planner.core.latency.mean_seconds import band_of_mean_seconds
from planner.core.models.catalogue import Catalogue
from planner.core.models.names.readings import Unread, read_name
from planner.core.results import Estimate, Refusal
from planner.core.tokens.fitted import Fit
from planner.core.uncertainty.band import Band
from planner.core.uncertainty.quantiles import band_of
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import Doubt, band_of_mean, band_of_run
from planner.core.validation.matching import Known, Match, match
from planner.core.validation.measured import Measured
from planner.core.workload import CacheSettings, Workload

LOOP_START_TOKENS = 6_000
"""S of an agent whose prompt is not known: system prompt and tools; its whole input is met by the tool results."""

RUNS_PER_MONTH_A_DAY = 365 / 12

EXACT = "cost given tokens"
"""The quantity of which there is no doubt of ours: known tokens at published rates. It has no band."""


@dataclass(frozen=True, slots=True)
class PredictedFigure:
    """One figure the product gives beside what was measured.

    `band`: its 80 % range, of one run where n is 1, else of the mean of n; `same_work`: the same without the doubt
    whether the user's work is like the benchmark's, for tokens only. None where it gives no band: `EXACT`.
    """

    quantity: str
    basis: str
    predicted: float
    actual: float
    band: Band | None = None
    same_work: Band | None = None

    @property
    def is_exact(self) -> bool:
        return self.quantity == EXACT

    @property
    def is_inside(self) -> bool | None:
        """Whether the measured figure lies in the 80 % range; None where there is no range."""
        return None if self.band is None else self.band.p10 <= self.actual <= self.band.p90


@dataclass(frozen=True, slots=True)
class Backtest:
    """A measured run with its estimates, or why there are none. `elsewhere`: the offer that it names is not known,
    so that another host of its model was estimated."""

    row: Measured
    task_class: str
    figures: tuple[PredictedFigure, ...] = ()
    refused: str = ""
    elsewhere: bool = False


def backtest(catalogue: Catalogue, known: Known, row: Measured, *, on: date) -> Backtest:
    """Estimate one measured run, priced on the day it was measured, else on `on`."""
    if row.problem:
        return Backtest(row, row.task_class, refused=row.problem)
    found = match(catalogue, known, row, on=on)
    if isinstance(found, str):
        return Backtest(row, row.task_class, refused=found)
    moment = datetime.combine(row.date or on, datetime.min.time(), UTC)
    terms = Terms(blind(row, found), catalogue, moment, "calendar")
    figures = [*_tokens(terms, found, row)]
    for load, suffix in ((given(row, found), " given tokens"), (blind(row, found), "")):
        if load is not None:
            figures += _money_and_time(replace(terms, workload=load), found, row, suffix)
    refused = "" if figures else "nothing in the row can be compared"
    elsewhere = bool(row.offer) and isinstance(read_name(catalogue, row.offer), Unread)
    return Backtest(row, found.task_class.id, tuple(figures), refused, elsewhere)


def steps_of(row: Measured, match: Match) -> int:
    """Calls in the run: measured, else those of an episode of its class."""
    return max(round(row.steps or match.task_class.calls_per_episode.value), 1)


def loop_input(sent: float, steps: int) -> tuple[float, float]:
    """Of a run that sent so many tokens over its calls: those of its first call, and those that each step added."""
    if steps == 1:
        return sent, 0.0
    start = min(sent / steps, LOOP_START_TOKENS)
    return start, max(sent - steps * start, 0.0) / (steps * (steps - 1) / 2)


def blind(row: Measured, match: Match) -> Workload:
    """The workload as a user would state it before the run: input is known, thinking and answer are not."""
    steps = steps_of(row, match)
    sent = row.input or 0.0
    start, grown = loop_input(sent, steps)
    spoken = (row.visible or 0.0) / steps
    return Workload(
        task_class=match.task_class.id,
        runs_per_day=row.n / RUNS_PER_MONTH_A_DAY,
        input_tokens=start,
        tool_result_tokens=max(grown - spoken, 0.0),
        steps=steps,
        cache=CacheSettings("off" if steps == 1 else "auto"),
        keep_reasoning="none",
    )


def given(row: Measured, match: Match) -> Workload | None:
    """The same with the measured tokens stated exactly; None where they were not measured.

    Who does not think has no reasoning tokens to report. An output that is not split is all answer: it costs the same.
    """
    unsplit = row.output is not None and row.visible is None
    reasoning = 0.0 if row.reasoning is None and (unsplit or match.mode == "off") else row.reasoning
    visible = max((row.output or 0.0) - (reasoning or 0.0), 0.0) if unsplit else row.visible
    if visible is None or reasoning is None:
        return None
    steps = steps_of(row, match)
    load = replace(
        blind(replace(row, visible=visible), match),
        visible_tokens_per_call=visible / steps,
        reasoning_tokens_per_call=reasoning / steps,
    )
    return load if row.cached is None else with_cache(load, row.cached)


def with_cache(load: Workload, cached: float) -> Workload:
    """The workload with so many tokens of a run read from cache: of one call's own prompt, of a loop what was sent
    before."""
    if load.steps == 1:
        rest = max(load.input_tokens - cached, 0.0)
        return replace(
            load, shared_prefix_tokens=cached, input_tokens=rest, cache=CacheSettings("auto", prefix_hit_rate=1.0)
        )
    before, growth = load.steps - 1, load.tool_result_tokens + (load.visible_tokens_per_call or 0.0)
    again = before * load.input_tokens + growth * before * (before - 1) / 2
    hit = min(cached / again, 1.0) if again else 0.0
    return replace(load, cache=CacheSettings("auto", loop_hit_rate=hit))


def _tokens(terms: Terms, match: Match, row: Measured) -> list[PredictedFigure]:
    ready = prepare(terms, match.offer, match.mode)
    if isinstance(ready, Refusal):
        return []
    run: Run = ready.parts[0][1]
    thought, spoken = doubts(ready.inputs, run)
    steps = run.shape.steps
    figures = []
    # Zero is "not reported" for thinking: such a row gives no figure for it.
    if row.reasoning and run.mode != "off":
        level, mean = run.reasoning_fit.level, _middle(ready.inputs, run.reasoning_fit) * steps
        figures.append(_figure("reasoning tokens", level, (mean, row.reasoning, row.n), thought))
    if row.visible:
        level, mean = run.visible_fit.level, _middle(ready.inputs, run.visible_fit) * steps
        figures.append(_figure("visible tokens", level, (mean, row.visible, row.n), spoken))
    # A sibling benchmark is work of the kind, not the very work that was fitted.
    return [replace(one, same_work=None) for one in figures] if row.task_class in match.task_class.siblings else figures


def _middle(inputs: EstimateInputs, fit: Fit) -> float:
    """The median of belief about the mean of one call: what accuracy is judged by."""
    return fit.wanted if inputs.cap is None else min(fit.wanted, float(inputs.cap))


def _figure(quantity: str, level: str, figures: tuple[float, float, float], doubt: Doubt) -> PredictedFigure:
    """`figures`: predicted mean, measured mean, runs measured."""
    mean, actual, n = figures
    same = replace(doubt, workload=0.0)
    band = _band(mean, n, doubt)
    return PredictedFigure(quantity, level, band.p50 if n == 1 else mean, actual, band, _band(mean, n, same))


def _band(mean: float, n: float, doubt: Doubt) -> Band:
    return band_of_run(mean, doubt) if n == 1 else band_of_mean(mean, n, doubt)


def _money_and_time(terms: Terms, match: Match, row: Measured, suffix: str) -> list[PredictedFigure]:
    if row.input is None or not (row.cost or row.seconds) or not match.priced:
        return []
    answer = estimate(terms, match.offer, match.mode)
    if not isinstance(answer, Estimate):
        return []
    figures = []
    ready = prepare(terms, match.offer, match.mode)
    basis = answer.reasoning_evidence.basis if answer.thinking != "off" else answer.visible_evidence.basis
    if row.cost:
        band = None if suffix else _cost_band(answer)
        named = "published" if suffix else basis
        premium = _write_premium(answer, row) if suffix else 0.0
        figures.append(PredictedFigure(f"cost{suffix}", named, _usd(answer, row.n) + premium, row.cost, band))
    if row.seconds and answer.latency:
        speed = answer.speed_evidence.basis if answer.speed_evidence and suffix else basis
        within = _seconds_band(terms, answer, ready, row.n)
        figures.append(PredictedFigure(f"seconds{suffix}", speed, _seconds(answer, row.n, within), row.seconds, within))
    return figures


def _write_premium(answer: Estimate, row: Measured) -> float:
    """USD that writing to a cache costs beyond sending, where it was measured and the estimate writes nothing."""
    rates = answer.card
    if not row.cache_write or answer.tokens.cache_write or rates.cache_write is None or rates.input is None:
        return 0.0
    return row.cache_write * float(rates.cache_write.base - rates.input.base) / 1e6


def _usd(answer: Estimate, n: float) -> float:
    """One run is held against the median run, the mean of several against the median of belief about the mean."""
    band = answer.cost.run_band if n == 1 else _cost_band(answer)
    return band.p50 if band else float(answer.cost.usd_per_run)


def _seconds(answer: Estimate, n: float, within: Band | None) -> float:
    """The same of seconds."""
    if n == 1 and answer.latency:
        return answer.latency.run.p50
    return within.p50 if within else sum(part.seconds_per_run for part in answer.time_parts)


def _seconds_band(terms: Terms, answer: Estimate, ready: Prepared | Refusal, n: float) -> Band | None:
    """Of one run as the simulation drew it where n is 1, else of the mean of n."""
    if isinstance(ready, Refusal) or answer.run_spread is None:
        return None
    if n == 1:
        return band_of(np.array(answer.run_spread.seconds))
    return band_of_mean_seconds(ready, runs=n, seed=terms.seed)


def _cost_band(answer: Estimate) -> Band | None:
    """The mean of n runs: the workload's month has n of them."""
    month, runs = answer.cost.month_band, float(answer.cost.runs_per_month)
    return Band(month.p10 / runs, month.p50 / runs, month.p90 / runs) if month and runs else None
