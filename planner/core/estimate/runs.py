"""One kind of run (thinking or not): its tokens per call, its shape, what is cached, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from math import hypot, inf

from planner.core.cost.caching import CachePlan, plan_cache
from planner.core.cost.loop import Stretch, expected_walk
from planner.core.cost.pricing import tier_starts
from planner.core.cost.quote import token_lines
from planner.core.cost.run_shape import RunShape
from planner.core.cost.units import prompt_lines
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning, pace_in
from planner.core.keeping import KeptBy
from planner.core.latency.seconds import Pace, speed_sd
from planner.core.models.evidence import Table, stand_for
from planner.core.models.presets import TaskClass
from planner.core.results import Line
from planner.core.tokens.fitted import Fit, reasoning_mean, visible_mean
from planner.core.tokens.output_length import (
    CallOutput,
    CallTime,
    answer_doubt,
    middle_of,
    output_of,
    thought_doubt,
)
from planner.core.tokens.own_runs import with_own_reasoning, with_own_speed, with_own_visible
from planner.core.tokens.thinking_budget import budget_fit, thinking_limit
from planner.core.uncertainty.expected import expected_rest, expected_tokens
from planner.core.uncertainty.steps import step_nodes
from planner.core.workload import exact

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class CallTokens:
    """Reasoning and visible tokens of one call in a mode, with their evidence: a run before its cache and bill."""

    mode: str
    reasoning_fit: Fit
    visible_fit: Fit

    @property
    def reasoning_given(self) -> bool:
        return self.reasoning_fit.level == "given"

    @property
    def visible_given(self) -> bool:
        return self.visible_fit.level == "given"

    @property
    def own_runs(self) -> int:
        """How many of the user's own runs of this model and mode the tokens are based on."""
        return max(fit.own.runs if fit.own else 0 for fit in (self.reasoning_fit, self.visible_fit))

    @property
    def shifted_by_own(self) -> bool:
        """Whether own runs of other models moved them, and none of this model and mode did."""
        return not self.own_runs and any(fit.own for fit in (self.reasoning_fit, self.visible_fit))


@dataclass(frozen=True, slots=True)
class Run(CallTokens):
    """A run in one mode: tokens per call with their evidence, and its priced stretches; `beyond_text`: USD of what is
    not text beyond what it would cost at the rates of text."""

    shape: RunShape
    cache: CachePlan
    stretches: tuple[Stretch, ...]
    lines: tuple[Line, ...]
    call: CallTime
    pace: Pace
    beyond_text: Decimal = Decimal(0)

    @property
    def fresh(self) -> Decimal:
        """Input tokens of the run that the host has to read in full."""
        return sum((s.fresh + s.write for s in self.stretches), Decimal(0))

    @property
    def summaries(self) -> Decimal:
        """Expected number of summaries."""
        return sum((Decimal(s.summaries) for s in self.stretches), Decimal(0))

    @property
    def calls(self) -> Decimal:
        """Expected number of calls, summaries among them."""
        return self.shape.steps + self.summaries

    @property
    def cached(self) -> Decimal:
        return sum((s.read for s in self.stretches), Decimal(0))


def compute_run(inputs: EstimateInputs, mode: str) -> Run:
    """The run of `inputs` in `mode`, from tokens to priced lines."""
    tokens = call_tokens(inputs, mode)
    shape = shape_of(inputs, tokens.reasoning_fit.value, tokens.visible_fit.value)
    return run_of(inputs, mode, tokens.reasoning_fit, tokens.visible_fit, shape)


def call_tokens(inputs: EstimateInputs, mode: str) -> CallTokens:
    """Expected reasoning and visible tokens of one call in `mode`, with their evidence."""
    visible = expecting_visible(inputs, mode, with_own_visible(inputs, mode, visible_fit(inputs, mode)))
    thought = with_own_reasoning(inputs, mode, reasoning_fit(inputs, mode))
    reasoning = expecting_reasoning(inputs, mode, thought, visible)
    return CallTokens(mode, reasoning, _no_less_than_off(inputs, mode, reasoning, visible))


