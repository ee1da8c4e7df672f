"""The page of an imported log: its spread, its bill, other models, the best moves, and its own runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import numpy as np

from planner.core.models.catalogue import Catalogue
from planner.core.usage.calls import Floats, ratio_of
from planner.core.usage.elsewhere import (
    as_it_ran,
    by_dollars,
    can_be_compared,
    compared,
    effort_of,
    models_of,
    request_of,
)  # fmt: skip
from planner.core.usage.moves import Move, best_moves
from planner.core.usage.own_changes import calibrated
from planner.core.usage.plan import AGENT_STEPS, LONG_INPUT_TOKENS
from planner.core.usage.priced import SEARCHES, Line, bill_lines
from planner.core.usage.report import Priced, Report, billed, daily_usd, thinking_part
from planner.core.usage.summary import Spread, holds_sums, run_count, whole, with_calls
from planner.web.forms import DOORS, PlanForm
from planner.web.saved.plans.form_from_saved import form_of_question
from planner.web.usage.cap import CapForm, cap_form
from planner.web.usage.histograms import Figure, Histogram, figures_of, histograms, spread_rows
from planner.web.usage.learnt import LearntView, learnt_view
from planner.web.usage.other_models import OtherModels, other_models

MOST_GROUPS = 40
MOST_LINES = 100
MOST_IN_ADDRESS = 5
"""Entries of own runs in the address: those with most runs."""


@dataclass(frozen=True, slots=True)
class BillPart:
    """A kind of token: how many are priced (all where none are, None where the log does not say them), dollars by our
    rates, and the rate per million where there is only one."""

    name: str
    tokens: float | None
    usd: float | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class ImportedView:
    """An imported log. `spent`: dollars as billed, None where it says none; `paid`: those, else ours, None where no
    rate is known either. A cost report is `dollars_only`, and has no `plan_address`. `means_only`: its rows add up
    several calls; `uncounted`: without saying how many, then there are neither `calls` nor `runs`. `lines`: the bill by
    model and rate, where it has several of either. `misfit`: the bill of the model that ran, estimated anew, as a
    part of its own, where that is too far off. `answer`: tokens of an answer, with its thinking where that is
    `untold` of some. `is_mixed`: it has calls of several kinds. `splits`: the share of an output that is taken as
    thinking, by model. `same_tokens`: other models are priced at the log's own tokens."""

    report: Report
    spent: float | None
    paid: float | None
    dollars_only: bool
    calls: int | None
    runs: int | None
    kind: str
    means_only: bool
    histograms: tuple[Histogram, ...]
    spreads: tuple[tuple[Figure, Spread], ...]
    groups: tuple[Priced, ...]
    more_groups: int
    parts: tuple[BillPart, ...]
    lines: tuple[Line, ...]
    uncounted: bool
    misfit: float | None
    same_tokens: bool
    searches: float
    answer: float | None
    untold: bool
    is_mixed: bool
    splits: tuple[tuple[str, float], ...]
    others: OtherModels | None
    moves: tuple[Move, ...]
    learnt: LearntView | None
    cap: CapForm | None
    plan_address: str


def imported_view(report: Report, catalogue: Catalogue, offers: Sequence[str], now: datetime) -> ImportedView:
    """The view of a log; `offers` are the models to price it on, beside those that ran."""
    report = as_it_ran(report)
    asked = models_of(report, offers, catalogue, now)
    bill = billed(report)
    spent = None if bill is None else float(bill)
    ours = float(report.total.usd) if report.total.priced else None
    paid = ours if spent is None else spent
    figures = figures_of(report.log.calls)
    effort = effort_of(report, catalogue)
    has_own = bool(report.plan.calibration and asked)
    pairs = calibrated(report.plan, catalogue, asked, effort=effort, now=now) if has_own else []
    kind = catalogue.task_classes.get(str(report.plan.workload["task_class"]))
    calls = whole(report.log.calls.made.sum())
    other = compared(report, catalogue, asked, now=now)
    lines = bill_lines(report.log.calls, report.offers, now=now)
    return ImportedView(
        report=report,
        spent=spent,
        paid=paid,
        dollars_only=calls == 0,
        calls=calls,
        runs=whole(run_count(report.log.calls)),
        kind=kind.name if kind else "",
        means_only=holds_sums(report.log.calls),
        histograms=histograms(report, figures),
        spreads=spread_rows(figures),
        groups=report.groups[:MOST_GROUPS],
        more_groups=max(len(report.groups) - MOST_GROUPS, 0),
        parts=_bill_parts(report, lines),
        lines=lines[:MOST_LINES] if len({line.offer for line in lines}) > 1 or _has_two_rates(lines) else (),
        uncounted=calls is None,
        misfit=None if can_be_compared(other.ratio) else other.ratio,
        same_tokens=other.same_tokens,
        searches=_sum(report.log.calls.searches) or 0.0,
        answer=ratio_of(report.log.calls.visible, report.log.calls.made),
        untold=bool(np.isnan(with_calls(report.log.calls).reasoning).any()),
        is_mixed=len(by_dollars(report)) > 1,
        splits=_splits(report, catalogue, now),
        others=other_models(report, other.models, paid or 0.0) if other.models else None,
        moves=tuple(best_moves(report, catalogue, offers, now=now)),
        learnt=learnt_view(report, pairs, catalogue) if calls else None,
        cap=cap_form(daily_usd(report, now=now)),
        plan_address=plan_address(report, catalogue, asked) if calls else "",
    )


