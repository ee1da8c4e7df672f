"""From a ranking to what a reader sees of it: filtered, in order, models first with their hosts folded in.

A row is one offer in one mode. A fact that is not known never passes a filter that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.core.catalogue import Offer, Profile
from planner.core.offer_facts import OfferFacts
from planner.core.pareto import frontier
from planner.core.ranking import Ranking
from planner.core.table import Flags

Order = Literal["usd", "seconds", "name"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep; an empty set or None asks for nothing. Tokens, seconds of a run (median), USD a month.

    Of hosts, labs and modes any one will do; of inputs and search words all are needed.
    """

    words: str = ""
    hosts: frozenset[str] = frozenset()
    labs: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    open_weights: bool | None = None
    context_at_least: int | None = None
    seconds_at_most: float | None = None
    usd_per_month_at_most: float | None = None
    live_only: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One offer in one mode: means of USD, median seconds of a run (None for batch), and what they rest on."""

    place: tuple[int, int]
    offer: Offer
    profile: Profile | None
    mode: str
    usd_per_run: float
    usd_per_month: float
    run_seconds: float | None
    thinking_prior: bool
    speed_prior: bool
    live: bool
    on_frontier: bool


@dataclass(frozen=True, slots=True)
class ModelRows:
    """A model by its best row, the others (hosts and modes) folded in, in order."""

    name: str
    best: Row
    others: tuple[Row, ...]


def keep(ranking: Ranking, filters: Filters) -> Flags:
    """Which rows have an answer and pass every filter, (n, m)."""
    roster = ranking.roster
    offers = np.array([_passes(facts, filters) for facts in roster.facts], dtype=np.bool_)
    if filters.live_only:
        offers &= roster.live
    kept: Flags = (ranking.refused == "") & offers[:, np.newaxis]
    if filters.modes:
        kept &= np.isin(ranking.modes, list(filters.modes))
    # A comparison with NaN is False: what has no seconds passes no limit on them.
    if filters.seconds_at_most is not None:
        kept &= ranking.run_seconds <= filters.seconds_at_most
    if filters.usd_per_month_at_most is not None:
        kept &= ranking.usd_per_month <= filters.usd_per_month_at_most
    return kept


def _passes(facts: OfferFacts, filters: Filters) -> bool:
    """Whether an offer's own facts pass."""
    if filters.hosts and facts.host not in filters.hosts:
        return False
    if filters.labs and facts.lab not in filters.labs:
        return False
    if filters.open_weights is not None and facts.open_weights is not filters.open_weights:
        return False
    if filters.context_at_least is not None and (facts.context_tokens or 0) < filters.context_at_least:
        return False
    if filters.inputs and not (facts.inputs and filters.inputs <= facts.inputs):
        return False
    return all(word in facts.text for word in filters.words.casefold().split())


def ordered(ranking: Ranking, kept: Flags, by: Order = "usd") -> list[tuple[int, int]]:
    """Places (offer, slot) of the kept rows, best first; equals by the other figure, then by id of the offer."""
    offers, slots = np.nonzero(kept)
    usd, seconds = ranking.usd_per_month[offers, slots], ranking.run_seconds[offers, slots]
    names = np.array([ranking.roster.facts[i].model_name.casefold() for i in offers])
    keys = {"usd": (seconds, usd), "seconds": (usd, seconds), "name": (seconds, usd, names)}[by]
    order = np.lexsort(keys)
    return list(zip(offers[order].tolist(), slots[order].tolist(), strict=True))


def on_frontier(ranking: Ranking, kept: Flags) -> frozenset[tuple[int, int]]:
    """Places of the kept rows that no other kept row beats in both a month's cost and a run's seconds."""
    offers, slots = np.nonzero(kept)
    best = frontier(ranking.usd_per_month[offers, slots], ranking.run_seconds[offers, slots])
    return frozenset(zip(offers[best].tolist(), slots[best].tolist(), strict=True))


def folded(ranking: Ranking, places: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Places of one model together, models and places in the order given; the first place of a model is its best."""
    models: dict[Hashable, list[tuple[int, int]]] = {}
    for place in places:
        models.setdefault(ranking.roster.facts[place[0]].model, []).append(place)
    return list(models.values())


def row_at(ranking: Ranking, best: frozenset[tuple[int, int]]) -> Callable[[tuple[int, int]], Row]:
    """What turns a place into its row; `best` are the places on the frontier."""
    roster = ranking.roster

    def row(place: tuple[int, int]) -> Row:
        seconds = float(ranking.run_seconds[place])
        return Row(
            place=place,
            offer=roster.offers[place[0]],
            profile=roster.profiles[place[0]],
            mode=str(ranking.modes[place]),
            usd_per_run=float(ranking.usd_per_run[place]),
            usd_per_month=float(ranking.usd_per_month[place]),
            run_seconds=None if np.isnan(seconds) else seconds,
            thinking_prior=bool(ranking.thinking_prior[place]),
            speed_prior=bool(ranking.speed_prior[place]),
            live=bool(roster.live[place[0]]),
            on_frontier=place in best,
        )

    return row


@dataclass(frozen=True, slots=True)
class Page:
    """One page of models, and how many rows and models there are in all."""

    models: tuple[ModelRows, ...]
    rows_in_all: int
    models_in_all: int
    frontier: tuple[Row, ...]


def page_of(ranking: Ranking, filters: Filters, *, by: Order = "usd", start: int = 0, size: int = 50) -> Page:
    """Models `start` to `start + size` of the filtered, ordered ranking, and its whole frontier by cost."""
    kept = keep(ranking, filters)
    best = on_frontier(ranking, kept)
    places = ordered(ranking, kept, by)
    groups = folded(ranking, places)
    row = row_at(ranking, best)
    models = [
        ModelRows(ranking.roster.facts[group[0][0]].model_name, row(group[0]), tuple(map(row, group[1:])))
        for group in groups[start : start + size]
    ]
    frontier_rows = sorted(map(row, best), key=lambda r: (r.usd_per_month, r.offer.id, r.mode))
    return Page(tuple(models), len(places), len(groups), tuple(frontier_rows))
