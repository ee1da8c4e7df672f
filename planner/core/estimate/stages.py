"""A run of several stages: each with its own model, effort, steps and context, added up to one estimate.

A stage that starts fresh has a context of its own. Else it goes on from all that the stage before sent and said: on the
same offer that is read from cache, on another it is sent afresh, without the reasoning of the model before
(docs/methodology.md, Stages).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.quote import cost_of
from planner.core.cost.vector_cost import Floats
from planner.core.estimate.inputs import keeps_reasoning
from planner.core.estimate.one_offer import Prepared, Terms, answer, estimate, outcome_of, prepare, with_solved
from planner.core.estimate.solved import solved_of, success_of
from planner.core.models.catalogue import Offer, Profile, model_name
from planner.core.models.modes import default_mode, mode_in_name, mode_of
from planner.core.models.resolve import Named, resolve_all
from planner.core.people import person_cost
from planner.core.results import Cost, Estimate, Latency, Line, Refusal, RunSpread, StageAnswer, TimePart, Tokens
from planner.core.uncertainty.luck import another_order, luck
from planner.core.uncertainty.quantiles import band_of, percentiles, tail_of
from planner.core.uncertainty.simulation import Outcome, centred
from planner.core.workload import (
    NO_OVERRIDES,
    STAGE_OWN,
    BadInput,
    Overrides,
    Problem,
    Stage,
    TokenBasis,
    Workload,
    exact,
)

ZERO, ONE = Decimal(0), Decimal(1)
MOST_COPIES_DRAWN = 16
NATIVE: TokenBasis = "native"
"""What a stage goes on from is counted in tokens of the model before; another model's are taken as equal."""
OverridesOf = Callable[[Offer], Overrides]


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of a stage, priced: the offer and mode that it runs in and its workload, whose runs are the stage's own;
    `weight` passes in the average run."""

    stage: Stage
    weight: Decimal
    asked: str
    load: Workload
    prepared: Prepared

    @property
    def offer(self) -> Offer:
        return self.prepared.setting.offer


@dataclass(frozen=True, slots=True)
class Part:
    """A stage worked out: a pass of it, its estimate and its draws."""

    one: Pass
    estimate: Estimate
    outcome: Outcome
    lost_usd: Decimal

    @property
    def stage(self) -> Stage:
        return self.one.stage

    @property
    def weight(self) -> Decimal:
        return self.one.weight

    @property
    def prepared(self) -> Prepared:
        return self.one.prepared


def no_overrides(offer: Offer) -> Overrides:
    """Nothing of the user's own."""
    return NO_OVERRIDES


def estimate_run(
    terms: Terms, offer: Offer, asked: str, *, overrides: OverridesOf = no_overrides, partner: str | None = None
) -> Estimate | Refusal:
    """The estimate of a run, of stages or of one piece. Raises BadInput for a stage whose offer cannot be read."""
    if not terms.workload.stages:
        return estimate(terms, offer, asked, overrides=overrides(offer), partner=partner)
    passes = passes_of(terms, offer, asked, overrides=overrides)
    if isinstance(passes, Refusal):
        return passes
    before: list[Pass | None] = [None, *passes[:-1]]
    return _together(terms, offer, asked, [_part(terms, *turn, overrides) for turn in zip(passes, before, strict=True)])


def passes_of(
    terms: Terms, offer: Offer, asked: str, *, overrides: OverridesOf = no_overrides
) -> tuple[Pass, ...] | Refusal:
    """One pass of each stage in order, or why a stage cannot be done, in the name of `offer`.

    Raises BadInput for a stage whose offer cannot be read.
    """
    found: list[Pass] = []
    for stage, named in zip(terms.workload.stages, stage_offers(terms), strict=True):
        one = _pass(terms, stage, named or Named(offer.id, offer), asked, found[-1] if found else None, overrides)
        if isinstance(one, Refusal):
            name = model_name(offer, terms.catalogue.profile_of(offer))
            return Refusal(offer.id, name, asked, one.code, f"{stage.name}: {one.text}", one.instead)
        found.append(one)
    return tuple(found)


