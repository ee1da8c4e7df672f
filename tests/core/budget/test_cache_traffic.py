"""A run at other traffic: the straight line between a cold and a warm prefix against the run worked out in full."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from planner.core.budget.inputs import BudgetLine, Growth, Hours
from planner.core.budget.pricing.price_periods import Piece
from planner.core.budget.pricing.run_prices import RunPrice
from planner.core.models.catalogue import HostCache
from planner.core.models.rates import DatedCard, Rate, RateCard, Window
from planner.core.workload import CacheSettings, Workload, exact
from tests.core.budget.build import made
from tests.core.build import AUTOMATIC, card, catalogue, offer, profile

WRITTEN = HostCache("explicit", 300.0, 1024, 0.95, ("5m",))
PLAIN = card(input="3", output="15", cache_read="0.3", cache_write="3.75")
TIERED = RateCard(
    input=Rate(Decimal(2), ((20_000, Decimal(4)),)),
    output=Rate(Decimal(10)),
    cache_read=Rate(Decimal("0.2"), ((20_000, Decimal("0.4")),)),
)
NIGHT = Window(start_time=time(0), end_time=time(12))
BY_THE_HOUR = (DatedCard(card(input="3", output="15", cache_read="0.3")), DatedCard(TIERED, NIGHT))
WORLD = catalogue(
    offer("host/written", cards=(DatedCard(PLAIN),), cache=WRITTEN, profile_id="m"),
    offer("host/tiered", cards=(DatedCard(TIERED),), cache=AUTOMATIC, profile_id="m"),
    offer("host/hours", cards=BY_THE_HOUR, cache=AUTOMATIC, profile_id="m"),
    profiles=(profile("m"),),
)
WARMING = Growth("compound", Decimal("0.7"))


def pieces(offer_id: str, *, hours: Hours | None = None, **changes: Any) -> tuple[Piece, ...]:
    """A line whose traffic makes its prefix of 5,000 tokens warm within a year."""
    given: dict[str, Any] = {"runs_per_day": 3, "shared_prefix_tokens": 5000, "input_tokens": 700}
    own = BudgetLine("w", offer_id, Workload(**(given | changes)), "default", growth=WARMING, hours=hours)
    return made(own, world=WORLD, start=date(2027, 1, 1), months=12).priced_lines[0].pieces


def in_full(price: RunPrice) -> Decimal:
    """Dollars of the run's lines, retries in, over the hours of use."""
    usd = [
        (rated.weight, share * line.usd * (1 + exact(rated.inputs.workload.retry_rate)))
        for rated in price.rated
        for share, run in rated.parts
        for line in run.lines
    ]
    return sum((weight * dollars for weight, dollars in usd), Decimal(0)) / sum(r.weight for r in price.rated)


@pytest.mark.parametrize(
    ("offer_id", "changes"),
    [
        ("host/written", {}),
        ("host/written", {"steps": 12, "tool_result_tokens": 900}),
        ("host/written", {"cache": CacheSettings("5m"), "retry_rate": 0.1}),
        ("host/tiered", {"steps": 30, "tool_result_tokens": 1500, "thinking_share": 0.4}),
        ("host/tiered", {"input_tokens": 30_000}),
        ("host/hours", {"hours": Hours(8, 10), "steps": 4, "tool_result_tokens": 333}),
    ],
)
def test_every_warmth_is_what_the_whole_run_comes_to(offer_id: str, changes: dict[str, Any]) -> None:
    found = pieces(offer_id, **changes)
    usd = [piece.price.split.usd for piece in found]
    assert usd == [pytest.approx(in_full(piece.price), abs=Decimal("1e-20")) for piece in found]
    assert len(set(usd)) >= 8


def test_a_run_knows_its_own_traffic() -> None:
    for piece in pieces("host/written"):
        (rated,) = piece.price.rated
        hit = rated.parts[0][1].cache.prefix_hit
        assert hit == pytest.approx(Decimal("0.95") * warm(piece.month), abs=Decimal("0.0001"))


def warm(month: int) -> Decimal:
    """1 - exp(-runs in five minutes)."""
    return 1 - (-Decimal(3) * Decimal("1.7") ** month * 300 / 86_400).exp()


@pytest.mark.parametrize(
    "changes",
    [
        {"shared_prefix_tokens": 0},
        {"shared_prefix_tokens": 900},
        {"cache": CacheSettings("auto", prefix_hit_rate=0.5)},
        {"cache": CacheSettings("off")},
    ],
)
def test_traffic_makes_no_difference_without_a_prefix_to_keep_warm(changes: dict[str, Any]) -> None:
    assert len({id(piece.price) for piece in pieces("host/tiered", **changes)}) == 1
