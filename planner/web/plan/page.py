"""The plan page: what its templates print, made of the form, the question and the estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.estimate.comparison import terms_of
from planner.core.estimate.effort_ladder import ladder
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair, Refusal
from planner.schema.own_runs import calibration_text
from planner.web import filters
from planner.web.forms import DOORS, TOKENS_PER, PlanForm, people_of, person_of, thing_of, things_of
from planner.web.plan import measures
from planner.web.plan.answer import has_figure
from planner.web.plan.beside import Beside, beside
from planner.web.plan.lead import Lead, focus_of, lead_of
from planner.web.plan.measures import Measure
from planner.web.plan.missing_models import not_here
from planner.web.plan.rail import FormView, form_view
from planner.web.plan.rows import Column, Links, Row, held, links, ordered, side_in, time_unit
from planner.web.plan.sections.ladder import LadderView, ladder_view, laddered
from planner.web.plan.sections.own_runs import OwnRunsView, own_runs_view
from planner.web.plan.sections.pairs import Contrast, PairsView, contrast, pairs_view
from planner.web.plan.sections.picks import Pick, WayOut, ladder_picks, pick_of, reasons, way_out
from planner.web.plan.sections.scatter import ScatterView, scatter_view
from planner.web.plan.sections.spread import SpreadView, spread_view
from planner.web.plan.table import TableContext, columns_of, held_order, row_of
from planner.web.present.amounts import unit_of_all
from planner.web.present.caveats import Caveat, share_out
from planner.web.present.context_fit import any_full, misfit, over_window
from planner.web.present.evidence import SPEEDS, Mark, mark_of_evidence
from planner.web.present.price_line import price_line
from planner.web.saved.plans.inputs import on_paper


@dataclass(frozen=True, slots=True)
class Leads:
    """Whether a model is the chosen one, and which of its two figures the headline names."""

    chosen: bool
    money: bool
    time: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What follows from the form. `pairs` are in the order shown; `focus` is the one later sections speak of."""

    form: PlanForm
    question: EstimateRequest
    pairs: tuple[Pair, ...]
    money: Measure
    time: Measure | None
    lead: Lead
    focus: Pair
    chart: PairsView | None
    contrast: Contrast | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    common: tuple[Caveat, ...]
    per: str
    is_sorted: bool
    resort: Links
    by: tuple[tuple[str, Links, bool], ...]
    chosen_links: Mapping[str, Links]
    everyone: Links
    not_here: tuple[str, ...]
    way_out: WayOut | None
    picks: tuple[Pick, ...]
    scatter: ScatterView | None
    ladder: LadderView | None
    ladder_picks: tuple[Pick, ...]
    spread: SpreadView | None
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
    beside: Beside | None
    own_runs: OwnRunsView | None

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

    def is_estimate(self, side: Estimate | Refusal) -> bool:
        return isinstance(side, Estimate)

    def side(self, pair: Pair) -> Estimate | None:
        """The side the page leads with."""
        return side_in(pair, self.form.mode)

    def misfit(self, side: Estimate | Refusal) -> str:
        return misfit(side) if isinstance(side, Estimate) else ""

    def leads(self, pair: Pair) -> Leads:
        """Whether the headline names the model, and for which of its figures."""
        first, quick = self.lead.first, self.lead.quickest
        is_first = first is not None and first.pair is pair
        chosen = self.lead.chosen and is_first
        return Leads(chosen, is_first, chosen or (quick is not None and quick.pair is pair))

    def late(self, pair: Pair) -> bool:
        """Whether a batch on this model ends after it is needed."""
        side = self.side(pair)
        if self.form.door.id != "batch" or side is None:
            return False
        ends = self.time.of(side) if self.time else None
        return measures.is_late(self.form, ends.value if ends else None)

    def why_not(self, pair: Pair, mode: str) -> str:
        """Why a mode has no figure."""
        side = pair.off if mode == "off" else pair.on
        if isinstance(side, Estimate):
            return ""
        lasting = mode == "off" and pair.off_note and side.code in ("thinking_always_on", "mode_not_offered")
        return filters.sentence(pair.off_note if lasting else side.text).rstrip(".")

    def standard_price(self, pair: Pair) -> str:
        """The host that has no batch price, where one was asked for."""
        side = self.side(pair)
        asked = self.form.door.id == "batch" and self.form.values["tier"] == "batch"
        return side.offer.host_name if asked and side and side.latency else ""

    def other_is_own(self, pair: Pair) -> bool:
        """Whether the other mode is that of the same model, and can do the work."""
        return all(isinstance(s, Estimate) and pair.offer and s.offer.id == pair.offer.id for s in (pair.on, pair.off))

    def over_window(self, side: Estimate) -> str:
        """The share of runs that exceed the window, where it is worth saying."""
        return over_window(side)

    def effort_missing(self, side: Estimate) -> bool:
        """Whether the effort asked for is none of the model's, so that another one is answered."""
        return any(flag.code == "effort_not_offered" for flag in side.flags)

    def thinking_mark(self, side: Estimate) -> Mark | None:
        return mark_of_evidence(side.reasoning_evidence) if side.thinking != "off" else None

    def speed_mark(self, side: Estimate) -> Mark | None:
        return mark_of_evidence(side.speed_evidence, SPEEDS) if side.speed_evidence else None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page; without results where there is nothing to show, and then `empty` or the errors say why."""

    title: str
    asof: str
    form: FormView
    doors: tuple[tuple[object, str], ...]
    results: Results | None
    added: str
    still: str


def plan_page(
    form: PlanForm,
    catalogue: Catalogue,
    *,
    now: datetime,
    question: EstimateRequest | None = None,
    pairs: Sequence[Pair] = (),
    errors: Mapping[str, str] | None = None,
    added: str = "",
    still: str = "",
) -> PlanPage:
    """The page for a form: with results where the question could be answered."""
    shown = None
    if question and pairs:
        shown = results(form, question, pairs, terms_of(question, catalogue, now=now))
    return PlanPage(
        title=form.door.title if form.preset.id == form.door.preset else form.preset.name,
        asof=price_line(catalogue, now, question.price_date if question else None),
        form=form_view(form, catalogue, errors or {}, pairs),
        doors=tuple((door, form.behind(door)) for door in DOORS.values()),
        results=shown,
        added=added,
        still=still,
    )


def results(form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair], terms: Terms) -> Results:
    """Everything right of the rail."""
    money, time = measures.money(form, question, pairs), measures.time(form, pairs)
    lead = lead_of(pairs, form, money, time)
    focus = lead.first.pair if lead.first else focus_of(pairs, form.focus, form.mode)
    in_order = ordered(pairs, form.sort, form.mode)
    shown = held(in_order, form.order) if held_order(pairs, form.order) else in_order
    unit, climbed = time_unit(pairs), laddered(pairs, focus, form.ladder)
    caveats = share_out(pairs, terms.day)
    there = TableContext(form, question, terms, focus.asked if lead.chosen else "", caveats.own)
    task, per = question.workload.task_class, unit_of_all(pairs)
    return Results(
        form=form,
        question=question,
        pairs=tuple(shown),
        money=money,
        time=time,
        lead=lead,
        focus=focus,
        chart=pairs_view(shown, money, time, form.mode),
        contrast=contrast(pairs, time),
        columns=columns_of(form, money, time, bill=bill_head(form, per), is_sorted=shown == in_order),
        rows=tuple(row_of(pair, there) for pair in shown),
        common=caveats.common,
        per=per,
        is_sorted=shown == in_order,
        resort=links(form),
        by=_by(form),
        chosen_links={pair.asked: links(form, focus=pair.asked) for pair in pairs},
        everyone=links(form, focus=""),
        not_here=tuple(not_here(form, pairs, focus, terms.catalogue)),
        way_out=way_out(pairs, form),
        picks=tuple(pick_of(pair, form, money, pair is focus) for pair in in_order),
        scatter=scatter_view(shown, unit, score=form.score, bench=form.bench, task=task),
        ladder=ladder_view(climbed, ladder(terms, question, climbed), focus, task),
        ladder_picks=ladder_picks(in_order, climbed, form),
        spread=spread_view(focus, form),
        copied=_to_copy(form, question, terms),
        day=filters.day(terms.day),
        is_today=question.price_date is None,
        inputs=on_paper(question, terms.catalogue, form.values["effort"]),
        answer_hint=_answer_hint(focus, form),
        state=_state(form, shown),
        prices=terms.catalogue.prices_version,
        offers=len(terms.catalogue.offers),
        bill=measures.bill(form, per),
        volume=_volume(form, per),
        beside=beside(lead.first.pair, lead.first.side) if lead.first else None,
        own_runs=own_runs_view(pairs, focus, form.mode, question, terms),
    )


def _volume(form: PlanForm, per: str) -> str:
    """What the whole bill is for, where the measure is of a part: 20 developers, all 400,000."""
    if per != "month":
        return f"one {thing_of(form)}"
    if form.door.id == "batch" and form.values["per"] == "once":
        return f"all {form.values['runs']}"
    if form.values["per"] == "person":
        return f"{form.values['people']} {people_of(form)}"
    return ""


def bill_head(form: PlanForm, per: str) -> str:
    """The head of the column with the whole bill."""
    if form.door.id == "batch" and form.values["per"] == "once":
        return f"$ for {form.values['runs']} {things_of(form)}"
    if per != "month":
        return ""
    return f"$ per month, {form.values['people']} {people_of(form)}" if measures.by_person(form) else "$ per month"


def _by(form: PlanForm) -> tuple[tuple[str, Links, bool], ...]:
    """The switch between the dollars of a person and of a task; nothing where no persons are planned."""
    if form.values["per"] != "person" or not measures.count_of_people(form):
        return ()
    turns = ((f"per {person_of(form)}", ""), (f"per {thing_of(form)}", "task"))
    return tuple((words, links(form, by=by), (form.by == "task") == (by == "task")) for words, by in turns)


def _state(form: PlanForm, shown: Sequence[Pair]) -> tuple[tuple[str, str], ...]:
    """What the form sends along besides its fields: places on the page, and the order before the reader's eyes."""
    names = [p.asked for p in shown]
    pairs = (
        ("sort", form.sort),
        ("open", form.open if form.open in names else ""),
        ("focus", form.focus if form.focus in names else ""),
        ("mine", form.mine),
        ("by", form.by),
        ("ladder", form.ladder),
        ("spread", form.spread if form.spread != "cost" else ""),
        ("order", " ".join(names)),
        ("scenario", form.scenario),
        ("revision", form.revision),
    )
    return tuple((name, value) for name, value in pairs if value)


def _to_copy(form: PlanForm, question: EstimateRequest, terms: Terms) -> str:
    """The address to give away: the plan with the day of its prices and the own runs that move it, as figures, and
    nothing of whom it is saved for."""
    learnt = form.learnt or (calibration_text(question.calibration) if question.calibration else "")
    dated = replace(form, learnt=learnt, values={**form.values, "date": form.values["date"] or terms.day.isoformat()})
    return dated.address(scenario="", revision="", mine="")


def _answer_hint(focus: Pair, form: PlanForm) -> str:
    """The estimate that the empty answer field stands for, in the unit chosen."""
    side = side_in(focus, form.mode)
    if side is None:
        return ""
    unit = form.values["answer_unit"]
    amount = side.tokens.visible_per_call / TOKENS_PER.get(unit, TOKENS_PER["tokens"])
    return f"about {filters.decimals(filters.significant(amount, 2), 0 if amount >= 10 else 1)}"
