"""Who leads the rows of a model, and whose list is silent on long prompts."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.canonical_host import hosts_by_model, hosts_in_order
from planner.core.models.rates import DatedCard, RateCard
from planner.core.models.resolve import Named, resolve
from planner.core.ranking.filters import Filters, keep
from planner.core.ranking.market import open_market
from planner.core.ranking.rank import Ranking
from planner.core.workload import Workload
from tests.core.build import NOW, fact, offer, profile, rate
from tests.core.build import catalogue as world

LOAD = Workload(visible_tokens_per_call=100, reasoning_tokens_per_call=200, input_tokens=5000)


def priced(offer_id: str, usd: str, *tiers: tuple[int, str], **changes: Any) -> Offer:
    own = RateCard(input=rate(usd, *tiers), output=rate(usd, *tiers))
    return offer(offer_id, cards=(DatedCard(own),), **changes)


def ranked(known: Catalogue, load: Workload = LOAD) -> Ranking:
    return open_market(known).rank(Terms(load, known, NOW, "calendar"))


def leads(ranking: Ranking, filters: Filters) -> list[list[str]]:
    """Offers by model, the one that leads first and the others in order."""
    groups = hosts_by_model(ranking, keep(ranking, filters)[:, 0], 0)
    places = [[group[0], *hosts_in_order(ranking, group[1:], 0)] for group in groups]
    return [[ranking.columns.offers[place].id for place in group] for group in places]


KNOWN = world(
    priced("aws/m", "1", profile_id="m"),
    priced("b/m", "3", profile_id="m"),
    priced("c/m", "2", (4000, "9"), profile_id="m"),
    priced("a/other", "1.5"),
    profiles=(profile("m", offers=("b/m", "c/m"), also_offers=("aws/m",), lab="B"),),
)


def test_the_host_of_the_bare_name_leads_its_model_although_a_surcharged_row_is_cheaper() -> None:
    """The model then stands where its lead does: behind what is cheaper than the lead."""
    ranking = ranked(KNOWN)
    assert leads(ranking, Filters()) == [["a/other"], ["c/m", "aws/m", "b/m"]]
    assert leads(ranking, Filters(hosts=frozenset({"aws", "c"}))) == [["c/m", "aws/m"]]
    assert leads(ranking, Filters(hosts=frozenset({"aws"}))) == [["aws/m"]]


def test_the_lead_is_the_same_for_another_workload() -> None:
    """By list price: c is cheaper than b below its threshold, dearer above."""
    short = ranked(KNOWN, Workload(visible_tokens_per_call=100, reasoning_tokens_per_call=200, input_tokens=1000))
    assert [group[0] for group in leads(short, Filters()) if "aws/m" in group] == ["c/m"]


def test_a_model_that_no_bare_name_means_is_led_by_its_best_host() -> None:
    """Batch rows are named by their ids alone; dearer ones before cheaper by id."""
    ranking = ranked(world(priced("a/lot:batch", "2"), priced("b/lot:batch", "1"), priced("c/lot:batch", "3")))
    assert leads(ranking, Filters()) == [["b/lot:batch", "a/lot:batch", "c/lot:batch"]]
    assert leads(ranking, Filters(hosts=frozenset({"nobody"}))) == []


def test_leads_are_those_of_the_exact_path(catalogue: Catalogue) -> None:
    ranking = open_market(catalogue).rank(Terms(LOAD, catalogue, NOW, "calendar"))
    offers = ranking.columns.offers
    groups = hosts_by_model(ranking, keep(ranking, Filters()).any(axis=1), 1)
    found = {offers[group[0]].profile_id: offers[group[0]].id for group in groups}
    for name, known in catalogue.profiles.items():
        if name in found:
            chosen = resolve(catalogue, known.id, NOW.date())
            assert isinstance(chosen, Named)
            assert found[name] == chosen.offer.id


@pytest.mark.parametrize(("open_weights", "start"), [(False, 4000.0), (True, inf)])
def test_a_list_without_the_makers_long_context_rate_is_told(open_weights: bool, start: float) -> None:
    """Below, at and above the threshold; hosts of open weights set prices as they like."""
    known = world(
        priced("maker/m", "2", (4000, "9"), profile_id="m"),
        priced("other/m", "1", profile_id="m"),
        profiles=(profile("m", offers=("maker/m", "other/m"), lab="Maker AI", open_weights=fact(open_weights)),),
    )
    for tokens in (3999, 4000, 4001):
        ranking = ranked(known, Workload(visible_tokens_per_call=100, input_tokens=tokens))
        assert ranking.columns.makers_starts.tolist() == [inf, start]
        assert (ranking.longest[:, 0] > ranking.columns.makers_starts).tolist() == [False, tokens > start]
