"""A run of several stages: each with its own model, effort, steps and context, added up to one estimate.

A stage that starts fresh has a context of its own. Otherwise it continues the context of the stage before. On the same
offer that is read from cache; on another it is sent again, without the reasoning of the earlier model
(docs/methodology.md, Stages).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.core.cost.drawn_calls import Floats
from planner.core.cost.quote import cost_of
from planner.core.estimate.one_offer import answer, estimate, outcome_of, prepare, with_solved
from planner.core.estimate.solved import solved_of, success_of
from planner.core.estimate.stage_passes import OverridesOf, Pass, carried_tokens, no_overrides, passes_of
from planner.core.estimate.terms import Prepared, Terms
from planner.core.lazy import Lazy, Passing
from planner.core.models.catalogue import Offer
from planner.core.people import person_cost
from planner.core.results import (
    Caveat,
    Cost,
    Estimate,
    Latency,
    Line,
    Refusal,
    Rereading,
    StageAnswer,
    TimePart,
    Tokens,
)
from planner.core.uncertainty.band import RunSpread
from planner.core.uncertainty.draw_columns import another_order, draw_columns
from planner.core.uncertainty.quantiles import band_of, percentiles, tail_of
from planner.core.uncertainty.simulation import Outcome, centred
from planner.core.workload import (
    Overrides,
    Stage,
    exact,
)

ZERO = Decimal(0)
ONE = Decimal(1)
MOST_COPIES_DRAWN = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A computed stage: a pass of it, its estimate and its draws."""

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


def estimate_run(
    terms: Terms, offer: Offer, asked: str, *, overrides: OverridesOf = no_overrides, partner: str | None = None
) -> Estimate | Refusal:
    """The estimate of a run, with stages or without. Raises BadInput for a stage whose offer cannot be read."""
    if not terms.workload.stages:
        return estimate(terms, offer, asked, overrides=overrides(offer), partner=partner)
    passes = passes_of(terms, offer, asked, overrides=overrides)
    if isinstance(passes, Refusal):
        return passes
    before: list[Pass | None] = [None, *passes[:-1]]
    return _together(terms, offer, asked, [_part(terms, *turn, overrides) for turn in zip(passes, before, strict=True)])


def _part(terms: Terms, one: Pass, before: Pass | None, overrides: OverridesOf) -> Part:
    own = replace(terms, workload=one.load)
    outcome = outcome_of(own, one.prepared)
    lost = _lost_usd(own, None if one.stage.starts_fresh else before, one, overrides(one.offer)) * one.weight
    return Part(one, answer(own, one.prepared, Passing(lambda: outcome)), outcome, lost)


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
    """One estimate of all stages. Name and first answer are those of the first stage; mode, rates and evidence are
    those of the first stage that runs on the offer itself, else of the first."""
    first, load = parts[0].estimate, terms.workload
    own = next((part.estimate for part in parts if part.stage.offer is None), first)
    lines = [line for part in parts for line in _lines(part)]
    cost = cost_of(lines, runs_per_day=exact(load.runs_per_day), month=terms.month)
    profile = terms.catalogue.profile_of(offer)
    solved = solved_of(success_of(load, profile, asked), load.max_tries, cost.usd_per_run)
    run_usd, month_usd, seconds = _drawn(terms, parts)
    month_usd = centred(month_usd, float(cost.usd_per_month))
    usd = percentiles(run_usd)
    run_band = Lazy.of(band_of(usd))
    cost = replace(cost, drawn_run=run_band, month_band=band_of(percentiles(month_usd)), solved=solved)
    worked = replace(load, steps=round(sum(part.weight * part.prepared.parts[0][1].shape.steps for part in parts)))
    person = person_cost(worked, cost.usd_per_run, cost.usd_per_month, terms.catalogue.published_costs)
    cost = replace(cost, per_person=person)
    latency, spread = None, RunSpread(tuple(usd.tolist()), ())
    if seconds is not None and first.latency is not None:
        found = percentiles(seconds)
        latency = with_solved(replace(first.latency, run=tail_of(found), solved=None), seconds, solved, terms)
        spread = replace(spread, seconds=tuple(found.tolist()))
    caveats = [replace(caveat, text=f"{p.stage.name}: {caveat.text}") for p in parts for caveat in _caveats(p)]
    return replace(
        own,
        offer=offer,
        profile=profile,
        asked=asked,
        tokens=_tokens(parts),
        cost=cost,
        latency=latency,
        time_parts=_times(parts, terms.seed) if latency else (),
        caveats=tuple(caveats),
        rereading=Lazy(lambda: _rereading(parts)),
        run_spread=spread,
        summaries=None,
        stages=tuple(_answer_of(part, terms) for part in parts),
        mean_seconds=Lazy.of(None),
    )


