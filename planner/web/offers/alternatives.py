"""Ways on from a list of offers: to those that it leaves out for how they think, and out of a list that is empty."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.core.ranking.exclusions import NO_SILENCE, NO_THINKING, only_in, refusals
from planner.core.ranking.filters import Filters
from planner.web import filters
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import OFF, ON, Seen

WAYS_OF_THINKING = {
    "on": ("off", OFF, NO_THINKING, "does not think", "do not think", "Rank without thinking"),
    "off": ("on", ON, NO_SILENCE, "always thinks", "always think", "Rank with thinking"),
}
"""By the mode that ranks: the other one and its slot, why it is needed, and that in words."""


@dataclass(frozen=True, slots=True)
class Way:
    """What is said, and the link that follows from it, if any."""

    text: str
    words: str
    address: str


def ways(form: RankForm, seen: Seen) -> tuple[Way, ...]:
    """The counts, with the way to the offers that pass but for how they think; and out of an empty list the way to
    them or to a plan that gives figures where this one gives none."""
    if seen.places:
        return (_other_mode(form, seen, counts(form, seen)),)
    if _in_other_mode(form, seen):
        return (_other_mode(form, seen, ""),)
    plan = _other_plan(form, seen)
    return (plan,) if plan else ()


def _other_mode(form: RankForm, seen: Seen, reason: str) -> Way:
    mode, *_, words = WAYS_OF_THINKING[form.mode]
    if not _in_other_mode(form, seen):
        return Way(reason, "", "")
    return Way(reason, words, replace(form, mode=mode, page=1).address())


def counts(form: RankForm, seen: Seen) -> str:
    """How many offers are priced, pass, are ranked, were never measured, and are not ranked for how they think."""
    *_, one, many, _ = WAYS_OF_THINKING[form.mode]
    priced = int((seen.ranking.refused == "").any(axis=1).sum())
    ranked, rest = len(seen.places), _in_other_mode(form, seen)
    thinks = (
        ("thinks or may", "think or may")
        if form.mode == "on"
        else ("answers without thinking", "answer without thinking")
    )
    said = [f"{_many(ranked, *thinks)}{_unmeasured(seen)}"] + ([f"and {_many(rest, one, many)}"] if rest else [])
    return f"Of {priced:,} priced offers {_passing(seen, ranked + rest)}. {filters.sentence(', '.join(said))}"


def _many(count: int, one: str, many: str) -> str:
    return f"one {one}" if count == 1 else f"{count:,} {many}"


def _passing(seen: Seen, count: int) -> str:
    """How many are in question at all, and why those."""
    live = seen.wanted.live_only
    if seen.wanted == Filters(live_only=False):
        return "all count, ended ones too"
    asks = replace(seen.wanted, live_only=True) != Filters()
    said = [("passes these filters", "pass these filters")] if asks or not live else []
    said += [("is available today", "are available today")] if live else []
    return _many(count, " and ".join(one for one, _ in said), " and ".join(many for _, many in said))


def _unmeasured(seen: Seen) -> str:
    """How many of those ranked have no measurement of their own."""
    count = int(seen.guessed(seen.places).sum())
    if not count:
        return ""
    if count == len(seen.places):
        return ", without a measurement of its own" if count == 1 else ", none of them measured itself"
    return f", {count:,} of them without a measurement of their own"


def _in_other_mode(form: RankForm, seen: Seen) -> int:
    """How many offers pass in the mode that does not rank and are not had in the one that does."""
    _, slot, code, *_ = WAYS_OF_THINKING[form.mode]
    return only_in(seen.ranking, seen.wanted, slot, code)


def _other_plan(form: RankForm, seen: Seen) -> Way | None:
    """The same list for a plan without the setting that no offer supports."""
    changes = {
        "batch_cannot_loop": ("tier", "standard", "Rank at the standard tier"),
        "tier_not_offered": ("tier", "standard", "Rank at the standard tier"),
        "cache_ttl_not_offered": ("cache", "auto", "Rank with the cache as each host has it"),
    }
    code = None if seen.places else _reason(form, seen)
    if code not in changes:
        return None
    name, value, words = changes[code]
    plan = replace(form.plan, values={**form.plan.values, name: value})
    return Way("", words, replace(form, plan=plan, page=1).address())


def _reason(form: RankForm, seen: Seen) -> str | None:
    """The commonest reason why offers that were asked for have no figure; batch first, for it holds for all."""
    if _in_other_mode(form, seen):
        return None
    found = refusals(seen.ranking, seen.wanted)
    if found["batch_cannot_loop"]:
        return "batch_cannot_loop"
    return found.most_common(1)[0][0] if found else None


def why_empty(form: RankForm, seen: Seen) -> str:
    """Why nothing is in the list."""
    values, count = form.plan.values, _in_other_mode(form, seen)
    steps = values["steps"]
    if count:
        what = "thinks" if form.mode == "on" else "works without thinking"
        all_of = "The one offer that passes these filters"
        if count == 1:
            return f"{all_of} {'does not think' if form.mode == 'on' else 'always thinks'}."
        return f"None of the {count:,} offers that pass these filters {what}."
    said = {
        "batch_cannot_loop": f"Batch cannot run this agent: each of its {steps} steps waits for the one before.",
        "tier_not_offered": f"None of these offers has a {values['tier']} price.",
        "cache_ttl_not_offered": f"None of these offers has a cache of {values['cache']}.",
        "price_unknown": "No token price is published for any of these offers.",
    }
    return said.get(_reason(form, seen) or "", "No offer passes all of these filters.")