def stage_offers(terms: Terms) -> list[Named | None]:
    """What the stages' offers mean, None where a stage runs on the offer asked about. Raises BadInput naming each that
    cannot be read."""
    found: list[Named | None] = []
    problems: list[Problem] = []
    for place, stage in enumerate(terms.workload.stages):
        field = f"workload.stages.{place}.offer"
        try:
            named = resolve_all(terms.catalogue, [stage.offer] if stage.offer else [], terms.when, field=field)
            found.append(named[0] if named else None)
        except BadInput as bad:
            problems += [replace(problem, field=field) for problem in bad.problems]
    if problems:
        raise BadInput(problems)
    return found


def _pass(
    terms: Terms, stage: Stage, named: Named, asked: str, before: Pass | None, overrides: OverridesOf
) -> Pass | Refusal:
    offer = named.offer
    mode = _mode_of(stage, named, asked, terms.catalogue.profile_of(offer))
    weight = exact(stage.share) * stage.times
    load = stage_workload(terms.workload, stage, None if stage.starts_fresh else before, offer)
    load = replace(load, runs_per_day=float(exact(load.runs_per_day) * weight))
    prepared = prepare(replace(terms, workload=load), offer, mode, overrides=overrides(offer))
    return prepared if isinstance(prepared, Refusal) else Pass(stage, weight, mode, load, prepared)


def _mode_of(stage: Stage, named: Named, asked: str, profile: Profile | None) -> str:
    """The stage's own mode, else the one its model's name says, else the one asked for; of a model that the stage names
    itself the closest to that, since nobody asked it of that model."""
    if named.thinking and not stage.thinking:
        return mode_in_name(named.offer, profile, named.thinking)
    wanted = stage.thinking or asked
    if wanted == "default":
        return default_mode(named.offer, profile)
    return mode_of(named.offer, profile, wanted) if stage.offer and not stage.thinking else wanted


def _part(terms: Terms, one: Pass, before: Pass | None, overrides: OverridesOf) -> Part:
    own = replace(terms, workload=one.load)
    outcome = outcome_of(own, one.prepared)
    lost = _lost_usd(own, None if one.stage.starts_fresh else before, one, overrides(one.offer)) * one.weight
    return Part(one, answer(own, one.prepared, outcome), outcome, lost)


def stage_workload(load: Workload, stage: Stage, before: Pass | None, offer: Offer) -> Workload:
    """The workload of one pass of a stage; `before` is the stage it goes on from."""
    own = {f.name: getattr(stage, f.name) for f in fields(stage) if f.name not in STAGE_OWN}
    found = replace(load, stages=(), **{name: value for name, value in own.items() if value is not None})
    if before is None:
        return found
    sent, new = carried_tokens(before, offer)
    same = before.prepared.setting.offer.id == offer.id
    added = found.input_tokens if stage.input_tokens is not None else 0
    if not same:
        return replace(found, shared_prefix_tokens=0, input_tokens=sent + new + added, token_basis=NATIVE)
    run = before.prepared.parts[0][1]
    hit = float(run.cache.loop_hit) if sent >= run.cache.minimum_tokens else 0.0
    cache = replace(found.cache, prefix_hit_rate=hit)
    return replace(found, shared_prefix_tokens=sent, input_tokens=new + added, cache=cache, token_basis=NATIVE)


def carried_tokens(before: Pass, offer: Offer) -> tuple[int, int]:
    """Tokens of the context at the end of a stage: those its last call sent, and those that came after it. Another
    model is not sent the reasoning of the one before."""
    setting, run = before.prepared.setting, before.prepared.parts[0][1]
    shape = run.shape
    sent, new = shape.context(shape.steps), shape.growth
    if setting.offer.id != offer.id and keeps_reasoning(setting):
        since = (shape.steps - shape.opening_steps - 1) % shape.leg_steps + 1 if shape.compactions else shape.steps
        sent, new = sent - (since - 1) * shape.reasoning, new - shape.reasoning
    return round(sent), round(new)