def _rereading(parts: Sequence[Part]) -> Rereading:
    each = [(part.weight, part.estimate.rereading.get()) for part in parts]
    again, own = sum((w * r.again_usd for w, r in each), ZERO), sum((w * r.own_usd for w, r in each), ZERO)
    return Rereading(again, own)


def _caveats(part: Part) -> list[Caveat]:
    """The stage's caveats, and that its model runs in another mode than the run."""
    instead_of, mode = part.one.instead_of, part.estimate.thinking
    text = f"{part.estimate.model_name} is not asked for {instead_of} but for {mode}, the closest that it offers."
    own = [Caveat("effort_not_offered", text)] if instead_of else []
    return [*own, *part.estimate.caveats]


def _lines(part: Part) -> list[Line]:
    """The stage's lines with the weight that they have in the average run."""
    weight = part.weight
    return [
        replace(line, tokens=weight * line.tokens, usd=weight * line.usd, stage=part.stage.name)
        for line in part.prepared.cost.lines
        if weight
    ]


def _drawn(terms: Terms, parts: Sequence[Part]) -> tuple[Floats, Floats, Floats | None]:
    """Dollars of drawn runs and months, and seconds of drawn runs; None where a stage is batch."""
    columns = draw_columns(terms.seed)
    usd, month, seconds = np.zeros_like(columns.tries), np.zeros_like(columns.tries), np.zeros_like(columns.tries)
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
    """In which drawn runs each stage happens. Consecutive stages whose shares add up to 1 are branches of a split:
    every run takes one of them. Other stages happen independently."""
    found: list[NDArray[np.bool_]] = []
    uniform, place = draw_columns(seed).tries, 0
    while place < len(stages):
        many = _split_at(stages, place)
        drawn, low = uniform[another_order(seed, f"stage {place}")], 0.0
        for stage in stages[place : place + many]:
            found.append((drawn >= low) & (drawn < low + float(stage.share)))
            low += float(stage.share)
        place += many
    return found


def _split_at(stages: Sequence[Stage], place: int) -> int:
    """How many stages from `place` on are the branches of one split; 1 where there is none."""
    total = ZERO
    for many, stage in enumerate(stages[place:], start=1):
        total += exact(stage.share)
        if total >= ONE:
            return many if total == ONE else 1
    return 1


def _stage_seconds(stage: Stage, run: Floats, seed: int) -> Floats:
    """Seconds of all passes of a stage: their sum, or the longest where they run in parallel."""
    if not stage.parallel or stage.times == 1:
        return run * stage.times
    others = range(1, min(stage.times, MOST_COPIES_DRAWN))
    return np.asarray(np.max([run, *(run[another_order(seed, f"copy {copy}")] for copy in others)], axis=0))


def _passes_waited_for(part: Part, seed: int) -> float:
    """Mean seconds of all passes of a stage over those of one: its number of passes, or less where they run in
    parallel."""
    one = part.outcome.seconds["run"] if part.outcome.seconds else None
    if one is None or not one.mean():
        return 1.0 if part.stage.parallel else float(part.stage.times)
    return float(_stage_seconds(part.stage, one, seed).mean() / one.mean())


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


def _times(parts: Sequence[Part], seed: int) -> tuple[TimePart, ...]:
    """Mean seconds of the run by component. Of parallel passes only the longest counts, as the run waits for it."""
    kinds: dict[str, float] = {}
    steps = sum(float(part.weight) * part.prepared.parts[0][1].shape.steps for part in parts) or 1.0
    for part in parts:
        passes = float(part.stage.share) * _passes_waited_for(part, seed)
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
