"""What the page shows of an imported log: its spread, its bill, other models, the best moves, what it teaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from planner.core.models.catalogue import Catalogue
from planner.core.usage.calls import Floats
from planner.core.usage.elsewhere import calibrated, elsewhere
from planner.core.usage.moves import Move, best_moves
from planner.core.usage.report import Priced, Report, billed, daily_usd
from planner.core.usage.summary import Spread, holds_sums, run_count, with_calls
from planner.core.workload import CacheSettings
from planner.web import filters
from planner.web.usage.cap import CapForm, cap_form
from planner.web.usage.histograms import Histogram, SpreadRow, figures_of, histograms, short, spread_rows
from planner.web.usage.learnt import LearntView, learnt_view
from planner.web.usage.other_models import OtherModels, other_models
from planner.web.usage.to_plan import plan_address

MOST_GROUPS = 40
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A model, effort and task: its figures in means, each with its 10 %, median and 90 % below."""

    model: str
    thinking: str
    task: str
    calls: str
    runs: str
    cached: str
    figures: tuple[tuple[str, str], ...]
    billed: str
    ours: str


@dataclass(frozen=True, slots=True)
class ImportedView:
    """An imported log. `spent`: dollars as billed, None where it says none; `paid`: those, else ours, None where no
    rate is known either. A cost report has dollars without `calls`, and no `plan_address`. `means_only`:
    its rows add up several calls."""

    report: Report
    spent: float | None
    paid: float | None
    calls: int
    runs: int
    kind: str
    means_only: bool
    histograms: tuple[Histogram, ...]
    spreads: tuple[SpreadRow, ...]
    groups: tuple[GroupRow, ...]
    more_groups: int
    parts: tuple[tuple[str, float | None, float], ...]
    others: OtherModels | None
    moves: tuple[Move, ...]
    learnt: LearntView | None
    cap: CapForm | None
    plan_address: str


def imported_view(report: Report, catalogue: Catalogue, offers: Sequence[str], now: datetime) -> ImportedView:
    """The view of a log; `offers` are the models to price it on, beside those that ran."""
    report = as_it_was_cached(report)
    ran = list(dict.fromkeys(one.offer for one in report.groups if one.offer))[:3]
    asked = list(dict.fromkeys([*ran, *offers]))
    told = billed(report)
    spent = None if told is None else float(told)
    ours = float(report.total.usd) if report.total.priced else None
    paid = ours if spent is None else spent
    figures = figures_of(report.log.calls)
    pairs = calibrated(report.plan, catalogue, asked, now=now) if report.plan.calibration and asked else []
    kind = catalogue.task_classes.get(str(report.plan.workload["task_class"]))
    calls = int(report.log.calls.n.sum())
    found = elsewhere(report, catalogue, asked, now=now) if asked and calls else []
    return ImportedView(
        report=report,
        spent=spent,
        paid=paid,
        calls=calls,
        runs=int(run_count(report.log.calls)),
        kind=kind.name if kind else "",
        means_only=holds_sums(report.log.calls),
        histograms=histograms(report, figures),
        spreads=spread_rows(figures),
        groups=tuple(_group_row(one) for one in report.groups[:MOST_GROUPS]),
        more_groups=max(len(report.groups) - MOST_GROUPS, 0),
        parts=_bill_parts(report),
        others=other_models(report, found, paid or 0.0) if found else None,
        moves=tuple(best_moves(report, catalogue, offers, now=now)),
        learnt=learnt_view(report, pairs),
        cap=cap_form(daily_usd(report, now=now)),
        plan_address=plan_address(report, catalogue, asked) if calls else "",
    )


def _group_row(one: Priced) -> GroupRow:
    group = one.group
    return GroupRow(
        model=group.model or "no model",
        thinking=group.thinking or NOT_SAID,
        task=group.task or NOT_SAID,
        calls=filters.count(group.calls),
        runs=filters.count(group.runs),
        cached=NOT_SAID if group.cache_read_share is None else filters.percent(group.cache_read_share),
        figures=(
            _spread(group.steps),
            *(_spread(told) for told in (group.input, group.reasoning, group.visible)),
            _spread(group.seconds, seconds=True),
        ),
        billed=NOT_SAID if group.usd_billed is None else filters.money(group.usd_billed),
        ours=filters.money(one.bill.usd) if one.bill.priced else "not priced",
    )


def _spread(told: Spread | None, *, seconds: bool = False) -> tuple[str, str]:
    """The mean, and 10 %, median and 90 % in one line; nothing where only the mean is known."""
    if told is None:
        return NOT_SAID, ""
    write = filters.duration if seconds else short
    return write(told.mean), " · ".join(write(value) for value in (told.p10, told.p50, told.p90) if value is not None)


def _bill_parts(report: Report) -> tuple[tuple[str, float | None, float], ...]:
    """What is paid for, tokens (None where the log does not say them) and dollars by our rates."""
    calls, usd = report.log.calls, report.total.by_kind
    read, write, thought = (_sum(values) for values in (calls.cache_read, calls.cache_write, calls.reasoning))
    fresh = max(float(np.nansum(calls.input)) - (read or 0) - (write or 0), 0.0)
    visible = float(np.nansum(calls.output)) - (thought or 0)
    parts = [
        ("Read from cache", read, float(usd["cache_read"])),
        ("Written to cache", write, float(usd["cache_write"])),
        ("Fresh input", fresh, float(usd["fresh"])),
    ]
    if thought is None:
        return (*parts, ("Output, thinking not told apart", visible, float(usd["visible"] + usd["reasoning"])))
    return (*parts, ("Reasoning", thought, float(usd["reasoning"])), ("Visible", visible, float(usd["visible"])))


def _sum(values: Floats) -> float | None:
    told = values[~np.isnan(values)]
    return float(told.sum()) if len(told) else None


def as_it_was_cached(report: Report) -> Report:
    """One call, or sums of many, say nothing of how a cache warms: elsewhere it is taken to read as much as here."""
    calls = with_calls(report.log.calls)
    read, load = _sum(calls.cache_read), dict(report.plan.workload)
    if not read or load["steps"] != 1 or not (len(calls.key) == 1 or holds_sums(calls)):
        return report
    read /= float(calls.n[~np.isnan(calls.cache_read)].sum())
    sent = load["input_tokens"] + load["shared_prefix_tokens"]
    load |= {"shared_prefix_tokens": round(read), "input_tokens": round(max(sent - read, 0))}
    load |= {"cache": CacheSettings("auto", prefix_hit_rate=1.0)}
    return replace(report, plan=replace(report.plan, workload=load))