def _splits(report: Report, catalogue: Catalogue, now: datetime) -> tuple[tuple[str, float], ...]:
    """Models whose output the log does not split and the plan does, with the share that it takes as thinking."""
    found: dict[str, float] = {}
    for one in report.groups:
        if one.offer and one.thinks and one.group.reasoning is None and one.group.calls:
            effort = report.log.calls.keys[one.group.place[0]].effort
            share = thinking_part(catalogue.offers[one.offer], effort, catalogue, now)
            if share:
                found.setdefault(one.group.model, share)
    return tuple(found.items())


def _has_two_rates(lines: Sequence[Line]) -> bool:
    return len({(line.kind, line.rate) for line in lines}) > len({line.kind for line in lines})


def _bill_parts(report: Report, lines: Sequence[Line]) -> tuple[BillPart, ...]:
    """What is paid for, with tokens, rate and dollars."""

    def part(name: str, tokens: float | None, *kinds: str) -> BillPart:
        those = [line for line in lines if line.kind in kinds]
        rates = {line.rate for line in those}
        priced = sum(line.tokens for line in those) if tokens is not None and report.total.priced else tokens
        usd = sum(float(report.total.by_kind[kind]) for kind in kinds)
        return BillPart(name, priced, usd, rates.pop() if len(rates) == 1 else None)

    calls = report.log.calls
    read, write, thought = (_sum(values) for values in (calls.cache_read, calls.cache_write, calls.reasoning))
    fresh = max(float(np.nansum(calls.input)) - (read or 0) - (write or 0), 0.0)
    visible = float(np.nansum(calls.output)) - (thought or 0)
    parts = (
        part("Read from cache", read, "cache_read"),
        part("Written to cache", write, "cache_write"),
        part("Fresh input", fresh, "fresh"),
    )
    fees = (part("Web searches", _sum(calls.searches), SEARCHES),) if report.total.by_kind[SEARCHES] else ()
    left = float(np.nansum(calls.input) + np.nansum(calls.output)) - sum(x.tokens for x in lines if x.kind != SEARCHES)
    if report.total.priced and left >= 1:
        fees = (*fees, BillPart("Not priced", left, None, None))
    if thought is None:
        return (*parts, part("Output, thinking not told apart", visible, "visible", "reasoning"), *fees)
    return (*parts, part("Reasoning", thought, "reasoning"), part("Visible", visible, "visible"), *fees)


def _sum(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None


def plan_address(report: Report, catalogue: Catalogue, offers: Sequence[str]) -> str:
    """The plan page with the log's workload, models and own runs in it."""
    plan = replace(report.plan, calibration=report.plan.calibration[:MOST_IN_ADDRESS])
    question = request_of(plan, offers, thinking=("off", effort_of(report, catalogue)))
    form = form_of_question(question, catalogue, presets=(DOORS[door_of(report)].preset,))
    return _led(form, report).address("/plan")


def door_of(report: Report) -> str:
    """The kind of work that a log looks like."""
    load = report.plan.workload
    if load["steps"] > AGENT_STEPS:
        return "agent"
    if any(key.tier.casefold() == "batch" for key in report.log.calls.keys):
        return "batch"
    return "documents" if load["input_tokens"] > LONG_INPUT_TOKENS else "chat"


def _led(form: PlanForm, report: Report) -> PlanForm:
    """The page leads with thinking off where the log did not think."""
    thought = any(one.thinks for one in report.groups if one.group.calls != 0)
    return form if thought else replace(form, values={**form.values, "effort": "off"})
