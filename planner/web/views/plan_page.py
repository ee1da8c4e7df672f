"""The plan page: one object that holds all its template prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.catalogue import Catalogue, Offer, Preset
from planner.core.question import Question
from planner.core.resolve import candidates, profile_named
from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.charts.pairs import Axis, Couple, Point, Teach, draw
from planner.web.finding import Finding, chart_title, find
from planner.web.forms import CARD, FIGURES, SPECS, PlanForm, Spec, field_names, in_one_line, more_in_words
from planner.web.views.evidence import LEGEND, Mark
from planner.web.views.opened import open_row
from planner.web.views.rows import (
    Cells,
    Column,
    Links,
    ModelRow,
    TimeUnit,
    cells,
    flags,
    held,
    links,
    main_side,
    ordered,
    slug,
    time_unit,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that can be ticked."""

    value: str
    name: str
    host: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What a preset assumes and where the figure comes from."""

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The fields for one offer's own figures."""

    offer: str
    name: str
    fields: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """The rail."""

    form: PlanForm
    presets: tuple[Preset, ...]
    whys: tuple[Why, ...]
    tasks: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    known: tuple[tuple[str, str], ...]
    own: tuple[OwnFigures, ...]
    errors: Mapping[str, str]
    error_names: tuple[str, ...]
    summary: str
    more: str
    more_open: bool
    shown: str
    specs: Mapping[str, Spec]


@dataclass(frozen=True, slots=True)
class PairsRow:
    """One row of the chart with its figures in words."""

    row: ModelRow
    month: str
    month_ratio: str
    time: str
    time_ratio: str
    no_time: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PairsView:
    """The paired-dot chart."""

    title: str
    name: str
    month: Axis
    time: Axis | None
    rows: tuple[PairsRow, ...]
    time_head: str
    time_short: str
    notes: tuple[str, ...]


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
    picks: tuple[Pick, ...]
    chart: PairsView | None
    columns: tuple[Column, ...]
    groups: tuple[tuple[str, int], ...]
    rows: tuple[ModelRow, ...]
    has_bands: bool
    has_tails: bool
    has_first: bool
    has_written: bool
    order_held: Links | None
    way_out: WayOut | None
    legend: tuple[tuple[Mark, str], ...]
    csv: str
    markdown: str
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


def plan_page(
    form: PlanForm,
    catalogue: Catalogue,
    *,
    now: datetime,
    question: Question | None = None,
    pairs: Sequence[Pair] = (),
    errors: Mapping[str, str] | None = None,
    added: str = "",
) -> PlanPage:
    """The page for a form: with results where the question could be answered."""
    shown = results(form, question, pairs, catalogue) if question and pairs else None
    view = form_view(form, catalogue, errors or {}, pairs)
    return PlanPage(
        title=form.preset.name,
        asof=_as_of(catalogue, question, now),
        form=view,
        results=shown,
        said=shown.finding.plain if shown else " ".join(view.errors.values()),
        added=added,
    )


def _as_of(catalogue: Catalogue, question: Question | None, now: datetime) -> str:
    day = question.price_date if question and question.price_date else now
    said = f"Prices of {filters.day(day)}"
    if catalogue.prices_checked is None:
        return said
    return f"{said}, newest check {filters.day(catalogue.prices_checked)}"


# ---------- the rail


def form_view(form: PlanForm, catalogue: Catalogue, errors: Mapping[str, str], pairs: Sequence[Pair]) -> FormView:
    task = catalogue.task_classes.get(form.values["task"])
    own_offers = tuple(dict.fromkeys([*form.own, *([form.mine] if form.mine in catalogue.offers else [])]))
    in_more = set(MORE_FIELDS) & set(errors)
    return FormView(
        form=form,
        presets=tuple(catalogue.presets.values()),
        whys=whys(form.preset),
        tasks=tuple((t.id, t.name) for t in catalogue.task_classes.values()),
        choices=choices(form, catalogue, pairs),
        known=known_models(catalogue),
        own=tuple(_own(form, catalogue, offer) for offer in own_offers),
        errors=errors,
        error_names=tuple(field_names(own_offers)),
        summary=in_one_line(form.values),
        more=more_in_words(form, task.name if task else form.values["task"]),
        more_open=bool(form.mine or in_more or any(":" in name for name in errors)),
        shown=f"{filters.in_words(len(form.models)).capitalize()} shown.",
        specs=SPECS,
    )


MORE_FIELDS = (
    "task", "kind", "gap", "parallel", "hours", "cache", "prefix_hit", "loop_hit", "tier", "retries", "share", "keep",
    "reasoning", "max_output", "searches", "basis", "month", "date",
)  # fmt: skip


