"""The rows of the list of all offers: a model by its best host, the other hosts folded in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from planner.core.keeping import KeptBy
from planner.core.models.names.canonical_host import is_named
from planner.core.results import Caveat
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.offers.caveats import caveats, may_have_caveats
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import OFF, ON, RankingView
from planner.web.offers.row_html import RowHtml
from planner.web.plan.rows import TimeUnit
from planner.web.present.evidence import SPEEDS, Mark, mark_of, own_mark
from planner.web.present.scores import bench_named, score_of

TYPICAL_SPEED, TYPICAL_WAIT = "speed: typical", "wait: typical"
FIRST_ROWS, FEW_MORE = 8, 8
"""Models in the first answer, which reach below the first screen of a wide window, and how many more come with them
rather than in an answer of their own."""
WRITTEN: KeptBy[str] = KeptBy(6, 400)
"""Rows as last rendered, about 2 kB each: a typed filter leaves most of them unchanged."""


@dataclass(frozen=True, slots=True)
class Holes:
    """Placeholders in a kept row, for its number in the list and for the address that unfolds it: letters that occur in
    no name and no address."""

    number: str = "\ue000"
    address: str = "\ue001"


HOLES = Holes()


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model by its best offer: `places` of the offers that are listed, the best first, and how many `more` it
    has, from how many dollars where one of them asks less; `profile` is empty where there is none to link to,
    `toggle` unfolds the others or folds them in."""

    name: str
    profile: str
    places: tuple[int, ...]
    more: int
    from_usd: float | None
    is_added: bool
    toggle: str


