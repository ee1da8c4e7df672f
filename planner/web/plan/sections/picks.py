"""Other models for the headline, and the setting that leaves models out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.core.results import Pair, Refusal
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.forms.door_fields import BOUNDS
from planner.web.plan.measures.batch_end import calls_at_once, calls_in_time, ends_of, hours_left, is_late
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
class WayOut:
    """The setting that keeps models from being answered, with a link to the plan without it; `other`: another way out,
    its words and its link."""

    text: str
    words: str
    address: str
    other: tuple[str, str] | None = None


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
    ways = [(found, form, "Make")] if (found := _cheapest_in_time(pairs, form, bill)) else []
    if form.values["tier"] == "batch" and hours_left(form):
        plain = replace(form, values={**form.values, "tier": "standard"})
        found = _cheapest_in_time(standard(plain), plain, bill)
        ways += [(found, plain, "Take the standard price, which does not wait, and make")] if found else []
    if not ways:
        return None
    ways.sort(key=lambda way: way[0].usd)
    links = [
        (
            f"{words} {calls_at_once(way.calls)}: {bill.say(way.usd)} on {way.name}",
            replace(there, values={**there.values, "at_once": str(way.calls)}).address(),
        )
        for way, there, words in ways
    ]
    other = next(((words[:1].lower() + words[1:], address) for words, address in links[1:]), None)
    return WayOut(_first_to_end(sides, form, time), *links[0], other)


def _first_to_end(sides: Sequence[tuple[float, Pair]], form: PlanForm, time: Measure) -> str:
    if not sides:
        return "A batch price promises an end within 24 h, and none sooner."
    hours, first = min(sides, key=lambda one: one[0])
    many = form.values["at_once"].strip()
    calls = "1 call" if many == "1" else f"{many} calls"
    return f"First to end is {first.name}, expected at {time.say(hours)} with {calls} at once."


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


WAYS_OUT = {
    "batch_cannot_loop": ("tier", "standard", "Use the standard tier"),
    "tier_not_offered": ("tier", "standard", "Use the standard tier"),
    "cache_ttl_not_offered": ("cache", "auto", "Cache as the host does"),
}


def way_out(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """Where a setting of the form keeps models from an answer: the reason, and the plan with the setting undone.

    Where no model can finish the run: where to look for one that can.
    """
    if any_full(pairs) and not any(can_finish(p) for p in pairs):
        address = form.address("/offers", open="", mine="")
        return WayOut("Send less or take fewer steps, or look for a larger window.", "Rank all offers", address)
    if row := _batch_row(pairs, form):
        return row
    refused = [p.on for p in pairs if isinstance(p.on, Refusal) and p.on.code in WAYS_OUT]
    if not refused:
        return None
    name, value, words = WAYS_OUT[refused[0].code]
    address = replace(form, values={**form.values, name: value}).address()
    reasons = list(dict.fromkeys(filters.sentence(r.text) for r in refused))
    many = filters.in_words(len(refused)).capitalize()
    return WayOut(reasons[0] if len(reasons) == 1 else f"{many} models are not offered like this.", words, address)


def _batch_row(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """A row of batch prices among models at the standard tier: the same plan with the model's standard row."""
    if form.values["tier"] == "batch":
        return None
    for pair in pairs:
        side = pair.on
        if isinstance(side, Refusal) and side.code == "batch_cannot_loop" and side.instead:
            models = tuple(dict.fromkeys(side.instead if name == pair.asked else name for name in form.models))
            text = f"{pair.name} is a row of batch prices. {filters.sentence(side.text)}"
            return WayOut(text, "Take its standard row", replace(form, models=models).address())
    return None
