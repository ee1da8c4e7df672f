"""What a kind of work is measured in: dollars of one thing and the time it takes, expected and with an 80 % range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.forms import PlanForm, person_of, read_number, thing_of
from planner.web.forms.door_fields import minutes_of, share_of
from planner.web.plan.row.averages import mean_of
from planner.web.plan.rows import MINUTES, SECONDS, TimeUnit, unit_for
from planner.web.present.amounts import band_of, usd_of


@dataclass(frozen=True, slots=True)
class Quantity:
    """The expected figure in the unit of its measure, and its 80 % range where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the two measures of a plan.

    `head`: the chart's head; `column`: the table's; `per`: what a sentence says after the figure; `of`: the figure of
    an estimate; `figure`, `axis`, `say` and `short` write it in a column, on an axis, in a sentence with and
    without what it is of, `end` an end of its range.
    """

    head: str
    column: str
    per: str
    of: Callable[[Estimate], Quantity | None]
    figure: Callable[[float], str]
    axis: Callable[[float], str]
    say: Callable[[float], str]
    short: Callable[[float], str]
    fine: Callable[[float], str] = str
    linear: bool = False
    ticks: tuple[float, ...] = ()

    def range(self, found: Quantity | None, between: str = filters.DASH) -> str:
        """0.44–0.61, around the figure; nothing where nothing in it is estimated."""
        if found is None or found.low is None or found.high is None or found.low == found.high:
            return ""
        if self.linear:
            low, high = self.figure(found.low), self.figure(found.high)
        else:
            places = filters.places_of(self.figure(found.value))
            low, high = filters.range_around(found.low, found.high, found.value, places)
        return low if low == high else f"{low}{between}{high}"

    def beside(self, one: float, other: float) -> tuple[str, str]:
        """Two figures of one sentence, with a third digit where fewer would misstate their ratio."""
        said = self.short(one), self.short(other)
        if not one or not other or self.linear:
            return said
        near = [float(filters.significant(value, 2)) for value in (one, other)]
        is_true = abs(near[0] / near[1] / (one / other) - 1) < VISIBLE
        return said if is_true else (self.fine(one), self.fine(other))


VISIBLE = 0.03
"""Two rounded figures may say a ratio that is off by this share."""


def three_digits(value: float) -> str:
    """0.104, 1.26, 12.6, 147: a zero at the end stays, as beside another figure."""
    rounded = filters.significant(value, 3)
    return filters.decimals(rounded, max(0, 2 - rounded.adjusted()))


# ---------- dollars


@dataclass(frozen=True, slots=True)
class Per:
    """What the dollars are of: its words, and how many of it a month of the plan holds; None: as the month is."""

    words: str
    runs: Decimal
    months: Decimal | None = None


def money(form: PlanForm, question: EstimateRequest, pairs: Sequence[Pair]) -> Measure:
    """Dollars or cents of the thing this kind of work is counted in."""
    per = per_what(form, question)

    def usd(side: Estimate) -> Quantity | None:
        if per.months is None or not side.cost.runs_per_month:
            share = per.runs
            band, months = band_of(side), side.cost.runs_per_month or Decimal(1)
            value = side.cost.usd_per_run * share
            scale = float(share / months)
        else:
            band, scale = side.cost.month_band, float(1 / per.months)
            value = side.cost.usd_per_month / per.months
        if band is None:
            return Quantity(float(value))
        return Quantity(float(value), band.p10 * scale, band.p90 * scale)

    found = [q.value for p in pairs for s in (p.on, p.off) if isinstance(s, Estimate) and (q := usd(s))]
    return (
        _cents(per, usd) if found and max(found) < 1 and form.door.id in ("chat", "documents") else _dollars(per, usd)
    )


def per_what(form: PlanForm, question: EstimateRequest) -> Per:
    """A developer's month, a task, 1,000 items, an answered question."""
    one = thing_of(form)
    if form.door.id == "batch":
        return Per("per 1,000 items" if one == "item" else f"per 1,000 {one}s", Decimal(1000))
    if form.door.id == "documents" and (share := share_of(form.values["answered"])):
        return Per(f"per answered {one}", 1 / Decimal(repr(share)))
    if by_person(form):
        return Per(f"per {person_of(form)} per month", Decimal(1), count_of_people(form))
    return Per(f"per {one}", Decimal(1))


def by_person(form: PlanForm) -> bool:
    """Whether the dollars are those of one person a month."""
    return form.values["per"] == "person" and form.by != "task" and count_of_people(form) > 0


def count_of_people(form: PlanForm) -> Decimal:
    try:
        return read_number(form.values["people"])
    except ValueError:
        return Decimal(0)


def _dollars(per: Per, of: Callable[[Estimate], Quantity | None]) -> Measure:
    return Measure(
        head=f"Dollars {per.words}",
        column=f"$ {per.words}",
        per=per.words,
        of=of,
        figure=filters.dollars,
        axis=filters.money_short,
        say=lambda usd: f"{filters.dollars(usd)} {per.words}",
        short=filters.dollars,
        fine=lambda usd: f"${three_digits(usd)}",
    )


def _cents(per: Per, of: Callable[[Estimate], Quantity | None]) -> Measure:
    def cents(side: Estimate) -> Quantity | None:
        usd = of(side)
        if usd is None:
            return None
        return Quantity(usd.value * 100, *(None if end is None else end * 100 for end in (usd.low, usd.high)))

    return Measure(
        head=f"Cents {per.words}",
        column=f"Cents {per.words}",
        per=per.words,
        of=cents,
        figure=_cents_figure,
        axis=filters.brief,
        say=lambda value: f"{_cents_figure(value)} cents {per.words}",
        short=lambda value: f"{_cents_figure(value)} cents",
        fine=lambda value: f"{three_digits(value)} cents",
    )


