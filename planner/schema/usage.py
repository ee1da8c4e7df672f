"""Counts and usage as data: the answers of POST /api/v1/count and POST /api/v1/usage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from planner.core.prompts.counting import TokenCount
from planner.core.prompts.prompt import Prompt
from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import WHY_UNCOUNTED
from planner.core.usage.cap import CapForecast
from planner.core.usage.difference import Difference
from planner.core.usage.elsewhere import NOT_COMPARED, Compared, Elsewhere
from planner.core.usage.moves import Move
from planner.core.usage.own_changes import Calibrated
from planner.core.usage.report import Priced, Report, billed
from planner.core.usage.summary import Spread
from planner.schema.answers import Data, estimate_to_data
from planner.schema.requests import own_runs_data
from planner.schema.scalars import day, exact_of, money, money_band_to_data
from planner.schema.shapes import usage as shape


def counts_to_data(prompt: Prompt, counts: Sequence[TokenCount]) -> shape.CountAnswer:
    """The answer of POST /api/v1/count."""
    return {
        "kind": prompt.kind,
        "characters": prompt.characters,
        "models": [count_to_data(count) for count in counts],
    }


def count_to_data(count: TokenCount) -> shape.TokenCount:
    return {
        "model": count.model,
        "tokens": count.tokens,
        "exact": count.exact,
        "low": count.low,
        "high": count.high,
        "tokenizer": count.tokenizer,
        "source": count.source,
        "parts": [{"name": name, "tokens": tokens} for name, tokens in count.parts],
    }


def report_to_data(report: Report, moves: Sequence[Move] = (), other: Compared = NOT_COMPARED) -> shape.UsageAnswer:
    """The answer of POST /api/v1/usage; `moves` are its best moves, `other` the log on other models."""
    log, spent, why = report.log, billed(report), why_no_plan(report)
    return {
        "format": log.format,
        "rows": {
            "read": log.read,
            "unknown": log.unknown,
            "other": log.other,
            "twice": log.twice,
            "contradictions": [{"text": what, "rows": count} for what, count in log.contradictions],
        },
        "period": {"first": day(report.first), "last": day(report.last), "days": report.days},
        "usd_billed": money(spent) if spent is not None else None,
        "usd_ours": money(report.total.usd) if report.total.priced else None,
        "unpriced_calls": report.total.unpriced,
        "groups": [group_to_data(one) for one in report.groups],
        "workload": None if why else dict(report.plan.workload),
        "no_plan": why or None,
        "calibration": [own_to_data(own) for own in report.plan.calibration],
        "hours": list(report.hours) if report.hours else None,
        "weekdays": list(report.weekdays) if report.weekdays else None,
        "difference": difference_to_data(report.difference) if report.difference else None,
        "moves": [move_to_data(move) for move in moves],
        "elsewhere": [elsewhere_to_data(one, same_tokens=other.same_tokens) for one in other.models],
    }


def elsewhere_to_data(one: Elsewhere, *, same_tokens: bool) -> shape.UsageElsewhere:
    return {
        "offer": one.estimate.offer.id,
        "model": one.estimate.model_name,
        "thinking": one.estimate.thinking,
        "usd": usd(one.usd),
        "usd_band": money_band_to_data(one.band),
        "same_tokens": same_tokens,
    }


def why_no_plan(report: Report, remedy: str = "Send their number as `calls`.") -> str:
    """Why a log makes no plan; empty where it does. `remedy`: a sentence on how to give the number of calls."""
    number = report.log.calls.n
    if report.log.calls.is_uncounted:
        return f"This log has no tokens per call and makes no plan: {WHY_UNCOUNTED}. {remedy}"
    return "" if number.any() else "A cost report holds dollars without calls: it makes no plan."


def difference_to_data(difference: Difference) -> shape.UsageDifference:
    return {
        "usd_billed": usd(difference.billed_usd),
        "usd_ours": usd(difference.ours_usd),
        "causes": [
            {"code": cause.code, "usd": usd(cause.usd), "calls": cause.calls, "text": cause.text}
            for cause in difference.causes
        ],
    }


def move_to_data(move: Move) -> shape.UsageMove:
    return {
        "kind": move.kind,
        "text": move.text,
        "model": move.model,
        "task": move.task,
        "offer": move.offer,
        "thinking": move.thinking,
        "runs": move.runs,
        "usd_now": usd(move.usd_now),
        "usd_then": usd(move.usd_then),
        "saving_usd": usd(move.saving_usd),
        "saving_band": money_band_to_data(move.saving_band),
        "caveat": move.caveat,
        "bench": move.bench,
        "score_before": move.score_before,
        "score_after": move.score_after,
    }


def usd(number: float) -> str:
    """Dollars that were summed or estimated as floats, to a millionth of a cent."""
    return money(exact_of(round(number, 8)))


def cap_to_data(forecast: CapForecast) -> Data:
    """Whether the month passes its cap; dollars rounded to cents, as they are forecast."""
    usd = {name: f"{getattr(forecast, name):.2f}" for name in ("cap_usd", "spent_usd", "expected_usd")}
    return {**usd, "passed_on": day(forecast.passed_on), "chance": forecast.chance}


def group_to_data(one: Priced) -> shape.UsageGroup:
    group, told = one.group, one.group.usd_billed
    return {
        "model": group.model,
        "thinking": group.thinking,
        "task": group.task,
        "offer": one.offer,
        "calls": group.calls,
        "runs": group.runs,
        "steps": spread_to_data(group.steps),
        "input": spread_to_data(group.input),
        "cache_read_share": group.cache_read_share,
        "reasoning": spread_to_data(group.reasoning),
        "visible": spread_to_data(group.visible),
        "seconds": spread_to_data(group.seconds),
        "usd_billed": money(told) if told is not None else None,
        "usd_ours": money(one.bill.usd) if one.bill.priced else None,
    }


def spread_to_data(spread: Spread | None) -> shape.UsageSpread | None:
    return {"p10": spread.p10, "p50": spread.p50, "p90": spread.p90, "mean": spread.mean} if spread else None


def change_to_data(own: OwnRuns, pair: Calibrated | None) -> Data:
    """The estimate of one entry before and after own runs; null where none can be made."""
    said = {"model": own.model, "thinking": own.thinking, "task_class": own.task_class, "runs": own.runs}
    sides = {"before": pair.before, "after": pair.after} if pair else dict.fromkeys(("before", "after"))
    return said | {name: estimate_to_data(one) if one else None for name, one in sides.items()}


def own_to_data(own: OwnRuns) -> shape.OwnRuns:
    """An entry of `calibration`, with what was not measured left out."""
    return cast("shape.OwnRuns", own_runs_data(own))
