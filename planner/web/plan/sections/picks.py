"""Other models for the headline, and the setting that leaves models out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from planner.core.results import Pair, Refusal
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.forms.door_fields import BOUNDS
from planner.web.plan.measures.batch_end import calls_in_time, ends_of, hours_left, is_late
from planner.web.plan.measures.measure import Measure
from planner.web.plan.rows import side_in
from planner.web.plan.sections.ladder import has_ladder
from planner.web.present.context_fit import any_full, can_finish, fits, misfit, short_reason, unable_code


@dataclass(frozen=True, slots=True)
class Pick:
    """A model the page could be about instead."""

    pair: Pair
    address: str
    current: bool
    figure: str


@dataclass(frozen=True, slots=True)
class InTime:
    """The cheapest model by which a batch ends in time, and the calls at once that it takes."""

    name: str
    usd: float
    calls: int


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a plan, or to the list of all offers, with one change: another host's `window`, a model's standard
    `row`, the `standard` tier, the cache of each host (`auto`) or more `calls` at once; `by`: who then ends in time."""

    change: Literal["window", "row", "standard", "auto", "calls"]
    address: str
    by: InTime | None = None


@dataclass(frozen=True, slots=True)
class WayOut:
    """What keeps models from being answered, and the ways out. `refusals`: what `models` models are refused for; of a
    batch that ends too late `model` ends first, at `ends`, empty where a batch price promises no hour."""

    ways: tuple[Way, ...]
    refusals: tuple[str, ...] = ()
    models: int = 0
    model: str = ""
    ends: str = ""


def reasons(pairs: Sequence[Pair], mode: str) -> tuple[str, ...]:
    """Why these cannot be done: what was refused and what does not fit, the commonest first."""
    reasons = []
    for pair in pairs:
        side = side_in(pair, mode)
        refusal = pair.on if isinstance(pair.on, Refusal) else pair.off
        if side and (bad := misfit(side)):
            reasons.append(f"{pair.name} {bad}.")
        elif side is None and isinstance(refusal, Refusal):
            reasons.append(filters.stop(filters.sentence(refusal.text)))
    return tuple(sorted(dict.fromkeys(reasons), key=lambda text: -reasons.count(text)))[:2]


def pick_of(pair: Pair, form: PlanForm, money: Measure, current: bool) -> Pick:
    side = side_in(pair, form.mode)
    found = money.of(side) if side else None
    figure = "no figure" if side is None or found is None else money.figure(found.value)
    figure = figure if side is None or fits(side) else short_reason(unable_code(side))
    return Pick(pair, form.address(focus=pair.asked), current, figure)


def in_time(
    pairs: Sequence[Pair], standard: Callable[[PlanForm], Sequence[Pair]], form: PlanForm, bill: Measure
) -> WayOut | None:
    """Where every batch ends too late: which would end first, and the calls at once by which a batch ends in time, as
    priced and at the standard price, the cheaper way first. `standard`: the pairs of a form at the standard price."""
    time = ends_of(form)
    sides = [(q.value, pair) for pair in pairs if (side := side_in(pair, form.mode)) and (q := time.of(side))]
    if form.door.id != "batch" or (sides and not is_late(form, min(hours for hours, _ in sides))):
        return None
    plans: list[tuple[Literal["calls", "standard"], PlanForm, Sequence[Pair]]] = [("calls", form, pairs)]
    if form.values["tier"] == "batch" and hours_left(form):
        plain = replace(form, values={**form.values, "tier": "standard"})
        plans.append(("standard", plain, standard(plain)))
    ways = [
        Way(change, replace(there, values={**there.values, "at_once": str(by.calls)}).address(), by)
        for change, there, priced in plans
        if (by := _cheapest_in_time(priced, there, bill))
    ]
    if not ways:
        return None
    ways.sort(key=lambda way: way.by.usd if way.by else 0)
    hours, first = min(sides, key=lambda one: one[0], default=(0.0, None))
    return WayOut(tuple(ways), model=first.name if first else "", ends=time.say(hours) if first else "")


MOST_CALLS = 2
"""A cheaper model is named where it takes at most so many times the calls at once that end the first batch in time."""


def _cheapest_in_time(pairs: Sequence[Pair], form: PlanForm, bill: Measure) -> InTime | None:
    """None where more calls at once are needed than the field takes."""
    time = ends_of(form)
    sides = [(pair.name, side) for pair in pairs if (side := side_in(pair, form.mode)) and fits(side)]
    ends = [(name, side, q.value) for name, side in sides if (q := time.of(side))]
    calls = [calls_in_time(form, hours) for *_, hours in ends]
    able = [many for many in calls if 0 < many <= BOUNDS["at_once"][1]]
    if not able:
        return None
    found = [
        InTime(name, usd.value, many)
        for (name, side, _), many in zip(ends, calls, strict=True)
        if 0 < many <= min(able) * MOST_CALLS and many <= BOUNDS["at_once"][1] and (usd := bill.of(side))
    ]
    return min(found, key=lambda one: one.usd, default=None)


def ladder_picks(pairs: Sequence[Pair], current: Pair, form: PlanForm) -> tuple[Pick, ...]:
    return tuple(
        Pick(p, form.address(ladder=p.asked), p is current, "" if has_ladder(p) else "no efforts") for p in pairs
    )


WAYS_OUT: dict[str, tuple[str, Literal["standard", "auto"]]] = {
    "batch_cannot_loop": ("tier", "standard"),
    "tier_not_offered": ("tier", "standard"),
    "cache_ttl_not_offered": ("cache", "auto"),
}


def way_out(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """Where a setting of the form keeps models from an answer: the reason, and the plan with the setting undone.

    Where no model can finish the run: where to look for one that can.
    """
    if any_full(pairs) and not any(can_finish(p) for p in pairs):
        return WayOut((Way("window", form.address("/offers", open="", mine="")),))
    if row := _batch_row(pairs, form):
        return row
    refused = [p.on for p in pairs if isinstance(p.on, Refusal) and p.on.code in WAYS_OUT]
    if not refused:
        return None
    name, value = WAYS_OUT[refused[0].code]
    address = replace(form, values={**form.values, name: value}).address()
    return WayOut((Way(value, address),), tuple(dict.fromkeys(r.text for r in refused)), len(refused))


def _batch_row(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """A row of batch prices among models at the standard tier: the same plan with the model's standard row."""
    if form.values["tier"] == "batch":
        return None
    for pair in pairs:
        side = pair.on
        if isinstance(side, Refusal) and side.code == "batch_cannot_loop" and side.instead:
            models = tuple(dict.fromkeys(side.instead if name == pair.asked else name for name in form.models))
            return WayOut((Way("row", replace(form, models=models).address()),), (side.text,), 1, pair.name)
    return None
