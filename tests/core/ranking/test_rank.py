"""All offers at once against the exact path, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from math import isclose, isnan
from typing import Any

import numpy as np
import pytest

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.latency.one_run_times import quick_tail
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import does_not_think, expand
from planner.core.models.offers.limits import cut_off_share, overflow_step, window_of
from planner.core.models.offers.purpose import inputs_of, unread
from planner.core.models.rates import DatedCard, VariantCard
from planner.core.ranking.market import Market, market_for, open_market
from planner.core.ranking.rank import Ranking
from planner.core.workload import CacheSettings, Compaction, Overrides, Workload
from tests.core.build import NOW, card, fact, offer, profile
from tests.core.build import catalogue as world

CHAT = Workload(input_tokens=1500, shared_prefix_tokens=3001, runs_per_day=700)
AGENT = Workload(
    task_class="research_agent",
    steps=300,
    input_tokens=3000,
    shared_prefix_tokens=2555,
    tool_result_tokens=1700,
    tool_seconds=2,
    runs_per_day=40,
)
WORKLOADS: dict[str, Workload] = {
    "chat": CHAT,
    "chat, nothing of its own": replace(CHAT, input_tokens=0),
    "chat all at once": replace(CHAT, runs_per_day=3, arrivals="together"),
    "agent": AGENT,
    "agent over long pauses": replace(AGENT, tool_seconds=280, steps=41),
    "agent, 5 minute cache": replace(AGENT, cache=CacheSettings("5m")),
    "agent, 1 hour cache": replace(AGENT, cache=CacheSettings("1h"), steps=90),
    "agent, no cache": replace(AGENT, cache=CacheSettings("off"), steps=17),
    "agent, rates given": replace(AGENT, cache=CacheSettings("auto", 0.5, 0.97)),
    "agent that forgets": replace(AGENT, keep_reasoning="none"),
    "agent, tokens given": replace(AGENT, visible_tokens_per_call=333, reasoning_tokens_per_call=777),
    "turns of a user": replace(AGENT, step_kind="user_turn", gap_seconds=200, steps=6),
    "agent that summarises": replace(AGENT, compaction=Compaction(), steps=777),
    "agent that summarises often": replace(
        AGENT, compaction=Compaction(0.3, 5000), steps=250, keep_reasoning="none", thinking_share=0.5, retry_rate=0.1
    ),
    "agent of unknown steps": replace(AGENT, steps=40, steps_spread=0.8, retry_rate=0.1),
    "agent of unknown steps that summarises": replace(
        AGENT, steps=300, steps_spread=0.6, compaction=Compaction(0.7, 8000)
    ),
    "pauses": replace(AGENT, pause_share=0.2, steps=50),
    "batch": replace(CHAT, service_tier="batch"),
    "batch in steps": replace(AGENT, service_tier="batch"),
    "flex": replace(AGENT, service_tier="flex", steps=3),
    "fast": replace(CHAT, service_tier="fast"),
    "some think, some fail": replace(AGENT, thinking_share=0.3, retry_rate=0.25, steps=12),
    "none think": replace(CHAT, thinking_share=0),
    "searches": replace(CHAT, web_searches_per_run=4, retry_rate=0.5),
    "o200k tokens": replace(AGENT, token_basis="o200k", steps=44),
    "pages and images": replace(CHAT, pdf_pages_per_run=12, image_inputs_per_run=3, retry_rate=0.1),
    "a book of pages": replace(CHAT, pdf_pages_per_run=500),
    "sound": replace(CHAT, audio_seconds_per_run=90.5, thinking_share=0.4),
    "agent with images and sound": replace(AGENT, image_inputs_per_run=20, audio_seconds_per_run=600, steps=40),
    "agent with pages that summarises": replace(
        AGENT,
        pdf_pages_per_run=40,
        image_inputs_per_run=2,
        compaction=Compaction(),
        steps=200,
        cache=CacheSettings("1h"),
    ),
    "agent of unknown steps with images": replace(
        AGENT, image_inputs_per_run=30, audio_seconds_per_run=60, steps=40, steps_spread=0.8
    ),
    "short answers": replace(CHAT, max_output_tokens=300),
    "a book": replace(CHAT, input_tokens=272_000 - 3001, task_class="long_document"),
    "a page more": replace(CHAT, input_tokens=272_001 - 3001, task_class="long_document"),
}


WHOLE = ("chat", "agent")
"""Compared over every offer; the others over a sample of every profile and of the rest, as the exact path is slow."""


@pytest.fixture(scope="module")
def market(catalogue: Catalogue) -> Market:
    return open_market(catalogue)


def terms_for(catalogue: Catalogue, load: Workload, when: date | datetime = NOW) -> Terms:
    return Terms(load, catalogue, when, "calendar")


def complaints(
    terms: Terms, ranking: Ranking, overrides: dict[str, Overrides] | None = None, *, every: int = 1, phase: int = 0
) -> list[str]:
    """Every row that says something else than the exact path; a sample of the offers where `every` is above 1.

    Rankings price at the mean of a usual week, so the exact path does here too.
    """
    wrong, arrays = [], figures(ranking)
    usual = replace(terms, usual=True)
    taken = sample(ranking.columns.offers, every, phase)
    for i, one in enumerate(ranking.columns.offers):
        if i not in taken and one.id not in (overrides or {}):
            continue
        if one.input_only or one.is_free:
            continue  # left out of rankings of work with an answer, as nothing can be compared with them
        asked = expand(("pair",), one, terms.catalogue.profile_of(one))
        for j in range(len(ranking.slots)):
            own = (overrides or {}).get(one.id, Overrides())
            answer = does_not_think(one, asked[j]) or prepare(usual, one, asked[j], overrides=own)
            said = (str(ranking.refused[i, j]), *(array[i, j] for array in arrays))
            if has_no_price_of_text(answer):
                continue  # paid by the hour or the page alone: rankings leave it out
            expected = ("", *exact_figures(answer)) if isinstance(answer, Prepared) else (answer.code, *NO_FIGURES)
            alike = all(map(same, said[1:], expected[1:]))
            wrong += [] if said[0] == expected[0] and alike else [f"{one.id} {asked[j]}: {said}, not {expected}"]
            if isinstance(answer, Prepared):
                run = answer.parts[0][1]
                reads = not unread(inputs_of(one, terms.catalogue.profile_of(one)), answer.inputs.card, terms.workload)
                assert bool(ranking.reads[i]) == reads
                words = (ranking.modes[i, j], ranking.thinking_basis[i, j], ranking.own_runs[i, j])
                assert words == (answer.mode.mode, run.reasoning_fit.level, run.own_runs)
    return wrong


def same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (isnan(one) and isnan(other))


def sample(offers: Sequence[Offer], every: int, phase: int) -> set[int]:
    """Places of one in `every` offers without a profile, and of one in three (at least one) of each profile's; other
    phases take others."""
    places: dict[str | None, list[int]] = {}
    for i, one in enumerate(offers):
        places.setdefault(one.profile_id, []).append(i)
    steps = {
        profile_id: every if profile_id is None else min(every, 3, len(found)) for profile_id, found in places.items()
    }
    return {i for profile_id, found in places.items() for i in found[phase % steps[profile_id] :: steps[profile_id]]}


def has_no_price_of_text(answer: object) -> bool:
    return isinstance(answer, Prepared) and answer.inputs.card.input is None


NO_FIGURES = (np.nan,) * 5


def figures(ranking: Ranking) -> list[Any]:
    """Dollars, median and p95 seconds, and where it does not fit: the latter for answers alone."""
    known = ranking.refused == ""
    fits = [np.where(known, array, np.nan) for array in (ranking.full_at, ranking.cut_off)]
    return [ranking.usd_per_run, ranking.run_seconds, ranking.run_seconds_p95, *fits]


def exact_figures(answer: Prepared) -> tuple[float, ...]:
    inputs, run, seconds = answer.inputs, answer.parts[0][1], quick_tail(answer)
    full = overflow_step(inputs, run, window_of(inputs.offer, inputs.profile)) or 0
    assert seconds.p95 is not None
    return float(answer.cost.usd_per_run), seconds.p50, seconds.p95, full, cut_off_share(inputs, run)


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_offer_in_both_modes_is_as_the_exact_path_has_it(market: Market, name: str) -> None:
    terms = terms_for(market.catalogue, WORKLOADS[name])
    every, phase = (1, 0) if name in WHOLE else (25, [*WORKLOADS].index(name))
    assert complaints(terms, market.rank(terms), every=every, phase=phase) == []


@pytest.mark.parametrize("name", ["chat", "agent of unknown steps that summarises"])
def test_offers_asked_for_alone_have_the_figures_that_they_have_among_all(market: Market, name: str) -> None:
    """To the last digit, as equals come in the same order whoever else is asked for."""
    terms = terms_for(market.catalogue, WORKLOADS[name])
    places, whole = list(range(3, len(market.book.offers), 40)), market.rank(terms)
    for slot in (0, 1):
        some = market.rank(terms)
        for place in places[:5]:
            some.usd_of(place, slot), some.seconds_of(place, slot)
        found = some.usd_at(places, slot), *some.seconds_at(places, slot)
        expected = whole.usd, whole.run_seconds, whole.run_seconds_p95
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other[places, slot])
        assert some.usd_of(places[0], slot) == found[0][0] or np.isnan(found[0][0])


@pytest.mark.parametrize("name", WORKLOADS)
def test_no_median_is_below_its_bound(market: Market, name: str) -> None:
    """And both are known of the same offers."""
    ranking, every = market.rank(terms_for(market.catalogue, WORKLOADS[name])), range(len(market.book.offers))
    for slot in (0, 1):
        half, floors = ranking.seconds_at(every, slot)[0], ranking.floors_at(every, slot)
        assert (np.isnan(half) == np.isnan(floors)).all()
        assert not (floors > half).any()


@pytest.mark.parametrize("when", [date(2026, 11, 23), date(2027, 1, 1), datetime.fromisoformat("2026-10-18T23:59Z")])
def test_other_days_and_moments_too(market: Market, when: date | datetime) -> None:
    terms = terms_for(market.catalogue, AGENT, when)
    assert complaints(terms, market.rank(terms), every=25) == []


def test_the_figures_above_are_of_many_kinds(market: Market) -> None:
    """A guard: rankings have answers, refusals of every kind, offers with and without seconds."""
    codes: set[str] = set()
    bases: set[str] = set()
    full, cut = 0, 0
    for load in WORKLOADS.values():
        ranking = market.rank(terms_for(market.catalogue, load))
        codes |= set(ranking.refused.ravel().tolist())
        bases |= set(ranking.thinking_basis.ravel().tolist())
        full += int((ranking.full_at > 1).sum())
        cut += int((ranking.cut_off > 0.01).sum())
        assert (np.isnan(ranking.usd_per_run) == (ranking.refused != "")).all()
        timed = np.isfinite(ranking.run_seconds)
        assert (ranking.run_seconds_p95[timed] > ranking.run_seconds[timed]).all()
        assert np.isnan(ranking.run_seconds_p95[~timed]).all()
    assert {"model+effort", "model", "class", "given"} <= bases
    assert full > 100 and cut > 100
    assert codes == {
        "",
        "thinking_always_on",
        "mode_not_offered",
        "tier_not_offered",
        "batch_cannot_loop",
        "price_unknown",
        "cache_ttl_not_offered",
    }


def test_a_month_is_the_runs_of_a_month(market: Market) -> None:
    terms = terms_for(market.catalogue, CHAT)
    ranking = market.rank(terms)
    i = next(i for i, o in enumerate(ranking.columns.offers) if o.id == "openai/gpt-5.4")
    for month, runs in (("calendar", 700 * 365 / 12), ("30", 21_000), ("working", 15_400)):
        found = market.rank(replace(terms, month=month))  # type: ignore[arg-type]
        assert found.usd_per_month[i, 1] == pytest.approx(runs * ranking.usd_per_run[i, 1], rel=1e-12)


OWN = {
    "openai/gpt-5.4": Overrides(ttft_seconds=0.5, tokens_per_second=200.0, discount=Decimal("0.2")),
    "groq/openai/gpt-oss-120b": Overrides(reasoning_tokens_per_call=5.0),
}


def test_own_figures_are_put_in_place(market: Market) -> None:
    terms = terms_for(market.catalogue, AGENT)
    plain, own = market.rank(terms), market.rank(terms, overrides=OWN)
    assert complaints(terms, own, OWN, every=9) == []
    moved = np.flatnonzero(~np.isclose(plain.usd_per_run, own.usd_per_run, equal_nan=True).all(axis=1))
    assert {own.columns.offers[i].id for i in moved} == set(OWN)


def test_own_figures_of_a_model_reach_all_its_hosts_and_an_id_wins(market: Market) -> None:
    terms = terms_for(market.catalogue, CHAT)
    by_name = {"openai/gpt-5.4": Overrides(tokens_per_second=2.0), "GPT-5.4": Overrides(tokens_per_second=1.0)}
    ranking = market.rank(terms, overrides=by_name)
    speeds = {o.id: s for o, s in zip(ranking.columns.offers, ranking.run_seconds[:, 0], strict=True)}
    hosts = [o.id for o in market.catalogue.offers.values() if o.profile_id == "gpt-5.4" and o.id != "openai/gpt-5.4"]
    assert hosts
    assert all(speeds[host] > 1.5 * speeds["openai/gpt-5.4"] for host in hosts if not host.endswith(":batch"))


def small(*offers: Any, **changes: Any) -> tuple[Market, Terms]:
    known = world(*offers, profiles=(profile("m"), profile("silent", modes=profile().modes)))
    return open_market(known), terms_for(known, Workload(**({"visible_tokens_per_call": 100} | changes)))


def test_a_slot_may_be_any_mode() -> None:
    market, terms = small(offer("h/a", profile_id="m"), offer("h/b"))
    ranking = market.rank(terms, ("off", "low", "high", "default", "reference", "max"))
    assert ranking.modes.tolist() == [
        ["off", "low", "high", "off", "high", "max"],
        ["off", "low", "high", "on", "high", "max"],
    ]
    assert ranking.refused[:, 5].tolist() == ["mode_not_offered", ""]
    assert (ranking.thinking_basis == "class").tolist()[1] == [False, True, True, True, True, True]


def test_a_slot_may_be_the_least_a_model_can_think_and_the_effort_closest_to_another() -> None:
    modes = {"m": ("off", "low", "high"), "always": ("on",), "barely": ("minimal", "medium"), "silent": ("off",)}
    known = world(
        *(offer(f"h/{name}", profile_id=name) for name in modes),
        offer("h/unknown"),
        profiles=tuple(profile(name, modes=fact(offered)) for name, offered in modes.items()),
    )
    ranking = open_market(known).rank(terms_for(known, Workload()), ("least", "closest:max"))
    said = {o.id: row for o, row in zip(ranking.columns.offers, ranking.modes.tolist(), strict=True)}
    assert said == {
        "h/m": ["off", "high"],
        "h/always": ["off", "on"],
        "h/barely": ["minimal", "medium"],
        "h/silent": ["off", "max"],
        "h/unknown": ["off", "max"],
    }
    refused = {o.id: row for o, row in zip(ranking.columns.offers, ranking.refused.tolist(), strict=True)}
    assert refused["h/always"] == ["thinking_always_on", ""]
    assert refused["h/silent"] == ["", "mode_not_offered"]


def test_least_and_closest_are_what_the_model_offers() -> None:
    lite = profile("m", modes=fact(("minimal", "low", "xhigh")), default_mode=fact("minimal"))
    known = world(offer("h/a", profile_id="m"), offer("h/b"), profiles=(lite,))
    ranking = open_market(known).rank(terms_for(known, CHAT), ("least", "closest:medium", "off"))
    assert ranking.modes.tolist() == [["minimal", "low", "off"], ["off", "medium", "off"]]
    assert ranking.refused.tolist() == [["", "", "thinking_always_on"], ["", "", ""]]


def test_one_service_tier_is_not_another() -> None:
    row = VariantCard((("service_tier", "flex"),), card(input="0.5", output="5", cache_read="0.05"))
    market, terms = small(offer("h/a", variants=(row,)), offer("h/b"), service_tier="flex")
    ranking = market.rank(terms)
    assert ranking.refused[:, 0].tolist() == ["", "tier_not_offered"]
    standard = market.rank(replace(terms, workload=replace(terms.workload, service_tier="standard")))
    assert ranking.usd_per_run[0, 0] == pytest.approx(standard.usd_per_run[0, 0] / 2)


def test_a_host_with_an_output_limit_of_its_own_says_less() -> None:
    capped = profile("m", max_output_by_host={"a": fact(150)})
    known = world(offer("a/x", profile_id="m"), offer("b/x", profile_id="m"), profiles=(capped,))
    terms = terms_for(known, Workload())
    ranking = open_market(known).rank(terms)
    assert complaints(terms, ranking) == []
    assert (ranking.usd_per_run[0] < ranking.usd_per_run[1]).all()


def test_a_market_is_reopened_for_another_catalogue_alone() -> None:
    market, _ = small(offer("h/a"))
    assert market_for(market, market.catalogue) is market
    dearer = replace(market.catalogue, offers={"h/a": offer("h/a", cards=(DatedCard(card(input="9", output="9")),))})
    after = market_for(market, dearer)
    assert after.catalogue is dearer
    assert (
        after.rank(terms_for(dearer, CHAT)).usd_per_run[0, 0]
        > market.rank(terms_for(market.catalogue, CHAT)).usd_per_run[0, 0]
    )


def test_what_is_remembered_never_answers_another_question() -> None:
    market, terms = small(offer("h/a", cards=(DatedCard(card(input="1", output="10")),)))
    asked = [terms, replace(terms, workload=replace(terms.workload, visible_tokens_per_call=200))]
    first = [market.rank(t).usd_per_run[0, 0] for t in asked]
    assert first == [open_market(market.catalogue).rank(t).usd_per_run[0, 0] for t in asked]
    assert first[0] != first[1]
