"""Links from a list of offers: to those that are left out for how they think, and out of an empty list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.core.ranking.exclusions import NO_SILENCE, NO_THINKING, any_answered, gives_answers, only_in, refusals
from planner.core.ranking.filters import Filters, refused_for
from planner.web import filters
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import OFF, ON, RankingView

WAYS_OF_THINKING = {
    "on": ("off", OFF, NO_THINKING, "does not think", "do not think", "Rank without thinking"),
    "off": ("on", ON, NO_SILENCE, "always thinks", "always think", "Rank with thinking"),
}
"""By the mode that ranks: the other mode and its slot, the reason to look there, and that in words."""


@dataclass(frozen=True, slots=True)
class Way:
    """What is said, and the link that follows from it, if any."""

    text: str
    words: str
    address: str


def ways(form: RankForm, view: RankingView, offers: int) -> tuple[Way, ...]:
    """The counts, with a link to the offers that pass except for how they think; for an empty list a link to those, or
    to a plan that gives figures where this one gives none."""
    if view.places:
        return (_other_mode(form, view, counts(form, view, offers)),)
    if _in_other_mode(form, view):
        return (_other_mode(form, view, ""),)
    plan = _other_plan(form, view)
    return (plan,) if plan else ()


def _other_mode(form: RankForm, view: RankingView, reason: str) -> Way:
    mode, *_, words = WAYS_OF_THINKING[form.mode]
    if not _in_other_mode(form, view):
        return Way(reason, "", "")
    return Way(reason, words, replace(form, mode=mode, page=1).address())


def counts(form: RankForm, view: RankingView, offers: int) -> str:
    """How many of `offers`, all that are listed, are priced, pass, are ranked, were never measured, and are not ranked
    for how they think."""
    *_, one, many, _ = WAYS_OF_THINKING[form.mode]
    priced = int(refused_for(view.ranking, "").any(axis=1).sum())
    ranked, rest = len(view.places), _in_other_mode(form, view)
    thinks = (
        ("thinks or may", "think or may")
        if form.mode == "on"
        else ("answers without thinking", "answer without thinking")
    )
    counted = [f"{_many(ranked, *thinks)}{_unmeasured(view)}"] + ([f"and {_many(rest, one, many)}"] if rest else [])
    known = f"Of {offers:,} offers {priced:,} have a price for this work"
    return f"{known}; {_passing(view, ranked + rest)}. {filters.sentence(', '.join(counted))}"


def _many(count: int, one: str, many: str) -> str:
    return f"one {one}" if count == 1 else f"{count:,} {many}"


def _passing(view: RankingView, count: int) -> str:
    """How many are in question at all, and why those."""
    live = view.wanted.live_only
    if view.wanted == Filters(live_only=False):
        return "all count, ended ones too"
    asks = replace(view.wanted, live_only=True) != Filters()
    conditions = [("passes these filters", "pass these filters")] if asks or not live else []
    conditions += [("is available today", "are available today")] if live else []
    return _many(count, " and ".join(one for one, _ in conditions), " and ".join(many for _, many in conditions))


def _unmeasured(view: RankingView) -> str:
    """How many of those ranked have no measurement of their own."""
    count = int(view.guessed(view.places).sum())
    if not count:
        return ""
    if count == len(view.places):
        return ", without a measurement of its own" if count == 1 else ", none of them measured itself"
    return f", {count:,} of them without a measurement of their own"


def _in_other_mode(form: RankForm, view: RankingView) -> int:
    """How many offers pass in the other mode and are not available in the one that ranks."""
    _, slot, code, *_ = WAYS_OF_THINKING[form.mode]
    return only_in(view.ranking, view.wanted, slot, code)


def _other_plan(form: RankForm, view: RankingView) -> Way | None:
    """The same list for a plan without the setting that no offer supports."""
    changes = {
        "batch_cannot_loop": ("tier", "standard", "Rank at the standard tier"),
        "tier_not_offered": ("tier", "standard", "Rank at the standard tier"),
        "cache_ttl_not_offered": ("cache", "auto", "Rank with the cache as each host has it"),
    }
    code = None if view.places else _reason(form, view)
    if code not in changes:
        return None
    name, value, words = changes[code]
    if form.plan.values[name] == value:
        return None
    plan = replace(form.plan, values={**form.plan.values, name: value})
    return Way("", words, replace(form, plan=plan, page=1).address())


def _reason(form: RankForm, view: RankingView) -> str | None:
    """The commonest reason why no requested offer has a figure; for the batch tier one reason for all. None where a
    filter leaves out some that have one."""
    if not gives_answers(view.ranking, view.wanted):
        return "no_answer"
    if _in_other_mode(form, view) or any_answered(view.ranking, view.wanted):
        return None
    found = refusals(view.ranking, view.wanted)
    if found["batch_cannot_loop"] and form.plan.values["tier"] == "batch":
        return "batch_cannot_loop"
    return found.most_common(1)[0][0] if found else None


def why_empty(form: RankForm, view: RankingView) -> str:
    """Why nothing is in the list."""
    values, count = form.plan.values, _in_other_mode(form, view)
    steps = values["steps"]
    if count:
        what = "thinks" if form.mode == "on" else "works without thinking"
        all_of = "The one offer that passes these filters"
        if count == 1:
            return f"{all_of} {'does not think' if form.mode == 'on' else 'always thinks'}."
        return f"None of the {count:,} offers that pass these filters {what}."
    talks = values["kind"] == "user_turn"
    what, parts = ("hold this conversation", "turns") if talks else ("run this agent", "steps")
    batch = f"Batch cannot {what}: each of its {steps} {parts} waits for the one before."
    sentences = {
        "batch_cannot_loop": batch if values["tier"] == "batch" else f"What matches has a batch price alone. {batch}",
        "tier_not_offered": f"None of these offers has a {values['tier']} price.",
        "cache_ttl_not_offered": f"None of these offers has a cache of {values['cache']}.",
        "no_answer": "Nothing that matches gives answers.",
        "price_unknown": "No token price is published for any of these offers.",
    }
    return sentences.get(_reason(form, view) or "", "No offer passes all of these filters.")
