"""The plan page: what its templates print, made of the form, the question and the estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.estimate.comparison import instant_of, terms_of
from planner.core.estimate.effort_ladder import ladder
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Pair
from planner.schema.own_runs import calibration_text
from planner.web import filters
from planner.web.forms import (
    DOORS,
    TOKENS_PER,
    PlanForm,
    people_in_words,
    person_of,
    planned_none,
    thing_of,
    volume_in_words,
)
from planner.web.forms.numbers import in_digits
from planner.web.plan.answer import at_its_price, pairs_of
from planner.web.plan.headline import focus_of, headline_of
from planner.web.plan.last_plan import LastPlan
from planner.web.plan.measures import dollars, times
from planner.web.plan.missing_models import not_here
from planner.web.plan.rail import FormView, form_view
from planner.web.plan.results import Below, Results
from planner.web.plan.rows import held, ordered, side_in, time_unit
from planner.web.plan.sections.ladder import ladder_pair, ladder_view
from planner.web.plan.sections.own_runs import own_runs_view
from planner.web.plan.sections.pairs import contrast, pairs_view
from planner.web.plan.sections.picks import in_time, ladder_picks, pick_of, way_out
from planner.web.plan.sections.scatter import scatter_view
from planner.web.plan.sections.spread import spread_view
from planner.web.plan.table import TableContext, columns_of, held_order, row_of
from planner.web.present.amounts import unit_of_all
from planner.web.present.caveats import share_out, whether_served_unknown
from planner.web.present.price_line import price_line
from planner.web.saved.plans.inputs import on_paper


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page; without results where there is nothing to show, and then `empty` or the errors say why."""

    title: str
    asof: str
    form: FormView
    doors: tuple[tuple[object, str], ...]
    results: Results | None
    added: str
    notice: str
    stale: str
    last: LastPlan | None


def plan_page(
    form: PlanForm,
    catalogue: Catalogue,
    *,
    now: datetime,
    question: EstimateRequest | None = None,
    pairs: Sequence[Pair] = (),
    errors: Mapping[str, str] | None = None,
    added: str = "",
    notice: str = "",
    stale: str = "",
    last: LastPlan | None = None,
    below: bool = False,
) -> PlanPage:
    """The page for a form: with results where the question could be answered, and `below` with their last sections."""
    shown = None
    if question and pairs:
        shown = results(form, question, pairs, terms_of(question, catalogue, now=now), below=below or bool(form.whole))
    return PlanPage(
        title=form.door.title if form.preset.id == form.door.preset else form.preset.name,
        asof=price_line(catalogue, now, question.price_date if question else None),
        form=form_view(form, catalogue, errors or {}, pairs),
        doors=tuple((door, form.behind(door)) for door in DOORS.values()),
        results=shown,
        added=added,
        notice=notice,
        stale=stale,
        last=last,
    )


def results(form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair], terms: Terms, *, below: bool) -> Results:
    """Everything right of the rail, with what is below the first screen where that is requested."""
    money, time = dollars.money(form, question, pairs), times.time(form, pairs)
    headline = headline_of(pairs, form, money, time)
    focus = headline.first.pair if headline.first else focus_of(pairs, form.focus, form.mode)
    in_order = ordered(pairs, form.sort, form.mode)
    shown = held(in_order, form.order) if held_order(pairs, form.order) else in_order
    caveats = share_out(pairs, terms.day)
    there = TableContext(form, question, terms, focus.asked if headline.chosen else "", caveats.own)
    per = unit_of_all(pairs)
    bill = dollars.bill(form, per)

    def standard(plain: PlanForm) -> Sequence[Pair]:
        load = replace(question.workload, service_tier="standard")
        return pairs_of(plain, replace(question, workload=load), terms.catalogue, now=instant_of(terms.when))

    return Results(
        form=form,
        question=question,
        terms=terms,
        pairs=tuple(shown),
        money=money,
        time=time,
        headline=headline,
        focus=focus,
        chart=pairs_view(shown, money, time, form.mode),
        contrast=contrast(pairs, time),
        columns=columns_of(form, money, time, bill=bill_head(form, per), is_sorted=shown == in_order),
        rows=tuple(row_of(pair, there) for pair in shown),
        common=caveats.common,
        per=per,
        is_sorted=shown == in_order,
        resort=form.address(),
        by=_by(form),
        chosen={pair.asked: form.address(focus=pair.asked) for pair in pairs},
        everyone=form.address(focus=""),
        unserved=frozenset(pair.asked for pair in pairs if whether_served_unknown(pair, terms.day)),
        not_here=tuple(not_here(form, pairs, focus, terms.catalogue)),
        way_out=way_out(pairs, form) or (None if headline.first else in_time(pairs, standard, form, bill)),
        picks=tuple(pick_of(pair, form, money, pair is focus) for pair in in_order),
        below=_below(form, question, pairs, terms, shown, focus, in_cents=money.in_cents) if below else None,
        with_below=form.address(whole="1"),
        only_below=form.address("/plan/below"),
        copied=_to_copy(form, question, terms),
        day=filters.day(terms.day),
        is_today=question.price_date is None,
        inputs=on_paper(question, terms.catalogue, form.values["effort"]),
        answer_hint=_answer_hint(focus, form),
        state=_state(form, shown),
        prices=terms.catalogue.prices_version,
        offers=len(terms.catalogue.offers),
        bill=bill,
        volume=_volume(form, per),
        planned_none=planned_none(form) if per == "run" else "",
        own_runs=own_runs_view(pairs, focus, form.mode, question, terms),
    )


