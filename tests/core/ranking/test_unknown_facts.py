"""What a filter leaves out only because it is not known."""

from __future__ import annotations

from typing import Any

import pytest

from planner.core.estimate.terms import Terms
from planner.core.ranking.exclusions import asked_facts, left_out
from planner.core.ranking.filters import Filters, keep
from planner.core.ranking.market import open_market
from planner.core.workload import Workload
from tests.core.build import NOW, catalogue, offer

IMAGE = frozenset({"image"})
OFFERS = {
    "open": {"open_weights": True, "inputs": IMAGE, "context_window": 100},
    "closed": {"open_weights": False, "inputs": frozenset({"text"}), "context_window": 9},
    "half": {"open_weights": True},
    "closed-half": {"open_weights": False},
    "unknown": {},
}


@pytest.mark.parametrize(
    ("filters", "kept", "unknown", "asked"),
    [
        ({}, 5, 0, []),
        ({"open_weights": True}, 2, 1, ["weights"]),
        ({"open_weights": False}, 2, 1, ["weights"]),
        ({"inputs": IMAGE}, 1, 3, ["inputs"]),
        ({"open_weights": True, "inputs": IMAGE}, 1, 2, ["weights", "inputs"]),
        ({"context_at_least": 10}, 1, 3, ["context"]),
        ({"inputs": IMAGE, "words": "half"}, 0, 2, ["inputs"]),
    ],
)
def test_they_are_counted(filters: dict[str, Any], kept: int, unknown: int, asked: list[str]) -> None:
    known = catalogue(*(offer(f"h/{name}", **facts) for name, facts in OFFERS.items()))
    ranking = open_market(known).rank(Terms(Workload(), known, NOW, "calendar"))
    wanted = Filters(**filters)
    assert int(keep(ranking, wanted)[:, 0].sum()) == kept
    assert left_out(ranking, wanted, 0) == unknown
    assert asked_facts(wanted) == asked
