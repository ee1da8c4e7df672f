"""What every bench shares: the catalogue, its market, the moment, and a workload of an agent."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import Market, open_market
from planner.core.workload import Workload
from planner.sources.catalogue import load_catalogue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AGENT = Workload(
    task_class="research_agent",
    runs_per_day=40,
    input_tokens=3000,
    shared_prefix_tokens=2500,
    steps=300,
    tool_result_tokens=1700,
    tool_seconds=2,
)


def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def market() -> Market:
    return open_market(catalogue())