def whys(preset: Preset) -> tuple[Why, ...]:
    """The preset's assumptions by the names the form gives them."""
    labels = {s.path.removeprefix("workload."): s.label for s in SPECS.values() if s.path}
    return tuple(
        Why(
            labels.get(a.field.removeprefix("workload."), a.field.replace("_", " ").capitalize()), _said(a.value), a.why
        )
        for a in preset.assumptions
    )


def _said(value: object) -> str:
    if value is None:
        return "estimated"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return filters.count(value)


def choices(form: PlanForm, catalogue: Catalogue, pairs: Sequence[Pair]) -> tuple[Choice, ...]:
    """The models of the card, then whatever else is chosen."""
    hosts = {p.asked: p.offer.host_name for p in pairs if p.offer}
    names = dict.fromkeys([*(n for n in CARD if n in catalogue.profiles), *catalogue.profiles, *form.models])
    return tuple(Choice(n, name_of(n, catalogue), hosts.get(n, ""), n in form.models) for n in names)


def name_of(asked: str, catalogue: Catalogue) -> str:
    """How a chosen model is called on the page."""
    if asked in catalogue.profiles:
        return catalogue.profiles[asked].name
    offer = catalogue.offers.get(asked)
    return f"{offer.name}, {offer.host_name}" if offer else asked


