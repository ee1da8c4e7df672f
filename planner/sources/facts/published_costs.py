"""What people were published to spend, from planner/data/published_costs.toml."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from planner.core.people import PublishedAverage
from planner.sources.facts.toml_reader import Table, read_toml, required, source_of


@cache
def load_published_costs() -> tuple[PublishedAverage, ...]:
    """Every published average, in the order of the file."""
    return tuple(_average(raw) for raw in read_toml("published_costs.toml")["averages"])


def _average(raw: Table) -> PublishedAverage:
    where = required(raw, "name", "published_costs.toml")
    source = source_of(raw, where)
    return PublishedAverage(
        name=where,
        task_classes=tuple(required(raw, "task_classes", where)),
        low_usd_per_month=Decimal(required(raw, "low_usd_per_month", where)),
        high_usd_per_month=Decimal(required(raw, "high_usd_per_month", where)),
        usd_per_active_day=Decimal(required(raw, "usd_per_active_day", where)),
        most_usd_per_active_day=Decimal(required(raw, "most_usd_per_active_day", where)),
        source=source.name,
        url=source.url,
        checked=source.checked,
        lab=required(raw, "lab", where),
    )
