"""What is answered, substituted or refused when a thinking mode is asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from planner.core.estimate.comparison import MOST_ANSWERS, compare
from planner.core.models.modes import closest_of, modes_of
from planner.core.models.rates import DatedCard
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput, CacheSettings, Overrides, Workload
from tests.core.build import EXPLICIT, NOW, OPUS_CARD, ask, catalogue, fact, offer, profile

ALWAYS = profile("always", modes=fact(("on",)), default_mode=fact("on"), partner_without_thinking="silent")
SILENT = profile("silent", modes=fact(("off",)), default_mode=fact("off"), offers=("host/silent",))
TOGGLE = profile("toggle", modes=fact(("off", "on")), default_mode=fact("on"))
LADDER = profile("ladder", modes=fact(("off", "low", "medium", "high", "xhigh")), default_mode=fact("off"))
FLOOR = profile("floor", modes=fact(("minimal", "low", "high")), default_mode=fact("minimal"))
ALL = (ALWAYS, SILENT, TOGGLE, LADDER, FLOOR)
NAMED_TOGGLE = replace(TOGGLE, offers=("host/toggle",))
NAMED = catalogue(offer("host/toggle", profile_id="toggle"), profiles=(NAMED_TOGGLE,))
WORLD = catalogue(*(offer(f"host/{p.id}", profile_id=p.id) for p in ALL), offer("host/unknown"), profiles=ALL)


@pytest.mark.parametrize(
    ("model", "asked", "answered"),
    [
        ("always", "on", "on"),
        ("always", "high", "on"),
        ("toggle", "off", "off"),
        ("toggle", "high", "on"),
        ("toggle", "default", "on"),
        ("ladder", "xhigh", "xhigh"),
        ("ladder", "default", "off"),
        ("floor", "minimal", "minimal"),
        ("floor", "default", "minimal"),
        ("silent", "off", "off"),
        ("unknown", "off", "off"),
        ("unknown", "max", "max"),
        ("unknown", "default", "on"),
    ],
)
def test_offered_modes_are_answered(model: str, asked: str, answered: str) -> None:
    assert ask(WORLD, f"host/{model}", asked).thinking == answered


@pytest.mark.parametrize(
    ("model", "asked", "code", "instead"),
    [
        ("always", "off", "thinking_always_on", "host/silent"),
        ("always", "low", "mode_not_offered", "on"),
        ("floor", "off", "thinking_always_on", "minimal"),
        ("ladder", "max", "mode_not_offered", "xhigh"),
        ("ladder", "on", "mode_not_offered", "high"),
        ("silent", "high", "mode_not_offered", None),
    ],
)
def test_unoffered_modes_are_refused_with_a_way_out(model: str, asked: str, code: str, instead: str | None) -> None:
    answer = ask(WORLD, f"host/{model}", asked)
    assert (answer.code, answer.instead) == (code, instead)
    assert answer.text.endswith(".")


def test_high_on_a_model_without_efforts_says_that_it_was_substituted() -> None:
    assert "effort_not_offered" in {flag.code for flag in ask(WORLD, "host/toggle", "high").caveats}
    assert "effort_not_offered" not in {flag.code for flag in ask(WORLD, "host/toggle", "on").caveats}


@pytest.mark.parametrize(
    ("model", "modes"),
    [("toggle", ["off", "on"]), ("ladder", ["off", "high"]), ("floor", ["high"]), ("unknown", ["off", "high"])],
)
def test_pair_is_off_and_the_reference_mode(model: str, modes: list[str]) -> None:
    found = compare(EstimateRequest(Workload(), (f"host/{model}",), ("pair",)), WORLD, now=NOW)
    assert [answer.thinking for answer in found.estimates] == modes


@pytest.mark.parametrize(
    ("model", "effort", "closest"),
    [
        (LADDER, "max", "xhigh"),
        (LADDER, "minimal", "low"),
        (TOGGLE, "low", "on"),
        (FLOOR, "medium", "high"),
    ],
)
def test_the_closest_offered_effort(model: Any, effort: str, closest: str) -> None:
    assert closest_of(modes_of(model), effort) == closest


def test_off_forgets_even_a_given_number() -> None:
    assert ask(WORLD, "host/ladder", "off", reasoning_tokens_per_call=5000).tokens.reasoning == 0


def test_unknown_names_are_all_named() -> None:
    with pytest.raises(BadInput) as caught:
        compare(EstimateRequest(Workload(), ("nobody/knows", "host/toggle", "me/neither")), WORLD, now=NOW)
    assert [p.message.split(" is ")[0] for p in caught.value.problems] == ["nobody/knows", "me/neither"]


def test_own_figures_are_found_under_the_offers_id_or_its_models_name() -> None:
    for name in ("host/toggle", "TOGGLE"):
        question = EstimateRequest(Workload(), ("host/toggle",), ("off",), {name: Overrides(ttft_seconds=7.0)})
        answer = compare(question, NAMED, now=NOW).estimates[0]
        assert answer.latency is not None
        assert answer.latency.ttft.p50 == 7.0


def test_own_figures_for_a_stranger_are_refused() -> None:
    question = EstimateRequest(Workload(), ("host/toggle",), ("off",), {"no/one": Overrides(ttft_seconds=7.0)})
    with pytest.raises(BadInput) as caught:
        compare(question, WORLD, now=NOW)
    assert [p.field for p in caught.value.problems] == ["overrides.no/one"]


def test_a_name_with_a_host_is_answered_by_that_host_alone() -> None:
    world = catalogue(
        offer("here/lab/Toggle", profile_id="toggle"),
        offer("there/toggle", profile_id="toggle"),
        profiles=(replace(TOGGLE, offers=("here/lab/Toggle", "there/toggle"), aliases=("there/lab/toggle",)),),
    )
    assert ask(world, "HERE/lab/toggle").offer.id == "here/lab/Toggle"
    assert ask(world, "there/lab/toggle").offer.id == "there/toggle"
    with pytest.raises(BadInput):
        ask(world, "there/lab/other")


def test_too_many_estimates_at_once_are_refused() -> None:
    many = catalogue(*(offer(f"host/m{n}") for n in range(MOST_ANSWERS // 2 + 1)))
    with pytest.raises(BadInput, match="at most 5,000 estimates"):
        compare(EstimateRequest(Workload(), tuple(many.offers), ("off", "high")), many, now=NOW)


@pytest.mark.parametrize("mode", ["auto", "1h"])
def test_a_write_rate_of_ones_own_is_billed_whatever_it_is(mode: Any) -> None:
    world = catalogue(offer("host/m", cards=(DatedCard(OPUS_CARD),), cache=EXPLICIT))
    own = Overrides(usd_per_mtok=(("cache_write", Decimal(1)),))
    answer = ask(world, "host/m", shared_prefix_tokens=9000, cache=CacheSettings(mode, 0.0), overrides=own)
    assert [line.usd_per_mtok for line in answer.cost.lines if line.kind == "cache_write"] == [Decimal(1)]


def test_the_first_call_is_plain_and_an_uncached_loop_takes_longer() -> None:
    load = {"input_tokens": 30_000, "tool_result_tokens": 1000}
    alone = ask(WORLD, "host/toggle", **load, cache=CacheSettings("off"))
    cold = ask(WORLD, "host/toggle", steps=20, **load, cache=CacheSettings("off"))
    warm = ask(WORLD, "host/toggle", steps=20, **load, cache=CacheSettings("auto", None, 1.0))
    assert cold.latency.ttft == alone.latency.ttft
    assert warm.latency.run.p50 < cold.latency.run.p50
