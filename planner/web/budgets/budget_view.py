"""A budget's answer with the request it answers, for all that shows them: live, saved, shared and compared alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planner.core.budget.inputs import Budget
from planner.core.budget.pricing.routing import LINE_STOPS
from planner.schema.as_data import from_data
from planner.schema.budget.data import budget_request_data
from planner.schema.shapes.budget import BudgetAnswer, LineOfBudget, Month
from planner.store.database.rows import Draft
from planner.web import filters

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BudgetView:
    """`request` is the request as data; caps are USD."""

    request: Data
    answer: BudgetAnswer
    cap: Decimal | None
    total: Decimal | None

    @property
    def name(self) -> str:
        return self.answer.name

    @property
    def months(self) -> tuple[Month, ...]:
        return self.answer.months

    @property
    def lines(self) -> list[LineOfBudget]:
        """Those that are counted."""
        return [line for line in self.answer.lines if not self.why_not(line)]

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Lines that are not counted: the name of each, and why."""
        return [(line.name, why) for line in self.answer.lines if (why := self.why_not(line))]

    def why_not(self, line: LineOfBudget) -> str:
        """Why a line is not counted: it cannot be priced, or its model is gone before the line begins; else empty."""
        if line.refused:
            return line.refused["text"]
        if any(month.runs or month.actual_usd is not None for month in line.months):
            return ""
        begins = max(self.labels[0], *(str(one.get("start") or "")[:7] for one in self._asked(line)))
        gone = (event for event in self.answer.events if event.kind == "retirement" and line.name in event.lines)
        return next((_ended(event.text) for event in gone if event.on <= f"{begins}-01"), "")

    def _asked(self, line: LineOfBudget) -> list[Data]:
        return [one for one in self.request.get("lines", ()) if one.get("name") == line.name] or [{}]

    @property
    def usd(self) -> Decimal:
        """The expected bill of the period: the one total, to which lines and months add up."""
        return self.answer.finding.usd

    @property
    def is_certain(self) -> bool:
        """Whether nothing in it is left to estimate."""
        fan = self.answer.finding.fan
        return fan.p10 == fan.p90

    @property
    def labels(self) -> list[str]:
        """2026-12 and so on."""
        return [month.month for month in self.months]

    @property
    def currency(self) -> tuple[str, Decimal] | None:
        """Another one to show beside dollars, and how many of it a dollar buys."""
        label, rate = self.answer.currency.label, self.answer.currency.per_usd
        return None if label in ("USD", "") and rate == 1 else (label, rate)


def _ended(text: str) -> str:
    """The sentence on a retirement, without its end about the line, which never begins."""
    return f"{text.removesuffix(LINE_STOPS).rstrip('.')}."


def live_view(budget: Budget, answer: BudgetAnswer) -> BudgetView:
    return _shown(budget_request_data(budget), answer)


def saved_view(draft: Draft) -> BudgetView:
    """From what was saved alone."""
    return _shown(draft.request, from_data(BudgetAnswer, draft.snapshot))


def _shown(request: Data, answer: BudgetAnswer) -> BudgetView:
    cap, total = (request.get(name) for name in ("cap_usd_per_month", "cap_usd_period"))
    return BudgetView(request, answer, _money(cap), _money(total))


def _money(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def range_of(shown: BudgetView) -> tuple[str, ...]:
    """Both ends of the 80 % range around the expected bill, in a sentence; empty where nothing is left to estimate."""
    fan = shown.answer.finding.fan
    return () if shown.is_certain else filters.ends(fan.p10, fan.p90, shown.usd, limit_of(shown))


def limit_of(shown: BudgetView) -> Decimal | None:
    """The cap that the bill of all months stands beside: theirs, or of a single month the month's."""
    return shown.cap if shown.total is None and len(shown.months) == 1 else shown.total


def month_long(label: str) -> str:
    """December 2026."""
    return f"{_first(label):%B %Y}"


def month_name(label: str) -> str:
    """December."""
    return f"{_first(label):%B}"


def _first(label: str) -> date:
    return date.fromisoformat(f"{label}-01")


def span_words(labels: Sequence[str]) -> str:
    """December 2026 to November 2027."""
    first, last = labels[0], labels[-1]
    return month_long(first) if first == last else f"{month_long(first)} to {month_long(last)}"


def biggest(shown: BudgetView) -> tuple[str, float] | None:
    """The dearest line and its share; None where nothing costs anything."""
    finding = shown.answer.finding
    place = finding.biggest_line
    return None if place is None else (shown.answer.lines[place].name, finding.biggest_share)
