"""The run of each kind of offer in one mode, as arrays: tokens, cache and speed, worked out as the exact path does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.caching import CachePlan, plan_cache
from planner.core.estimate import Terms
from planner.core.latency import Pace, in_a_loop, pace_of
from planner.core.limits import output_limit
from planner.core.loop import RunShape
from planner.core.many_loops import Plans, Shapes
from planner.core.medians import median_spoken
from planner.core.roster import Heard, Index, Kind, Roster
from planner.core.runs import Setting, shape_of, work_out
from planner.core.table import NOT_OFFERED, Flags, Floats
from planner.core.workload import NO_OVERRIDES, exact

KEPT_LOOK_UPS = 20_000


@dataclass(frozen=True, slots=True)
class GroupRuns:
    """Runs of k kinds of offers, (k) each. `median_tokens`: output tokens of one call of a run in the middle of all;
    `ttft_seconds` of a call before reading its prompt, `seconds_per_*` token of that; output `speed` in tokens/s;
    `*_prior`: rests on nothing closer than a class."""

    shapes: Shapes
    plans: Plans
    median_tokens: Floats
    ttft_seconds: Floats
    speed: Floats
    seconds_per_fresh: Floats
    seconds_per_cached: Floats
    thinking_prior: Flags
    speed_prior: Flags


@dataclass(frozen=True, slots=True)
class _Speech:
    """What one voice says in one mode: the shape of its run and the output tokens of a call in a middling run."""

    shape: RunShape
    median_tokens: float
    prior: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """One kind's run."""

    speech: _Speech
    plan: CachePlan
    pace: Pace


def group_runs(terms: Terms, roster: Roster, modes: Sequence[str], paced_as: Sequence[str]) -> GroupRuns:
    """The runs of the roster's kinds, each in its own of `modes` (k), at the speed measured in `paced_as` (k)."""
    speeches: dict[tuple[int, str, str], _Speech] = {}
    paces: dict[tuple[int, str], Pace] = {}
    runs = []
    for kind, mode, paced in zip(roster.kinds, modes, paced_as, strict=True):
        heard, voice = (kind.pace, paced), (kind.voice, mode, paced)
        if heard not in paces:
            paces[heard] = _pace(terms, kind, paced)
        if voice not in speeches:
            speeches[voice] = _speech(terms, roster, _setting(terms, kind, paces[heard]), mode, kind.voice)
        runs.append(_run(terms, kind, speeches[voice], paces[heard]))
    return _arrays(runs, terms.workload.steps)


def _speech(terms: Terms, roster: Roster, setting: Setting, mode: str, voice: int) -> _Speech:
    """What a voice says; its look-ups, by far the slowest part, are remembered between workloads."""
    load = terms.workload
    given = (load.visible_tokens_per_call, load.reasoning_tokens_per_call, load.token_basis, load.max_output_tokens)
    key = (voice, mode, load.task_class, *given)
    if key not in roster.heard:
        if len(roster.heard) >= KEPT_LOOK_UPS:
            roster.heard.clear()
        run = work_out(setting, mode)
        roster.heard[key] = Heard(
            reasoning=run.reasoning_fit.value,
            visible=run.visible_fit.value,
            median_tokens=median_spoken(setting, run),
            prior=run.reasoning_fit.level == "class",
        )
    heard = roster.heard[key]
    return _Speech(shape_of(setting, heard.reasoning, heard.visible), heard.median_tokens, heard.prior)


def _setting(terms: Terms, kind: Kind, pace: Pace) -> Setting:
    """What planner.core.estimate would set for this kind, without prices: they do not move its tokens."""
    load, profile = terms.workload, kind.profile
    factor = profile.tokenizer_factor.value if profile and profile.tokenizer_factor else 1.0
    return Setting(
        workload=load,
        offer=kind.offer,
        profile=profile,
        task_class=terms.catalogue.task_classes[load.task_class],
        estimator=terms.catalogue.estimator,
        card=NOT_OFFERED,
        pace=pace,
        given_reasoning=load.reasoning_tokens_per_call,
        cap=output_limit(load, kind.offer, profile),
        token_scale=exact(factor if load.token_basis == "o200k" else 1),
    )


