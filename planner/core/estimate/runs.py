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
from planner.core.estimate.inputs import Setting, keeps_reasoning, pace_in
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


def compute_run(setting: Setting, mode: str) -> Run:
    """The run of `setting` in `mode`, from tokens to priced lines."""
    tokens = call_tokens(setting, mode)
    shape = shape_of(setting, tokens.reasoning_fit.value, tokens.visible_fit.value)
    return run_of(setting, mode, tokens.reasoning_fit, tokens.visible_fit, shape)


def call_tokens(setting: Setting, mode: str) -> CallTokens:
    """Expected reasoning and visible tokens of one call in `mode`, with their evidence."""
    visible = expecting_visible(setting, mode, with_own_visible(setting, mode, visible_fit(setting, mode)))
    thought = with_own_reasoning(setting, mode, reasoning_fit(setting, mode))
    reasoning = expecting_reasoning(setting, mode, thought, visible)
    return CallTokens(mode, reasoning, _no_less_than_off(setting, mode, reasoning, visible))


def _no_less_than_off(setting: Setting, mode: str, reasoning: Fit, visible: Fit) -> Fit:
    """The answer, long enough that thinking does not make the output shorter than it is without. A measurement of this
    model at this effort and work is kept as it is; other answers come from other benchmarks."""
    if mode == "off" or visible.level == "given" or not _can_be_off(setting):
        return visible
    off = expecting_visible(setting, "off", with_own_visible(setting, "off", visible_fit(setting, "off")))
    missing = off.value - reasoning.value - visible.value
    if missing <= 0 or _measured(setting, (reasoning, visible, off)):
        return visible
    return replace(visible, value=visible.value + missing, uncut=visible.wanted + missing)


def _can_be_off(setting: Setting) -> bool:
    return setting.profile is None or "off" in setting.profile.modes.value


def _measured(setting: Setting, fits: Sequence[Fit]) -> bool:
    """Whether every figure was measured of the model itself at its effort, and at this kind of work."""
    return not setting.task_class.judgement and all(fit.level in ("own", "given", "model+effort") for fit in fits)


def run_of(setting: Setting, mode: str, reasoning: Fit, visible: Fit, shape: RunShape) -> Run:
    """Price a shape: plan its cache, sum up its calls, write its lines."""
    pace = with_own_speed(setting, mode, pace_in(setting, mode))
    call = call_time(pace, shape, output_of(setting, mode, reasoning, visible))
    cache = plan_cache(
        setting.workload,
        setting.offer.cache,
        setting.card,
        call,
        own_write="cache_write" in setting.own_rates,
    )
    nodes = step_nodes(shape.steps, float(setting.workload.steps_spread))
    stretches = expected_walk(shape, cache, tier_starts(setting.card), nodes)
    if setting.sent:
        lines, beyond = prompt_lines(setting.sent, stretches, setting.card, cache)
    else:
        lines, beyond = token_lines(stretches, setting.card, cache.writes, cache.hour_share), Decimal(0)
    return Run(mode, reasoning, visible, shape, cache, stretches, tuple(lines), call, pace, beyond)


def shape_of(setting: Setting, reasoning: float, visible: float) -> RunShape:
    """S, g and N of the run; tokens that the user states scale with the model's tokeniser, estimated ones do not."""
    load, scale = setting.workload, setting.token_scale
    shared = exact(load.shared_prefix_tokens) * scale
    kept = reasoning if keeps_reasoning(setting) else 0.0
    return RunShape(
        start=shared + exact(load.input_tokens) * scale + sum((tokens for _, tokens in setting.sent), Decimal(0)),
        shared=shared,
        growth=exact(visible) + exact(kept) + exact(load.tool_result_tokens) * scale,
        reasoning=exact(reasoning),
        visible=exact(visible),
        steps=load.steps,
        limit=_compaction_limit(setting),
        summary=exact(load.compaction.to_tokens) if load.compaction else Decimal(0),
    )


def _compaction_limit(setting: Setting) -> Decimal | None:
    """Input above which the run summarises first; None without compaction, or where no window is known."""
    compaction = setting.workload.compaction
    if compaction is None or setting.window is None:
        return None
    return exact(compaction.at_share) * setting.window


def has_no_output(setting: Setting) -> bool:
    """Whether the offer has a price of input alone, as embeddings and rerankers do: its output is 0."""
    return setting.offer.input_only


def typical_shape(setting: Setting, run: Run) -> RunShape:
    """The run at the median of belief about its tokens, not at their expected values. Whether a run fits a window is
    decided by it; the chance that a long run does not is given beside it."""
    reasoning, visible = middle_tokens(setting, run)
    return shape_of(setting, reasoning, visible)


def middle_tokens(setting: Setting, run: Run | CallTokens) -> tuple[float, float]:
    """The median of belief about the mean of a call's reasoning and visible tokens, within the output limit."""
    cap = inf if setting.cap is None else float(setting.cap)
    said = run.visible_fit.value if run.visible_given else min(run.visible_fit.wanted, cap)
    room = min(max(cap - said, 0.0), thinking_limit(setting))
    return run.reasoning_fit.value if run.reasoning_given else min(run.reasoning_fit.wanted, room), said


def visible_fit(setting: Setting, mode: str) -> Fit:
    """Visible tokens per call as stated or looked up, before own runs and any limit."""
    load = setting.workload
    if has_no_output(setting):
        return Fit(0.0, "given")
    if load.visible_tokens_per_call is not None:
        return Fit(float(exact(load.visible_tokens_per_call) * setting.token_scale), "given")
    return _per_call(_looked_up(setting, mode, setting.estimator.visible, visible_mean), setting.task_class)


def reasoning_fit(setting: Setting, mode: str) -> Fit:
    """Reasoning tokens per call as stated or looked up, before own runs and any limit."""
    if mode == "off" or has_no_output(setting):
        return Fit(0.0, "given")
    if setting.given_reasoning is not None:
        return Fit(float(setting.given_reasoning), "given")
    by_budget = budget_fit(setting)
    if by_budget is not None:
        return by_budget
    kind = setting.task_class
    fit = _looked_up(setting, mode, setting.estimator.reasoning, reasoning_mean)
    return _per_call(replace(fit, value=fit.value * kind.effort_scale), kind)


def expecting_visible(setting: Setting, mode: str, fit: Fit) -> Fit:
    """The fit at the expected tokens of a call; a stated figure stays as it is."""
    if fit.level == "given":
        return fit
    return _expecting(fit, expected_tokens(fit.value, answer_doubt(setting, mode, fit), setting.cap))


def expecting_reasoning(setting: Setting, mode: str, fit: Fit, visible: Fit) -> Fit:
    """The same for thinking; within the output limit it has what the answer leaves."""
    if fit.level == "given":
        return fit
    thought, said = thought_doubt(setting, fit), answer_doubt(setting, mode, visible)
    most = thinking_limit(setting)
    return _expecting(fit, expected_rest(fit.value, thought, setting.cap, visible.wanted, said, most=most))


def _looked_up(setting: Setting, mode: str, table: Table, mean: Callable[..., Fit]) -> Fit:
    """The mean of one benchmark item, by `reasoning_mean` or `visible_mean`, of the model or the nearest one
    measured."""
    profile, kind, tables = setting.profile, setting.task_class, setting.estimator
    name, model = profile.study_name if profile else None, setting.offer.model_id

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
