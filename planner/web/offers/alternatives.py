"""Links from a list of offers: to those that are left out for how they think, and out of an empty list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from planner.core.ranking.exclusions import NO_SILENCE, NO_THINKING, any_answered, gives_answers, only_in, refusals
from planner.core.ranking.filters import called_so
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import OFF, ON, RankingView

Change = Literal["off", "on", "standard", "auto"]
OTHER_MODES: dict[str, tuple[Change, int, str]] = {"on": ("off", OFF, NO_THINKING), "off": ("on", ON, NO_SILENCE)}
"""By the mode that ranks: the other mode, its slot and the reason to look there."""
UNSUPPORTED: dict[str | None, tuple[str, Change]] = {
    "batch_cannot_loop": ("tier", "standard"),
    "tier_not_offered": ("tier", "standard"),
    "cache_ttl_not_offered": ("cache", "auto"),
}
"""By the reason why an offer has no figure: the field of the plan, and its value where offers have one."""

NOT_CALLED = "not_called"
"""That no offer has the words of the search, whatever the other filters are."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the same list with one change: the other mode, the standard tier, or the cache as each host has it."""

    change: Change
    address: str


def way_on(form: RankForm, view: RankingView) -> Way | None:
    """To the offers that pass except for how they think; for an empty list else to a plan that gives figures where this
    one gives none."""
    if in_other_mode(form, view):
        mode, *_ = OTHER_MODES[form.mode]
        return Way(mode, replace(form, mode=mode, page=1).address())
    return None if view.places else _other_plan(form, view)


def in_other_mode(form: RankForm, view: RankingView) -> int:
    """How many offers pass in the other mode and are not available in the one that ranks."""
    _, slot, code = OTHER_MODES[form.mode]
    return only_in(view.ranking, view.wanted, slot, code)


def _other_plan(form: RankForm, view: RankingView) -> Way | None:
    """The same list for a plan without the setting that no offer supports."""
    name, change = UNSUPPORTED.get(reason(form, view), ("", "auto"))
    if not name or form.plan.values[name] == change:
        return None
    plan = replace(form.plan, values={**form.plan.values, name: change})
    return Way(change, replace(form, plan=plan, page=1).address())


def reason(form: RankForm, view: RankingView) -> str | None:
    """The commonest reason why no requested offer has a figure; for the batch tier one reason for all. None where a
    filter leaves out some that have one."""
    if view.wanted.words and not called_so(view.ranking.columns.facts, view.wanted.words).any():
        return NOT_CALLED
    if not gives_answers(view.ranking, view.wanted):
        return "no_answer"
    if in_other_mode(form, view) or any_answered(view.ranking, view.wanted):
        return None
    found = refusals(view.ranking, view.wanted)
    if found["batch_cannot_loop"] and form.plan.values["tier"] == "batch":
        return "batch_cannot_loop"
    return found.most_common(1)[0][0] if found else None
