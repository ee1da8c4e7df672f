"""The plan page: one object that holds all its template prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.comparison import terms_of
from planner.core.effort_ladder import ladder
from planner.core.estimate import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.forms import TOKENS_PER, PlanForm
from planner.web.plan.finding import Finding, find
from planner.web.plan.missing_models import not_here
from planner.web.plan.rail import FormView, form_view
from planner.web.plan.rows import Column, Links, ModelRow, held, links, main_side, ordered, time_unit
from planner.web.plan.sections.ladder import LadderView, has_ladder, ladder_view, laddered
from planner.web.plan.sections.pairs import PairsView, pairs_view
from planner.web.plan.sections.scatter import ScatterView, scatter_view
from planner.web.plan.sections.spread import SpreadView, spread_view
from planner.web.plan.table import Told, columns_of, groups_of, model_row
from planner.web.present.amounts import unit_of, unit_of_all, usd_of
from planner.web.present.caveats import Caveat, share_out
from planner.web.present.context_fit import any_full, can_finish, fits
from planner.web.present.evidence import LEGEND, Mark
from planner.web.present.price_line import price_line
from planner.web.saved.views.inputs import on_paper


@dataclass(frozen=True, slots=True)
class Pick:
    """A model the finding could speak of instead."""

    name: str
    figure: str
    links: Links
    current: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """The setting that keeps models from being answered, and a link without it."""

    text: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Results:
    """What follows from the form."""

    kicker: str
    kicker_rest: str
    finding: Finding
    why_first: str
    not_here: tuple[str, ...]
    picks: tuple[Pick, ...]
    chart: PairsView | None
    columns: tuple[Column, ...]
    groups: tuple[tuple[str, int], ...]
    rows: tuple[ModelRow, ...]
    common: tuple[Caveat, ...]
    scatter: ScatterView | None
    ladder: LadderView | None
    ladder_picks: tuple[Pick, ...]
    spread: SpreadView | None
    per: str
    has_bands: bool
    has_tails: bool
    has_first: bool
    has_written: bool
    has_misfits: bool
    order_held: Links | None
    way_out: WayOut | None
    legend: tuple[tuple[Mark, str], ...]
    csv: str
    markdown: str
    copied: str
    copied_day: str
    inputs: tuple[tuple[str, str], ...]
    answer_hint: str
    state: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]

    @property
    def figure_columns(self) -> int:
        """Columns after Model and Thinking."""
        return len(self.columns) - 1


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page; without results where there is nothing to show, and then `empty` or the errors say why."""

    title: str
    asof: str
    form: FormView
    results: Results | None
    said: str
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
    view = form_view(form, catalogue, errors or {}, pairs)
    return PlanPage(
        title=form.preset.name,
        asof=price_line(catalogue, now, question.price_date if question else None),
        form=view,
        results=shown,
        said=shown.finding.plain if shown else " ".join(view.told),
        added=added,
        still=still,
    )


# ---------- the results


def results(form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair], terms: Terms) -> Results:
    """Everything right of the rail."""
    focus = focus_of(pairs, form.focus, form.model_set.opens_on)
    in_order = ordered(pairs, form.sort)
    # A newcomer goes to its place at once: at the end it would contradict the title and the sorted column.
    shown = held(in_order, form.order) if {p.asked for p in pairs} <= set(form.order) else in_order
    unit = time_unit(pairs)
    caveats = share_out(pairs)
    climbed = laddered(pairs, focus, form.ladder)
    told = Told(form, question, terms, unit, focus, caveats.own)
    rows = tuple(model_row(pair, told) for pair in shown)
    finding = find(pairs, focus, question.workload)
    per = unit_of_all(pairs)
    sides = [c for row in rows for c in (row.off, row.on)]
    columns = columns_of(form, sides, unit, per=per, is_sorted=shown == in_order)
    return Results(
        kicker=form.preset.name,
        kicker_rest=_kicker(pairs),
        finding=finding,
        why_first=why_first(pairs, focus, form.focus),
        not_here=tuple(not_here(form, pairs, focus, terms.catalogue)),
        picks=tuple(_pick(p, form, p is focus) for p in in_order),
        scatter=scatter_view(shown, unit, score=form.score, bench=form.bench, task=question.workload.task_class),
        ladder=ladder_view(climbed, ladder(terms, question, climbed), focus, question.workload.task_class),
        ladder_picks=_ladder_picks(in_order, climbed, form),
        spread=spread_view(focus, form),
        chart=pairs_view(shown, rows, focus, unit),
        columns=columns,
        groups=groups_of(columns),
        rows=rows,
        common=caveats.common,
        per=per,
        has_bands=any(c.month_band for c in sides),
        has_tails=any(c.time95 for c in sides),
        has_first=any(c.first for c in sides),
        has_written=any(c.written for c in sides),
        has_misfits=any(c.misfit for c in sides),
        order_held=None if shown == in_order else links(form),
        way_out=way_out(pairs, form),
        legend=LEGEND,
        csv=form.address("/plan.csv"),
        markdown=form.address("/plan.md"),
        copied=_to_copy(form, terms),
        copied_day=filters.day(terms.day),
        inputs=on_paper(question, terms.catalogue, form.values["effort"]),
        answer_hint=_answer_hint(focus, form),
        state=_state(form, shown),
        foot=_foot(question, terms.catalogue),
    )


def _ladder_picks(pairs: Sequence[Pair], current: Pair, form: PlanForm) -> tuple[Pick, ...]:
    return tuple(
        Pick(p.name, "" if has_ladder(p) else "no efforts", links(form, ladder=p.asked), p is current) for p in pairs
    )


