"""Own runs in a ranking: every offer as the exact path has it, and nothing of them in anybody else's ranking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import Market, open_market
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.learning import learn
from planner.core.tokens.own_runs import model_key
from planner.core.workload import Workload
from tests.core.build import NOW
from tests.core.ranking.test_rank import AGENT, complaints

OPUS = "anthropic/claude-opus-4-5"
UNKNOWN_STEPS = replace(AGENT, task_class="coding_agent", steps=40, steps_spread=0.8)
RUNS = OwnRuns(OPUS, "coding_agent", 14, "high", reasoning_tokens=450e3, visible_tokens=90e3, steps=90, seconds=2000)


@pytest.fixture(scope="module")
def market(catalogue: Catalogue) -> Market:
    return open_market(catalogue)


def asked(catalogue: Catalogue, load: Workload, *runs: OwnRuns) -> Terms:
    terms = Terms(load, catalogue, NOW, "calendar")
    return replace(terms, learnt=learn(terms, runs)) if runs else terms


def without_profile(market: Market) -> str:
    """A thinking offer whose voice is that of an offer of another model."""
    ranking = market.rank(asked(market.catalogue, UNKNOWN_STEPS))
    columns = ranking.columns
    return next(
        offer.id
        for i, offer in enumerate(columns.offers)
        if columns.profiles[i] is None
        and not ranking.refused[i, 1]
        and model_key(offer, None) != model_key(columns.token_groups[columns.token_group_of[i]].offer, None)
    )


def test_every_offer_is_as_the_exact_path_has_it(market: Market) -> None:
    other = OwnRuns(without_profile(market), "coding_agent", 5, "high", reasoning_tokens=400, visible_tokens=9000)
    for load in (UNKNOWN_STEPS, replace(UNKNOWN_STEPS, steps_spread=0.0, thinking_share=0.5)):
        terms = asked(market.catalogue, load, RUNS, other)
        assert complaints(terms, market.rank(terms), every=60) == []


def test_offers_that_are_set_apart_are_as_the_exact_path_has_them(market: Market) -> None:
    """Of models without a profile, those that share a voice with the model that ran."""
    name = without_profile(market)
    terms = asked(market.catalogue, UNKNOWN_STEPS, OwnRuns(name, "coding_agent", 50, "high", visible_tokens=10**6))
    ranking = market.rank(terms)
    columns = ranking.columns
    place = next(i for i, offer in enumerate(columns.offers) if offer.id == name)
    alike = np.flatnonzero(columns.token_group_of == columns.token_group_of[place])
    assert len(alike) > 1 and ranking.own_runs[place, 1] == 50
    for i in alike.tolist():
        exact = prepare(replace(terms, usual=True), columns.offers[i], str(ranking.modes[i, 1]))
        if isinstance(exact, Prepared) and not ranking.refused[i, 1]:
            assert ranking.usd_per_run[i, 1] == pytest.approx(float(exact.cost.usd_per_run), rel=1e-9)
            assert ranking.own_runs[i, 1] == exact.parts[0][1].own_runs


def test_own_runs_move_their_model_and_by_the_work_all_others(market: Market) -> None:
    before, after = (market.rank(asked(market.catalogue, AGENT_41, *runs)) for runs in ((), (RUNS,)))
    place = {offer.id: i for i, offer in enumerate(before.columns.offers)}
    moved = after.usd_per_run[:, 1] / before.usd_per_run[:, 1]
    assert moved[place[OPUS]] > 1.2 and moved[place["openai/gpt-5.4"]] > 1.2
    assert (after.thinking_basis[place[OPUS], 1], after.own_runs[place[OPUS], 1]) == ("own", 14)
    assert after.own_runs[place["openai/gpt-5.4"], 1] == 0


AGENT_41 = replace(UNKNOWN_STEPS, steps=41, steps_spread=0.0)


def test_what_one_asked_with_own_runs_is_no_answer_to_another(market: Market, catalogue: Catalogue) -> None:
    plain, mine = asked(catalogue, AGENT_41), asked(catalogue, AGENT_41, RUNS)
    theirs = asked(catalogue, AGENT_41, replace(RUNS, reasoning_tokens=900.0))
    first = market.rank(mine).usd_per_run
    fresh = [open_market(catalogue).rank(terms).usd_per_run for terms in (plain, theirs)]
    after = [market.rank(terms).usd_per_run for terms in (plain, theirs)]
    for one, other in zip(fresh, after, strict=True):
        assert np.array_equal(one, other, equal_nan=True)
        assert not np.array_equal(first, other, equal_nan=True)
