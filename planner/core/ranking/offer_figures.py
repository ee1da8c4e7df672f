"""Dollars and seconds of some offers in one mode, as arrays: what a ranking works out for those that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.core.cost.caching import mixed_write
from planner.core.cost.units import BILLED_UNITS, OWN_RATES, sent_units, unit_lines
from planner.core.estimate.terms import Terms
from planner.core.models.rates import Rate
from planner.core.ranking.group_runs import GroupRuns, output_of_groups, plans_at
from planner.core.ranking.offer_columns import OfferColumns
from planner.core.ranking.price_table import Floats, Index, fees_usd
from planner.core.ranking.vector_latency import Parts, Runs, least_seconds, parts_of, run_times
from planner.core.ranking.vector_shapes import Shapes
from planner.core.ranking.vector_tokens import expected_sums, tokens_usd
from planner.core.uncertainty.steps import step_nodes
from planner.core.workload import Workload, exact


def run_usd(terms: Terms, columns: OfferColumns, kinds: Sequence[GroupRuns], places: Index) -> Floats:
    """USD of the average run, retries included, over its `kinds`, at the offers `places`, (p)."""
    load, share = terms.workload, float(terms.workload.thinking_share)
    if not len(places):
        return np.empty(0)
    bills, bill_of = np.unique(columns.bill_of[places], return_inverse=True)
    found = [_tokens_usd(load, columns, runs, places, (columns.bill_rows[bills], bill_of)) for runs in kinds]
    mean_usd, calls = found[0] if share == 1 else share * found[0] + (1 - share) * found[1]
    searches = float(load.web_searches_per_run)
    fees = fees_usd(columns.table, web_searches=searches, calls=calls, context=load.search_context, places=places)
    fees += _units_usd(load, columns, kinds[0], places)
    return np.asarray((1 + float(load.retry_rate)) * (mean_usd + fees))


def run_seconds(terms: Terms, columns: OfferColumns, kinds: Sequence[GroupRuns], places: Index) -> tuple[Floats, ...]:
    """Seconds, median and 95 %, of the average run, retries included, over its `kinds`, at the offers `places`, (p)
    each."""
    if not len(places):
        return np.empty(0), np.empty(0)
    timed, kind_of = np.unique(columns.kind_of[places], return_inverse=True)
    half, most = run_times(terms.workload, [_parts(terms, columns, runs, timed) for runs in kinds])[kind_of].T
    return half, most


def run_floors(terms: Terms, columns: OfferColumns, kinds: Sequence[GroupRuns], places: Index) -> Floats:
    """Seconds that the median run at the offers `places` is not below, (p); 0 where runs are of two kinds."""
    if len(kinds) > 1:
        return np.zeros(len(places))
    output, group_of = output_of_groups(terms, columns, kinds[0])
    least = output.least[group_of[columns.token_group_of[places]]]
    return least_seconds(terms.workload, kinds[0].paces.taken(columns.pace_of[places]), least)


def _units_usd(load: Workload, columns: OfferColumns, runs: GroupRuns, places: Index) -> Floats:
    """USD of what is billed beside text at the offers `places`, and of images and sound beyond what text costs, (p)."""
    if not any(getattr(load, unit.field) for unit in BILLED_UNITS if unit.field):
        return np.zeros(len(places))
    cards = ((columns.offers[place], columns.table.cards[place]) for place in places.tolist())
    units = [float(sum(x.usd for x in unit_lines(offer, c, load))) if c else 0.0 for offer, c in cards]
    return np.array(units) + [_beyond_text_usd(load, columns, runs, place) for place in places.tolist()]


def _beyond_text_usd(load: Workload, columns: OfferColumns, runs: GroupRuns, place: int) -> float:
    """USD of images and sound beyond what as many tokens of text cost at one offer: prompt_lines of
    planner.core.cost.units."""
    offer, card, found = columns.offers[place], columns.table.cards[place], 0.0
    if columns.sent is None or card is None or not any(getattr(card, name) for name in OWN_RATES.values()):
        return found
    plans = runs.loop_plans.plans.taken(columns.kind_of[[place]])
    start = float(runs.shapes.start[columns.token_group_of[place]] + columns.sent[place])
    at = place, int((start > columns.table.starts[place]).sum())
    rates = {name: float(rate[at]) for name, rate in columns.table.billed.items()}
    text = rates["input"]
    if load.steps > 1 and plans.writes[0] and start >= plans.minimum_tokens[0]:
        hour_share = 1.0 if load.cache.mode == "1h" else float(load.cache.write_1h_share)
        text = mixed_write(rates["cache_write"], rates["cache_write_1h"], hour_share)
    for sent in sent_units(offer, card, load):
        own: Rate | None = getattr(card, OWN_RATES.get(sent.kind, ""), None)
        found += float(sent.tokens) * (float(own.at(exact(start))) - text) / 1e6 if own else 0.0
    return found


def _tokens_usd(
    load: Workload, columns: OfferColumns, runs: GroupRuns, places: Index, summed: tuple[Index, Index]
) -> Floats:
    """USD of the tokens of one run at the offers `places`, and its calls, (2, p); `summed`: the offers that are summed
    up, and (p) which of those sums are an offer's."""
    rows, row_of = summed
    plans = plans_at(load, columns, runs, columns.kind_of[rows])
    sent = None if columns.sent is None else columns.sent[rows]
    shapes = of_offers(load, runs.shapes.taken(columns.token_group_of[rows]), columns.windows[rows], sent)
    nodes = step_nodes(load.steps, float(load.steps_spread))
    sums = expected_sums(shapes, plans, columns.table.starts[rows], nodes).taken(row_of)
    hour_share = 1.0 if load.cache.mode == "1h" else float(load.cache.write_1h_share)
    usd = tokens_usd(columns.table, shapes.taken(row_of), sums, hour_share, places)
    return np.stack([usd, (sums.calls + sums.summaries).sum(axis=1)])


def _parts(terms: Terms, columns: OfferColumns, runs: GroupRuns, kinds: Index) -> Parts:
    """The components of the seconds of one run at these kinds of offer, (k); they do not depend on prices."""
    token_group_of, pace_of = columns.token_group_of_kind[kinds], columns.pace_of_kind[kinds]
    sent = None if columns.kind_sent is None else columns.kind_sent[kinds]
    load, (output, output_group_of) = terms.workload, output_of_groups(terms, columns, runs)
    return parts_of(
        load,
        Runs(
            shapes=of_offers(load, runs.shapes.taken(token_group_of), columns.kind_windows[kinds], sent),
            plans=plans_at(load, columns, runs, kinds),
            paces=runs.paces.taken(pace_of),
            keeps=runs.keeps[token_group_of],
            output=output,
            token_group_of=output_group_of[token_group_of],
        ),
    )


def of_offers(load: Workload, shapes: Shapes, windows: Floats, sent: Floats | None) -> Shapes:
    """The runs with what they send beside text and the limit at which each summarises, given these tokens and the
    windows of their offers, (n) each."""
    if sent is not None:
        shapes = replace(shapes, start=shapes.start + sent)
    if load.compaction is None:
        return shapes
    limits = float(load.compaction.at_share) * windows
    return replace(shapes, limits=limits, summary=float(load.compaction.to_tokens))
