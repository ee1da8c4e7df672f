"""The run of each kind of offer in one mode, as arrays: tokens, cache and speed, worked out as the exact path does."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import erf, sqrt

import numpy as np

from planner.core.cost.caching import plan_cache
from planner.core.cost.units import planned_to_send
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import call_tokens, middle_tokens, shape_of
from planner.core.estimate.terms import Terms
from planner.core.latency.seconds import Pace, in_a_loop, pace_of
from planner.core.models.offers.limits import cut_off_share, output_limit
from planner.core.ranking.offer_columns import LoopPlans, ModeTokens, OfferColumns, Sample
from planner.core.ranking.price_table import NOT_OFFERED, Flags, Floats, Index
from planner.core.ranking.vector_latency import DrawnOutput, Paces, call_output, drawn_output, paces_of
from planner.core.ranking.vector_shapes import Plans, Shapes, numbered, plans_of, shapes_of
from planner.core.results import Evidence
from planner.core.tokens.output_length import CallTime, middle_output
from planner.core.workload import NO_OVERRIDES, Workload, exact

NO_PACE = Pace(0.0, 0.0, 1.0, whole_ttft=True, speed_given=True, evidence=Evidence("given", ""))
"""Tokens of a call do not depend on the offer's speed."""


AT_ONCE = CallTime(0.0, 0.0, 0.0)
"""Calls between which no cache expires."""
RATE_PLACES = 4
"""Decimals of a derived hit rate."""


@dataclass(frozen=True, slots=True)
class GroupRuns:
    """Runs of offers that are alike, computed once for each group: (v) offers with the same tokens per call, (p) offers
    of one speed, (k) offers alike in both and in how they cache. `shapes` (v), expected, and `typical` (v), at the
    median of belief; `mode_tokens` (v): tokens of a call; `keeps` (v): whether its reasoning is sent again; `paces`
    (p); `loop_plans` (k): cache plans before entries expire, see plans_at; `modes` (v)."""

    shapes: Shapes
    typical: Shapes
    mode_tokens: ModeTokens
    keeps: Flags
    paces: Paces
    loop_plans: LoopPlans
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallTimes:
    """How long a step's call takes for some kinds, (k) each: the fields of CallTime."""

    quiet: Floats
    output_seconds: Floats
    spread: Floats


def group_runs(terms: Terms, columns: OfferColumns, modes: tuple[str, ...]) -> GroupRuns:
    """Runs of every token group in its own of `modes` (v), at the speed that was measured in it."""
    mode_tokens, keeps = _mode_tokens(terms, columns, modes), _keeps(terms, columns)
    shapes = _shapes(terms, columns, mode_tokens, (mode_tokens.reasoning, mode_tokens.visible), keeps)
    return GroupRuns(
        shapes=shapes,
        typical=_shapes(
            terms, columns, mode_tokens, (mode_tokens.typical_reasoning, mode_tokens.typical_visible), keeps
        ),
        mode_tokens=mode_tokens,
        keeps=keeps,
        paces=_paces(terms, columns, modes),
        loop_plans=columns.kept.plans.get(_plans_key(terms.workload), lambda: _loop_plans(terms.workload, columns)),
        modes=modes,
    )


def _mode_tokens(terms: Terms, columns: OfferColumns, modes: tuple[str, ...]) -> ModeTokens:
    """Tokens of a call for every token group, kept: looking them up is by far the slowest part."""
    return columns.kept.mode_tokens.get(
        _output_key(terms, modes), lambda: _tokens_of_groups(terms, columns.token_groups, modes)
    )


def _output_key(terms: Terms, modes: tuple[str, ...]) -> tuple[Hashable, ...]:
    """Everything that tokens of a call depend on, own runs included."""
    load = terms.workload
    given = (load.visible_tokens_per_call, load.reasoning_tokens_per_call, load.token_basis, load.max_output_tokens)
    budget = (load.thinking_budget_tokens, load.thinking_budget_tokens and (load.steps > 1, load.step_kind))
    return modes, load.task_class, *given, *budget, terms.learnt.reasoning, terms.learnt.visible


