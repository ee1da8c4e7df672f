"""Expiry chances of all kinds at once are those of one at a time, at every edge."""

from __future__ import annotations

import numpy as np
import pytest

from planner.core.cost.caching import expiry_chance
from planner.core.ranking.group_runs import CallTimes, expiry_chances
from planner.core.workload import Workload

CASES = [
    (quiet, output_seconds, spread, ttl)
    for quiet in (0.0, 4.5, 300.0, 301.0)
    for output_seconds in (0.0, 1e-6, 40.0, 296.0, 5000.0)
    for spread in (0.0, 0.1, 0.9)
    for ttl in (0.0, 300.0, 3600.0)
]


@pytest.mark.parametrize(("kind", "wait"), [("tool", 2.0), ("user_turn", 30.0)])
def test_they_are_those_of_one_call_at_a_time(kind: str, wait: float) -> None:
    load = Workload(task_class="research_agent", step_kind=kind, tool_seconds=2.0, gap_seconds=30.0)  # type: ignore[arg-type]
    columns = np.array(CASES).T
    found = expiry_chances(load, CallTimes(*columns[:3]), columns[3])
    assert found.tolist() == pytest.approx([expiry_chance(wait + q, s, sd, ttl) for q, s, sd, ttl in CASES], abs=1e-12)
