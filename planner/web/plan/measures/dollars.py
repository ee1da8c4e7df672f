"""Dollars or cents of the thing a kind of work is counted in, and of the whole plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.forms import PlanForm, person_of, planned_none, read_number, thing_of
from planner.web.forms.door_fields import share_of
from planner.web.plan.measures.measure import Measure, Quantity, three_digits
from planner.web.present.amounts import band_of, usd_of


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
    return form.values["per"] == "person" and form.by != "task" and not planned_none(form) and count_of_people(form) > 0


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
        figure=filters.money_brief,
        axis=filters.money_short,
        say=lambda usd: f"{filters.money_brief(usd)} {per.words}",
        short=filters.money_brief,
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
        figure=cents_figure,
        axis=filters.brief,
        say=lambda value: f"{cents_figure(value)} cents {per.words}",
        short=lambda value: f"{cents_figure(value)} cents",
        in_cents=True,
    )


def cents_figure(value: float) -> str:
    """Three digits from one cent on, as dollars have them: 0.076, 0.10, 1.26, 12.3, 147."""
    return three_digits(value) if 0.995 <= value < 99.5 else filters.two(value)


def bill(form: PlanForm, per: str) -> Measure:
    """What the whole plan costs: the month, the batch, or one run where no runs are planned."""
    words = f" per {per if per == 'month' else thing_of(form)}"
    if form.is_once and per == "month":
        words = ""

    def usd(side: Estimate) -> Quantity:
        band = band_of(side)
        return Quantity(float(usd_of(side)), *((band.p10, band.p90) if band else ()))

    return Measure(
        head=f"Dollars{words}",
        column=f"${words}",
        per=words.strip(),
        of=usd,
        figure=filters.money_brief,
        axis=filters.money_short,
        say=lambda value: f"{filters.money_brief(value)}{words}",
        short=filters.money_brief,
    )
