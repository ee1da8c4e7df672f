"""A budget's answer with its request, for every page that shows one: live, saved, shared and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.core.budget.inputs import Budget
from planner.core.budget.pricing.routing import LINE_STOPS
from planner.schema.as_data import from_data
from planner.schema.budget.data import budget_request_data
from planner.schema.shapes.budget import BudgetAnswer, LineOfBudget, Month
from planner.store.database.rows import Draft
from planner.web import filters
from planner.web.present.macros import text_of

Data = Mapping[str, Any]
SENTENCES = "budgets/_sentences.html"


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
        """Why a line is not counted: it cannot be priced, or its model ends before the line begins; else empty."""
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
    def range(self) -> tuple[str, ...]:
        """Both ends of the 80 % range around the expected bill; empty where nothing is left to estimate."""
        fan = self.answer.finding.fan
        return () if self.is_certain else filters.ends(fan.p10, fan.p90, self.usd, self.limit)

    @property
    def in_thousands(self) -> str:
        """The 80 % range around the expected bill: 433–851."""
        fan = self.answer.finding.fan
        low, high = filters.two_around(fan.p10, fan.p90, self.usd, self.limit)
        return f"{filters.trim(low / 1000)}–{filters.trim(high / 1000)}"

    @property
    def limit(self) -> Decimal | None:
        """The cap that the bill of all months stands beside: theirs, or of a single month the month's."""
        return self.cap if self.total is None and len(self.months) == 1 else self.total

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
    def span(self) -> str:
        """December 2026 to November 2027."""
        return span_words(self.labels)

    @property
    def dearest(self) -> Month:
        return max(self.months, key=lambda month: month.usd)

    @property
    def likeliest_month(self) -> str | None:
        """The month most likely to pass the cap; None where another has the same chance as it is written."""
        chances = {m.month: filters.chance(m.chance_over_cap) for m in self.months if m.chance_over_cap is not None}
        likeliest = self.answer.finding.likeliest_month
        return likeliest if list(chances.values()).count(chances.get(likeliest or "", "")) == 1 else None

    def month_called(self, label: str) -> str:
        """Its name, with the year where the budget has two of that name."""
        same = [other for other in self.labels if other[5:] == label[5:]]
        return filters.month_name(label) if len(same) == 1 else filters.month_long(label)

    @property
    def biggest(self) -> tuple[str, Decimal] | None:
        """The dearest line and its share, in whole percent; None where nothing costs anything."""
        finding = self.answer.finding
        place, share = finding.biggest_line, Decimal(repr(finding.biggest_share)).quantize(Decimal("0.01"))
        return None if place is None else (self.answer.lines[place].name, share)

    @property
    def done_once(self) -> Iterator[tuple[str, str]]:
        """Lines that are counted in all, each with the only month that has it."""
        for asked, line in zip(self.request.get("lines", ()), self.answer.lines, strict=False):
            month = next((month.month for month in line.months if month.runs), None)
            if (asked.get("growth") or {}).get("kind") == "once" and month:
                yield line.name, month

    @property
    def currency(self) -> tuple[str, Decimal] | None:
        """Another one to show beside dollars, and how many of it a dollar buys."""
        label, rate = self.answer.currency.label, self.answer.currency.per_usd
        return None if label in ("USD", "") and rate == 1 else (label, rate)


def _ended(text: str) -> str:
    """The sentence on a retirement without its ending about the line, which never begins."""
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


def finding_text(shown: BudgetView) -> str:
    """The finding as text, for files."""
    return text_of(SENTENCES, "finding", shown)


def follow_text(shown: BudgetView) -> str:
    """What follows from it as text, for files."""
    return text_of(SENTENCES, "follow", shown)


def span_words(labels: Sequence[str]) -> str:
    """December 2026 to November 2027."""
    first, last = labels[0], labels[-1]
    return filters.month_long(first) if first == last else f"{filters.month_long(first)} to {filters.month_long(last)}"
