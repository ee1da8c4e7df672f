"""A budget's answer from its report: exact dollars, drawn ones as the shortest decimals, months named 2026-12."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from planner.core.budget.advice.advice_types import Advice, PricedChange
from planner.core.budget.report import Report
from planner.core.budget.results import Event, Fan, Finding, LineAnswer, LineMonth, MonthAnswer, OwnChange, Split
from planner.core.budget.staged import together
from planner.schema.answers import refusal_to_data
from planner.schema.as_data import field_names, shaped, to_data
from planner.schema.scalars import exact_of, money
from planner.schema.shapes import budget as shape
from planner.schema.shapes import estimate

T = TypeVar("T")


def budget_to_data(report: Report) -> dict[str, Any]:
    """The response of POST /api/v1/budget."""
    data: dict[str, Any] = to_data(budget_answer(report))
    return data


def budget_answer(report: Report) -> shape.BudgetAnswer:
    """What the API answers, a page shows and a revision keeps."""
    forecast = report.forecast
    answer, labels = forecast.answer, [month.label for month in forecast.answer.months]
    currency = forecast.budget.currency
    return shape.BudgetAnswer(
        name=forecast.budget.name,
        seed=answer.seed,
        currency=shape.Currency(currency.label, Decimal(money(currency.per_usd))),
        finding=_finding(answer.finding, labels),
        months=tuple(map(_month, answer.months)),
        lines=tuple(_line(line, labels, parts) for line, parts in together(answer.lines)),
        owners=answer.owners,
        cost_centres=answer.cost_centres,
        events=tuple(map(_event, answer.events)),
        sensitivity=report.sensitivity,
        advice=_advice(report.advice),
        capacity=report.capacity,
    )


def _same(made: type[T], source: object, **changed: object) -> T:
    """What has the same fields by the same names, but for those in `changed`."""
    return made(**{name: getattr(source, name) for name in field_names(made) if name not in changed}, **changed)


def _finding(finding: Finding, labels: list[str]) -> shape.Finding:
    months = ("likeliest_month", "first_month_over", "first_month_risky")
    named = {name: _label(getattr(finding, name), labels) for name in months}
    return _same(shape.Finding, finding, fan=_fan(finding.fan), **named)


def _label(month: int | None, labels: list[str]) -> str | None:
    return None if month is None else labels[month]


def _fan(fan: Fan) -> shape.Fan:
    """Drawn USD, as decimals like all money; good to a few digits."""
    return shape.Fan(*(exact_of(getattr(fan, name)) for name in field_names(shape.Fan)))


def _month(month: MonthAnswer) -> shape.Month:
    return _same(
        shape.Month,
        month,
        month=month.label,
        planned_usd=month.planned.usd,
        split=_split(month.planned),
        fan=_fan(month.fan),
    )


def _split(split: Split) -> shape.Split:
    return shape.Split(
        reading=split.reading_usd,
        thinking=split.thinking_usd,
        rereading=split.rereading_usd,
        answering=split.answering_usd,
        fees=split.fees_usd,
    )


def _line(line: LineAnswer, labels: list[str], parts: Sequence[LineAnswer] = ()) -> shape.LineOfBudget:
    """A line; where its run has stages (`parts`), it is what they add up to."""
    return shape.LineOfBudget(
        name=line.line.name,
        owner=line.line.owner,
        cost_centre=line.line.cost_centre,
        model=line.model,
        offers=line.offers,
        thinking=line.modes,
        scenario=line.line.scenario,
        usd=line.usd if line.months else None,
        scale=line.scale,
        months=_line_months(line, labels),
        read_as=shaped(estimate.ReadAs, line.read_as) if line.read_as else None,
        refused=refusal_to_data(line.refusal) if line.refusal else None,
        flags=tuple(shaped(estimate.Flag, caveat) for caveat in line.caveats),
        own_runs=line.own_runs,
        shifted_by_own=line.shifted_by_own,
        own_change=_own_change(line.own_change.get()),
        stages=tuple(_stage(part, labels) for part in parts),
    )


def _own_change(change: OwnChange | None) -> shape.OwnChange | None:
    if change is None:
        return None
    before, after = (shape.RangeOfBill(band.p10, band.p90) for band in (change.before, change.after))
    return shape.OwnChange(before, after, change.factor)


def _stage(part: LineAnswer, labels: list[str]) -> shape.StageOfLine:
    return shape.StageOfLine(
        name=part.line.stage,
        model=part.model,
        offers=part.offers,
        thinking=part.modes,
        usd=part.usd if part.months else None,
        months=_line_months(part, labels),
    )


def _line_months(line: LineAnswer, labels: list[str]) -> tuple[shape.LineMonth, ...]:
    return tuple(_line_month(month, labels[month.month]) for month in line.months)


def _line_month(month: LineMonth, label: str) -> shape.LineMonth:
    return shape.LineMonth(label, month.runs, month.usd, month.planned_usd, month.actual_usd, _split(month.planned))


def _event(event: Event) -> shape.Event:
    return _same(
        shape.Event,
        event,
        on=event.on.isoformat(),
        ratio=None if event.ratio is None else float(event.ratio),
    )


def _advice(advice: Advice) -> shape.Advice:
    return _same(shape.Advice, advice, savings=tuple(map(_saving, advice.savings)))


def _saving(saving: PricedChange) -> shape.Saving:
    return _same(shape.Saving, saving, change=_same(shape.LineChange, saving.change))