def _lost_usd(terms: Terms, before: Pass | None, one: Pass, own: Overrides) -> Decimal:
    """What one pass pays for the context of another model, which its own cache does not hold."""
    if before is None or before.offer.id == one.offer.id:
        return ZERO
    load, cache = terms.workload, one.offer.cache
    settings = replace(load.cache, prefix_hit_rate=cache.loop_reliability) if cache else load.cache
    sent, _ = carried_tokens(before, one.offer)
    warm = replace(load, shared_prefix_tokens=sent, input_tokens=load.input_tokens - sent, cache=settings)
    found = prepare(replace(terms, workload=warm), one.offer, one.asked, overrides=own)
    return ZERO if isinstance(found, Refusal) else max(one.prepared.cost.usd_per_run - found.cost.usd_per_run, ZERO)


def _together(terms: Terms, offer: Offer, asked: str, parts: Sequence[Part]) -> Estimate:
    """One estimate of all stages. Its first words are those of the first stage; its mode, rates and evidence those of
    the first that runs on the offer itself, else of the first."""
    first, load = parts[0].estimate, terms.workload
    own = next((part.estimate for part in parts if part.stage.offer is None), first)
    lines = [line for part in parts for line in _lines(part)]
    cost = cost_of(lines, runs_per_day=exact(load.runs_per_day), month=terms.month)
    profile = terms.catalogue.profile_of(offer)
    solved = solved_of(success_of(load, profile, asked), load.max_tries, cost.usd_per_run)
    run_usd, month_usd, seconds = _drawn(terms, parts)
    month_usd = centred(month_usd, float(cost.usd_per_month))
    usd = percentiles(run_usd)
    cost = replace(cost, run_band=band_of(usd), month_band=band_of(percentiles(month_usd)), solved=solved)
    worked = replace(load, steps=round(sum(part.weight * part.prepared.parts[0][1].shape.steps for part in parts)))
    person = person_cost(worked, cost.usd_per_run, cost.usd_per_month, terms.catalogue.published_costs)
    cost = replace(cost, per_person=person)
    latency, spread = None, RunSpread(tuple(usd.tolist()), ())
    if seconds is not None and first.latency is not None:
        found = percentiles(seconds)
        outcome = replace(parts[0].outcome, seconds={"run": seconds})
        latency = with_solved(replace(first.latency, run=tail_of(found), solved=None), outcome, solved, terms)
        spread = replace(spread, seconds=tuple(found.tolist()))
    flags = [replace(flag, text=f"{p.stage.name}: {flag.text}") for p in parts for flag in p.estimate.flags]
    return replace(
        own,
        offer=offer,
        profile=profile,
        asked=asked,
        tokens=_tokens(parts),
        cost=cost,
        latency=latency,
        time_parts=_times(parts) if latency else (),
        flags=tuple(flags),
        reread_reasoning_usd=sum((p.weight * p.estimate.reread_reasoning_usd for p in parts), ZERO),
        own_reasoning_usd=sum((p.weight * p.estimate.own_reasoning_usd for p in parts), ZERO),
        run_spread=spread,
        summaries=None,
        stages=tuple(_answer_of(part, terms) for part in parts),
    )


def _lines(part: Part) -> list[Line]:
    """The stage's lines as they enter the average run."""
    weight = part.weight
    return [
        replace(line, tokens=weight * line.tokens, usd=weight * line.usd, stage=part.stage.name)
        for line in part.prepared.cost.lines
        if weight
    ]