@dataclass(frozen=True)
class RankRows:
    """What the rows are made of: the form, the offers that pass, the unit of time, the address to add at."""

    form: RankForm
    view: RankingView
    unit: TimeUnit
    add: str

    @cached_property
    def off(self) -> RankingView:
        """The same offers thinking least."""
        return replace(self.view, slot=OFF)

    @cached_property
    def on(self) -> RankingView:
        """The same offers at the chosen effort."""
        return replace(self.view, slot=ON)

    def model(self, places: Sequence[int]) -> ModelRow:
        """A model by its first offer, the others folded in."""
        name, profile = self.view.name(places[0]), self.view.ranking.columns.profiles[places[0]]
        names, unfold = {name, profile.id if profile else name}, self.form.unfold
        toggled = [one for one in unfold if one != name] if name in unfold else [*unfold, name]
        return ModelRow(
            name=name,
            profile=profile.id if profile else "",
            places=tuple(self.view.in_order(places)) if name in unfold else (places[0],),
            more=len(places) - 1,
            from_usd=self._cheaper(places),
            is_added=not names.isdisjoint(self.form.plan.models) and is_named(self.view.ranking.columns, places[0]),
            toggle=self._unfolding(toggled),
        )

    def _cheaper(self, places: Sequence[int]) -> float | None:
        """The dollars of the cheapest host, where it is not the one that leads the row."""
        if len(places) == 1:
            return None
        least, lead = self.view.least_usd(places), self.view.usd(places[0])
        return least if least < lead and filters.as_shown(least) < filters.as_shown(lead) else None

    def _unfolding(self, names: Sequence[str]) -> str:
        """The list with the other hosts of these models."""
        if not names:
            return self.folded
        unfold = "&".join(map(_unfolded, names))
        return f"{self.folded}{'&' if '?' in self.folded else '?'}{unfold}"

    @cached_property
    def folded(self) -> str:
        """The address of the page with nothing unfolded."""
        return replace(self.form, unfold=()).address()

    def adding(self, place: int) -> str:
        """The plan with this offer added."""
        return self.add + _quoted(self.view.offer(place).id)

    def is_added(self, place: int, model_is: bool) -> bool:
        """Whether the plan has this offer, or its model where that `model_is`."""
        return model_is or self.view.offer(place).id in self.form.plan.models

    def writer(
        self, link: Callable[[str], str], evidence: Callable[[Mark | None], str], chevron: str, triangle: str
    ) -> RowHtml:
        """What writes the rows of this list, with the macros and icons of its template."""
        return RowHtml(self, link, evidence, chevron, triangle)

    def written(self, row: ModelRow, number: int, write: Callable[[ModelRow, Holes], str]) -> Markup:
        """A model's rows as `write` writes them, kept under all that they depend on."""
        text = WRITTEN.get(self.view.ranking, self._key(row), lambda: str(write(row, HOLES)))
        found = text.replace(HOLES.number, str(number)).replace(HOLES.address, escape(row.toggle))
        return Markup(found)  # noqa: S704 - a template of ours

    def _key(self, row: ModelRow) -> Hashable:
        added = tuple(self.is_added(place, False) for place in row.places)
        best = tuple(place in self.best for place in row.places)
        form = self.form
        shown = form.mode, self.unit, self.add, form.quality, form.floor != "", form.bench
        return row.places, row.more, row.from_usd, row.is_added, added, best, shown

    @cached_property
    def best(self) -> frozenset[int]:
        return frozenset(self.view.best)

    def caveats(self, place: int) -> tuple[Caveat, ...]:
        return caveats(self.view, place) if may_have_caveats(self.view.ranking, place) else ()

    def effort(self, place: int) -> str:
        """The effort of the answer, where it is not the chosen one; models without efforts just think."""
        mode = str(self.view.ranking.modes[place, ON])
        return "" if mode in (self.form.plan.effort, "on", "off") else mode

    def score(self, place: int) -> str:
        """The score that the floor or the choice of what nothing beats is about, in the mode that ranks."""
        if not (self.form.quality or self.form.floor):
            return ""
        ranking, bench = self.view.ranking, bench_named(self.form.bench)
        found = score_of(ranking.columns.profiles[place], str(ranking.modes[place, self.view.slot]), bench)
        return f"{bench.short} {found.percent:.0f}%" if found else ""

    def rests_on(self, place: int) -> tuple[Mark | None, str]:
        """How close the thinking of an offer is to a measurement, None where nothing was estimated; and in few words
        the evidence of its thinking, speed or wait for the first word."""
        ranking = self.view.ranking
        typical = [
            (TYPICAL_SPEED, "speed", bool(ranking.speed_prior[place, ON])),
            (TYPICAL_WAIT, "wait for the first word", self.view.is_wait_guessed(place)),
        ]
        guessed = [(short, what) for short, what, is_typical in typical if is_typical]
        said = guessed[0][0] if guessed else ""
        if ranking.refused[place, ON]:
            return None, said
        basis = str(ranking.thinking_basis[place, ON])
        mark = own_mark(int(ranking.own_runs[place, ON])) if basis == "own" else mark_of(basis)
        if mark is None:
            return None, said or "as given"
        if guessed:
            words = "; ".join([mark.words, *(f"{what}: {SPEEDS['class'].words}" for _, what in guessed)])
            return Mark(mark.bars, words, mark.short), mark.short if basis == "class" else said
        return mark, mark.short


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page: the `first` ones, and the `rest`, which scripts bring when it comes near. `later` is how many
    that will be, at `only_rest`; without scripts a link leads to the page `with_rest`."""

    table: RankRows
    first: tuple[ModelRow, ...]
    rest: tuple[ModelRow, ...]
    later: int = 0
    with_rest: str = ""
    only_rest: str = ""


def rows_of(table: RankRows, shown: list[list[int]], *, whole: bool) -> Rows:
    """The rows of a page that shows these models, each by the places of its offers; `whole`: all of them at once."""
    form = table.form
    if len(shown) <= FIRST_ROWS + FEW_MORE:
        return Rows(table, models_of(table, shown), ())
    if whole:
        found = models_of(table, shown)
        return Rows(table, found[:FIRST_ROWS], found[FIRST_ROWS:])
    later = len(shown) - FIRST_ROWS
    links = form.whole().address(), form.address("/offers/rest")
    return Rows(table, models_of(table, shown[:FIRST_ROWS]), (), later, *links)


def models_of(table: RankRows, shown: list[list[int]]) -> tuple[ModelRow, ...]:
    """The rows of these models, whose figures are worked out in one go: the least that any host of a model asks, then
    those in the other mode."""
    view = table.view
    view.ranking.usd_at([place for group in shown for place in group], view.slot)
    rows = tuple(map(table.model, shown))
    for slot in (OFF, ON):
        listed = [place for row in rows for place in row.places]
        view.ranking.usd_at(listed, slot)
        view.ranking.seconds_at(listed, slot)
        view.ranking.over_window(listed, slot)
    return rows


_quoted = lru_cache(4096)(quote)


@lru_cache(4096)
def _unfolded(name: str) -> str:
    """A model's part of an address."""
    return urlencode([("unfold", name)], safe=",:/")


def add_address(plan: PlanForm) -> str:
    """The address that adds an offer to the plan, without its id: the plan adds it and shows its own address."""
    return f"/plan?{urlencode([*plan.query(), ('sent', '1'), ('add', '')], safe=',:/')}"