def _below(
    form: PlanForm,
    question: EstimateRequest,
    pairs: Sequence[Pair],
    terms: Terms,
    shown: Sequence[Pair],
    focus: Pair,
    *,
    in_cents: bool,
) -> Below:
    load, thing, unit = question.workload, thing_of(form), time_unit(pairs)
    # The headline's time of a conversation is that to its first word.
    task, whole = load.task_class, f"whole {thing}" if load.step_kind == "user_turn" else thing
    climbed = ladder_pair(pairs, focus, form.ladder)
    return Below(
        scatter=scatter_view(
            shown, unit, score=form.score, bench=form.bench, task=task, thing=whole, once=form.is_once
        ),
        ladder=ladder_view(
            climbed, ladder(*at_its_price(terms, question, climbed), climbed), focus, task, thing, once=form.is_once
        ),
        ladder_picks=ladder_picks(ordered(pairs, form.sort, form.mode), climbed, form),
        spread=spread_view(focus, form, cents=in_cents),
    )


def _volume(form: PlanForm, per: str) -> str:
    """What the whole bill is for, where the measure is of a part: 20 developers, all 400,000."""
    if per != "month":
        return f"one {thing_of(form)}"
    if form.is_once:
        many = in_digits("runs", form.values["runs"])
        return f"one {thing_of(form)}" if many == "1" else f"all {many}"
    if form.values["per"] == "person":
        return people_in_words(form)
    return ""


def bill_head(form: PlanForm, per: str) -> str:
    """The head of the column with the whole bill."""
    if per != "month":
        return ""
    if form.is_once:
        return f"$ for {volume_in_words(form)}"
    return f"$ per month, {people_in_words(form)}" if dollars.by_person(form) else "$ per month"


def _by(form: PlanForm) -> tuple[tuple[str, str, bool], ...]:
    """The switch between the dollars of a person and of a task; nothing where no persons are planned."""
    if form.values["per"] != "person" or planned_none(form) or not dollars.count_of_people(form):
        return ()
    turns = ((f"per {person_of(form)}", ""), (f"per {thing_of(form)}", "task"))
    return tuple((words, form.address(by=by), (form.by == "task") == (by == "task")) for words, by in turns)


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
        ("whole", form.whole),
    )
    return tuple((name, value) for name, value in pairs if value)


def _to_copy(form: PlanForm, question: EstimateRequest, terms: Terms) -> str:
    """The address to share: the plan with the day of its prices and the own runs that it uses, as figures, and no sign
    of whom it is saved for."""
    learnt = form.learnt or (calibration_text(question.calibration) if question.calibration else "")
    dated = replace(form, learnt=learnt, values={**form.values, "date": form.values["date"] or terms.day.isoformat()})
    return dated.address(scenario="", revision="", mine="", whole="")


def _answer_hint(focus: Pair, form: PlanForm) -> str:
    """The estimate used for an empty answer field, in the chosen unit."""
    side = side_in(focus, form.mode)
    if side is None:
        return ""
    unit = form.values["answer_unit"]
    amount = side.tokens.visible_per_call / TOKENS_PER.get(unit, TOKENS_PER["tokens"])
    return f"about {filters.decimals(filters.significant(amount, 2), 0 if amount >= 10 else 1)}"