def _drawn(terms: Terms, parts: Sequence[Part]) -> tuple[Floats, Floats, Floats | None]:
    """Dollars of drawn runs and months, and seconds of drawn runs; None where a stage is batch."""
    dice = luck(terms.seed)
    usd, month, seconds = np.zeros_like(dice.tries), np.zeros_like(dice.tries), np.zeros_like(dice.tries)
    timed = True
    for part, happens in zip(parts, _happening([part.stage for part in parts], terms.seed), strict=True):
        usd += happens * part.stage.times * part.outcome.run_usd
        month += part.outcome.month_usd
        if part.outcome.seconds is None:
            timed = False
            continue
        seconds += happens * _stage_seconds(part.stage, part.outcome.seconds["run"], terms.seed)
    return usd, month, seconds if timed else None


def _happening(stages: Sequence[Stage], seed: int) -> list[NDArray[np.bool_]]:
    """In which drawn runs each stage happens. Stages in a row whose shares make a whole are the ways of a split: a run
    takes one of them. Others happen or not whatever else does."""
    found: list[NDArray[np.bool_]] = []
    uniform, place = luck(seed).tries, 0
    while place < len(stages):
        many = _split_at(stages, place)
        drawn, low = uniform[another_order(seed, f"stage {place}")], 0.0
        for stage in stages[place : place + many]:
            found.append((drawn >= low) & (drawn < low + float(stage.share)))
            low += float(stage.share)
        place += many
    return found


def _split_at(stages: Sequence[Stage], place: int) -> int:
    """How many stages from `place` on are the ways of one split; 1 where it is none."""
    total = ZERO
    for many, stage in enumerate(stages[place:], start=1):
        total += exact(stage.share)
        if total >= ONE:
            return many if total == ONE else 1
    return 1


def _stage_seconds(stage: Stage, run: Floats, seed: int) -> Floats:
    """Seconds of all passes of a stage: one after another, or of the longest where they run at once."""
    if not stage.parallel or stage.times == 1:
        return run * stage.times
    others = range(1, min(stage.times, MOST_COPIES_DRAWN))
    return np.asarray(np.max([run, *(run[another_order(seed, f"copy {copy}")] for copy in others)], axis=0))


def _tokens(parts: Sequence[Part]) -> Tokens:
    """Sums over the stages of the average run; per call over all its calls. Bands are left out: stages differ."""

    def total(name: str) -> Decimal:
        return sum((part.weight * getattr(part.estimate.tokens, name) for part in parts), ZERO)

    calls = sum((part.weight * part.prepared.parts[0][1].shape.steps for part in parts), ZERO) or ONE
    return Tokens(
        input=total("input"),
        input_fresh=total("input_fresh"),
        cache_read=total("cache_read"),
        cache_write=total("cache_write"),
        reasoning=total("reasoning"),
        visible=total("visible"),
        reasoning_per_call=total("reasoning") / calls,
        visible_per_call=total("visible") / calls,
        compactions=total("compactions"),
    )


def _times(parts: Sequence[Part]) -> tuple[TimePart, ...]:
    kinds: dict[str, float] = {}
    steps = sum(float(part.weight) * part.prepared.parts[0][1].shape.steps for part in parts) or 1.0
    for part in parts:
        passes = float(part.stage.share) if part.stage.parallel else float(part.weight)
        for time in part.estimate.time_parts:
            kinds[time.kind] = kinds.get(time.kind, 0.0) + passes * time.seconds_per_run
    return tuple(TimePart(kind, seconds / steps, seconds) for kind, seconds in kinds.items())


def _answer_of(part: Part, terms: Terms) -> StageAnswer:
    found, stage = part.estimate, part.stage
    latency: Latency | None = found.latency
    cost: Cost = cost_of(_lines(part), runs_per_day=exact(terms.workload.runs_per_day), month=terms.month)
    return StageAnswer(
        name=stage.name,
        offer=found.offer,
        model=found.model_name,
        thinking=found.thinking,
        share=float(stage.share),
        times=stage.times,
        steps=part.prepared.parts[0][1].shape.steps,
        tokens=_tokens([part]),
        cost=cost,
        run=latency.run if latency else None,
        alone=found,
        lost_cache_usd=part.lost_usd,
    )
