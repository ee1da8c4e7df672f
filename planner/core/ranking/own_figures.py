"""Offers with the user's own figures or own runs inside a ranking: each estimated exactly and written into the
arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.core.cost.run_shape import largest_call
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Terms
from planner.core.latency.one_run_times import quick_tail
from planner.core.lazy import LazyRows
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.limits import cut_off_share, overflow_step, window_of
from planner.core.models.resolve import meant_by
from planner.core.ranking.price_table import Floats, Index
from planner.core.ranking.rank import Ranking
from planner.core.results import Refusal
from planner.core.workload import NO_OVERRIDES, Overrides


def with_own(terms: Terms, ranking: Ranking, known: Mapping[str, Overrides]) -> Ranking:
    """The ranking with the offers of `known`, by id, estimated exactly with the user's own figures, at the prices of a
    usual week as all others are."""
    terms = replace(terms, usual=True)
    exact: tuple[dict[int, Figures], ...] = tuple({} for _ in ranking.slots)
    fresh = replace(
        ranking,
        refused=ranking.refused.astype(object),
        dollars=tuple(_with(exact[slot], rows, np.s_[:2]) for slot, rows in enumerate(ranking.dollars)),
        seconds=tuple(_with(exact[slot], rows, np.s_[2:4]) for slot, rows in enumerate(ranking.seconds)),
        floors=tuple(_with(exact[slot], rows, np.s_[2:3]) for slot, rows in enumerate(ranking.floors)),
        thinking_basis=ranking.thinking_basis.astype(object),
        own_runs=ranking.own_runs.copy(),
        speed_prior=ranking.speed_prior.copy(),
        guessed_waits=ranking.guessed_waits.copy(),
        cut_off=ranking.cut_off.copy(),
        sizes=tuple(_with(exact[slot], rows, np.s_[4:]) for slot, rows in enumerate(ranking.sizes)),
    )
    for place, offer in enumerate(ranking.columns.offers):
        if offer.id in known:
            if known[offer.id] == NO_OVERRIDES or known[offer.id].ttft_seconds is not None:
                fresh.guessed_waits[place] = 0.0  # The wait is the user's own, typed or as own runs had it.
            for slot in range(len(ranking.slots)):
                # Own rates may give a price to what has none; own runs change nothing of what is refused.
                if known[offer.id] != NO_OVERRIDES or not ranking.refused[place, slot]:
                    exact[slot][place] = _put(terms, fresh, (place, slot), known[offer.id])
    codes = (fresh.refused.astype(np.str_), fresh.thinking_basis.astype(np.str_))
    return replace(fresh, refused=codes[0], thinking_basis=codes[1])


Figures = tuple[float | None, ...]
"""USD per run and month, median seconds and those that 95 % stay under, the first call that does not fit and tokens of
the longest."""


def _with(exact: Mapping[int, Figures], rows: LazyRows, part: slice) -> LazyRows:
    """The rows with some figures of the `exact` ones, by place, in the place of theirs."""

    def make(places: Index) -> tuple[Floats, ...]:
        columns = tuple(column[places] for column in rows.at(places))
        for row, place in enumerate(places.tolist()):
            if place in exact:
                for column, figure in zip(columns, exact[place][part], strict=True):
                    column[row] = np.nan if figure is None else figure
        return columns

    return LazyRows(rows.many, make)


def own_by_offer(catalogue: Catalogue, overrides: Mapping[str, Overrides]) -> dict[str, Overrides]:
    """The user's figures by offer id; those under an offer's own id take precedence, then those under the first
    name."""
    found = {name: own for name, own in overrides.items() if name in catalogue.offers}
    for name, own in overrides.items():
        for offer in meant_by(catalogue, name):
            found.setdefault(offer.id, own)
    return found


def _put(terms: Terms, ranking: Ranking, place: tuple[int, int], own: Overrides) -> Figures:
    """One offer's exact figures; what they rest on is written into the copied arrays."""
    offer = ranking.columns.offers[place[0]]
    answer = prepare(terms, offer, str(ranking.modes[place]), overrides=own)
    if isinstance(answer, Refusal):
        ranking.refused[place] = answer.code
        return (None,) * 6
    inputs, thinker, seconds = answer.inputs, answer.parts[0][1], quick_tail(answer)
    ranking.own_runs[place] = thinker.own_runs
    ranking.refused[place] = ""
    ranking.thinking_basis[place] = thinker.reasoning_fit.level
    ranking.speed_prior[place] = thinker.pace.evidence.basis == "class"
    ranking.cut_off[place] = cut_off_share(inputs, thinker)
    full_at = overflow_step(inputs, thinker, window_of(inputs.offer, inputs.profile)) or 0
    usd = float(answer.cost.usd_per_run), float(answer.cost.usd_per_month)
    return *usd, seconds.p50, seconds.p95, full_at, float(largest_call(thinker.shape))