def _cents_figure(value: float) -> str:
    """Three digits below ten, as dollars have them: 0.104, 1.26, 12, 147."""
    return filters.two(value) if value >= 9.995 or not value else three_digits(value)


# ---------- time


TIME_VALUES = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1000, 2000, 5000, 10_000,
    20_000, 50_000, 100_000, 200_000, 500_000,
)  # fmt: skip
"""Seconds and minutes are read in halves and doubles."""


def time(form: PlanForm, pairs: Sequence[Pair]) -> Measure | None:
    """How long one thing takes; None where nobody promises a time."""
    if form.door.id == "batch":
        measure = _ends(form)
    elif form.door.id == "chat" and form.values["kind"] == "user_turn":
        measure = _clocked(SECONDS, "to first word", "to the first word", first_word)
    else:
        found = [q.value for p in pairs for s in (p.on, p.off) if isinstance(s, Estimate) and (q := run_seconds(s))]
        one = "answer" if form.values["steps"] == "1" else thing_of(form)
        unit = MINUTES if found and form.door.id == "agent" and max(found) >= 120 else unit_for(found)
        measure = _clocked(unit, f"per {one}", f"per {one}", run_seconds)
    known = any(measure.of(s) for p in pairs for s in (p.on, p.off) if isinstance(s, Estimate))
    return measure if known else None


def run_seconds(side: Estimate) -> Quantity | None:
    """Expected seconds of a run with the range of 80 % of runs; None for batch."""
    if side.latency is None:
        return None
    spread = side.run_spread.seconds if side.run_spread else ()
    if not spread:
        return Quantity(side.latency.run.p50)
    return Quantity(mean_of(spread), spread[9], spread[89])


def first_word(side: Estimate) -> Quantity | None:
    """Seconds to the first word of the first answer."""
    if side.latency is None:
        return None
    spread = side.run_spread.first_answer if side.run_spread else ()
    if not spread:
        return Quantity(side.latency.first_answer.p50)
    return Quantity(mean_of(spread), spread[9], spread[89])


def _clocked(unit: TimeUnit, head: str, per: str, of: Callable[[Estimate], Quantity | None]) -> Measure:
    def scaled(side: Estimate) -> Quantity | None:
        found = of(side)
        if found is None:
            return None
        ends = (None if end is None else end / unit.seconds for end in (found.low, found.high))
        return Quantity(found.value / unit.seconds, *ends)

    word = {"s": "s", "min": "min"}.get(unit.short, "h")
    return Measure(
        head=f"{unit.word} {head}",
        column=f"{unit.word} {head}",
        per=per,
        of=scaled,
        figure=filters.two,
        axis=filters.whole_or_less,
        say=lambda value: f"{filters.two(value)} {word} {per}",
        short=lambda value: f"{filters.two(value)} {word}",
        fine=lambda value: f"{three_digits(value)} {word}",
        ticks=TIME_VALUES,
    )


# ---------- when a batch ends


def _ends(form: PlanForm) -> Measure:
    """Hours after the start at which the last item is done, so many calls being made at once."""
    start = minutes_of(form.values["starts"]) or 0
    items, at_once = _number(form.values["runs"]), _number(form.values["at_once"]) or 1.0

    def hours(side: Estimate) -> Quantity | None:
        one = run_seconds(side)
        if one is None:
            return None
        many = items / at_once / 3600
        # All items share what is not known of the host's speed; the luck of single calls evens out.
        return Quantity(one.value * many)

    return Measure(
        head=f"Ends at, from {clock(start)}",
        column="Ends at",
        per="",
        of=hours,
        figure=lambda value: ends_at(start, value),
        axis=lambda value: ends_at(start, value),
        say=lambda value: ends_at(start, value),
        short=lambda value: ends_at(start, value),
        linear=True,
    )


def _number(text: str) -> float:
    try:
        return float(read_number(text))
    except ValueError:
        return 0.0


def clock(minutes: float) -> str:
    """20:00, of minutes after midnight."""
    whole = round(minutes) % (24 * 60)
    return f"{whole // 60:02}:{whole % 60:02}"


def ends_at(start: int, hours: float) -> str:
    """23:12, or 03:30 +1 on the next day: days after the start's own are said."""
    end = start + hours * 60
    days = int(round(end) // (24 * 60))
    return f"{clock(end)} +{days}" if days else clock(end)


def is_late(form: PlanForm, hours: float | None) -> bool:
    """Whether a batch ends after it is needed."""
    start, needed = minutes_of(form.values["starts"]), minutes_of(form.values["needed"])
    if start is None or needed is None:
        return False
    window = (needed - start) % (24 * 60) / 60
    return (24.0 if hours is None else hours) > window


def bill(form: PlanForm, per: str) -> Measure:
    """What the whole plan costs: the month, the batch, or one run where no runs are planned."""
    words = "" if form.door.id == "batch" and form.values["per"] == "once" and per == "month" else f" per {per}"

    def usd(side: Estimate) -> Quantity:
        band = band_of(side)
        return Quantity(float(usd_of(side)), *((band.p10, band.p90) if band else ()))

    return Measure(
        head=f"Dollars{words}",
        column=f"${words}",
        per=words.strip(),
        of=usd,
        figure=filters.dollars,
        axis=filters.money_short,
        say=lambda value: f"{filters.dollars(value)}{words}",
        short=filters.dollars,
        fine=lambda usd: f"${three_digits(usd)}",
    )