def focus_of(pairs: Sequence[Pair], wanted: str, opens_on: str = "") -> Pair:
    """The pair the finding speaks of: the one asked for, else one that thinks and does not at one offer.

    Among those the one its set opens on, else the first; without any, the first with a figure on both sides or on one.
    Who cannot finish the run leads only where it was asked for, or where nobody can.
    """
    asked = next((p for p in pairs if p.asked == wanted), None)
    in_order = _in_order(pairs, opens_on)
    return asked or next((p for p in in_order if can_finish(p)), in_order[0])


def _in_order(pairs: Sequence[Pair], opens_on: str = "") -> list[Pair]:
    """Those the finding may speak of, the best first; some are there more than once."""
    both = [p for p in pairs if isinstance(p.on, Estimate) and isinstance(p.off, Estimate)]
    same = [p for p in both if _is_one_offer(p)]
    usual = [p for p in same if p.asked == opens_on]
    some = [p for p in pairs if main_side(p)]
    return [*usual, *same, *both, *some, *pairs]


def why_first(pairs: Sequence[Pair], focus: Pair, wanted: str) -> str:
    """Why the finding speaks of this model and not of another; nothing where there is no other."""
    if len(pairs) < 2:
        return ""
    if focus.asked == wanted:
        return f"You chose {focus.name}."
    able = "can finish the run and " if can_finish(focus) and not can_finish(_in_order(pairs)[0]) else ""
    if _is_one_offer(focus):
        return f"{focus.name} comes first because it {able}can think or not at one and the same offer."
    if isinstance(focus.on, Estimate) and isinstance(focus.off, Estimate):
        return f"{focus.name} comes first because it {able}has figures with thinking and without."
    return f"{focus.name} comes first because it {able}has a figure." if main_side(focus) else ""


def _is_one_offer(pair: Pair) -> bool:
    on, off = pair.on, pair.off
    return isinstance(on, Estimate) and isinstance(off, Estimate) and on.offer.id == off.offer.id


WAYS_OUT = {
    "batch_cannot_loop": ("tier", "standard", "Use the standard tier"),
    "tier_not_offered": ("tier", "standard", "Use the standard tier"),
    "cache_ttl_not_offered": ("cache", "auto", "Cache as the host does"),
}


def way_out(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """Where a setting of the form keeps models from an answer: the reason, and the plan with the setting undone.

    Where no model can finish the run: where to look for one that can.
    """
    if any_full(pairs) and not any(can_finish(p) for p in pairs):
        address = form.address("/rank", open="", mine="")
        return WayOut("Send less or take fewer steps, or look for a larger window.", "Rank every offer", address)
    refused = [p.on for p in pairs if isinstance(p.on, Refusal) and p.on.code in WAYS_OUT]
    if not refused:
        return None
    name, value, words = WAYS_OUT[refused[0].code]
    address = replace(form, values={**form.values, name: value}).address()
    reasons = list(dict.fromkeys(filters.sentence(r.text) for r in refused))
    text = (
        reasons[0] if len(reasons) == 1 else f"{filters.in_words(len(refused)).capitalize()} models cannot be had so."
    )
    return WayOut(text, words, address)


def _kicker(pairs: Sequence[Pair]) -> str:
    side = next((s for p in pairs if (s := main_side(p))), None)
    if side is None:
        return ""
    return f", {filters.whole(side.cost.runs_per_month)} runs a month" if unit_of(side) == "month" else ", one run"


def _pick(pair: Pair, form: PlanForm, current: bool) -> Pick:
    side = main_side(pair)
    figure = "no figure" if side is None else filters.money(usd_of(side)) if fits(side) else "does not fit"
    return Pick(pair.name, figure, links(form, focus=pair.asked), current)


def _state(form: PlanForm, shown: Sequence[Pair]) -> tuple[tuple[str, str], ...]:
    """What the form sends along besides its fields: places on the page, and the order before the reader's eyes."""
    names = [p.asked for p in shown]
    order = " ".join(names)
    saved = (("scenario", form.scenario), ("revision", form.revision))
    pairs = (
        ("sort", form.sort),
        ("open", form.open if form.open in names else ""),
        ("focus", form.focus if form.focus in names else ""),
        ("mine", form.mine),
        ("ladder", form.ladder),
        ("spread", form.spread if form.spread != "cost" else ""),
        ("order", order),
        *saved,
    )
    return tuple((name, value) for name, value in pairs if value)


def _to_copy(form: PlanForm, terms: Terms) -> str:
    """The address to give away: the plan with the day of its prices, and nothing of whom it is saved for."""
    dated = replace(form, values={**form.values, "date": form.values["date"] or terms.day.isoformat()})
    return dated.address(scenario="", revision="", mine="")


def _answer_hint(focus: Pair, form: PlanForm) -> str:
    """The estimate that the empty answer field stands for, in the unit chosen."""
    side = main_side(focus)
    if side is None:
        return ""
    unit = form.values["answer_unit"]
    amount = side.tokens.visible_per_call / TOKENS_PER.get(unit, TOKENS_PER["tokens"])
    return f"about {filters.decimals(filters.significant(amount, 2), 0 if amount >= 10 else 1)}"


def _foot(question: EstimateRequest, catalogue: Catalogue) -> tuple[str, ...]:
    month = {"calendar": "365 ÷ 12 days", "30": "30 days", "working": "22 working days"}[question.month]
    return (f"A month is {month}.", f"Prices: {catalogue.prices_version}.")
