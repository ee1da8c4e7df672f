"""What is kept between workloads serves none that it was not made for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.core.estimate.terms import Terms
from planner.core.models.rates import DatedCard
from planner.core.ranking.market import open_market
from planner.core.ranking.rank import Ranking
from planner.core.workload import CacheSettings, Compaction, Workload
from tests.core.build import AUTOMATIC, EXPLICIT, NOW, OPUS_CARD, card, offer
from tests.core.build import catalogue as world

LOAD = Workload(
    task_class="research_agent",
    steps=30,
    input_tokens=500,
    shared_prefix_tokens=5000,
    tool_result_tokens=800,
    tool_seconds=200,
    runs_per_day=20,
    visible_tokens_per_call=300,
    reasoning_tokens_per_call=700,
)
READ = DatedCard(card(input="2", output="8", cache_read="0.2"))
KNOWN = world(
    offer("a/explicit", cards=(DatedCard(OPUS_CARD),), cache=EXPLICIT),
    offer("b/automatic", cards=(READ,), cache=AUTOMATIC),
    offer("c/unknown", cards=(READ,)),
    offer("d/none", cards=(DatedCard(card(input="1", output="3")),)),
    offer("e/input", cards=(DatedCard(card(input="1")),)),
    offer("f/always:batch", cards=(READ,)),
)
CHANGES: list[dict[str, Any]] = [
    {"input_tokens": 501},
    {"shared_prefix_tokens": 900},
    {"runs_per_day": 2},
    {"hours_per_day": 1},
    {"steps": 1},
    {"steps": 31},
    {"steps_spread": 0.7},
    {"step_kind": "user_turn", "gap_seconds": 250},
    {"tool_seconds": 290},
    {"pause_share": 0.5},
    {"visible_tokens_per_call": 0},
    {"visible_tokens_per_call": 301},
    {"keep_reasoning": "none"},
    {"thinking_share": 0.5},
    {"retry_rate": 0.2},
    {"service_tier": "batch"},
    {"compaction": Compaction(0.5, 1000)},
    *({"cache": CacheSettings(mode)} for mode in ("off", "5m", "1h")),
    {"cache": CacheSettings("auto", 0.3)},
    {"cache": CacheSettings("auto", 0.3, 0.6)},
    {"cache": CacheSettings("auto", write_1h_share=0.5)},
]


def figures(ranking: Ranking) -> list[list[Any]]:
    found = ranking.refused, ranking.usd_per_run, ranking.usd_per_month, ranking.run_seconds, ranking.run_seconds_p95
    return [np.where(column == column, column, "none").tolist() for column in found]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_workload_is_ranked_as_by_a_market_that_knows_no_other(change: dict[str, Any]) -> None:
    market, changed = open_market(KNOWN), replace(LOAD, **change)
    slots = ("off", "high")
    market.rank(Terms(LOAD, KNOWN, NOW, "calendar"), slots)
    found = figures(market.rank(Terms(changed, KNOWN, NOW, "calendar"), slots))
    assert found == figures(open_market(KNOWN).rank(Terms(changed, KNOWN, NOW, "calendar"), slots))
