"""From a ranking to rows: filters, order, models with their hosts, the frontier, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.lifecycle.reports import LifeReport
from planner.core.models.names.model_groups import is_variant
from planner.core.models.offers.offer_facts import facts_of, vendor_of
from planner.core.models.rates import DatedCard
from planner.core.models.resolve import Named, resolve
from planner.core.ranking.filters import Filters, Order, can_lead, keep, on_frontier, ordered
from planner.core.ranking.market import Market, open_market
from planner.core.ranking.rank import Ranking
from planner.core.workload import Overrides, Workload
from tests.core.build import NOW, card, fact, offer, profile
from tests.core.build import catalogue as world

LOAD = Workload(visible_tokens_per_call=100, reasoning_tokens_per_call=200, runs_per_day=10)


def priced(offer_id: str, usd: str, **changes: Any) -> Offer:
    return offer(offer_id, cards=(DatedCard(card(input=usd, output=usd)),), **changes)


OPEN = profile("open", open_weights=fact(True), lab="Moonshot", inputs=fact(("text", "image")), aliases=("k2",))
CLOSED = profile("closed", modes=fact(("on",)), default_mode=fact("on"), context_window=fact(50_000))
OFFERS = (
    priced("a/moon/open", "3", profile_id="open"),
    priced("b/open-too", "1", profile_id="open", context_window=8000),
    priced("a/closed", "2", profile_id="closed"),
    priced("c/moon/other", "4", name="moon/Other (free)", thinks=True),
    priced("d/other", "5", name="Other", thinks=True),
    priced("d/gone", "0.5", deprecated=True),
    priced("e/lot:batch", "0.1", name="Lot"),
    offer("e/unpriced", cards=(DatedCard(card(input="1")),)),
)


@pytest.fixture(scope="module")
def ranking() -> Ranking:
    known = world(*OFFERS, profiles=(OPEN, CLOSED))
    return open_market(known).rank(Terms(LOAD, known, NOW, "calendar"))


def ids(ranking: Ranking, filters: Filters) -> set[str]:
    kept = keep(ranking, filters).any(axis=1)
    return {o.id for o, k in zip(ranking.columns.offers, kept, strict=True) if k}


ALL = {o.id for o in OFFERS} - {"e/unpriced"}
LIVE = ALL - {"d/gone"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), LIVE),
        (Filters(live_only=False), ALL),
        (Filters(hosts=frozenset({"a"})), {"a/moon/open", "a/closed"}),
        (Filters(hosts=frozenset({"a", "d"}), live_only=False), {"a/moon/open", "a/closed", "d/other", "d/gone"}),
        (Filters(labs=frozenset({"Moonshot"})), {"a/moon/open", "b/open-too", "c/moon/other"}),
        (Filters(labs=frozenset({"Lab"})), {"a/closed"}),
        (Filters(open_weights=True), {"a/moon/open", "b/open-too"}),
        (Filters(open_weights=False), {"a/closed"}),
        (Filters(context_at_least=50_000), {"a/moon/open", "a/closed"}),
        (Filters(context_at_least=50_001), {"a/moon/open"}),
        (Filters(inputs=frozenset({"image", "text"})), {"a/moon/open", "b/open-too"}),
        (Filters(inputs=frozenset({"video"})), set()),
        (Filters(words="MOON"), {"a/moon/open", "b/open-too", "c/moon/other"}),
        (Filters(words="k2 a/"), {"a/moon/open"}),
        (Filters(words="other d/"), {"d/other"}),
        (Filters(p95_seconds_at_most=1e9), LIVE - {"e/lot:batch"}),
        (Filters(p95_seconds_at_most=0.001), set()),
        (Filters(usd_at_most=0.0), set()),
        (Filters(modes=frozenset({"on"})), {"a/closed"}),
    ],
)
def test_each_filter_keeps_what_is_known_to_pass(ranking: Ranking, filters: Filters, found: set[str]) -> None:
    assert ids(ranking, filters) == found


def test_limits_of_money_and_time_hold_for_each_row(ranking: Ranking) -> None:
    usd = ranking.usd_per_month[~np.isnan(ranking.usd_per_month)]
    limit = float(np.median(usd))
    kept = keep(ranking, Filters(usd_at_most=limit, live_only=False))
    assert kept.sum() == (usd <= limit).sum()
    assert (ranking.usd_per_month[kept] <= limit).all()
    quick = keep(ranking, Filters(p95_seconds_at_most=float(np.nanmedian(ranking.run_seconds_p95))))
    assert 0 < quick.sum() < keep(ranking, Filters()).sum()


def test_a_limit_of_time_is_for_95_of_100_runs(ranking: Ranking) -> None:
    """Below, at and above the slow end of one row, whose median is far below."""
    place = tuple(np.argwhere((ranking.modes == "on") & np.isfinite(ranking.run_seconds))[0])
    half, most = float(ranking.run_seconds[place]), float(ranking.run_seconds_p95[place])
    limits = (half, np.nextafter(most, 0), most, most + 1)
    kept = [bool(keep(ranking, Filters(p95_seconds_at_most=float(limit)))[place]) for limit in limits]
    assert kept == [False, False, True, True]


def models(ranking: Ranking, by: Order = "usd") -> list[list[tuple[int, int]]]:
    """The places of every model that passes, models and their rows in order."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for place, slot in ordered(ranking, keep(ranking, Filters()), by).tolist():
        groups.setdefault(int(ranking.columns.model_of[place]), []).append((place, slot))
    return list(groups.values())


