"""Cost reports: dollars of a day without calls, which stand beside the calls of a usage report.

Anthropic's cost report (API: amounts in cents) and its console's export, OpenAI's costs (API and export).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from planner.core.usage.calls import ALL_MODELS, Key
from planner.sources.usage.columns import Columns, moment_of, number_of

Row = Mapping[str, Any]


class Cost(NamedTuple):
    """One row: dollars, the model or what else they are for, the project or workspace, and the tier."""

    usd: float
    model: str
    task: str = ""
    tier: str = ""
    start: str = ""


class CostFormat(NamedTuple):
    """A cost report. `needs`: columns that all must be there."""

    name: str
    needs: tuple[str, ...]
    read: Callable[[Row], Cost]
    host: str


def cost_format(columns: object) -> CostFormat | None:
    """The format of a cost report with these columns."""
    names = set(columns) if isinstance(columns, Collection) else set()
    return next((one for one in COSTS if names.issuperset(one.needs)), None)


def read_costs(rows: Iterable[Row | None], form: CostFormat, columns: Columns) -> tuple[int, int]:
    """Rows read, and those of them that say no dollars. Buckets without costs are rows that hold nothing."""
    read = unknown = 0
    for row in rows:
        read += 1
        found = form.read(row) if row else None
        if found is None or math.isnan(found.usd):
            unknown += 1
            continue
        key = Key(found.model or ALL_MODELS, "", found.task, form.host, found.tier)
        columns.add(key, "", {"n": 0.0, "usd": found.usd, "start": moment_of(found.start)})
    return read, unknown


def _anthropic(row: Row) -> Cost:
    usd = number_of(row.get("amount")) / 100 if _is_usd(row.get("currency")) else math.nan
    what = row.get("model") or row.get("description") or row.get("cost_type")
    return Cost(usd, _text(what), _text(row.get("workspace_id")), _text(row.get("service_tier")), _text(row.get("starting_at")))  # fmt: skip  # noqa: E501


def _anthropic_export(row: Row) -> Cost:
    what = row.get("model") or row.get("cost_type")
    tier = "batch" if row.get("usage_type") == "batch" else ""
    return Cost(number_of(row.get("cost_usd")), _text(what), _text(row.get("workspace")), tier, _text(row.get("usage_date_utc")))  # fmt: skip  # noqa: E501


def _openai(row: Row) -> Cost:
    amount = row.get("amount")
    value, currency = (amount.get("value"), amount.get("currency")) if isinstance(amount, Mapping) else (None, None)
    return _openai_cost(row, value, currency)


def _openai_export(row: Row) -> Cost:
    return _openai_cost(row, row.get("amount_value"), row.get("amount_currency"))


def _openai_cost(row: Row, value: object, currency: object) -> Cost:
    """A line item names the model, then what was billed: "gpt-5.4-2026-03-05, cached input"."""
    usd = number_of(value) if _is_usd(currency) else math.nan
    model = _text(row.get("line_item")).partition(",")[0].strip()
    task = _text(row.get("project_name") or row.get("project_id"))
    return Cost(usd, model, task, "", _text(row.get("start_time")))


def _is_usd(currency: object) -> bool:
    return str(currency or "usd").casefold() == "usd"


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


COSTS = (
    CostFormat("Anthropic costs", ("starting_at", "amount", "currency"), _anthropic, "anthropic"),
    CostFormat("Anthropic costs", ("usage_date_utc", "cost_usd", "token_type"), _anthropic_export, "anthropic"),
    CostFormat("OpenAI costs", ("start_time", "amount", "line_item"), _openai, "openai"),
    CostFormat("OpenAI costs", ("start_time", "amount_value", "amount_currency"), _openai_export, "openai"),
)