def _pace(terms: Terms, kind: Kind, mode: str) -> Pace:
    return pace_of(kind.offer, kind.profile, mode, loops=in_a_loop(terms.workload), overrides=NO_OVERRIDES)


def _run(terms: Terms, kind: Kind, speech: _Speech, pace: Pace) -> _Run:
    load = terms.workload
    spread = terms.catalogue.task_classes[load.task_class].item_spread
    seconds = _call_seconds(pace, speech.shape)
    return _Run(speech, plan_cache(load, kind.cache, kind.card, call_seconds=seconds, call_spread=spread), pace)


def _call_seconds(pace: Pace, shape: RunShape) -> float:
    """A typical call's length, its prompt taken as cached: only to judge whether a cache outlives the gap."""
    middle = float(shape.context((shape.steps + 1) // 2))
    spoken = float(shape.reasoning + shape.visible)
    return pace.base_ttft_seconds + pace.reading_seconds(0.0, middle) + pace.speaking_seconds(spoken)


def _arrays(runs: Sequence[_Run], steps: int) -> GroupRuns:
    shapes = [run.speech.shape for run in runs]
    return GroupRuns(
        shapes=Shapes(
            start=_floats([float(s.start) for s in shapes]),
            shared=_floats([float(s.shared) for s in shapes]),
            growth=_floats([float(s.growth) for s in shapes]),
            reasoning=_floats([float(s.reasoning) for s in shapes]),
            visible=_floats([float(s.visible) for s in shapes]),
            steps=steps,
        ),
        plans=_plans([run.plan for run in runs]),
        median_tokens=_floats([run.speech.median_tokens for run in runs]),
        ttft_seconds=_floats([run.pace.base_ttft_seconds for run in runs]),
        speed=_floats([run.pace.tokens_per_second for run in runs]),
        seconds_per_fresh=_floats([run.pace.reading_seconds(1.0, 0.0) for run in runs]),
        seconds_per_cached=_floats([run.pace.reading_seconds(0.0, 1.0) for run in runs]),
        thinking_prior=_flags([run.speech.prior for run in runs]),
        speed_prior=_flags([run.pace.evidence.basis == "class" for run in runs]),
    )


def _plans(plans: Sequence[CachePlan]) -> Plans:
    return Plans(
        prefix_hit=_floats([float(p.prefix_hit) for p in plans]),
        loop_hit=_floats([float(p.loop_hit) for p in plans]),
        minimum_tokens=_floats([float(p.minimum_tokens) for p in plans]),
        writes=_flags([p.writes is not None for p in plans]),
        derived=_flags([p.derived for p in plans]),
        prefix_given=_flags([p.prefix_given for p in plans]),
    )


def _floats(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _flags(values: list[bool]) -> Flags:
    return np.array(values, dtype=np.bool_)


def spread_out(runs: GroupRuns, kind_of: Index) -> tuple[Shapes, Plans]:
    """Shapes and plans of n offers from those of their kinds."""
    s, p = runs.shapes, runs.plans
    shapes = Shapes(
        start=s.start[kind_of],
        shared=s.shared[kind_of],
        growth=s.growth[kind_of],
        reasoning=s.reasoning[kind_of],
        visible=s.visible[kind_of],
        steps=s.steps,
    )
    return shapes, Plans(
        prefix_hit=p.prefix_hit[kind_of],
        loop_hit=p.loop_hit[kind_of],
        minimum_tokens=p.minimum_tokens[kind_of],
        writes=p.writes[kind_of],
        derived=p.derived[kind_of],
        prefix_given=p.prefix_given[kind_of],
    )
