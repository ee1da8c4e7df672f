"""A ranking seen in one of its modes: what of it passes, in what order, and the figures of one offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np

from planner.core.models.catalogue import Offer
from planner.core.models.names.canonical_host import hosts_by_model, hosts_in_order
from planner.core.ranking.exclusions import asked_facts, cannot_read, left_out, without_answers
from planner.core.ranking.filters import Filters, Order, can_lead, keep, on_frontier
from planner.core.ranking.price_table import Flags
from planner.core.ranking.rank import Ranking
from planner.web import filters
from planner.web.forms import thing_of
from planner.web.offers.form import RankForm
from planner.web.present.evidence import HALF

OFF, ON = 0, 1
"""The slots of the ranking: the least thinking, and the chosen effort."""
WHY_NOT = {
    "thinking_always_on": "always thinks",
    "mode_not_offered": "does not think",
    "tier_not_offered": "not offered",
    "batch_cannot_loop": "batch only",
    "price_unknown": "not published",
    "cache_ttl_not_offered": "no such cache",
}
"""Why a mode has no figure, in a cell's width."""


@dataclass(frozen=True)
class RankingView:
    """What passes. `groups`: places of offers, those of one model together, the host of its bare name or else the best
    first, the others in no order; `by`: what they are ordered by; `best`: places that nothing else beats in both
    dollars and seconds, and in the score where one counts, cheapest first; `fit`: places that may be called the
    cheapest or the quickest, as their context holds the run and they are known to do what is ranked; `wanted`: what was
    asked for; `per`: what the dollars are of, such as per month; `left_out`: a sentence on what is not known to
    pass."""

    ranking: Ranking
    slot: int
    groups: list[list[int]]
    best: list[int]
    fit: list[int]
    wanted: Filters
    per: str
    by: Order = "usd"
    left_out: str = ""

    @cached_property
    def places(self) -> list[int]:
        return [place for group in self.groups for place in group]

    @property
    def has_times(self) -> bool:
        """Whether any of them has seconds: batch has none."""
        ranking, leads = self.ranking, [group[0] for group in self.groups]
        if np.isfinite(ranking.seconds_at(leads, self.slot)[0]).any():
            return True
        return bool(np.isfinite(ranking.floors_at(self.places, self.slot)).any())

    def cheapest(self, places: Sequence[int]) -> int:
        """The place with the fewest dollars, the first of equals."""
        return places[int(np.argmin(self.ranking.usd_at(places, self.slot)))]

    def quickest(self, places: Sequence[int]) -> int | None:
        """The cheapest of those whose seconds are printed as the fewest are; None where no time is known."""
        times = self.ranking.seconds_at(places, self.slot)[0]
        if not np.isfinite(times).any():
            return None
        least = filters.duration(float(np.nanmin(times)))
        near = np.flatnonzero(times <= 2 * np.nanmin(times)).tolist()
        return self.cheapest([places[i] for i in near if filters.duration(float(times[i])) == least])

    def least_usd(self, places: Sequence[int]) -> float:
        """Dollars of the cheapest."""
        return min(map(self.usd, places))

    def in_order(self, group: Sequence[int]) -> list[int]:
        """A group with its other hosts in order, the best first."""
        return [group[0], *hosts_in_order(self.ranking, group[1:], self.slot, self.by)]

    def guessed(self, places: Sequence[int]) -> Flags:
        """Of which places thinking or speed rests on a class prior alone."""
        ranking, slot = self.ranking, self.slot
        return np.asarray((ranking.thinking_basis[places, slot] == "class") | ranking.speed_prior[places, slot])

    def usd(self, place: int) -> float:
        """Dollars of a month, or of a run where no runs are planned."""
        return self.ranking.usd_of(place, self.slot)

    def seconds(self, place: int) -> float | None:
        """Seconds that half of all runs stay under, None for batch."""
        return self.times(place)[0]

    def times(self, place: int) -> tuple[float | None, float | None]:
        """Seconds that half of all runs stay under, and those that 95 % do; None for batch."""
        half, most = self.ranking.seconds_of(place, self.slot)
        return _known(half), _known(most)

    def is_wait_guessed(self, place: int) -> bool:
        """Whether half of its seconds or more are waits for the host that nobody measured."""
        half, _ = self.times(place)
        return half is not None and float(self.ranking.guessed_waits[place]) >= HALF * half > 0

    def why_not(self, place: int) -> str:
        """Why an offer has no figure in this mode, in a cell's width; empty where it has one."""
        code = str(self.ranking.refused[place, self.slot])
        return WHY_NOT.get(code, "no figure") if code else ""

    def is_live(self, place: int) -> bool:
        return bool(self.ranking.columns.live[place])

    def name(self, place: int) -> str:
        return self.ranking.columns.facts[place].model_name

    def offer(self, place: int) -> Offer:
        return self.ranking.columns.offers[place]


