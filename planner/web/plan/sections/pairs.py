"""The paired-dot chart: dollars a month and the time of a run, for every model, with its figures in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.charts.pairs import Axis, Couple, Point, Teach, draw
from planner.web.plan.rows import ModelRow, TimeUnit
from planner.web.plan.sections.pairs_title import chart_title
from planner.web.present.amounts import band_of, unit_of, unit_of_all, usd_of
from planner.web.present.context_fit import LEGEND, any_full, fits, full_words, misfit

TIME_VALUES = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1000, 2000, 5000, 10_000,
    20_000, 50_000, 100_000, 200_000, 500_000,
)  # fmt: skip
"""Seconds and minutes are read in halves and doubles."""


@dataclass(frozen=True, slots=True)
class PairsRow:
    """One row of the chart with its figures in words."""

    row: ModelRow
    month: str
    misfit: str
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
    per: str
    notes: tuple[str, ...]


def pairs_view(shown: Sequence[Pair], rows: Sequence[ModelRow], focus: Pair, unit: TimeUnit) -> PairsView | None:
    """The chart of `shown`, in the table's order; None where no model has a figure."""
    per = unit_of_all(shown)
    month = draw(
        [_couple(p, _month_point) for p in shown],
        filters.money_short,
        teach=Teach(f"bar: 80% of {per}s"),
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
        name=f"Dollars a {per} and {unit.word.lower()} a run for {filters.in_words(len(shown))} models, "
        "thinking off and on; the table below holds every figure.",
        month=month,
        time=time,
        rows=tuple(_pairs_row(p, r, unit) for p, r in zip(shown, rows, strict=True)),
        time_head=f"{unit.word} a run",
        time_short=unit.word,
        per=per,
        notes=_notes(shown, month, time),
    )


def _couple(pair: Pair, point: Callable[[Estimate], Point | None], *, words: bool = True) -> Couple:
    off = point(pair.off) if isinstance(pair.off, Estimate) else None
    on = point(pair.on) if isinstance(pair.on, Estimate) else None
    return Couple(off, on, _short_words(pair) if words else "")


def _short_words(pair: Pair) -> str:
    """That it does not fit, why a mark is missing, or what the ring is where it is another model."""
    if full := next((full_words(s) for s in (pair.on, pair.off) if isinstance(s, Estimate) and not fits(s)), ""):
        return full
    if isinstance(pair.off, Refusal):
        note = pair.off_note.rstrip(".")
        short = {"Off is not offered": "off not offered", "Cannot be switched off": "cannot be switched off"}
        return short.get(note[:1].upper() + note[1:], note[:1].lower() + note[1:] if len(note) < 30 else "")
    if isinstance(pair.on, Refusal):
        return "does not think"
    return pair.off_note if pair.off_note.startswith("off is") else ""


def _month_point(side: Estimate) -> Point | None:
    usd, band = usd_of(side), band_of(side)
    return Point(float(usd), band if band and band.p10 < band.p90 else None, full=not fits(side)) if usd else None


def _time_point(unit: TimeUnit) -> Callable[[Estimate], Point | None]:
    """The time of a run in the column's unit."""

    def point(side: Estimate) -> Point | None:
        if side.latency is None:
            return None
        run = side.latency.run
        most = run.p95 / unit.seconds if run.p95 is not None else None
        return Point(run.p50 / unit.seconds, None, most, full=not fits(side))

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
        month=filters.money_brief(usd_of(on)) if on else "",
        misfit=misfit(on) if on else "",
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
        said.append(f"{mode}: {filters.money(usd_of(side))} a {unit_of(side)}{time}{_unfit(side)}")
    return f"{pair.name}; {'; '.join(said)}."


def _unfit(side: Estimate) -> str:
    return f", {misfit(side)}" if not fits(side) else ""


def _notes(shown: Sequence[Pair], month: Axis, time: Axis | None) -> tuple[str, ...]:
    """What the chart does not say by itself."""
    said = ["Both scales are logarithmic." if time else "The scale is logarithmic."]
    if month.has_bands and not month.taught:
        said.append(f"Bars hold 80% of {unit_of_all(shown)}s.")
    if time and time.has_tails and not time.taught:
        said.append("95% of runs are done by the end of the line.")
    if any_full(shown):
        said.append(LEGEND)
    sources = dict.fromkeys(
        filters.dated(e.speed_evidence.source, e.speed_evidence.checked)
        for p in shown
        for e in (p.on, p.off)
        if isinstance(e, Estimate) and e.speed_evidence and e.speed_evidence.basis != "given"
    )
    if sources and time:
        said.append(f"Speeds: {'; '.join(list(sources)[:2])}.")
    return tuple(said)
