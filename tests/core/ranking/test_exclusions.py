"""What another thinking mode would bring, and why offers asked for have no figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.core.estimate.terms import Terms
from planner.core.ranking.exclusions import NO_SILENCE, NO_THINKING, only_in, refusals
from planner.core.ranking.filters import Filters
from planner.core.ranking.market import open_market
from planner.core.ranking.rank import Ranking
from planner.core.workload import Workload
from tests.core.build import NOW, catalogue, fact, offer, profile

KNOWN = catalogue(
    offer("a/thinks", thinks=True),
    offer("a/silent", thinks=False),
    offer("b/silent", thinks=False),
    offer("b/always", profile_id="always"),
    profiles=(profile("always", modes=fact(("on",)), default_mode=fact("on")),),
)
LOAD = Workload(visible_tokens_per_call=100, reasoning_tokens_per_call=200, runs_per_day=10)


def ranked(load: Workload = LOAD) -> Ranking:
    return open_market(KNOWN).rank(Terms(load, KNOWN, NOW, "calendar"), ("off", "closest:high"))


@pytest.mark.parametrize(
    ("filters", "silent", "always"),
    [(Filters(), 2, 1), (Filters(hosts=frozenset({"b"})), 1, 1), (Filters(words="thinks"), 0, 0)],
)
def test_what_one_mode_alone_has_is_counted(filters: Filters, silent: int, always: int) -> None:
    assert only_in(ranked(), filters, 0, NO_THINKING) == silent
    assert only_in(ranked(), filters, 1, NO_SILENCE) == always


def test_a_limit_of_money_holds_in_the_mode_that_is_had() -> None:
    usd = ranked().usd[:, 0]
    assert only_in(ranked(), Filters(usd_at_most=float(usd[0]) / 2), 0, NO_THINKING) == 0


def test_what_has_no_figure_in_any_mode_says_why_and_what_has_one_does_not() -> None:
    assert refusals(ranked(), Filters()) == {}
    assert refusals(ranked(replace(LOAD, service_tier="batch")), Filters()) == {"tier_not_offered": 4}
    batch = ranked(replace(LOAD, service_tier="batch"))
    assert refusals(batch, Filters(hosts=frozenset({"b"}))) == {"tier_not_offered": 2}


def test_without_runs_a_run_is_what_dollars_are_of() -> None:
    none, some = ranked(replace(LOAD, runs_per_day=0)), ranked()
    assert (none.usd_per_month[~(none.refused != "")] == 0).all()
    np.testing.assert_array_equal(none.usd, none.usd_per_run)
    np.testing.assert_array_equal(some.usd, some.usd_per_month)
    assert not np.array_equal(some.usd_per_month, some.usd_per_run, equal_nan=True)