def output_of_groups(terms: Terms, columns: OfferColumns, runs: GroupRuns) -> tuple[DrawnOutput, Index]:
    """Drawn output of `runs`, each distribution once, and its index for each group, (v); kept, and not with the runs,
    as it is by far the largest part of them."""

    def drawn() -> tuple[DrawnOutput, Index]:
        tokens = runs.mode_tokens
        alike, output_group_of = np.unique(tokens.call_output_of * 2 + runs.keeps, return_inverse=True)
        return drawn_output(tokens.call_outputs[alike // 2], alike % 2 == 1), output_group_of

    return columns.kept.outputs.get((_output_key(terms, runs.modes), _reasoning_key(terms)), drawn)


def _tokens_of_groups(terms: Terms, token_groups: Sequence[Sample], modes: Sequence[str]) -> ModeTokens:
    every_inputs = [_inputs(terms, token_group) for token_group in token_groups]
    calls = [call_tokens(inputs, mode) for inputs, mode in zip(every_inputs, modes, strict=True)]
    pairs = list(zip(every_inputs, calls, strict=True))
    first, call_output_of = numbered(call_output(inputs, call) for inputs, call in pairs)
    expected = np.array([(call.reasoning_fit.value, call.visible_fit.value) for call in calls])
    typical = np.array([middle_tokens(inputs, call) for inputs, call in pairs])
    return ModeTokens(
        reasoning=expected[:, 0],
        visible=expected[:, 1],
        typical_reasoning=typical[:, 0],
        typical_visible=typical[:, 1],
        basis=np.array([call.reasoning_fit.level for call in calls]),
        own_runs=np.array([call.own_runs for call in calls], dtype=np.intp),
        cut_off=np.array([cut_off_share(inputs, call) for inputs, call in pairs]),
        call_outputs=np.array([call_output(*pairs[place]) for place in first]),
        call_output_of=call_output_of,
        whole=all(bool((column == np.floor(column)).all()) for column in (expected, typical)),
    )


def _keeps(terms: Terms, columns: OfferColumns) -> Flags:
    """Whether reasoning is sent again, (v)."""
    return columns.kept.keeps.get(
        _reasoning_key(terms),
        lambda: np.array(
            [keeps_reasoning(_inputs(terms, token_group)) for token_group in columns.token_groups], dtype=np.bool_
        ),
    )


def _reasoning_key(terms: Terms) -> tuple[str, str]:
    """Everything that resending of reasoning depends on."""
    return terms.workload.keep_reasoning, terms.workload.step_kind


def _shapes(
    terms: Terms, columns: OfferColumns, mode_tokens: ModeTokens, tokens: tuple[Floats, Floats], keeps: Flags
) -> Shapes:
    """Runs of calls of `tokens` (reasoning and visible, (v) each)."""
    load, (reasoning, visible) = terms.workload, tokens
    stated = (load.shared_prefix_tokens, load.input_tokens, load.tool_result_tokens)
    shared, own, added = (float(number) for number in stated)
    whole = mode_tokens.whole and shared.is_integer() and own.is_integer() and added.is_integer()
    if load.token_basis != "native" or not whole:
        # Decimals are summed before they are rounded to floats, as the exact path does; whole numbers need no care.
        pairs = zip(columns.token_groups, reasoning.tolist(), visible.tolist(), strict=True)
        return shapes_of([shape_of(_inputs(terms, token_group), *pair) for token_group, *pair in pairs], load.steps)
    every = np.ones(len(reasoning))
    return Shapes(
        start=every * (shared + own),
        shared=every * shared,
        growth=visible + np.where(keeps, reasoning, 0.0) + added,
        reasoning=reasoning,
        visible=visible,
        steps=load.steps,
        summary=float(load.compaction.to_tokens) if load.compaction else 0.0,
    )


def _inputs(terms: Terms, sample: Sample) -> EstimateInputs:
    """The inputs of planner.core.estimate.one_offer without prices and speeds, on which tokens do not depend."""
    load, profile = terms.workload, sample.profile
    factor = profile.tokenizer_factor.value if profile and profile.tokenizer_factor else 1.0
    return EstimateInputs(
        workload=load,
        offer=sample.offer,
        profile=profile,
        task_class=terms.catalogue.task_classes[load.task_class],
        estimator=terms.catalogue.estimator,
        card=NOT_OFFERED,
        pace=NO_PACE,
        given_reasoning=load.reasoning_tokens_per_call,
        cap=output_limit(load, sample.offer, profile),
        token_scale=exact(factor if load.token_basis == "o200k" else 1),
        learnt=terms.learnt,
    )


def _pace(terms: Terms, sample: Sample, mode: str) -> Pace:
    loops = in_a_loop(terms.workload)
    return pace_of(sample.offer, sample.profile, mode, loops=loops, overrides=NO_OVERRIDES, on=terms.day)


def _paces(terms: Terms, columns: OfferColumns, modes: Sequence[str]) -> Paces:
    """The pace of every group in the mode of its token group, kept."""
    return columns.kept.paces.get(
        (in_a_loop(terms.workload), terms.day, modes),
        lambda: paces_of([_pace(terms, sample, modes[sample.token_group]) for sample in columns.paces]),
    )


def plans_at(load: Workload, columns: OfferColumns, runs: GroupRuns, kinds: Index) -> Plans:
    """The cache plans of these `kinds`, as planner.core.cost.caching computes them for one, (k)."""
    plans, reliability = runs.loop_plans.plans.taken(kinds), runs.loop_plans.reliability[kinds]
    if load.steps == 1 or load.cache.loop_hit_rate is not None or load.cache.mode == "off":
        return plans
    # Where nothing is cached no entry expires.
    cached = np.flatnonzero(reliability)
    times, ttl = call_times(load, columns, runs, kinds[cached]), runs.loop_plans.ttl_seconds[kinds[cached]]
    expired = 1 - (1 - expiry_chances(load, times, ttl)) * (1 - float(load.pause_share))
    hits = np.zeros(len(kinds))
    hits[cached] = np.round(reliability[cached] * (1 - expired), RATE_PLACES)
    return replace(plans, loop_hit=hits)


def _plans_key(load: Workload) -> tuple[Hashable, ...]:
    """Everything of a workload that a cache plan depends on where calls take no time."""
    waits = load.step_kind, load.tool_seconds, load.gap_seconds, load.pause_share
    # Kinds are divided by what they send beside text.
    traffic = load.runs_per_day, load.hours_per_day, load.arrivals
    return load.cache, load.shared_prefix_tokens, *traffic, load.steps > 1, *waits, *planned_to_send(load)


def _loop_plans(load: Workload, columns: OfferColumns) -> LoopPlans:
    """Kinds of one shelf share all of a plan but the chance that an entry expires between two steps."""
    _, first, shelf_of = np.unique([kind.shelf for kind in columns.kinds], return_index=True, return_inverse=True)
    shelves = [columns.kinds[place] for place in first]
    found = [plan_cache(load, kind.offer.cache, kind.card, AT_ONCE) for kind in shelves]
    reliability = np.array([plan.reliability or 0.0 for plan in found])
    ttl = np.array([plan.ttl_seconds for plan in found])
    return LoopPlans(plans_of(found).taken(shelf_of), reliability[shelf_of], ttl[shelf_of])


def expiry_chances(load: Workload, times: CallTimes, ttl: Floats) -> Floats:
    """Chance that the gap between two steps outlasts the TTL, (k)."""
    wait = float(load.tool_seconds if load.step_kind == "tool" else load.gap_seconds)
    room = ttl - (wait + times.quiet)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (np.log(room) - np.log(times.output_seconds)) / (times.spread * sqrt(2))
    # numpy has no error function.
    varied = 0.5 * (1 - np.array([erf(z) for z in apart.tolist()]))
    certain = (times.output_seconds > room).astype(np.float64)
    cases = [room <= 0, times.output_seconds <= 0, times.spread <= 0]
    return np.select(cases, [np.ones_like(room), np.zeros_like(room), certain], default=varied)


def call_times(load: Workload, columns: OfferColumns, runs: GroupRuns, kinds: Index) -> CallTimes:
    """How long a step's call takes for these `kinds`, as estimate.runs has it for one."""
    shapes, paces, pace = runs.shapes, runs.paces, columns.pace_of_kind[kinds]
    token_group = columns.token_group_of_kind[kinds]
    middle = (shapes.start + ((shapes.steps + 1) // 2 - 1) * shapes.growth)[token_group]
    if columns.kind_sent is not None:
        middle = middle + columns.kind_sent[kinds]
    if load.compaction:
        middle = np.minimum(middle, float(load.compaction.at_share) * columns.kind_windows[kinds])
    tokens, spread = (
        column[runs.mode_tokens.call_output_of] for column in middle_output(runs.mode_tokens.call_outputs)
    )
    return CallTimes(
        quiet=paces.ttft_seconds[pace] + middle * paces.seconds_per_cached[pace],
        output_seconds=tokens[token_group] / paces.speed[pace],
        spread=np.hypot(spread[token_group], paces.speed_sd[pace]),
    )
