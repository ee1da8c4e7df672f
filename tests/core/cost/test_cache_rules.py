"""What is read from cache, what is written, what is fresh: below, at and above every threshold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from planner.core.cost.caching import expiry_chance, prefix_hit, warm_chance
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.runs import Run
from planner.core.estimate.terms import Prepared, Terms
from planner.core.latency.seconds import speed_sd
from planner.core.models.catalogue import HostCache
from planner.core.models.rates import DatedCard
from planner.core.uncertainty import simulation
from planner.core.workload import CacheSettings, Workload
from tests.core.build import AUTOMATIC, EXPLICIT, NOW, OPUS_CARD, ask, card, catalogue, offer

WORLD = catalogue(
    offer("auto/m", cache=AUTOMATIC),
    offer("explicit/m", cards=(DatedCard(OPUS_CARD),), cache=EXPLICIT),
    offer("bare/m", cards=(DatedCard(card(input="1", output="10")),)),
)


def split(answer: Any) -> tuple[Decimal, Decimal, Decimal]:
    tokens = answer.tokens
    return tokens.input_fresh, tokens.cache_read, tokens.cache_write


def test_a_busy_shared_prefix_is_read_at_the_hosts_reliability() -> None:
    # 1,000 runs per day against a TTL of an hour: always warm; 0.9 x 1,500 = 1,350 read, the rest fresh
    answer = ask(WORLD, "auto/m", input_tokens=2000, shared_prefix_tokens=1500, runs_per_day=1000)
    assert split(answer) == (2150, 1350, 0)


@pytest.mark.parametrize(("shared", "read"), [(1023, 0), (1024, 922), (1025, 922)])
def test_below_the_minimum_nothing_is_read(shared: int, read: int) -> None:
    assert ask(WORLD, "auto/m", shared_prefix_tokens=shared).tokens.cache_read == read


def test_a_given_prefix_rate_ignores_the_minimum() -> None:
    cache = CacheSettings("auto", 1.0)
    assert ask(WORLD, "auto/m", shared_prefix_tokens=100, cache=cache).tokens.cache_read == 100


def test_a_single_call_writes_only_what_others_can_read() -> None:
    answer = ask(WORLD, "explicit/m", input_tokens=3000, shared_prefix_tokens=5000, cache=CacheSettings("5m", 0.0))
    assert split(answer) == (3000, 0, 5000)


def test_a_single_call_below_the_minimum_writes_nothing() -> None:
    answer = ask(WORLD, "explicit/m", input_tokens=3000, shared_prefix_tokens=4095, runs_per_day=0.001)
    assert split(answer) == (7095, 0, 0)


def test_a_loop_writes_every_miss_from_the_step_that_reaches_the_minimum() -> None:
    # contexts 3,000 4,500 6,000; minimum 4,096: call 1 fresh, call 2 written, call 3 reads 0.97 x 4,500 = 4,365
    answer = ask(WORLD, "explicit/m", steps=3, input_tokens=3000, visible_tokens_per_call=500, tool_result_tokens=1000)
    assert split(answer) == (3000, 4365, 4500 + 6000 - 4365)


def test_off_means_all_fresh() -> None:
    answer = ask(WORLD, "explicit/m", steps=3, shared_prefix_tokens=9000, cache=CacheSettings("off"))
    assert answer.tokens.cache_read == answer.tokens.cache_write == 0


def test_no_published_cache_rate_charges_full_input_and_says_so() -> None:
    answer = ask(WORLD, "bare/m", shared_prefix_tokens=9000)
    assert answer.tokens.cache_read == 0
    assert [flag.code for flag in answer.caveats if flag.code == "price_missing"]


@pytest.mark.parametrize(
    ("host", "mode", "answered"), [("auto", "5m", False), ("explicit", "5m", True), ("explicit", "1h", True)]
)
def test_an_explicit_ttl_the_host_lacks_is_refused(host: str, mode: Any, answered: bool) -> None:
    answer = ask(WORLD, f"{host}/m", shared_prefix_tokens=9000, cache=CacheSettings(mode))
    assert (getattr(answer, "code", None) is None) == answered


def test_an_hour_of_cache_is_written_at_its_own_rate() -> None:
    answer = ask(WORLD, "explicit/m", shared_prefix_tokens=9000, cache=CacheSettings("1h", 0.0))
    assert [line.usd_per_mtok for line in answer.cost.lines if line.kind == "cache_write"] == [Decimal(10)]


def test_warm_chance_of_random_arrivals() -> None:
    assert warm_chance(1 / 300, 300) == pytest.approx(0.632, abs=1e-3)
    assert warm_chance(0, 300) == 0


@pytest.mark.parametrize(("wait", "chance"), [(0, 0.0), (299, 1.0), (300, 1.0), (290, 0.5)])
def test_a_cache_expires_when_wait_and_call_outlast_it(wait: float, chance: float) -> None:
    spread = 0.5 if wait == 290 else 0.0
    assert expiry_chance(wait, 10.0, spread, 300.0) == pytest.approx(chance)


def test_slow_tools_empty_the_cache_between_steps() -> None:
    quick = ask(WORLD, "auto/m", steps=10, input_tokens=5000, tool_seconds=5)
    slow = ask(WORLD, "auto/m", steps=10, input_tokens=5000, tool_seconds=4000)
    assert quick.tokens.cache_read > 0
    assert slow.tokens.cache_read == 0
    assert "cache_may_expire" in {flag.code for flag in slow.caveats}


def test_a_stated_loop_rate_leaves_the_minimum_of_a_single_call() -> None:
    """In a run of one call nothing was sent before: the prefix is below the minimum of 4,096, stated or not."""
    plain = ask(WORLD, "explicit/m", shared_prefix_tokens=500, input_tokens=5000)
    stated = ask(WORLD, "explicit/m", shared_prefix_tokens=500, input_tokens=5000, cache=CacheSettings("auto", None, 1))
    assert stated.cost.usd_per_run == plain.cost.usd_per_run
    assert stated.tokens.cache_write == 0


@pytest.mark.parametrize("visible", [500, 2000, None])
def test_the_chance_to_expire_is_that_of_the_calls_drawn_seconds(visible: int | None) -> None:
    """What is said of slow steps agrees with the drawn seconds of the very same calls, stated tokens or estimated."""
    inputs, run = worked_out(visible, tool_seconds=3560.0)
    columns = simulation.draw_columns(1)
    said = simulation.draws_of(inputs, run, columns, None).visible
    slowness = np.exp(speed_sd(inputs.pace) * columns.speed)
    seconds = run.call.quiet + said / inputs.pace.tokens_per_second * slowness
    assert run.cache.expiry_chance == pytest.approx(float(np.mean(seconds > 40.0)), abs=0.01)


def test_what_is_stated_expires_alike_in_every_kind_of_work() -> None:
    """Tokens that the user states take no time from the kind of work."""
    kinds = ("everyday_qa", "research_agent")
    chances = {worked_out(5000, task_class=kind, tool_seconds=3540.0)[1].cache.expiry_chance for kind in kinds}
    assert len(chances) == 1 and 0 < chances.pop() < 1


def worked_out(visible: int | None, **changes: Any) -> tuple[EstimateInputs, Run]:
    load = Workload(steps=3, input_tokens=5000, visible_tokens_per_call=visible, **changes)
    ready = prepare(Terms(load, WORLD, NOW, "calendar"), WORLD.offers["auto/m"], "off")
    assert isinstance(ready, Prepared)
    return ready.inputs, ready.parts[0][1]


def test_runs_one_after_another_find_a_shared_prompt() -> None:
    load = Workload(shared_prefix_tokens=3000, runs_per_day=2)
    cache = HostCache("automatic", 300.0, 1024, 0.9)
    assert prefix_hit(load, cache, 2) == Decimal("0.0062")
    assert prefix_hit(replace(load, arrivals="together"), cache, 2) == Decimal("0.9")
    assert prefix_hit(replace(load, arrivals="together", shared_prefix_tokens=1000), cache, 2) == 0
