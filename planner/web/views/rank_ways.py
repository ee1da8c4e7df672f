"""Ways on from a list of offers: to those that it leaves out for how they think, and out of a list that is empty."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.core.ways_out import NO_SILENCE, NO_THINKING, only_in, refusals
from planner.web.views.rank_form import RankForm
from planner.web.views.rank_view import OFF, ON, Seen

WAYS_OF_THINKING = {
    "on": ("off", OFF, NO_THINKING, "does not think", "do not think", "Rank without thinking"),
    "off": ("on", ON, NO_SILENCE, "always thinks", "always think", "Rank with thinking"),
}
"""By the mode that ranks: the other one and its slot, why it is needed, and that in words."""


@dataclass(frozen=True, slots=True)
class Way:
    """What is said, and the link that follows from it."""

    text: str
    words: str
    address: str


def ways(form: RankForm, seen: Seen) -> tuple[Way, ...]:
    """To the offers that pass but for how they think; and to a plan that gives figures where this one gives none."""
    return tuple(way for way in (_other_mode(form, seen), _other_plan(form, seen)) if way)


def _other_mode(form: RankForm, seen: Seen) -> Way | None:
    mode, _, _, one, many, words = WAYS_OF_THINKING[form.mode]
    count = _in_other_mode(form, seen)
    if not count:
        return None
    more = "more " if seen.places else ""
    said = f"One {more}offer that passes {one}." if count == 1 else f"{count:,} {more}offers that pass {many}."
    # In an empty list the finding has said it already.
    return Way(said if seen.places else "", words, replace(form, mode=mode, page=1).address())


def _in_other_mode(form: RankForm, seen: Seen) -> int:
    """How many offers pass in the mode that does not rank and are not had in the one that does."""
    _, slot, code, *_ = WAYS_OF_THINKING[form.mode]
    return only_in(seen.ranking, seen.wanted, slot, code)


def _other_plan(form: RankForm, seen: Seen) -> Way | None:
    """The same list for a plan without the setting that no offer asked for can be had with."""
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
        what = "thinks" if form.mode == "on" else "can be had without thinking"
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
