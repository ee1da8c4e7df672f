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
from planner.core.roster import Heard, Paces, Roster, Sample
from planner.core.runs import Setting, shape_of, work_out
from planner.core.table import NOT_OFFERED, Flags, Floats
from planner.core.workload import NO_OVERRIDES, exact

KEPT_LOOK_UPS = 20_000
KEPT_PACES = 64


@dataclass(frozen=True, slots=True)
class GroupRuns:
    """Runs of v voices, p paces and k kinds. `shapes` (v); `median_tokens` (v): output tokens of one call of a run in
    the middle of all; `prior` (v): thinking rests on its class alone; `paces` (p); `plans` (k)."""

    shapes: Shapes
    median_tokens: Floats
    prior: Flags
    paces: Paces
    plans: Plans


def group_runs(terms: Terms, roster: Roster, modes: Sequence[str], paced_as: Sequence[str]) -> GroupRuns:
    """Runs of every voice in its own of `modes` (v), at the speed that was measured in its own of `paced_as` (v)."""
    load = terms.workload
    heard = [_heard(terms, roster, voice, mode) for voice, mode in zip(roster.voices, modes, strict=True)]
    shapes = _shapes([shape for shape, _ in heard], load.steps)
    paces = _paces(terms, roster, paced_as)
    return GroupRuns(
        shapes=shapes,
        median_tokens=_floats([one.median_tokens for _, one in heard]),
        prior=_flags([one.prior for _, one in heard]),
        paces=paces,
        plans=_plans(_cache_plans(terms, roster, shapes, paces)),
    )


def _heard(terms: Terms, roster: Roster, voice: Sample, mode: str) -> tuple[RunShape, Heard]:
    """The shape of a voice's run and what it rests on; look-ups, by far the slowest part, are remembered."""
    load, setting = terms.workload, _setting(terms, voice, mode)
    given = (load.visible_tokens_per_call, load.reasoning_tokens_per_call, load.token_basis, load.max_output_tokens)
    key = (voice.voice, mode, load.task_class, *given)
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
    found = roster.heard[key]
    return shape_of(setting, found.reasoning, found.visible), found


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
    return pace_of(sample.offer, sample.profile, mode, loops=in_a_loop(terms.workload), overrides=NO_OVERRIDES)


def _paces(terms: Terms, roster: Roster, paced_as: Sequence[str]) -> Paces:
    """Every pace in the mode of its voice, remembered."""
    key = (in_a_loop(terms.workload), *paced_as)
    if key not in roster.paced:
        if len(roster.paced) >= KEPT_PACES:
            roster.paced.clear()
        found = [_pace(terms, sample, paced_as[sample.voice]) for sample in roster.paces]
        roster.paced[key] = Paces(
            ttft_seconds=_floats([pace.turn_seconds for pace in found]),
            seconds_per_fresh=_floats([pace.reading_seconds(1.0, 0.0) for pace in found]),
            seconds_per_cached=_floats([pace.reading_seconds(0.0, 1.0) for pace in found]),
            speed=_floats([pace.tokens_per_second for pace in found]),
            prior=_flags([pace.evidence.basis == "class" for pace in found]),
        )
    return roster.paced[key]


def _cache_plans(terms: Terms, roster: Roster, shapes: Shapes, paces: Paces) -> list[CachePlan]:
    """The plan of every kind; a call's length matters only where a cache may expire between steps."""
    load = terms.workload
    spread = terms.catalogue.task_classes[load.task_class].item_spread
    waits = load.steps > 1 and load.cache.loop_hit_rate is None and load.cache.mode != "off"
    seconds = call_seconds(roster, shapes, paces).tolist() if waits else [0.0] * len(roster.kinds)
    plans: dict[tuple[int, float], CachePlan] = {}
    for kind, call in zip(roster.kinds, seconds, strict=True):
        if (kind.shelf, call) not in plans:
            plan = plan_cache(load, kind.offer.cache, kind.card, call_seconds=call, call_spread=spread)
            plans[kind.shelf, call] = plan
    return [plans[kind.shelf, call] for kind, call in zip(roster.kinds, seconds, strict=True)]


def call_seconds(roster: Roster, shapes: Shapes, paces: Paces) -> Floats:
    """A typical call's length for every kind, its prompt taken as cached: to judge whether a cache outlives a gap."""
    voice, pace = ([getattr(kind, name) for kind in roster.kinds] for name in ("voice", "pace"))
    middle = shapes.start + ((shapes.steps + 1) // 2 - 1) * shapes.growth
    spoken = shapes.reasoning + shapes.visible
    reading: Floats = middle[voice] * paces.seconds_per_cached[pace]
    return paces.ttft_seconds[pace] + reading + spoken[voice] / paces.speed[pace]


def _shapes(shapes: Sequence[RunShape], steps: int) -> Shapes:
    return Shapes(
        start=_floats([float(s.start) for s in shapes]),
        shared=_floats([float(s.shared) for s in shapes]),
        growth=_floats([float(s.growth) for s in shapes]),
        reasoning=_floats([float(s.reasoning) for s in shapes]),
        visible=_floats([float(s.visible) for s in shapes]),
        steps=steps,
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