def dollars_of(form: RankForm, *, is_planned: bool) -> str:
    """What the dollars are of: per month, in all, or per conversation where no runs are planned."""
    if not is_planned:
        return f"per {thing_of(form.plan)}"
    return "in all" if form.plan.is_once else "per month"


def _known(figure: float) -> float | None:
    return None if isnan(figure) else figure


def ranking_view(form: RankForm, ranking: Ranking, wanted: Filters) -> RankingView:
    """The ranking filtered and ordered by the mode that the form ranks by."""
    slot = ON if form.mode == "on" else OFF
    kept = keep(ranking, wanted)[:, slot]
    shown = hosts_by_model(ranking, kept, slot, form.by)
    # A model is spoken of at the host that its name means: a reseller's row is never what makes it the cheapest.
    leads = np.zeros(ranking.refused.shape, dtype=np.bool_)
    leads[[group[0] for group in shown], slot] = True
    best = on_frontier(ranking, leads, form.bench if form.quality else "")[:, 0].tolist()
    fit = np.flatnonzero(can_lead(ranking, leads)[:, slot]).tolist()
    best = _apart(ranking, slot, best)
    best = best if form.quality else _printed_apart(ranking, slot, best)
    per = dollars_of(form, is_planned=bool(ranking.runs_per_month))
    left = _left_out(ranking, wanted, slot)
    return RankingView(ranking, slot, shown, best, fit, wanted, per, form.by, left)


def _left_out(ranking: Ranking, wanted: Filters, slot: int) -> str:
    """How many offers are left out though they pass the other filters: they give no answers, do not read what is
    sent, or a filtered fact is not known of them."""
    return " ".join(
        filter(None, (_without_answers(ranking, wanted), _unread(ranking, wanted), _not_known(ranking, wanted, slot)))
    )


def _without_answers(ranking: Ranking, wanted: Filters) -> str:
    """That embeddings and their like are not ranked for work which is to write."""
    many = without_answers(ranking, wanted)
    if not many:
        return ""
    whose = f"{many:,} offers give" if many > 1 else "One offer gives"
    out = "are" if many > 1 else "is"
    return f"{whose} no answers (embeddings, guards, speech and the like) and {out} left out."


def _unread(ranking: Ranking, wanted: Filters) -> str:
    """That models which cannot read the images, pages or sound of the work are not ranked for it."""
    many = cannot_read(ranking, wanted)
    if not many:
        return ""
    whose = f"{many:,} offers do" if many > 1 else "One offer does"
    return f"{whose} not read what is sent (images, pages or sound) and {'are' if many > 1 else 'is'} left out."


def _not_known(ranking: Ranking, wanted: Filters, slot: int) -> str:
    """How many offers are gone only because a fact asked for is not known of them."""
    many = left_out(ranking, wanted, slot)
    if not many:
        return ""
    *first, last = asked_facts(wanted)
    facts = f"{', '.join(first)} or {last}" if first else last
    whose = f"{many:,} offers are" if many > 1 else "One offer is"
    which = "its" if many == 1 else "their"
    return f"{whose} left out, as {which} {facts} {'is' if facts == 'context' else 'are'} not known."


def _apart(ranking: Ranking, slot: int, best: list[int]) -> list[int]:
    """One place for the hosts of a model that are alike in dollars and seconds."""
    usd, seconds = ranking.usd_at(best, slot).tolist(), ranking.seconds_at(best, slot)[0].tolist()
    found: dict[tuple[int, float, float], int] = {}
    for place, *figures in zip(best, usd, seconds, strict=True):
        found.setdefault((int(ranking.columns.model_of[place]), *figures), place)
    return list(found.values())


def _printed_apart(ranking: Ranking, slot: int, best: list[int]) -> list[int]:
    """Of places that are printed with the same seconds the cheapest, of those with the same dollars the quickest;
    `best` is in the order of dollars."""
    seconds = ranking.seconds_at(best, slot)[0]
    if not np.isfinite(seconds).all():
        return best
    times = [filters.duration(value) for value in seconds.tolist()]
    prices = [filters.money(usd) for usd in ranking.usd_at(best, slot).tolist()]
    cheapest = {times[i]: i for i in reversed(range(len(best)))}
    quickest = {prices[i]: i for i in sorted(cheapest.values())}
    return [best[i] for i in quickest.values()]
