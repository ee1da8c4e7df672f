"""The passes of a run of several stages: the offer and mode of each, and the context that it continues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from planner.core.cost.units import SENT
from planner.core.estimate.inputs import keeps_reasoning
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Offer, Profile, model_name
from planner.core.models.modes import default_mode, mode_in_name, mode_of
from planner.core.models.resolve import Named, resolve_all
from planner.core.results import Refusal
from planner.core.workload import (
    NO_OVERRIDES,
    STAGE_ONLY_FIELDS,
    BadInput,
    Overrides,
    Problem,
    Stage,
    TokenBasis,
    Workload,
    exact,
)

NATIVE: TokenBasis = "native"
"""The context of the stage before is counted in tokens of its model; another model is taken to count the same."""
OverridesOf = Callable[[Offer], Overrides]


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of a stage, priced: the offer and mode that it runs in and its workload, whose runs are the stage's own;
    `weight` passes in the average run; `instead_of`: the mode asked of the run, where the stage's model lacks it."""

    stage: Stage
    weight: Decimal
    asked: str
    load: Workload
    prepared: Prepared
    instead_of: str | None = None

    @property
    def offer(self) -> Offer:
        return self.prepared.inputs.offer


def no_overrides(offer: Offer) -> Overrides:
    """No figures of the user's own."""
    return NO_OVERRIDES


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
    """The offers that stages name, None where a stage runs on the run's own offer. Raises BadInput naming each that
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
    if isinstance(prepared, Refusal):
        return prepared
    instead_of = asked if not stage.thinking and not named.thinking and asked not in ("default", mode) else None
    return Pass(stage, weight, mode, load, prepared, instead_of)


def _mode_of(stage: Stage, named: Named, asked: str, profile: Profile | None) -> str:
    """The stage's own mode, else the one in its model's name, else the run's. For a model that the stage names itself
    the closest mode that it has, since nobody chose a mode for that model."""
    if named.thinking and not stage.thinking:
        return mode_in_name(named.offer, profile, named.thinking)
    wanted = stage.thinking or asked
    if wanted == "default":
        return default_mode(named.offer, profile)
    return mode_of(named.offer, profile, wanted) if stage.offer and not stage.thinking else wanted


def stage_workload(load: Workload, stage: Stage, before: Pass | None, offer: Offer) -> Workload:
    """The workload of one pass of a stage; `before` is the stage whose context it continues."""
    own = {f.name: getattr(stage, f.name) for f in fields(stage) if f.name not in STAGE_ONLY_FIELDS}
    found = replace(load, stages=(), **{name: value for name, value in own.items() if value is not None})
    if before is None:
        return found
    sent, new = carried_tokens(before, offer)
    same = before.prepared.inputs.offer.id == offer.id
    added = found.input_tokens if stage.input_tokens is not None else 0
    # Images, pages and sound are in the context that it continues.
    nothing: dict[str, Any] = dict.fromkeys(SENT.values(), 0)
    found = replace(found, **nothing)
    if not same:
        return replace(found, shared_prefix_tokens=0, input_tokens=sent + new + added, token_basis=NATIVE)
    run = before.prepared.parts[0][1]
    hit = float(run.cache.loop_hit) if sent >= run.cache.minimum_tokens else 0.0
    cache = replace(found.cache, prefix_hit_rate=hit)
    return replace(found, shared_prefix_tokens=sent, input_tokens=new + added, cache=cache, token_basis=NATIVE)


def carried_tokens(before: Pass, offer: Offer) -> tuple[int, int]:
    """Tokens of the context at the end of a stage: those of its last call, and those that came after it. Another model
    is not sent the reasoning of the one before."""
    inputs, run = before.prepared.inputs, before.prepared.parts[0][1]
    shape = run.shape
    sent, new = shape.context(shape.steps), shape.growth
    if inputs.offer.id != offer.id and keeps_reasoning(inputs):
        since = (shape.steps - shape.opening_steps - 1) % shape.leg_steps + 1 if shape.compactions else shape.steps
        sent, new = sent - (since - 1) * shape.reasoning, new - shape.reasoning
    return round(sent), round(new)
