"""The results of a plan's form, and what its templates need of a pair or an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.core.estimate.terms import Terms, published_card
from planner.core.request import EstimateRequest
from planner.core.results import Caveat, Estimate, Pair
from planner.web import filters
from planner.web.forms import SPECS, PlanForm, person_of, thing_of
from planner.web.plan.answer import has_figure
from planner.web.plan.cells import Cells, cells_of
from planner.web.plan.headline import Headline
from planner.web.plan.measures.batch_end import is_late
from planner.web.plan.measures.measure import Measure
from planner.web.plan.measures.seconds import run_seconds
from planner.web.plan.rows import Column, Row, side_in
from planner.web.plan.sections.ladder import LadderView
from planner.web.plan.sections.own_runs import OwnRunsView
from planner.web.plan.sections.pairs import Contrast, PairsView
from planner.web.plan.sections.picks import Pick, WayOut, reasons
from planner.web.plan.sections.scatter import ScatterView
from planner.web.plan.sections.spread import SpreadView
from planner.web.present.context_fit import any_full, fits

MOST_PUBLISHED = 3


def _lab(side: Estimate) -> str:
    return side.profile.lab if side.profile else ""


@dataclass(frozen=True, slots=True)
class InHeadline:
    """Whether a model is the chosen one, and which of its two figures the headline names."""

    chosen: bool
    money: bool
    time: bool


@dataclass(frozen=True, slots=True)
class Below:
    """The sections below the first screen, each None where it has nothing to show."""

    scatter: ScatterView | None
    ladder: LadderView | None
    ladder_picks: tuple[Pick, ...]
    spread: SpreadView | None


@dataclass(frozen=True, slots=True)
class Results:
    """What follows from the form. `pairs` are in the order shown; `focus` is the one later sections speak of.

    `below` is None where those sections were not asked for. Addresses: `with_below` of the page with them,
    `only_below` of them alone.
    """

    form: PlanForm
    question: EstimateRequest
    terms: Terms
    pairs: tuple[Pair, ...]
    money: Measure
    time: Measure | None
    headline: Headline
    focus: Pair
    chart: PairsView | None
    contrast: Contrast | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    common: tuple[Caveat, ...]
    per: str
    is_sorted: bool
    resort: str
    by: tuple[tuple[str, str, bool], ...]
    chosen: Mapping[str, str]
    everyone: str
    not_here: tuple[str, ...]
    unserved: frozenset[str]
    way_out: WayOut | None
    picks: tuple[Pick, ...]
    below: Below | None
    with_below: str
    only_below: str
    copied: str
    day: str
    is_today: bool
    inputs: tuple[tuple[str, str], ...]
    answer_hint: str
    state: tuple[tuple[str, str], ...]
    prices: str
    offers: int
    bill: Measure
    volume: str
    planned_none: str
    own_runs: OwnRunsView | None

    @property
    def thing(self) -> str:
        """What is paid for, in one word."""
        return thing_of(self.form)

    @property
    def person(self) -> str:
        """Who starts the runs, in one word."""
        return person_of(self.form)

    @property
    def has_figures(self) -> bool:
        return any(has_figure(pair) for pair in self.pairs)

    @property
    def has_ranges(self) -> bool:
        """Whether anything in the dollars is estimated."""
        sides = [s for p in self.pairs for s in (p.on, p.off) if isinstance(s, Estimate)]
        return any(self.money.range(self.money.of(side)) for side in sides)

    @property
    def any_full(self) -> bool:
        return any_full(self.pairs)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why no model can do the work: at most two reasons, the commonest first."""
        return reasons(self.pairs, self.form.mode)

    def side(self, pair: Pair) -> Estimate | None:
        """The side the page leads with."""
        return side_in(pair, self.form.mode)

    def in_headline(self, pair: Pair) -> InHeadline:
        """Whether the headline names the model, and for which of its figures."""
        first, quick = self.headline.first, self.headline.quickest
        is_first = first is not None and first.pair is pair
        chosen = self.headline.chosen and is_first
        return InHeadline(chosen, is_first, chosen or (quick is not None and quick.pair is pair))

    @property
    def published_models(self) -> tuple[tuple[str, Decimal], ...]:
        """The models that the published averages are about, with this page's estimate of a person's month on them, the
        most expensive first; none where the headline's model is one of them."""
        sides = [(pair.name, side) for pair in self.pairs if (side := self.side(pair)) and fits(side)]
        lead = self.headline.first.side if self.headline.first else None
        person = lead.cost.per_person if lead else None
        if lead is None or person is None or person.published is None or _lab(lead) == person.published.lab:
            return ()
        of_lab = [(name, side.cost.per_person) for name, side in sides if _lab(side) == person.published.lab]
        found = [(name, cost.usd_per_month) for name, cost in of_lab if cost]
        return tuple(sorted(found, key=lambda one: -one[1])[:MOST_PUBLISHED])

    @property
    def long_day(self) -> float | None:
        """Hours that one person's runs of a day take one after the other on the model of the headline; None where the
        day has as many, or nobody's day is planned."""
        load, side = self.question.workload, self.headline.first.side if self.headline.first else None
        one = run_seconds(side) if side else None
        if load.people is None or one is None:
            return None
        hours = load.people.runs_per_day * one.value / 3600
        return hours if hours > load.hours_per_day else None

    @property
    def month_words(self) -> str:
        """The days of a month as this plan counts them: those that people work, where it counts people. Empty where the
        runs are done once."""
        people = self.question.workload.people
        if people and people.days_per_month is not None:
            return f"{filters.count(people.days_per_month)} working day{'s' * (people.days_per_month != 1)}"
        if self.form.is_once:
            return ""
        return dict(SPECS["month"].choices)[self.question.month]

    @property
    def within_a_day(self) -> bool:
        """Whether any figure is of a batch price, which has no published end."""
        return any(isinstance(s, Estimate) and s.latency is None for p in self.pairs for s in (p.on, p.off))

    def ends_late(self, hours: float) -> bool:
        """Whether a batch that takes so many hours ends after it is needed."""
        return is_late(self.form, hours)

    def late(self, pair: Pair) -> bool:
        """Whether a batch on this model ends after it is needed."""
        side = self.side(pair)
        if self.form.door.id != "batch" or side is None:
            return False
        ends = self.time.of(side) if self.time else None
        return is_late(self.form, ends.value if ends else None)

    @property
    def in_time(self) -> str:
        """In time for 06:00, where models are left out because their batch ends later, or are at another price."""
        if any(self.late(pair) or "promised" in self.why_standard(pair) for pair in self.pairs):
            return f" in time for {self.form.values['needed']}"
        return ""

    def why_not(self, pair: Pair, mode: str) -> str:
        """Why a mode has no figure."""
        side = pair.off if mode == "off" else pair.on
        if isinstance(side, Estimate):
            return ""
        lasting = mode == "off" and pair.off_note and side.code in ("thinking_always_on", "mode_not_offered")
        return filters.sentence(pair.off_note if lasting else side.text).rstrip(".")

    def why_standard(self, pair: Pair) -> str:
        """Why a model is answered at its standard price in a batch: its host has no other, or that is promised too
        late. Empty where it is at a batch price, or the standard one was chosen."""
        side = self.side(pair)
        if self.form.door.id != "batch" or self.form.values["tier"] != "batch" or not side or not side.latency:
            return ""
        if self._has_batch_price(side):
            return f"its batch price is promised within 24 h, not by {self.form.values['needed']}"
        return f"{side.offer.host_name} has no batch price for this model"

    def _has_batch_price(self, side: Estimate) -> bool:
        return published_card(self.terms, side.offer, "batch") is not None

    def other_is_own(self, pair: Pair) -> bool:
        """Whether the other mode is that of the same model, and has figures."""
        return all(isinstance(s, Estimate) and pair.offer and s.offer.id == pair.offer.id for s in (pair.on, pair.off))

    def effort_missing(self, side: Estimate) -> bool:
        """Whether the model lacks the chosen effort, so that another one is answered."""
        return any(caveat.code == "effort_not_offered" for caveat in side.caveats)

    def cells(self, pair: Pair, mode: str) -> Cells | None:
        """What the table prints of a side; None where it has no figure."""
        side = pair.off if mode == "off" else pair.on
        if not isinstance(side, Estimate):
            return None
        first = any(column.name == "first" for column in self.columns)
        return cells_of(side, mode, self.money, self.time, self.bill, first=first)