def _no_less_than_off(inputs: EstimateInputs, mode: str, reasoning: Fit, visible: Fit) -> Fit:
    """The answer, long enough that thinking does not make the output shorter than it is without. A measurement of this
    model at this effort and work is kept as it is; other answers come from other benchmarks."""
    if mode == "off" or visible.level == "given" or not _can_be_off(inputs):
        return visible
    off = expecting_visible(inputs, "off", with_own_visible(inputs, "off", visible_fit(inputs, "off")))
    missing = off.value - reasoning.value - visible.value
    if missing <= 0 or _measured(inputs, (reasoning, visible, off)):
        return visible
    return replace(visible, value=visible.value + missing, uncut=visible.wanted + missing)


def _can_be_off(inputs: EstimateInputs) -> bool:
    return inputs.profile is None or "off" in inputs.profile.modes.value


def _measured(inputs: EstimateInputs, fits: Sequence[Fit]) -> bool:
    """Whether every figure was measured of the model itself at its effort, and at this kind of work."""
    return not inputs.task_class.judgement and all(fit.level in ("own", "given", "model+effort") for fit in fits)


def run_of(inputs: EstimateInputs, mode: str, reasoning: Fit, visible: Fit, shape: RunShape) -> Run:
    """Price a shape: plan its cache, sum up its calls, write its lines."""
    pace = with_own_speed(inputs, mode, pace_in(inputs, mode))
    call = call_time(pace, shape, output_of(inputs, mode, reasoning, visible))
    cache = plan_cache(
        inputs.workload,
        inputs.offer.cache,
        inputs.card,
        call,
        own_write="cache_write" in inputs.own_rates,
    )
    nodes = step_nodes(shape.steps, float(inputs.workload.steps_spread))
    stretches = expected_walk(shape, cache, tier_starts(inputs.card), nodes)
    if inputs.sent:
        lines, beyond = prompt_lines(inputs.sent, stretches, inputs.card, cache)
    else:
        lines, beyond = token_lines(stretches, inputs.card, cache.writes, cache.hour_share), Decimal(0)
    return Run(mode, reasoning, visible, shape, cache, stretches, tuple(lines), call, pace, beyond)


def shape_of(inputs: EstimateInputs, reasoning: float, visible: float) -> RunShape:
    """S, g and N of the run; tokens that the user states scale with the model's tokeniser, estimated ones do not."""
    load, scale = inputs.workload, inputs.token_scale
    shared = exact(load.shared_prefix_tokens) * scale
    kept = reasoning if keeps_reasoning(inputs) else 0.0
    return RunShape(
        start=shared + exact(load.input_tokens) * scale + sum((tokens for _, tokens in inputs.sent), Decimal(0)),
        shared=shared,
        growth=exact(visible) + exact(kept) + exact(load.tool_result_tokens) * scale,
        reasoning=exact(reasoning),
        visible=exact(visible),
        steps=load.steps,
        limit=_compaction_limit(inputs),
        summary=exact(load.compaction.to_tokens) if load.compaction else Decimal(0),
    )


def _compaction_limit(inputs: EstimateInputs) -> Decimal | None:
    """Input above which the run summarises first; None without compaction, or where no window is known."""
    compaction = inputs.workload.compaction
    if compaction is None or inputs.window is None:
        return None
    return exact(compaction.at_share) * inputs.window


def has_no_output(inputs: EstimateInputs) -> bool:
    """Whether the offer has a price of input alone, as embeddings and rerankers do: its output is 0."""
    return inputs.offer.input_only


def typical_shape(inputs: EstimateInputs, run: Run) -> RunShape:
    """The run at the median of belief about its tokens, not at their expected values. Whether a run fits a window is
    decided by it; the chance that a long run does not is given beside it."""
    reasoning, visible = middle_tokens(inputs, run)
    return shape_of(inputs, reasoning, visible)


def middle_tokens(inputs: EstimateInputs, run: Run | CallTokens) -> tuple[float, float]:
    """The median of belief about the mean of a call's reasoning and visible tokens, within the output limit."""
    cap = inf if inputs.cap is None else float(inputs.cap)
    visible = run.visible_fit.value if run.visible_given else min(run.visible_fit.wanted, cap)
    room = min(max(cap - visible, 0.0), thinking_limit(inputs))
    return run.reasoning_fit.value if run.reasoning_given else min(run.reasoning_fit.wanted, room), visible


