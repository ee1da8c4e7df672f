"""What breaks: tokens as each host counts them, the busiest hour, and the month when growth passes a limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from planner.core.budget.advice.advice_types import Capacity
from planner.core.budget.advice.capacity import EVERYTHING, NO_CACHE_READS, PROMPT_AND_LIMIT, capacities, counted_tokens
from planner.core.budget.inputs import BatchWindow, Growth, HostLimit, Hours
from planner.core.models.catalogue import Catalogue, HostCache
from planner.core.models.rates import VariantCard
from planner.core.workload import CacheSettings, Overrides, Workload
from tests.core.budget.build import compound, dollar_runs, flat, line, made
from tests.core.build import card, catalogue, fact, offer, profile

BATCH = VariantCard((("processing", "batch"),), card(input="0.5", output="0"))
MARKET = catalogue(flat(variants=(BATCH,)))


def hosts(host: str) -> Catalogue:
    cache = HostCache("automatic", 3600.0, 0, 1.0)
    own = profile("p", max_output=fact(5000))
    return catalogue(offer(f"{host}/p", profile_id="p", cache=cache), profiles=(own,))


SPOKEN = {"input_tokens": 1000, "shared_prefix_tokens": 4000, "visible_tokens_per_call": 100}


@pytest.mark.parametrize(
    ("host", "counting", "tokens"),
    [
        ("moonshotai", PROMPT_AND_LIMIT, 10_000),  # 5,000 in and 5,000 allowed out
        ("anthropic", NO_CACHE_READS, 3100),  # 1,000 of its own, 2,000 missed, 100 out
        ("openai", EVERYTHING, 5100),
    ],
)
def test_hosts_count_tokens_their_own_way(host: str, counting: str, tokens: int) -> None:
    load = Workload(runs_per_day=1440, cache=CacheSettings(prefix_hit_rate=0.5), **SPOKEN)
    own = made(line("p", f"{host}/p", workload=load), world=hosts(host))
    assert counted_tokens(own.priced_lines[0].pieces[0].price.rated[0]) == tokens
    (found,) = capacities(own)
    assert (found.counting, found.months[0].tokens_per_minute) == (counting, tokens)


def capacity(*lines: Any, **changes: Any) -> Capacity:
    (found,) = capacities(made(*lines, **changes))
    return found


def test_the_busiest_hour_and_little() -> None:
    pace = Overrides(ttft_seconds=2.0, tokens_per_second=10.0)
    spoken = dollar_runs(600, hours_per_day=10, visible_tokens_per_call=100, steps=3, retry_rate=0.5, tool_seconds=9)
    found = capacity(line(workload=spoken, overrides=pace, peak=2.0)).months[0]
    # 60 runs an hour x 2 x 1.5 = 3 a minute, 9 calls; each open for 3 x (2 + 10) s
    assert found.requests_per_minute == pytest.approx(9)
    assert found.concurrency == pytest.approx(3 / 60 * 36)


def test_growth_passes_a_limit_in_a_month_and_never_another() -> None:
    limits = (HostLimit("host/flat", requests_per_minute=3.0, tokens_per_minute=1.5e6, concurrency=1000.0),)
    found = capacity(line(workload=dollar_runs(1440), growth=compound("1")), months=5, limits=limits)
    assert [d.requests_per_minute for d in found.months] == [1, 2, 4, 8, 16]
    assert found.passes == {"requests_per_minute": "2027-03", "tokens_per_minute": "2027-02", "concurrency": None}


@pytest.mark.parametrize(("start", "together"), [(8, 2.0), (9, 2.0), (10, 1.0), (23, 1.0)])
def test_lines_meet_only_in_hours_that_they_share(start: int, together: float) -> None:
    load = dollar_runs(120)
    lines = (line("a", workload=load, hours=Hours(8, 2)), line("b", workload=load, hours=Hours(start, 2)))
    assert capacity(*lines).months[0].requests_per_minute == together


def test_batch_has_limits_of_its_own() -> None:
    assert capacities(made(line(workload=dollar_runs(service_tier="batch")), world=MARKET)) == ()


def test_the_month_of_a_move_asks_both_offers() -> None:
    found = {
        c.offer: [d.requests_per_minute > 0 for d in c.months]
        for c in capacities(made(line("m", "host/moving"), months=4))
    }
    assert found == {"host/moving": [True, True, True, False], "host/heir": [False, False, True, True]}


@pytest.mark.parametrize(
    ("changes", "a_minute"),
    [
        ({}, 1.0),  # 1,440 a day, spread over it
        ({"window": BatchWindow(20, 10.0)}, 2.4),
        ({"window": BatchWindow(20, 2.5)}, 9.6),
        ({"window": BatchWindow(20, 10.0), "hours": Hours(0, 12)}, 2.0),  # typed hours go before the batch's own
        # All 43,800 runs of 365/12 days in one night, half of them on this line.
        ({"window": BatchWindow(20, 10.0), "growth": Growth("once"), "share": Decimal("0.5")}, 36.5),
    ],
)
def test_a_batch_has_the_time_until_it_is_needed(changes: dict[str, Any], a_minute: float) -> None:
    found = capacity(line(workload=dollar_runs(1440), **changes)).months
    assert found[0].requests_per_minute == pytest.approx(a_minute)


@pytest.mark.parametrize(("start", "together"), [(20, True), (5, True), (6, False), (19, False)])
def test_a_batch_meets_others_in_its_own_hours(start: int, together: bool) -> None:
    batch = line("batch", workload=dollar_runs(60), window=BatchWindow(20, 9.5))
    other = line("other", workload=dollar_runs(60), hours=Hours(start, 1))
    alone = max(capacity(one).months[0].requests_per_minute for one in (batch, other))
    assert (capacity(batch, other).months[0].requests_per_minute > alone) is together