@pytest.mark.parametrize("by", ["usd", "seconds"])
def test_rows_come_in_order(ranking: Ranking, by: Order) -> None:
    figures = {"usd": ranking.usd, "seconds": np.nan_to_num(ranking.run_seconds, nan=np.inf)}[by]
    groups = [[float(figures[place]) for place in group] for group in models(ranking, by)]
    best = [group[0] for group in groups]
    assert best == sorted(best) != sorted(best, reverse=True)
    assert all(group == sorted(group) for group in groups)
    places = [place for group in models(ranking, by) for place in group]
    assert len(set(places)) == len(places) == keep(ranking, Filters()).sum()


def test_by_name_models_come_by_name_and_hosts_by_price(ranking: Ranking) -> None:
    groups, columns = models(ranking, "name"), ranking.columns
    assert [columns.facts[group[0][0]].model_name for group in groups] == ["CLOSED", "Lot", "OPEN", "Other"]
    assert columns.offers[groups[2][0][0]].id == "b/open-too"


def test_equals_come_by_id() -> None:
    known = world(priced("b/x", "1"), priced("a/y", "1"), priced("c/z", "1"))
    same = open_market(known).rank(Terms(LOAD, known, NOW, "calendar"), ("off",))
    assert [same.columns.offers[i].id for i, _ in ordered(same, keep(same, Filters()))] == ["a/y", "b/x", "c/z"]


def test_of_equals_the_one_known_to_be_served_comes_first() -> None:
    """It also answers the bare name of its model; a cheaper one without any report keeps its place."""
    listed = (LifeReport("listed", "a list", NOW.date()),)
    known = world(priced("a/y", "1"), priced("b/y", "1", life=listed), priced("c/z", "0.9"), priced("d/z", "1"))
    same = open_market(known).rank(Terms(LOAD, known, NOW, "calendar"), ("off",))
    order = [same.columns.offers[i].id for i, _ in ordered(same, keep(same, Filters()))]
    assert order == ["c/z", "b/y", "a/y", "d/z"]
    named = resolve(known, "y", NOW)
    assert isinstance(named, Named) and named.offer.id == "b/y"


def test_hosts_fold_into_their_model(ranking: Ranking) -> None:
    columns = ranking.columns
    hosts = {columns.facts[g[0][0]].model_name: {columns.offers[offer].id for offer, _ in g} for g in models(ranking)}
    assert hosts == {
        "OPEN": {"a/moon/open", "b/open-too"},
        "CLOSED": {"a/closed"},
        "Other": {"c/moon/other", "d/other"},
        "Lot": {"e/lot:batch"},
    }
    assert sum(map(len, models(ranking))) == 11


def test_rows_carry_what_they_rest_on(ranking: Ranking) -> None:
    at = {offer.id: place for place, offer in enumerate(ranking.columns.offers)}
    assert np.isnan(ranking.run_seconds[at["e/lot:batch"], 0])
    assert np.isnan(ranking.run_seconds_p95[at["e/lot:batch"], 0])
    assert ranking.columns.profiles[at["a/closed"]] is CLOSED
    kept = keep(ranking, Filters())
    assert ranking.speed_prior[kept].all()
    assert set(ranking.thinking_basis[kept].tolist()) == {"given"}


def test_the_frontier_is_that_of_the_kept_rows(ranking: Ranking) -> None:
    whole = [tuple(place) for place in on_frontier(ranking, keep(ranking, Filters())).tolist()]
    assert whole == sorted(whole, key=lambda place: ranking.usd[place])
    without = on_frontier(ranking, keep(ranking, Filters(hosts=frozenset({"c", "d"})))).tolist()
    assert without
    assert not [place for place in without if tuple(place) in whole]


