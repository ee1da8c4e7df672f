"""A budget's answer as data: money as exact decimal strings, drawn figures as numbers, months named 2026-12."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from planner.core.budget.advice.advice_types import Advice, Candidate, Capacity, EffortFit, Fit, Saving, Swing
from planner.core.budget.report import Report
from planner.core.budget.results import Event, Fan, Finding, LineAnswer, LineMonth, MonthAnswer, Split, Subtotal
from planner.schema.answers import Data, exact_of, flag_to_data, money, read_as_to_data, refusal_to_data


def budget_to_data(report: Report) -> Data:
    """The response of POST /api/v1/budget."""
    forecast = report.forecast
    answer, labels = forecast.answer, [month.label for month in forecast.answer.months]
    return {
        "name": forecast.budget.name,
        "seed": answer.seed,
        "currency": {
            "label": forecast.budget.currency.label,
            "per_usd": money(forecast.budget.currency.per_usd),
        },
        "finding": finding_to_data(answer.finding, labels),
        "months": [month_to_data(month) for month in answer.months],
        "lines": [line_to_data(line, labels) for line in answer.lines],
        "owners": [subtotal_to_data(total) for total in answer.owners],
        "cost_centres": [subtotal_to_data(total) for total in answer.cost_centres],
        "events": [event_to_data(event) for event in answer.events],
        "sensitivity": [swing_to_data(swing) for swing in report.sensitivity],
        "advice": advice_to_data(report.advice),
        "capacity": [capacity_to_data(capacity, labels) for capacity in report.capacity],
    }


def finding_to_data(finding: Finding, labels: list[str]) -> Data:
    def label(month: int | None) -> str | None:
        return None if month is None else labels[month]

    return {
        "usd": money(finding.usd),
        "fan": fan_to_data(finding.fan),
        "chance_any_month": finding.chance_any_month,
        "chance_period": finding.chance_period,
        "likeliest_month": label(finding.likeliest_month),
        "first_month_over": label(finding.first_month_over),
        "first_month_risky": label(finding.first_month_risky),
        "biggest_line": finding.biggest_line,
        "biggest_share": finding.biggest_share,
    }


def fan_to_data(fan: Fan) -> Data:
    """Drawn USD, as decimal strings like all money; good to a few digits."""
    return {name: money(exact_of(usd)) for name, usd in asdict(fan).items()}


def month_to_data(month: MonthAnswer) -> Data:
    return {
        "month": month.label,
        "usd": money(month.usd),
        "planned_usd": money(month.planned.usd),
        "actual_usd": maybe_money(month.actual_usd),
        "split": split_to_data(month.planned),
        "fan": fan_to_data(month.fan),
        "chance_over_cap": month.chance_over_cap,
        "over_cap": month.over_cap,
    }


def split_to_data(split: Split) -> Data:
    return {
        "reading": money(split.reading_usd),
        "thinking": money(split.thinking_usd),
        "rereading": money(split.rereading_usd),
        "answering": money(split.answering_usd),
        "fees": money(split.fees_usd),
    }


def line_to_data(line: LineAnswer, labels: list[str]) -> Data:
    return {
        "name": line.line.name,
        "owner": line.line.owner,
        "cost_centre": line.line.cost_centre,
        "model": line.model,
        "offers": list(line.offers),
        "thinking": list(line.modes),
        "scenario": line.line.scenario,
        "usd": money(line.usd) if line.months else None,
        "scale": money(line.scale),
        "months": [line_month_to_data(month, labels[month.month]) for month in line.months],
        "read_as": read_as_to_data(line.read_as),
        "refused": refusal_to_data(line.refusal) if line.refusal else None,
        "flags": [flag_to_data(flag) for flag in line.flags],
    }


def line_month_to_data(month: LineMonth, label: str) -> Data:
    return {
        "month": label,
        "runs": money(month.runs),
        "usd": money(month.usd),
        "planned_usd": money(month.planned_usd),
        "actual_usd": maybe_money(month.actual_usd),
        "split": split_to_data(month.planned),
    }


def subtotal_to_data(total: Subtotal) -> Data:
    return {"name": total.name, "usd": money(total.usd), "usd_by_month": [money(usd) for usd in total.usd_by_month]}


def event_to_data(event: Event) -> Data:
    return {
        "on": event.on.isoformat(),
        "kind": event.kind,
        "lines": list(event.lines),
        "text": event.text,
        "offer": event.offer,
        "successor": event.successor,
        "ratio": None if event.ratio is None else float(event.ratio),
    }


def swing_to_data(swing: Swing) -> Data:
    """What moves one thing low and high does to the dollars of the period."""
    return {
        "name": swing.name,
        "ranges": swing.ranges,
        "low_usd": money(swing.low_usd),
        "usd": money(swing.middle_usd),
        "high_usd": money(swing.high_usd),
    }


def advice_to_data(advice: Advice) -> Data:
    return {
        "runs": [plain(fit) for fit in advice.runs],
        "efforts": [plain(fit) for fit in advice.efforts],
        "candidates": [plain(candidate) for candidate in advice.candidates],
        "savings": [plain(saving) for saving in advice.savings],
    }


def plain(record: Fit | EffortFit | Candidate | Saving) -> Data:
    """A record by its own field names, money as decimal strings."""
    return {name: _value(value) for name, value in asdict(record).items()}


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    if isinstance(value, Decimal):
        return money(value)
    return list(value) if isinstance(value, tuple) else value


def capacity_to_data(capacity: Capacity, labels: list[str]) -> Data:
    passes = {name: None if month is None else labels[month] for name, month in capacity.passes.items()}
    return {
        "offer": capacity.offer,
        "lines": list(capacity.lines),
        "counting": capacity.counting,
        "months": [{**asdict(demand), "month": labels[demand.month]} for demand in capacity.demands],
        "limits": dict(capacity.limits),
        "passes": passes,
    }


def maybe_money(usd: Decimal | None) -> str | None:
    return None if usd is None else money(usd)
