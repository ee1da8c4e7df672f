"""Caveats of an offer in the list: whether it thinks, and where its context, price list or output limit falls short."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from planner.core.caveats.run_limits import CUT_OFF_WORTH_SAYING
from planner.core.models.lifecycle.served import served_doubt
from planner.core.models.lifecycle.status import status_of
from planner.core.ranking.rank import Ranking
from planner.core.results import Caveat
from planner.web import filters
from planner.web.offers.ranking_view import OFF, ON, RankingView

MODES = {ON: "thinking on", OFF: "off"}
NOT_KNOWN = "Not known whether it thinks"
CaveatOf = Callable[[RankingView, int, int], str]


def caveats(view: RankingView, place: int) -> tuple[Caveat, ...]:
    """Each caveat once: of the mode that ranks, else of the other; one that holds for a single mode says so."""
    kinds: tuple[tuple[CaveatOf, str], ...] = (
        (_unserved, "what-is-alive"),
        (_unknown, "whether-it-thinks"),
        (_full, "context_overflow"),
        (_tier_not_listed, "price_cliff"),
        (_cut_off, "answer_cut_off"),
    )
    found = [(_either(caveat_of, view, place), code) for caveat_of, code in kinds]
    return tuple(Caveat(code, text) for text, code in found if text)


def may_have_caveats(ranking: Ranking, place: int) -> bool:
    """Whether an offer may have a caveat in some mode: all that have one may."""
    columns = ranking.columns
    if columns.served_unknown[place] or columns.thinks_unknown[place]:
        return True
    sizes = [ranking.sizes_of(place, slot) for slot in (OFF, ON)]
    short = any(full_at > 0 or longest > columns.makers_starts[place] for full_at, longest in sizes)
    return short or bool((ranking.cut_off[place] >= CUT_OFF_WORTH_SAYING).any())


def _either(caveat_of: CaveatOf, view: RankingView, place: int) -> str:
    slots = (view.slot, OFF if view.slot == ON else ON)
    texts = {slot: caveat_of(view, place, slot) for slot in slots if not view.ranking.refused[place, slot]}
    first = next((slot for slot in slots if texts.get(slot)), None)
    if first is None:
        return ""
    of_both = texts[first] == NOT_KNOWN or caveat_of is _unserved or all(texts.values())
    return texts[first] if of_both else f"{texts[first]} ({MODES[first]})"


def _unknown(view: RankingView, place: int, slot: int) -> str:
    """Its figure with thinking is for the case that it does."""
    unknown = view.ranking.columns.thinks_unknown[place] and view.ranking.modes[place, slot] != "off"
    return NOT_KNOWN if unknown else ""


def _unserved(view: RankingView, place: int, _slot: int) -> str:
    """No source says that it can be called today, or that it cannot."""
    columns = view.ranking.columns
    if not columns.served_unknown[place]:
        return ""
    return filters.sentence(served_doubt(status_of(columns.offers[place], columns.profiles[place], columns.day)))


def _full(view: RankingView, place: int, slot: int) -> str:
    """The step from which calls no longer fit the window."""
    ranking = view.ranking
    step, window = int(ranking.sizes_of(place, slot)[0]), float(ranking.columns.windows[place])
    if not step or not isfinite(window):
        return ""
    return f"Context of {filters.tokens(window)} is full at step {step:,}"


def _tier_not_listed(view: RankingView, place: int, slot: int) -> str:
    """The maker charges more for long prompts and this row has no rate for them."""
    ranking = view.ranking
    if not ranking.sizes_of(place, slot)[1] > ranking.columns.makers_starts[place]:
        return ""
    start = filters.tokens(float(ranking.columns.makers_starts[place]))
    return f"No long-context rate is listed here; the maker charges more above {start}"


def _cut_off(view: RankingView, place: int, slot: int) -> str:
    """The share of answers that the output limit cuts off, as the plan page says it."""
    share = float(view.ranking.cut_off[place, slot])
    if share < CUT_OFF_WORTH_SAYING:
        return ""
    return "Every answer is cut off" if share >= 0.995 else f"About {share:.0%} of answers are cut off"
