"""All offers in two modes for one workload: worked out, filtered, ordered, folded, with its frontier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Terms
from planner.core.models.modes import expand
from planner.core.models.names.canonical_host import hosts_by_model
from planner.core.ranking.filters import Filters, keep, on_frontier
from planner.core.ranking.rank import Ranking
from planner.core.workload import Compaction, Workload
from tests.bench.measure import Figure, both, median_seconds, readable
from tests.bench.world import AGENT, NOW, catalogue, market

WANTED_SECONDS = 0.05
LONG = replace(AGENT, steps=1000, compaction=Compaction())


def figures() -> Iterator[Figure]:
    """Ranking alone against the exact path one by one, and with all that a page of it needs."""
    _worked_out(_terms(0))
    typed = count(1)
    baseline, ours = both(_one_by_one, lambda: _worked_out(_terms(next(typed))), 3)
    ours = median_seconds(lambda: _worked_out(_terms(next(typed))), 25)
    rows = 2 * len(market().book.offers)
    yield Figure(
        f"all offers x 2 modes ({rows:,} rows), worked out",
        readable(baseline),
        readable(ours),
        baseline / ours,
        readable(WANTED_SECONDS),
        ours < WANTED_SECONDS,
        "An agent of 300 steps, another length of prompt each time. Baseline: the exact path, one by one.",
    )
    page = median_seconds(lambda: _listed(_worked_out(_terms(next(typed)))), 25)
    yield Figure(
        "the same, ranked: filtered, ordered, hosts folded, frontier",
        "",
        readable(page),
        None,
        readable(WANTED_SECONDS),
        page < WANTED_SECONDS,
    )
    long = median_seconds(lambda: _worked_out(_terms(next(typed), LONG)), 25)
    yield Figure(
        "all offers x 2 modes, 1,000 steps that summarise",
        "",
        readable(long),
        None,
        readable(WANTED_SECONDS),
        long < WANTED_SECONDS,
    )
    first = median_seconds(_first_ranking, 3)
    yield Figure("the first ranking of a server: facts, price table and look-ups", "", readable(first))


def _worked_out(terms: Terms) -> Ranking:
    """A ranking with the figures of all modes, which are worked out when they are asked for."""
    found = market().rank(terms)
    assert len(found.usd) == len(found.run_seconds) == len(market().book.offers)
    return found


def _terms(extra: int, load: Workload = AGENT) -> Terms:
    return Terms(replace(load, input_tokens=3000 + extra), catalogue(), NOW, "calendar")


def _one_by_one() -> None:
    terms = _terms(0)
    for offer in market().book.offers:
        for mode in expand(("pair",), offer, catalogue().profile_of(offer)):
            prepare(terms, offer, mode)


def _listed(ranking: Ranking) -> object:
    kept = keep(ranking, Filters())
    return [hosts_by_model(ranking, kept[:, slot], slot) for slot in (0, 1)], on_frontier(ranking, kept)


def _first_ranking() -> object:
    from planner.core.ranking.market import open_market

    found = open_market(catalogue()).rank(_terms(0))
    return found.usd, found.run_seconds
