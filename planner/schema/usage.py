"""Counts and usage as data: the answers of POST /api/v1/count and POST /api/v1/usage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from planner.core.prompts.counting import TokenCount
from planner.core.prompts.prompt import Prompt
from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import WHY_UNCOUNTED
from planner.core.usage.cap import CapForecast
from planner.core.usage.difference import Difference
from planner.core.usage.elsewhere import NOT_COMPARED, Compared, Elsewhere
from planner.core.usage.moves import Move
from planner.core.usage.own_changes import Calibrated
from planner.core.usage.priced import SEARCHES
from planner.core.usage.report import Priced, Report, billed
from planner.schema.answers import Data, estimate_to_data
from planner.schema.as_data import shaped
from planner.schema.requests import own_runs_data, workload_data
from planner.schema.scalars import day, money, money_band_to_data, usd
from planner.schema.shapes import usage as shape


def counts_to_data(prompt: Prompt, counts: Sequence[TokenCount]) -> shape.CountAnswer:
    """The answer of POST /api/v1/count."""
    return shaped(shape.CountAnswer, prompt, models=[count_to_data(count) for count in counts])


def count_to_data(count: TokenCount) -> shape.TokenCount:
    return shaped(shape.TokenCount, count, parts=[{"name": name, "tokens": tokens} for name, tokens in count.parts])


def report_to_data(report: Report, moves: Sequence[Move] = (), other: Compared = NOT_COMPARED) -> shape.UsageAnswer:
    """The answer of POST /api/v1/usage; `moves` are its best moves, `other` the log on other models."""
    log, spent, why = report.log, billed(report), why_no_plan(report)
    return {
        "format": log.format,
        "rows": shaped(
            shape.UsageRows, log, contradictions=[{"text": what, "rows": count} for what, count in log.contradictions]
        ),
        "period": shaped(shape.Period, report),
        "usd_billed": money(spent) if spent is not None else None,
        "usd_ours": money(report.total.usd) if report.total.priced else None,
        "unpriced_calls": report.total.unpriced,
        "groups": [group_to_data(one) for one in report.groups],
        "workload": None if why else workload_data(report.plan.workload),
        "no_plan": why or None,
        "calibration": [own_to_data(own) for own in report.plan.calibration],
        "hours": list(report.hours) if report.hours else None,
        "weekdays": list(report.weekdays) if report.weekdays else None,
        "difference": difference_to_data(report.difference) if report.difference else None,
        "moves": [shaped(shape.UsageMove, move) for move in moves],
        "elsewhere": [elsewhere_to_data(one, same_tokens=other.same_tokens) for one in other.models],
        "web_searches": searches_to_data(report),
    }


def searches_to_data(report: Report) -> shape.UsageSearches | None:
    count, bill = round(float(np.nansum(report.log.calls.searches))), report.total
    return {"count": count, "unpriced": bill.unpriced_searches, "usd": money(bill.by_kind[SEARCHES])} if count else None


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
    """Why a log makes no plan; empty where it makes one. `remedy`: a sentence on how to give the number of calls."""
    number = report.log.calls.n
    if report.log.calls.is_uncounted:
        return f"This log has no tokens per call and makes no plan: {WHY_UNCOUNTED}. {remedy}"
    return "" if number.any() else "A cost report holds dollars without calls: it makes no plan."


def difference_to_data(difference: Difference) -> shape.UsageDifference:
    return {
        "usd_billed": usd(difference.billed_usd),
        "usd_ours": usd(difference.ours_usd),
        "causes": [shaped(shape.UsageCause, cause) for cause in difference.causes],
    }


def cap_to_data(forecast: CapForecast) -> Data:
    """Whether the month passes its cap; dollars rounded to cents, as they are forecast."""
    dollars = {name: f"{getattr(forecast, name):.2f}" for name in ("cap_usd", "spent_usd", "expected_usd")}
    return {**dollars, "passed_on": day(forecast.passed_on), "chance": forecast.chance}


def group_to_data(one: Priced) -> shape.UsageGroup:
    billed = one.group.usd_billed
    return shaped(
        shape.UsageGroup,
        one.group,
        offer=one.offer,
        usd_billed=money(billed) if billed is not None else None,
        usd_ours=money(one.bill.usd) if one.bill.priced else None,
    )


def change_to_data(own: OwnRuns, pair: Calibrated | None) -> Data:
    """The estimate of one entry before and after own runs; null where none can be made."""
    entry = {"model": own.model, "thinking": own.thinking, "task_class": own.task_class, "runs": own.runs}
    sides = {"before": pair.before, "after": pair.after} if pair else dict.fromkeys(("before", "after"))
    return entry | {name: estimate_to_data(one) if one else None for name, one in sides.items()}


def own_to_data(own: OwnRuns) -> shape.OwnRuns:
    """An entry of `calibration`, with what was not measured left out."""
    return cast("shape.OwnRuns", own_runs_data(own))
