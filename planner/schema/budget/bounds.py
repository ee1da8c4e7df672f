"""Well-formed budgets that still cannot be used; months and days from text."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from planner.core.budget.calendar import months_of
from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.budget.tasks import runs_in
from planner.core.models.profile.scores import BENCH_NAMES
from planner.core.workload import LIMITS, SHARE, Limit, Problem, out_of_bounds
from planner.schema.bounds import SEED, YEARS, wrong_names, wrong_overrides, wrong_own_offers, wrong_own_runs
from planner.schema.budget.shape import BudgetRequest, GrowthRequest, LineRequest

MONTHS, LINES = Limit(1, 36), Limit(1, 100)
MONEY = Limit(0, 1_000_000_000_000)
GROWTH_SHARE, GROWTH_RUNS = Limit(-0.99, 10), Limit(-1_000_000_000, 1_000_000_000)
GROWN = {"compound": "growth.share", "linear": "growth.runs_per_day"}
"""The field that says how fast a line grows, by the kind of its growth."""
MONEY_RATE = Limit(0.000001, 1_000_000_000)
HOUR, HOURS, PEAK = Limit(0, 23), Limit(1, 24), Limit(1, 100)
HOST_LIMIT = Limit(0, 1_000_000_000_000)
SECONDS, TOKENS = Limit(0, 1_000_000), LIMITS["input_tokens"]
NAME = 200
MOST_WISHED = 40
MOST_STAGES = 120
"""Stages of all lines together; each is priced like a line."""
MOST_LIMITS = 200
INPUT_KINDS = ("text", "image", "pdf", "audio", "video")
HOW_MONTH = "must be a month such as 2026-12"
HOW_DAY = "must be a month such as 2026-12, or a day such as 2026-12-24"
Bounded = tuple[str, float | Decimal | None, Limit]


PERCENT = Limit(0, 100)


def wrong_budget(request: BudgetRequest) -> Iterator[Problem]:
    """Every field of `request` that is well formed and still cannot be used."""
    yield from _outside(
        ("months", request.months, MONTHS),
        ("cap_usd_per_month", request.cap_usd_per_month, MONEY),
        ("cap_usd_period", request.cap_usd_period, MONEY),
        ("currency.per_usd", request.currency.per_usd, MONEY_RATE),
        ("wish.p95_seconds", request.wish.p95_seconds, SECONDS),
        ("wish.context_tokens", request.wish.context_tokens, TOKENS),
        ("wish.score_at_least", request.wish.score_at_least, PERCENT),
        ("seed", request.seed, SEED),
    )
    if request.wish.bench is not None and request.wish.bench not in BENCH_NAMES:
        yield Problem("wish.bench", "must be one of " + ", ".join(BENCH_NAMES))
    yield from wrong_own_offers(request.own_offers)
    yield from wrong_own_runs(request.calibration)
    yield from _long("name", request.name)
    yield from _long("currency.label", request.currency.label)
    yield from _wrong_month("start", request.start)
    if len(request.wish.offers or ()) > MOST_WISHED:
        yield Problem("wish.offers", f"must name at most {MOST_WISHED} offers")
    if len(request.limits) > MOST_LIMITS:
        yield Problem("limits", f"must have at most {MOST_LIMITS} entries")
    unknown = [kind for kind in request.wish.inputs if kind not in INPUT_KINDS]
    if unknown:
        yield Problem("wish.inputs", f"must be one of {', '.join(INPUT_KINDS)}, not {unknown[0][:40]}")
    if LINES.complaint(len(request.lines)):
        yield Problem("lines", f"must have {LINES.low:g} to {LINES.high:g} lines")
    for index, limit in enumerate(request.limits):
        names = ("requests_per_minute", "tokens_per_minute", "concurrency")
        yield from _outside(*((f"limits.{index}.{name}", getattr(limit, name), HOST_LIMIT) for name in names))
    for index, line in enumerate(request.lines):
        yield from _wrong_line(f"lines.{index}", line, request.months)
    yield from _same_names(request)
    if sum(len(line.workload.stages) for line in request.lines if line.workload) > MOST_STAGES:
        yield Problem("lines", f"must have at most {MOST_STAGES} stages in all their runs")


def _same_names(request: BudgetRequest) -> Iterator[Problem]:
    names = [line.name for line in request.lines]
    for index, name in enumerate(names):
        if name and name in names[:index]:
            yield Problem(f"lines.{index}.name", "must differ from the other lines' names")


def _wrong_line(at: str, line: LineRequest, months: int) -> Iterator[Problem]:
    yield from _outside(
        (f"{at}.share", line.share, SHARE), (f"{at}.discount", line.discount, SHARE), (f"{at}.peak", line.peak, PEAK)
    )
    yield from (p for name in ("name", "owner", "cost_centre") for p in _long(f"{at}.{name}", getattr(line, name)))
    if line.hours:
        yield from _outside(
            (f"{at}.hours.start", line.hours.start, HOUR), (f"{at}.hours.hours", line.hours.hours, HOURS)
        )
    if line.workload:
        yield from (Problem(f"{at}.{p.field}", p.message) for p in out_of_bounds(line.workload))
        yield from (Problem(f"{at}.{p.field}", p.message) for p in wrong_names(line.workload))
    if line.overrides:
        yield from wrong_overrides(f"{at}.overrides", line.overrides)
    yield from _wrong_source(at, line)
    yield from _wrong_growth(f"{at}.growth", line.growth, months)
    yield from _wrong_days(at, line)
    yield from _wrong_actuals(f"{at}.actuals", line, months)


def _wrong_source(at: str, line: LineRequest) -> Iterator[Problem]:
    if line.workload and line.scenario is not None:
        yield Problem(f"{at}.scenario", "must be left out where a workload is given")
    if line.scenario is None and not line.offer.strip():
        yield Problem(f"{at}.offer", "must name an offer or a model")


def _wrong_growth(at: str, growth: GrowthRequest, months: int) -> Iterator[Problem]:
    yield from _outside(
        (f"{at}.share", growth.share, GROWTH_SHARE), (f"{at}.runs_per_day", growth.runs_per_day, GROWTH_RUNS)
    )
    yield from _outside(*((f"{at}.row.{i}", runs, LIMITS["runs_per_day"]) for i, runs in enumerate(growth.row)))
    if growth.kind == "compound" and growth.share is None:
        yield Problem(f"{at}.share", "must be given where growth is compound, such as 0.02 for 2 % a month")
    if growth.kind == "row" and MONTHS.complaint(months) is None and len(growth.row) != months:
        yield Problem(f"{at}.row", f"must have runs per day for each of the {months} months")


def growth_problems(budget: Budget) -> Iterator[Problem]:
    """Lines whose runs per day grow beyond what a workload may state. Each number may be in bounds, and 36 months of
    growth still exceed any amount of money."""
    for index, line in enumerate(budget.lines):
        month = _first_month_above(budget, line, LIMITS["runs_per_day"].high)
        if month and line.growth.kind in GROWN:
            text = f"makes runs per day pass {LIMITS['runs_per_day'].high:,} in {month}: type a lower one"
            yield Problem(f"lines.{index}.{GROWN[line.growth.kind]}", text)


def _first_month_above(budget: Budget, line: BudgetLine, most: float) -> str | None:
    """The month such as March 2028; None where every month is within."""
    spans = months_of(budget)
    found = (span for span in spans if runs_in(line, span, spans[0]) > most)
    return next((f"{span.first:%B %Y}" for span in found), None)


def _wrong_days(at: str, line: LineRequest) -> Iterator[Problem]:
    wrong = [*_wrong_day(f"{at}.start", line.start, HOW_DAY), *_wrong_day(f"{at}.end", line.end, HOW_DAY)]
    yield from wrong
    first, last = (None, None) if wrong else (first_day(line.start), last_day(line.end))
    if first and last and last < first:
        yield Problem(f"{at}.end", "must not lie before the start")


def _wrong_actuals(at: str, line: LineRequest, months: int) -> Iterator[Problem]:
    yield from _outside(*((f"{at}.{i}", usd, MONEY) for i, usd in enumerate(line.actuals)))
    if MONTHS.complaint(months) is None and len(line.actuals) > months:
        yield Problem(at, f"must have at most {months} months, as the budget has")


def _wrong_month(at: str, text: str) -> Iterator[Problem]:
    """A budget has whole months: a day would be priced as its whole month."""
    wrong = list(_wrong_day(at, text, HOW_MONTH))
    yield from wrong
    if not wrong and text.strip().count("-") > 1:
        yield Problem(at, "must be a month such as 2026-12 and no day: a budget is of whole months")


def _wrong_day(at: str, text: str | None, how: str) -> Iterator[Problem]:
    try:
        day = first_day(text)
    except ValueError:
        yield Problem(at, how)
        return
    if day and day.year not in YEARS:
        yield Problem(at, f"must lie between the years {YEARS[0]} and {YEARS[-1]}")


def _long(at: str, text: str) -> Iterator[Problem]:
    if len(text) > NAME:
        yield Problem(at, f"must have at most {NAME} characters")


def _outside(*values: Bounded) -> Iterator[Problem]:
    for at, value, limit in values:
        complaint = None if value is None else limit.complaint(float(value))
        if complaint:
            yield Problem(at, complaint)


def first_day(text: str | None) -> date | None:
    """The day, or the first of the month. Raises ValueError for anything else."""
    if text is None:
        return None
    with suppress(ValueError):
        return date.fromisoformat(text.strip())
    return date.fromisoformat(f"{text.strip()}-01")


def last_day(text: str | None) -> date | None:
    """The day, or the last of the month. Raises ValueError for anything else."""
    first = first_day(text)
    if text is None or first is None or text.strip().count("-") > 1:
        return first
    return first.replace(day=monthrange(first.year, first.month)[1])
