"""A budget's answer as data: money as exact decimal strings, drawn figures as numbers, months named 2026-12."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.core.budget.advice.advice_types import (
    Advice,
    Candidate,
    Capacity,
    Demand,
    EffortFit,
    Fit,
    LineChange,
    Saving,
    Swing,
)
from planner.core.budget.report import Report
from planner.core.budget.results import Event, Fan, Finding, LineAnswer, LineMonth, MonthAnswer, Split, Subtotal
from planner.core.budget.staged import together
from planner.schema.answers import flag_to_data, read_as_to_data, refusal_to_data
from planner.schema.scalars import exact_of, money
from planner.schema.shapes import budget as shape


def budget_to_data(report: Report) -> shape.BudgetAnswer:
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
        "lines": [line_to_data(line, labels, parts) for line, parts in together(answer.lines)],
        "owners": [subtotal_to_data(total) for total in answer.owners],
        "cost_centres": [subtotal_to_data(total) for total in answer.cost_centres],
        "events": [event_to_data(event) for event in answer.events],
        "sensitivity": [swing_to_data(swing) for swing in report.sensitivity],
        "advice": advice_to_data(report.advice),
        "capacity": [capacity_to_data(capacity, labels) for capacity in report.capacity],
    }


def finding_to_data(finding: Finding, labels: list[str]) -> shape.Finding:
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


def fan_to_data(fan: Fan) -> shape.Fan:
    """Drawn USD, as decimal strings like all money; good to a few digits."""
    return {
        "p10": money(exact_of(fan.p10)),
        "p25": money(exact_of(fan.p25)),
        "p50": money(exact_of(fan.p50)),
        "p75": money(exact_of(fan.p75)),
        "p90": money(exact_of(fan.p90)),
        "mean": money(exact_of(fan.mean)),
    }


def month_to_data(month: MonthAnswer) -> shape.Month:
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


def split_to_data(split: Split) -> shape.Split:
    return {
        "reading": money(split.reading_usd),
        "thinking": money(split.thinking_usd),
        "rereading": money(split.rereading_usd),
        "answering": money(split.answering_usd),
        "fees": money(split.fees_usd),
    }


def line_to_data(line: LineAnswer, labels: list[str], parts: Sequence[LineAnswer] = ()) -> shape.LineOfBudget:
    """A line; where its run has stages (`parts`), it is what they add up to."""
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
        "stages": [stage_to_data(part, labels) for part in parts],
    }


def stage_to_data(part: LineAnswer, labels: list[str]) -> shape.StageOfLine:
    return {
        "name": part.line.stage,
        "model": part.model,
        "offers": list(part.offers),
        "thinking": list(part.modes),
        "usd": money(part.usd) if part.months else None,
        "months": [line_month_to_data(month, labels[month.month]) for month in part.months],
    }


def line_month_to_data(month: LineMonth, label: str) -> shape.LineMonth:
    return {
        "month": label,
        "runs": money(month.runs),
        "usd": money(month.usd),
        "planned_usd": money(month.planned_usd),
        "actual_usd": maybe_money(month.actual_usd),
        "split": split_to_data(month.planned),
    }


def subtotal_to_data(total: Subtotal) -> shape.Subtotal:
    return {"name": total.name, "usd": money(total.usd), "usd_by_month": [money(usd) for usd in total.usd_by_month]}


def event_to_data(event: Event) -> shape.Event:
    return {
        "on": event.on.isoformat(),
        "kind": event.kind,
        "lines": list(event.lines),
        "text": event.text,
        "offer": event.offer,
        "successor": event.successor,
        "ratio": None if event.ratio is None else float(event.ratio),
    }


def swing_to_data(swing: Swing) -> shape.Swing:
    """What moves one thing low and high does to the dollars of the period."""
    return {
        "name": swing.name,
        "ranges": swing.ranges,
        "low_usd": money(swing.low_usd),
        "usd": money(swing.middle_usd),
        "high_usd": money(swing.high_usd),
    }


def advice_to_data(advice: Advice) -> shape.Advice:
    return {
        "runs": [fit_to_data(fit) for fit in advice.runs],
        "efforts": [effort_to_data(fit) for fit in advice.efforts],
        "candidates": [candidate_to_data(candidate) for candidate in advice.candidates],
        "savings": [saving_to_data(saving) for saving in advice.savings],
        "not_offered": [
            {"line": found.line, "kind": found.kind, "text": found.text, "reason": found.reason}
            for found in advice.not_offered
        ],
    }


def fit_to_data(fit: Fit) -> shape.Fit:
    return {
        "line": fit.line,
        "runs_per_day": fit.runs_per_day,
        "cautious_runs_per_day": fit.cautious_runs_per_day,
        "chance": fit.chance,
    }


def effort_to_data(fit: EffortFit) -> shape.EffortFit:
    return {
        "line": fit.line,
        "mode": fit.mode,
        "usd": money(fit.usd),
        "dearest_month_usd": money(fit.dearest_month_usd),
        "fits": fit.fits,
    }


def candidate_to_data(candidate: Candidate) -> shape.Candidate:
    return {
        "line": candidate.line,
        "offer": candidate.offer,
        "model": candidate.model,
        "mode": candidate.mode,
        "usd": money(candidate.usd),
        "p50_seconds": candidate.p50_seconds,
        "p95_seconds": candidate.p95_seconds,
        "context_window": candidate.context_window,
        "unmet": list(candidate.unmet),
    }


def saving_to_data(saving: Saving) -> shape.Saving:
    return {
        "line": saving.line,
        "kind": saving.kind,
        "text": saving.text,
        "usd": money(saving.usd),
        "usd_per_month": money(saving.usd_per_month),
        "seconds_before": saving.seconds_before,
        "seconds_after": saving.seconds_after,
        "chance_any_month": saving.chance_any_month,
        "offer": saving.offer,
        "mode": saving.mode,
        "change": change_to_data(saving.change),
        "bench": saving.bench,
        "score_before": saving.score_before,
        "score_after": saving.score_after,
    }


def change_to_data(change: LineChange) -> shape.LineChange:
    """What is set in the line at place `line`; null stays as it is."""
    return {
        "line": change.line,
        "kind": change.kind,
        "offer": change.offer,
        "thinking": change.thinking,
        "service_tier": change.service_tier,
        "cache_mode": change.cache_mode,
        "share": None if change.share is None else str(change.share),
    }


def capacity_to_data(capacity: Capacity, labels: list[str]) -> shape.Capacity:
    return {
        "offer": capacity.offer,
        "lines": list(capacity.lines),
        "counting": capacity.counting,
        "months": [demand_to_data(demand, labels[demand.month]) for demand in capacity.demands],
        "limits": dict(capacity.limits),
        "passes": {name: None if month is None else labels[month] for name, month in capacity.passes.items()},
    }


def demand_to_data(demand: Demand, label: str) -> shape.Demand:
    return {
        "month": label,
        "requests_per_minute": demand.requests_per_minute,
        "tokens_per_minute": demand.tokens_per_minute,
        "concurrency": demand.concurrency,
    }


def maybe_money(usd: Decimal | None) -> str | None:
    return None if usd is None else money(usd)