def visible_fit(inputs: EstimateInputs, mode: str) -> Fit:
    """Visible tokens per call as stated or looked up, before own runs and any limit."""
    load = inputs.workload
    if has_no_output(inputs):
        return Fit(0.0, "given")
    if load.visible_tokens_per_call is not None:
        return Fit(float(exact(load.visible_tokens_per_call) * inputs.token_scale), "given")
    return _per_call(_looked_up(inputs, mode, inputs.estimator.visible, visible_mean), inputs.task_class)


def reasoning_fit(inputs: EstimateInputs, mode: str) -> Fit:
    """Reasoning tokens per call as stated or looked up, before own runs and any limit."""
    if mode == "off" or has_no_output(inputs):
        return Fit(0.0, "given")
    if inputs.given_reasoning is not None:
        return Fit(float(inputs.given_reasoning), "given")
    by_budget = budget_fit(inputs)
    if by_budget is not None:
        return by_budget
    kind = inputs.task_class
    fit = _looked_up(inputs, mode, inputs.estimator.reasoning, reasoning_mean)
    return _per_call(replace(fit, value=fit.value * kind.effort_scale), kind)


def expecting_visible(inputs: EstimateInputs, mode: str, fit: Fit) -> Fit:
    """The fit at the expected tokens of a call; a stated figure stays as it is."""
    if fit.level == "given":
        return fit
    return _expecting(fit, expected_tokens(fit.value, answer_doubt(inputs, mode, fit), inputs.cap))


def expecting_reasoning(inputs: EstimateInputs, mode: str, fit: Fit, visible: Fit) -> Fit:
    """The same for thinking; within the output limit it has what the answer leaves."""
    if fit.level == "given":
        return fit
    thinking, answering = thought_doubt(inputs, fit), answer_doubt(inputs, mode, visible)
    most = thinking_limit(inputs)
    return _expecting(fit, expected_rest(fit.value, thinking, inputs.cap, visible.wanted, answering, most=most))


def _looked_up(inputs: EstimateInputs, mode: str, table: Table, mean: Callable[..., Fit]) -> Fit:
    """The mean of one benchmark item, by `reasoning_mean` or `visible_mean`, of the model or the nearest one
    measured."""
    profile, kind, tables = inputs.profile, inputs.task_class, inputs.estimator
    name, model = profile.study_name if profile else None, inputs.offer.model_id

    def look_up() -> Fit:
        stand = stand_for(tables, table, name, model, mode, kind.study_class)
        return mean(
            tables, study_name=stand.study_name, study_class=kind.study_class, anchor=kind.anchor, effort=stand.effort
        )

    return _FITS.get(tables, (mean, name, model, mode, kind.study_class, kind.anchor), look_up)


_FITS: KeptBy[Fit] = KeptBy(2, 4096)
"""Looked-up means, which do not depend on the length of a prompt."""


def _per_call(fit: Fit, kind: TaskClass) -> Fit:
    """An item's tokens per call, in whole tokens."""
    return replace(fit, value=_whole(fit.value / kind.calls_per_episode.value))


def _expecting(fit: Fit, tokens: float) -> Fit:
    """The fit at expected `tokens`; `uncut` keeps the median of belief."""
    return replace(fit, value=_whole(tokens), uncut=_whole(fit.value))


def _whole(tokens: float) -> float:
    return float(Decimal(tokens).quantize(ONE, ROUND_HALF_EVEN))


def call_time(pace: Pace, shape: RunShape, output: CallOutput) -> CallTime:
    """How long a step's call takes, with its prompt cached: it decides whether a cache entry lives until the next
    step."""
    sent = shape.start + ((shape.steps + 1) // 2 - 1) * shape.growth
    middle = float(sent if shape.limit is None else min(sent, shape.limit))
    tokens, spread = middle_of(output)
    quiet = pace.turn_seconds + pace.reading_seconds(0.0, middle)
    return CallTime(quiet, pace.output_seconds(tokens), hypot(spread, speed_sd(pace)))
