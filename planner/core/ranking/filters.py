"""From a ranking to what a reader sees of it: filtered, in order, models first with their hosts folded in.

A row is one offer in one mode. A fact that is not known never passes a filter that asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.core.keeping import KeptBy
from planner.core.models.offers.offer_facts import OfferFacts
from planner.core.models.offers.word_search import offers_with
from planner.core.models.profile.scores import score_of
from planner.core.ranking.pareto import frontier, frontier_of_three
from planner.core.ranking.price_table import Flags, Floats, Index
from planner.core.ranking.rank import Ranking

Order = Literal["usd", "seconds", "name"]
Places = Index
"""Rows by (place of the offer, slot), (r, 2)."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep; an empty set or None does not filter. Tokens, seconds that 95 % of runs stay under, USD of a month,
    or of a run where no runs are planned. `score_at_least`: percent on the benchmark `bench`, in the row's own mode. Of
    hosts, labs and modes any one is enough; of inputs and search words all are needed."""

    words: str = ""
    hosts: frozenset[str] = frozenset()
    labs: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    open_weights: bool | None = None
    context_at_least: int | None = None
    p95_seconds_at_most: float | None = None
    usd_at_most: float | None = None
    bench: str = ""
    score_at_least: float | None = None
    live_only: bool = True


def refused_for(ranking: Ranking, code: str) -> Flags:
    """Which rows have no answer for the reason `code`, and have one where that is empty, (n, m); not to be written
    to."""
    return _REFUSED.get(ranking, code, lambda: ranking.refused == code)


_REFUSED: KeptBy[Flags] = KeptBy(8, 4)


def keep(ranking: Ranking, filters: Filters) -> Flags:
    """Which rows have an answer and pass every filter, (n, m)."""
    kept: Flags = (
        refused_for(ranking, "") & (matching_offers(ranking, filters) & ranking.answers & ranking.reads)[:, np.newaxis]
    )
    if filters.modes:
        kept &= np.isin(ranking.modes, list(filters.modes))
    # A comparison with NaN is False: what has no seconds passes no limit on them.
    if filters.p95_seconds_at_most is not None:
        kept &= ranking.run_seconds_p95 <= filters.p95_seconds_at_most
    if filters.usd_at_most is not None:
        kept &= ranking.usd <= filters.usd_at_most
    if filters.score_at_least is not None:
        kept &= scores(ranking, filters.bench) >= filters.score_at_least
    return kept


def scores(ranking: Ranking, bench: str) -> Floats:
    """Percent on a benchmark of every offer in its modes, (n, m); NaN where there is none."""
    known: dict[tuple[str, str], float] = {}
    found = np.full(ranking.modes.shape, np.nan)
    for i, profile in enumerate(ranking.columns.profiles):
        if profile is None:
            continue
        for j, mode in enumerate(ranking.modes[i].tolist()):
            key = (profile.id, mode)
            if key not in known:
                score = score_of(profile, mode, bench)
                known[key] = np.nan if score is None else score.percent
            found[i, j] = known[key]
    return found


def matching_offers(ranking: Ranking, filters: Filters) -> Flags:
    """Which offers pass the filters on their own facts, whatever they cost and whether they have an answer, (n)."""
    offers: Flags = np.ones(len(ranking.columns.offers), dtype=np.bool_)
    for test in _tests(filters):
        offers &= np.array([test(facts) for facts in ranking.columns.facts], dtype=np.bool_)
    if filters.words.strip():
        offers &= called_so(ranking.columns.facts, filters.words)
    return offers & ranking.columns.live if filters.live_only else offers


def _tests(filters: Filters) -> Iterator[Callable[[OfferFacts], bool]]:
    """Tests of an offer's own facts beside its names; none for a filter that is not set."""
    least = filters.context_at_least
    if filters.hosts:
        yield lambda facts: facts.host in filters.hosts
    if filters.labs:
        yield lambda facts: facts.lab in filters.labs
    if filters.open_weights is not None:
        yield lambda facts: facts.open_weights is filters.open_weights
    if least is not None:
        yield lambda facts: facts.context_tokens is not None and facts.context_tokens >= least
    if filters.inputs:
        yield lambda facts: facts.inputs is not None and filters.inputs <= facts.inputs


def called_so(facts: Sequence[OfferFacts], typed: str) -> Flags:
    """Which offers hold every word of a search, (n)."""
    return np.array(offers_with(facts, typed.casefold().split(), _says), dtype=np.bool_)


def _says(text: str, word: str) -> bool:
    """Whether a text contains a word; a number must stand alone, so that 9 is not found in a date."""
    return bool(re.search(rf"(?<!\d){word}(?!\d)", text)) if word.isdecimal() else word in text


def can_lead(ranking: Ranking, kept: Flags) -> Flags:
    """Which kept rows may lead and stand on the frontier, (n, m): the run fits the context, a mode that thinks is known
    to be served, and so is the offer; offers of which that is not known lead where there are no others."""
    stands: Flags = kept & ~ranking.thinks_unknown
    for slot in range(stands.shape[1]):
        rows = np.flatnonzero(stands[:, slot])
        stands[rows, slot] = ~ranking.over_window(rows, slot)
    known: Flags = stands & ~ranking.columns.served_unknown[:, np.newaxis]
    return known if known.any() else stands


def ordered(ranking: Ranking, kept: Flags, by: Order = "usd") -> Places:
    """The kept rows, best first; of equals those known to be served, then by the other figure, then by id."""
    offers, slots = np.nonzero(kept)
    usd, seconds = _figures(ranking, offers, slots)
    unknown = ranking.columns.served_unknown[offers]
    if by == "name":
        names = np.array([ranking.columns.facts[place].model_name.casefold() for place in offers.tolist()])
        order = np.lexsort((seconds, unknown, usd, names))
    else:
        order = np.lexsort((seconds, unknown, usd) if by == "usd" else (usd, unknown, seconds))
    return np.column_stack([offers[order], slots[order]])


def _figures(ranking: Ranking, offers: Index, slots: Index) -> tuple[Floats, Floats]:
    """Dollars and median seconds of rows; no others are worked out."""
    usd, seconds = np.empty(len(offers)), np.empty(len(offers))
    for slot in np.unique(slots).tolist():
        rows = slots == slot
        usd[rows] = ranking.usd_at(offers[rows], slot)
        seconds[rows] = ranking.seconds_at(offers[rows], slot)[0]
    return usd, seconds


def on_frontier(ranking: Ranking, kept: Flags, bench: str = "") -> Places:
    """The kept rows that no other beats in both a month's cost and a run's seconds, and in the score on `bench` where
    one is named, of those that stand; cheapest first."""
    offers, slots = np.nonzero(can_lead(ranking, kept))
    usd, seconds = _figures(ranking, offers, slots)
    best = (
        frontier(usd, seconds) if not bench else frontier_of_three(usd, seconds, scores(ranking, bench)[offers, slots])
    )
    return np.column_stack([offers[best], slots[best]])
