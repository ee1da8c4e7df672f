"""What breaks: the busiest hour of each offer against limits typed for it, and the month when growth passes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from planner.core.budget.advice.advice_types import Capacity
from planner.core.budget.advice.capacity import EVERYTHING
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.budgets.form.fields import LIMIT_KEYS
from planner.web.budgets.warnings import warnings_of
from planner.web.present.context_fit import FULL

NOTHING_TYPED: Mapping[str, Mapping[str, str]] = {}
WORDS = {"rpm": "requests per minute", "tpm": "tokens per minute", "open": "calls at once"}


@dataclass(frozen=True, slots=True)
class LimitCell:
    """One limit of one offer: its field, the load of the busiest month, and when it is passed."""

    field: str
    label: str
    typed: str
    peak: str
    month: str
    verdict: str
    is_passed: bool

    @property
    def limit_words(self) -> str:
        """limit 1,000: passed in Mar 2027; empty where none was typed."""
        return f"limit {self.typed}: {self.verdict}" if self.typed and self.verdict else ""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """An offer with its limits."""

    offer: str
    lines: str
    counting: str
    cells: tuple[LimitCell, ...]


@dataclass(frozen=True, slots=True)
class LimitsView:
    """The section; `shape` changes when its fields do, `counting` says how hosts count and what is left out."""

    title: str
    rows: tuple[LimitRow, ...]
    shape: str
    counting: str

    @property
    def has_typed(self) -> bool:
        return any(cell.typed for row in self.rows for cell in row.cells)


def limits_view(shown: BudgetView, typed: Mapping[str, Mapping[str, str]] = NOTHING_TYPED) -> LimitsView | None:
    """None where nothing but batch runs. `typed` is what stands in the fields; else the limits of the answer."""
    found = [row for row in shown.answer.capacity if any(m.requests_per_minute for m in row.months)]
    if not found:
        return None
    rows = tuple(_row(row, typed.get(row.offer, {})) for row in found)
    return LimitsView(_title(rows, shown), rows, " ".join(row.offer for row in rows), " ".join(_counting(rows, shown)))


SPREAD = (
    "Without hours of use a saved batch runs from its start until it is needed, and other work evenly over the day."
)


def _counting(rows: tuple[LimitRow, ...], shown: BudgetView) -> Iterator[str]:
    """A host once."""
    counting_by_host = {row.offer.partition("/")[0]: row.counting for row in rows if row.counting != EVERYTHING}
    yield from (f"{host} counts {counting}." for host, counting in counting_by_host.items())
    yield "Batch has limits of its own and is left out."
    if any(not line.get("hours") for line in shown.request.get("lines", ())):
        yield SPREAD


def _row(row: Capacity, typed: Mapping[str, str]) -> LimitRow:
    cells = tuple(_cell(row, key, path, typed) for key, path in LIMIT_KEYS.items())
    return LimitRow(row.offer, ", ".join(row.lines), row.counting, cells)


def _cell(row: Capacity, key: str, path: str, typed: Mapping[str, str]) -> LimitCell:
    busiest = max(row.months, key=attrgetter(path))
    peak = getattr(busiest, path)
    limit = row.limits.get(path)
    passed = row.passes.get(path)
    verdict = "" if limit is None else f"passed in {filters.month(passed)}" if passed else _share(peak, limit)
    field = f"{key}:{row.offer}"
    text = typed.get(key, "") or ("" if limit is None else filters.count(limit))
    return LimitCell(
        field,
        WORDS[key],
        text,
        filters.three(peak),
        filters.month(busiest.month),
        verdict,
        bool(passed),
    )


def _share(asked: float, limit: float) -> str:
    return f"{filters.percent(asked / limit)} used" if limit else ""


def _title(rows: tuple[LimitRow, ...], shown: BudgetView) -> str:
    """The first limit that growth passes, else a line whose runs exceed their context window."""
    passed = [(cell.verdict, row.offer) for row in rows for cell in row.cells if cell.is_passed]
    if passed:
        return f"A limit is {passed[0][0]}: {passed[0][1]}"
    full = next((found.name for found in warnings_of(shown) if found.kind == FULL), None)
    if full:
        return f"What breaks: {full} cannot finish its runs"
    typed = any(cell.typed for row in rows for cell in row.cells)
    return "Every limit holds" if typed else "What breaks: the busiest hour"
