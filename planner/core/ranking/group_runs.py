"""The run of each kind of offer in one mode, as arrays: tokens, cache and speed, worked out as the exact path does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.cost.caching import CachePlan, plan_cache
from planner.core.cost.loop import RunShape
from planner.core.estimate import Terms
from planner.core.estimate_inputs import Setting, keeps_reasoning
from planner.core.latency.seconds import Pace, in_a_loop, pace_of
from planner.core.models.limits import cut_off_share, output_limit
from planner.core.ranking.offer_columns import Heard, Roster, Sample
from planner.core.ranking.price_table import NOT_OFFERED, Codes, Flags, Floats
from planner.core.ranking.vector_latency import Paces, paces_of, sayings
from planner.core.ranking.vector_tokens import Plans, Shapes, plans_of, shapes_of
from planner.core.runs import middle_tokens, shape_of, work_out
from planner.core.tokens.output_length import CallTime, Sayings, spoken_by
from planner.core.workload import NO_OVERRIDES, Workload, exact

KEPT_LOOK_UPS = 20_000
KEPT_PACES = 64
NO_TIME = CallTime(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class GroupRuns:
    """Runs of v voices, p paces and k kinds. `shapes` (v), expected, and `typical` (v), at
    the median of belief; `spoken` (v): what one call says; `keeps` (v): whether its
    thoughts are sent again; `basis` (v): what thinking rests on; `cut_off` (v): share of answers that the output limit
    cuts, 0-1; `paces` (p); `plans` (k)."""

    shapes: Shapes
    typical: Shapes
    spoken: Sequence[Sayings]
    keeps: Flags
    basis: Codes
    cut_off: Floats
    paces: Paces
    plans: Plans


def group_runs(terms: Terms, roster: Roster, modes: Sequence[str]) -> GroupRuns:
    """Runs of every voice in its own of `modes` (v), at the speed that was measured in it."""
    load = terms.workload
    heard = [_heard(terms, roster, voice, mode) for voice, mode in zip(roster.voices, modes, strict=True)]
    shapes = shapes_of([one.shape for one in heard], load.steps)
    paces = _paces(terms, roster, modes)
    spoken = [one.heard.sayings for one in heard]
    return GroupRuns(
        shapes=shapes,
        typical=shapes_of([one.typical for one in heard], load.steps),
        spoken=spoken,
        keeps=np.array([one.keeps for one in heard], dtype=np.bool_),
        basis=np.array([one.heard.basis for one in heard]),
        cut_off=np.array([one.heard.cut_off for one in heard]),
        paces=paces,
        plans=plans_of(_cache_plans(terms, roster, shapes, paces, spoken)),
    )


@dataclass(frozen=True, slots=True)
class _VoiceRun:
    """The run of one voice: its shape, that of a typical run, whether its thoughts are sent again, and what was looked
    up for it."""

    shape: RunShape
    typical: RunShape
    keeps: bool
    heard: Heard


def _heard(terms: Terms, roster: Roster, voice: Sample, mode: str) -> _VoiceRun:
    """The run of a voice; look-ups, by far the slowest part, are remembered."""
    load, setting = terms.workload, _setting(terms, voice, mode)
    given = (load.visible_tokens_per_call, load.reasoning_tokens_per_call, load.token_basis, load.max_output_tokens)
    budget = (load.thinking_budget_tokens, load.thinking_budget_tokens and (load.steps > 1, load.step_kind))
    key = (voice.voice, mode, load.task_class, *given, *budget)
    if key not in roster.heard:
        if len(roster.heard) >= KEPT_LOOK_UPS:
            roster.heard.clear()
        run = work_out(setting, mode)
        roster.heard[key] = Heard(
            reasoning=run.reasoning_fit.value,
            visible=run.visible_fit.value,
            typical=middle_tokens(setting, run),
            sayings=sayings(setting, run),
            basis=run.reasoning_fit.level,
            cut_off=cut_off_share(setting, run),
        )
    found = roster.heard[key]
    expected, typical = shape_of(setting, found.reasoning, found.visible), shape_of(setting, *found.typical)
    return _VoiceRun(expected, typical, keeps_reasoning(setting), found)


def _setting(terms: Terms, sample: Sample, mode: str) -> Setting:
    """What planner.core.estimate would set, without prices: they do not move tokens."""
    load, profile = terms.workload, sample.profile
    factor = profile.tokenizer_factor.value if profile and profile.tokenizer_factor else 1.0
    return Setting(
        workload=load,
        offer=sample.offer,
        profile=profile,
        task_class=terms.catalogue.task_classes[load.task_class],
        estimator=terms.catalogue.estimator,
        card=NOT_OFFERED,
        pace=_pace(terms, sample, mode),
        given_reasoning=load.reasoning_tokens_per_call,
        cap=output_limit(load, sample.offer, profile),
        token_scale=exact(factor if load.token_basis == "o200k" else 1),
    )


def _pace(terms: Terms, sample: Sample, mode: str) -> Pace:
    loops = in_a_loop(terms.workload)
    return pace_of(sample.offer, sample.profile, mode, loops=loops, overrides=NO_OVERRIDES, on=terms.day)


def _paces(terms: Terms, roster: Roster, modes: Sequence[str]) -> Paces:
    """Every pace in the mode of its voice, remembered."""
    key = (in_a_loop(terms.workload), terms.day, *modes)
    if key not in roster.paced:
        if len(roster.paced) >= KEPT_PACES:
            roster.paced.clear()
        roster.paced[key] = paces_of([_pace(terms, sample, modes[sample.voice]) for sample in roster.paces])
    return roster.paced[key]


def _cache_plans(
    terms: Terms, roster: Roster, shapes: Shapes, paces: Paces, spoken: Sequence[Sayings]
) -> list[CachePlan]:
    """The plan of every kind; a call's length matters only where a cache may expire between steps."""
    load = terms.workload
    waits = load.steps > 1 and load.cache.loop_hit_rate is None and load.cache.mode != "off"
    calls = call_times(load, roster, shapes, paces, spoken) if waits else [NO_TIME] * len(roster.kinds)
    plans: dict[tuple[int, CallTime], CachePlan] = {}
    for kind, call in zip(roster.kinds, calls, strict=True):
        if (kind.shelf, call) not in plans:
            plans[kind.shelf, call] = plan_cache(load, kind.offer.cache, kind.card, call)
    return [plans[kind.shelf, call] for kind, call in zip(roster.kinds, calls, strict=True)]


def call_times(
    load: Workload, roster: Roster, shapes: Shapes, paces: Paces, spoken: Sequence[Sayings]
) -> list[CallTime]:
    """How long a step's call takes for every kind, as planner.core.runs has it for one."""
    voice, pace = roster.voice_of_kind, roster.pace_of_kind
    middle = (shapes.start + ((shapes.steps + 1) // 2 - 1) * shapes.growth)[voice]
    if load.compaction:
        middle = np.minimum(middle, float(load.compaction.at_share) * roster.kind_windows)
    tokens, spread = spoken_by(np.array(spoken))
    quiet = paces.ttft_seconds[pace] + middle * paces.seconds_per_cached[pace]
    speaking, spreads = tokens[voice] / paces.speed[pace], np.hypot(spread[voice], paces.speed_sd[pace])
    return [CallTime(*one) for one in zip(quiet.tolist(), speaking.tolist(), spreads.tolist(), strict=True)]
