"""The rows of every offer: a model by its best host, the other hosts folded in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, urlencode

from planner.core.results import Caveat
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.offers.caveats import caveats
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import OFF, ON, Seen
from planner.web.plan.rows import TimeUnit
from planner.web.present.evidence import SPEEDS, Mark, mark_of, own_mark
from planner.web.present.scores import bench_named, score_of

WHY_NOT = {
    "thinking_always_on": "always thinks",
    "mode_not_offered": "does not think",
    "tier_not_offered": "not offered",
    "batch_cannot_loop": "batch only",
    "price_unknown": "not published",
    "cache_ttl_not_offered": "no such cache",
}
"""Why a mode has no figure, in a cell's width."""
TYPICAL_SPEED = "speed: typical"


@dataclass(frozen=True, slots=True)
class Side:
    """One mode of one offer: dollars per month and the time that half and 95 % of runs stay under (the latter empty for
    batch), or `words` for why there are none."""

    usd: str
    time: str
    time95: str
    words: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer. `mode` is what answers where it is not the effort asked for; `score` its percent on the benchmark that
    the list asks for, empty where none is asked for or known; `mark` is None where nothing was
    estimated, and `rests` says it in words; `add` leads to the plan with it."""

    id: str
    name: str
    host: str
    off: Side
    on: Side
    mode: str
    score: str
    mark: Mark | None
    rests: str
    caveats: tuple[Caveat, ...]
    ended: bool
    best: bool
    added: bool
    add: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model by its best offer; `profile` is empty where there is none to link to. `more` other offers, which are in
    `others` where they are unfolded."""

    name: str
    profile: str
    first: OfferRow
    more: int
    others: tuple[OfferRow, ...]
    toggle: str


@dataclass(frozen=True)
class Rower:
    """What turns places into rows: the list asked for, what of it passes, the unit of time, the address to add at."""

    form: RankForm
    seen: Seen
    unit: TimeUnit
    add: str

    def model(self, places: Sequence[int]) -> ModelRow:
        """A model by its first offer, the others folded in."""
        name, profile = self.seen.name(places[0]), self.seen.ranking.roster.profiles[places[0]]
        names, unfold = {name, profile.id if profile else name}, self.form.unfold
        toggled = [one for one in unfold if one != name] if name in unfold else [*unfold, name]
        return ModelRow(
            name=name,
            profile=profile.id if profile else "",
            first=self.offer(places[0], added=not names.isdisjoint(self.form.plan.models)),
            more=len(places) - 1,
            others=tuple(self.offer(place) for place in places[1:]) if name in unfold else (),
            toggle=self._unfolding(toggled),
        )

    def _unfolding(self, names: Sequence[str]) -> str:
        """The list with the other hosts of these models."""
        if not names:
            return self.folded
        unfold = urlencode([("unfold", name) for name in names], safe=",:/")
        return f"{self.folded}{'&' if '?' in self.folded else '?'}{unfold}"

    @cached_property
    def folded(self) -> str:
        """The address of the page with nothing unfolded."""
        return replace(self.form, unfold=()).address()

    def offer(self, place: int, *, added: bool = False) -> OfferRow:
        """One offer; `added` where its model is in the plan by name."""
        ranking, plan, offer = self.seen.ranking, self.form.plan, self.seen.offer(place)
        mark, rests = resting_on(self.seen, place)
        return OfferRow(
            id=offer.id,
            name=offer.name,
            host=offer.host_name,
            off=self._side(place, OFF),
            on=self._side(place, ON),
            mode=_mode_said(str(ranking.modes[place, ON]), plan.effort),
            score=self._score(place),
            mark=mark,
            rests=rests,
            caveats=caveats(self.seen, place),
            ended=not ranking.roster.live[place],
            best=place in self.seen.best,
            added=added or offer.id in plan.models,
            add=self.add + quote(offer.id),
        )

    def _score(self, place: int) -> str:
        """The score that the floor or the choice of what nothing beats is about, in the mode that ranks."""
        if not (self.form.quality or self.form.floor):
            return ""
        ranking, bench = self.seen.ranking, bench_named(self.form.bench)
        found = score_of(ranking.roster.profiles[place], str(ranking.modes[place, self.seen.slot]), bench)
        return f"{bench.words.partition(',')[0]} {found.percent:.0f}%" if found else ""

    def _side(self, place: int, slot: int) -> Side:
        side, code = replace(self.seen, slot=slot), str(self.seen.ranking.refused[place, slot])
        if code:
            return Side("", "", "", WHY_NOT.get(code, "no figure"))
        usd, seconds, most = filters.amount(side.usd(place)), side.seconds(place), side.p95_seconds(place)
        if seconds is None or most is None:
            return Side(usd, "within a day", "", "")
        return Side(usd, self.unit.write(seconds), self.unit.write(most), "")


def add_address(plan: PlanForm) -> str:
    """Where an offer is added to the plan, all but its id: the plan takes it in and shows its clean address."""
    return f"/plan?{urlencode([*plan.query(), ('sent', '1'), ('add', '')], safe=',:/')}"


def _mode_said(mode: str, effort: str) -> str:
    """The effort that answers, where it is not the one asked for; models without efforts just think."""
    return "" if mode in (effort, "on", "off") else mode


def resting_on(seen: Seen, place: int) -> tuple[Mark | None, str]:
    """How close the thinking of an offer is to a measurement, and in few words what it or the speed rests on."""
    ranking = seen.ranking
    slow = bool(ranking.speed_prior[place, ON])
    if ranking.refused[place, ON]:
        return None, TYPICAL_SPEED if slow else ""
    basis = str(ranking.thinking_basis[place, ON])
    mark = own_mark(int(ranking.own_runs[place, ON])) if basis == "own" else mark_of(basis)
    if mark is None:
        return None, TYPICAL_SPEED if slow else "as given"
    if slow:
        words = f"{mark.words}; speed: {SPEEDS['class'].words}"
        return Mark(mark.bars, words, mark.short), mark.short if basis == "class" else TYPICAL_SPEED
    return mark, mark.short