def test_only_what_fits_and_is_known_to_think_stands() -> None:
    """Cheapest by far, but one exceeds its window, and of another it is not known whether it thinks."""
    known = world(
        priced("a/tight", "1", context_window=900, thinks=True),
        priced("a/unknown", "2"),
        priced("a/thinker", "3", thinks=True),
        priced("a/silent", "2.5", thinks=False),
    )
    ranking = open_market(known).rank(Terms(LOAD, known, NOW, "calendar"), ("off", "high"))
    kept = keep(ranking, Filters())
    stands = {o.id: row for o, row in zip(ranking.columns.offers, can_lead(ranking, kept).tolist(), strict=True)}
    assert stands == {
        "a/tight": [False, False],
        "a/unknown": [True, False],
        "a/thinker": [True, True],
        "a/silent": [True, False],
    }
    unknown = dict(zip((o.id for o in ranking.columns.offers), ranking.columns.thinks_unknown.tolist(), strict=True))
    assert unknown == {"a/tight": False, "a/unknown": True, "a/thinker": False, "a/silent": False}
    kept[:, 0] = False
    assert [ranking.columns.offers[i].id for i, _ in on_frontier(ranking, kept)] == ["a/thinker"]
    assert "a/tight" in {ranking.columns.offers[i].id for i, _ in ordered(ranking, kept)}


@pytest.mark.parametrize(
    ("model_id", "vendor"),
    [
        ("moonshotai/kimi-k2", "moonshotai"),
        ("~anthropic/claude", "anthropic"),
        ("@cf/meta/llama", "meta"),
        ("anthropic.claude-3", "anthropic"),
        ("regional.amazon.nova", "amazon"),
        ("global.amazon.nova", "amazon"),
        ("gpt-5.4", None),
        ("plain", None),
    ],
)
def test_the_vendor_is_read_from_the_id(model_id: str, vendor: str | None) -> None:
    assert vendor_of(offer("h/x", model_id=model_id)) == vendor


def test_every_real_offer_has_facts_and_one_model(catalogue: Catalogue) -> None:
    offers = tuple(catalogue.offers.values())
    facts = facts_of(catalogue, offers)
    assert all(f.model_name and f.text == f.text.casefold() for f in facts)
    by_model: dict[Any, set[str | None]] = {}
    for one, of in zip(offers, facts, strict=True):
        # A host's regional row is shown under its model, whose profile does not list it.
        by_model.setdefault(of.model, set()).update(() if is_variant(one) else {one.profile_id})
    assert all(len(profiles) <= 1 for profiles in by_model.values())
    assert 800 < len(by_model) < len(offers)


def test_every_real_offer_is_in_one_model_and_in_order(catalogue: Catalogue) -> None:
    market: Market = open_market(catalogue)
    ranking = market.rank(Terms(replace(LOAD, input_tokens=5000), catalogue, NOW, "calendar"))
    groups = models(ranking)
    assert sum(map(len, groups)) == keep(ranking, Filters()).sum() > 1800
    for group in groups:
        usd = [float(ranking.usd[place]) for place in group]
        assert usd == sorted(usd), ranking.columns.facts[group[0][0]].model_name


def test_what_is_not_known_to_be_served_leads_only_where_nothing_else_does() -> None:
    lists = (LifeReport("listed", "a list", NOW.date()),)
    cheap, dear = priced("a/cheap", "1", thinks=True), priced("b/dear", "2", thinks=True, life=lists)
    leads = []
    for offers in ((cheap, dear), (cheap,)):
        known = world(*offers)
        ranking = open_market(known).rank(Terms(LOAD, known, NOW, "calendar"))
        kept = keep(ranking, Filters())
        leads.append([ranking.columns.offers[i].id for i in np.flatnonzero(can_lead(ranking, kept).any(axis=1))])
        assert kept.any(axis=1).all()
    assert leads == [["b/dear"], ["a/cheap"]]


def test_waits_that_nobody_measured_are_counted_and_own_ones_are_not() -> None:
    """1.5 s at each step, but none in a tool loop or where the model's own wait or the user's is known."""
    timed = profile("open", base_ttft_seconds=fact(0.4))
    known = world(priced("a/open", "3", profile_id="open"), priced("b/m", "1"), priced("c/m", "1"), profiles=(timed,))
    own = {"c/m": Overrides(ttft_seconds=2.0), "b/m": Overrides(tokens_per_second=90.0)}
    for load, waits in ((LOAD, [0.0, 1.5, 0.0]), (replace(LOAD, steps=4, step_kind="user_turn"), [0.0, 6.0, 0.0])):
        found = open_market(known).rank(Terms(load, known, NOW, "calendar"), overrides=own)
        assert found.guessed_waits.tolist() == waits
    loop = Terms(replace(LOAD, steps=4, step_kind="tool"), known, NOW, "calendar")
    assert not open_market(known).rank(loop).guessed_waits.any()