def known_models(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The models with a profile, by name."""
    return tuple((p.name, p.lab) for p in catalogue.profiles.values())


def known_names(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Everything that can be added by name: models with a profile, then every live offer. Long: asked for on focus."""
    offers = [(o.id, f"{o.name}, {o.host_name}") for o in catalogue.offers.values() if not o.deprecated]
    return known_models(catalogue) + tuple(offers)


def canonical_name(text: str, catalogue: Catalogue) -> str | None:
    """The profile or offer id that `text` names; None where nothing is called so."""
    if text in catalogue.offers:
        return text
    profile = profile_named(catalogue, text)
    if profile:
        return profile.id
    return text if candidates(catalogue, text) else None


def _own(form: PlanForm, catalogue: Catalogue, offer_id: str) -> OwnFigures:
    offer: Offer | None = catalogue.offers.get(offer_id)
    said = form.own.get(offer_id, {})
    fields = tuple((f"{key}:{offer_id}", label, unit, said.get(key, "")) for key, (_, label, unit) in FIGURES.items())
    return OwnFigures(offer_id, name_of(offer_id, catalogue) if offer else offer_id, fields)


# ---------- the results


def results(form: PlanForm, question: Question, pairs: Sequence[Pair], catalogue: Catalogue) -> Results:
    """Everything right of the rail."""
    focus = focus_of(pairs, form.focus)
    in_order = ordered(pairs, form.sort)
    shown = held(in_order, form.order) if form.order else in_order
    unit = time_unit(pairs)
    rows = tuple(model_row(pair, form, question, unit, focus) for pair in shown)
    finding = find(pairs, focus, question.workload)
    sides = [c for row in rows for c in (row.off, row.on)]
    columns = columns_of(form, sides, unit, is_sorted=shown == in_order)
    return Results(
        kicker=form.preset.name,
        kicker_rest=_kicker(pairs),
        finding=finding,
        picks=tuple(_pick(p, form, p is focus) for p in in_order),
        chart=pairs_view(shown, rows, focus, unit),
        columns=columns,
        groups=_groups(columns),
        rows=rows,
        has_bands=any(c.month_band for c in sides),
        has_tails=any(c.time95 for c in sides),
        has_first=any(c.first for c in sides),
        has_written=any(c.written for c in sides),
        order_held=None if shown == in_order else links(form),
        way_out=way_out(pairs, form),
        legend=LEGEND,
        csv=form.address("/plan.csv"),
        markdown=form.address("/plan.md"),
        answer_hint=_answer_hint(focus, form),
        state=_state(form, shown),
        foot=_foot(question, catalogue),
    )


def focus_of(pairs: Sequence[Pair], wanted: str) -> Pair:
    """The pair the finding speaks of: the one asked for, else the first with a figure on both sides."""
    asked = next((p for p in pairs if p.asked == wanted), None)
    both = next((p for p in pairs if isinstance(p.on, Estimate) and isinstance(p.off, Estimate)), None)
    some = next((p for p in pairs if main_side(p)), None)
    return asked or both or some or pairs[0]


WAYS_OUT = {
    "batch_cannot_loop": ("tier", "standard", "Use the standard tier"),
    "tier_not_offered": ("tier", "standard", "Use the standard tier"),
    "cache_ttl_not_offered": ("cache", "auto", "Cache as the host does"),
}


def way_out(pairs: Sequence[Pair], form: PlanForm) -> WayOut | None:
    """Where a setting of the form keeps models from an answer: the reason, and the plan with the setting undone."""
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
    return f", {filters.whole(side.cost.runs_per_month)} runs a month" if side else ""


def _pick(pair: Pair, form: PlanForm, current: bool) -> Pick:
    side = main_side(pair)
    figure = filters.money(side.cost.usd_per_month) if side else "no figure"
    return Pick(pair.name, figure, links(form, focus=pair.asked), current)


def _state(form: PlanForm, shown: Sequence[Pair]) -> tuple[tuple[str, str], ...]:
    """What the form sends along besides its fields: places on the page, and the order before the reader's eyes."""
    order = " ".join(p.asked for p in shown)
    pairs = (("sort", form.sort), ("open", form.open), ("focus", form.focus), ("mine", form.mine), ("order", order))
    return tuple((name, value) for name, value in pairs if value)


def _answer_hint(focus: Pair, form: PlanForm) -> str:
    """The estimate that the empty answer field stands for, in the unit chosen."""
    side = main_side(focus)
    if side is None:
        return ""
    from planner.web.forms import TOKENS_PER

    unit = form.values["answer_unit"]
    amount = side.tokens.visible_per_call / TOKENS_PER.get(unit, TOKENS_PER["tokens"])
    return f"about {filters.decimals(filters.significant(amount, 2), 0 if amount >= 10 else 1)}"


def _foot(question: Question, catalogue: Catalogue) -> tuple[str, ...]:
    month = {"calendar": "365 ÷ 12 days", "30": "30 days", "working": "22 working days"}[question.month]
    return (f"A month is {month}.", f"Prices: {catalogue.prices_version}.")


# ---------- the table


def model_row(pair: Pair, form: PlanForm, question: Question, unit: TimeUnit, focus: Pair) -> ModelRow:
    is_open = form.open == pair.asked
    offer = pair.offer
    return ModelRow(
        key=pair.asked,
        id=slug(pair.asked),
        name=pair.name,
        host=offer.host_name if offer else "",
        off=off_cells(pair, unit),
        on=cells(pair.on, "on", unit),
        flags=flags(pair),
        is_focus=pair is focus,
        is_open=is_open,
        toggle=links(form, open="" if is_open else pair.asked),
        can_open=main_side(pair) is not None,
        opened=open_row(pair, question) if is_open else None,
        own=form.address(mine=offer.id) + "#more" if offer else "",
    )


def off_cells(pair: Pair, unit: TimeUnit) -> Cells:
    """Not thinking: its figures, or in words why there are none."""
    lasting = ("thinking_always_on", "mode_not_offered")
    if isinstance(pair.off, Refusal) and pair.off_note and pair.off.code in lasting:
        return Cells("off", "off", filters.sentence(pair.off_note).rstrip("."))
    return cells(pair.off, "off", unit)


COLUMNS = (
    ("month", "a month", "Dollars", "", True),
    ("run", "a run", "Dollars", "", False),
    ("first", "first answer", "Seconds", "", False),
    ("time", "half under", "time", "", True),
    ("fresh", "fresh", "Thousand tokens a run", "k-fresh", False),
    ("read", "cached", "Thousand tokens a run", "k-read", False),
    ("reasoning", "reasoning", "Thousand tokens a run", "k-reason", False),
    ("visible", "visible", "Thousand tokens a run", "k-visible", False),
)


def columns_of(form: PlanForm, sides: Sequence[Cells], unit: TimeUnit, *, is_sorted: bool) -> tuple[Column, ...]:
    """Model, then every column with something in it."""
    left_out = set() if any(c.first for c in sides) else {"first"}
    wanted = [("model", "Model", "", "", True), *(c for c in COLUMNS if c[0] not in left_out)]
    heads = {"time": f"{unit.word} a run"}
    return tuple(
        _column(form, name, words, heads.get(group, group), swatch, narrow, is_sorted)
        for name, words, group, swatch, narrow in wanted
    )


def _column(form: PlanForm, name: str, words: str, group: str, swatch: str, narrow: bool, is_sorted: bool) -> Column:
    current, falling = form.sort.lstrip("-") == name, form.sort.startswith("-")
    turn = f"-{name}" if current and not falling and is_sorted else name
    sort = ("descending" if falling else "ascending") if current and is_sorted else ""
    arrow = {"ascending": " ↑", "descending": " ↓"}.get(sort, "")
    return Column(name, words, group, swatch, narrow, sort, arrow, links(form, sort=turn))


def _groups(columns: Sequence[Column]) -> tuple[tuple[str, int], ...]:
    names = dict.fromkeys(c.group for c in columns[1:])
    return tuple((name, sum(c.group == name for c in columns)) for name in names)


# ---------- the chart


def pairs_view(shown: Sequence[Pair], rows: Sequence[ModelRow], focus: Pair, unit: TimeUnit) -> PairsView | None:
    """The chart of `shown`, in the table's order; None where no model has a figure."""
    month = draw(
        [_couple(p, _month_point) for p in shown],
        filters.money_short,
        teach=Teach("bar: 80% of months"),
    )
    if month is None:
        return None
    time = draw(
        [_couple(p, _time_point(unit), words=False) for p in shown],
        filters.whole_or_less,
        teach=Teach("95% done by here", names=False, wide=1.6),
        values=TIME_VALUES,
    )
    return PairsView(
        title=chart_title(shown),
        name=f"Dollars a month and {unit.word.lower()} a run for {filters.in_words(len(shown))} models, "
        "thinking off and on; the table below holds every figure.",
        month=month,
        time=time,
        rows=tuple(_pairs_row(p, r, unit) for p, r in zip(shown, rows, strict=True)),
        time_head=f"{unit.word} a run",
        time_short=unit.word,
        notes=_notes(shown, month, time),
    )


TIME_VALUES = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1000, 2000, 5000, 10_000,
    20_000, 50_000, 100_000, 200_000, 500_000,
)  # fmt: skip
"""Seconds and minutes are read in halves and doubles."""


def _couple(pair: Pair, point: Callable[[Estimate], Point | None], *, words: bool = True) -> Couple:
    off = point(pair.off) if isinstance(pair.off, Estimate) else None
    on = point(pair.on) if isinstance(pair.on, Estimate) else None
    return Couple(off, on, _short_words(pair) if words else "")


def _short_words(pair: Pair) -> str:
    """Why a mark is missing, or what the ring is where it is another model."""
    if isinstance(pair.off, Refusal):
        note = pair.off_note.rstrip(".")
        short = {"Off is not offered": "off not offered", "Cannot be switched off": "cannot be switched off"}
        return short.get(note[:1].upper() + note[1:], note[:1].lower() + note[1:] if len(note) < 30 else "")
    if isinstance(pair.on, Refusal):
        return "does not think"
    return pair.off_note if pair.off_note.startswith("off is") else ""


def _month_point(side: Estimate) -> Point | None:
    usd = side.cost.usd_per_month or side.cost.usd_per_run
    return Point(float(usd), side.cost.month_band) if usd else None


def _time_point(unit: TimeUnit) -> Callable[[Estimate], Point | None]:
    """The time of a run in the column's unit."""

    def point(side: Estimate) -> Point | None:
        if side.latency is None:
            return None
        run = side.latency.run
        return Point(run.p50 / unit.seconds, None, run.p95 / unit.seconds if run.p95 is not None else None)

    return point


def _pairs_row(pair: Pair, row: ModelRow, unit: TimeUnit) -> PairsRow:
    on = pair.on if isinstance(pair.on, Estimate) else None
    off = pair.off if isinstance(pair.off, Estimate) else None
    both = on and off
    month_ratio = (
        filters.times(on.cost.usd_per_run / off.cost.usd_per_run) if on and off and off.cost.usd_per_run else ""
    )
    timed = both and on and off and on.latency and off.latency and off.latency.run.p50
    time_ratio = (
        filters.times(on.latency.run.p50 / off.latency.run.p50)
        if timed and on and off and on.latency and off.latency
        else ""
    )
    shown = on or off
    return PairsRow(
        row=row,
        month=filters.money_brief(on.cost.usd_per_month) if on else "",
        month_ratio=month_ratio,
        time=unit.write(on.latency.run.p50) if on and on.latency else "",
        time_ratio=time_ratio,
        no_time="within a day" if shown and shown.latency is None else "",
        sentence=_sentence(pair, unit),
    )


def _sentence(pair: Pair, unit: TimeUnit) -> str:
    """The row in words, for those who do not see it."""
    said = []
    for mode, side in (("on", pair.on), ("off", pair.off)):
        if isinstance(side, Refusal):
            said.append(f"{mode}: {side.text.rstrip('.')}")
            continue
        time = f", {filters.duration(side.latency.run.p50)} a run" if side.latency else ""
        said.append(f"{mode}: {filters.money(side.cost.usd_per_month)} a month{time}")
    return f"{pair.name}; {'; '.join(said)}."


def _notes(shown: Sequence[Pair], month: Axis, time: Axis | None) -> tuple[str, ...]:
    """What the chart does not say by itself."""
    said = ["Both scales are logarithmic." if time else "The scale is logarithmic."]
    if month.has_bands and not month.taught:
        said.append("Bars hold 80% of months.")
    if time and time.has_tails and not time.taught:
        said.append("95% of runs are done by the end of the line.")
    sources = dict.fromkeys(
        filters.dated(e.speed_evidence.source, e.speed_evidence.checked)
        for p in shown
        for e in (p.on, p.off)
        if isinstance(e, Estimate) and e.speed_evidence and e.speed_evidence.basis != "given"
    )
    if sources and time:
        said.append(f"Speeds: {'; '.join(list(sources)[:2])}.")
    return tuple(said)
