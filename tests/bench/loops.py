"""A run of 300 steps: 300 times calc_price against the closed form, all offers at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from genai_prices import Usage
from genai_prices.types import ModelInfo, Provider

from planner.core.ranking.price_table import Floats, PriceTable, compile_table
from planner.core.ranking.vector_shapes import Plans, Shapes
from planner.core.ranking.vector_tokens import sums_of, tokens_usd
from tests.bench.measure import Figure, both, median_seconds, readable
from tests.bench.world import NOW, market
from tests.core.oracle import MODELS

STEPS, START, GROWTH, VISIBLE = 300, 4000, 1700, 600
SAMPLED = 24
WANTED = 50_000.0


@dataclass(frozen=True, slots=True)
class Sample:
    """Offers spread evenly over all, and their calls: nine tenths of what was sent before is read from cache."""

    places: list[int]
    models: list[tuple[Provider, ModelInfo]]
    calls: list[Usage]


def plain_runs(sample: Sample) -> list[Decimal]:
    """Each sampled offer's run, call by call."""
    return [
        sum(
            (m.calc_price(call, p, genai_request_timestamp=NOW).total_price for call in sample.calls),
            Decimal(0),
        )
        for p, m in sample.models
    ]


def closed_runs(table: PriceTable) -> Floats:
    """Every offer's run in closed form."""
    many = len(table.offer_ids)
    reads = np.where(table.has("cache_read"), 0.9, 0.0)
    zeros, no = np.zeros(many), np.zeros(many, dtype=np.bool_)
    shapes = Shapes(zeros + START, zeros, zeros + GROWTH, zeros, zeros + VISIBLE, STEPS)
    sums = sums_of(shapes, Plans(zeros, reads, zeros, no, no, no), table.starts)
    return tokens_usd(table, shapes, sums, 0.0)


def figures() -> Iterator[Figure]:
    """Per offer; the plain sum on a sample, as all offers would take minutes."""
    table = compile_table(market().book.offers, NOW)
    many = len(table.offer_ids)
    places = np.flatnonzero(table.priced)[:: table.priced.sum() // SAMPLED][:SAMPLED].tolist()
    sample = Sample(places, [MODELS[table.offer_ids[i]] for i in places], _calls())
    expected = [float(usd) for usd in plain_runs(sample)]
    assert np.allclose(closed_runs(table)[places], expected, rtol=1e-9, atol=0)
    baseline, _ = both(lambda: plain_runs(sample), lambda: closed_runs(table), 3)
    fast = median_seconds(lambda: closed_runs(table), 25)
    per_offer, ours = baseline / len(places), fast / many
    yield Figure(
        f"a run of {STEPS} steps, per offer",
        readable(per_offer),
        readable(ours),
        per_offer / ours,
        f"{WANTED:,.0f}x",
        per_offer >= WANTED * ours,
        f"Baseline: {STEPS} times `calc_price` on {len(places)} offers. Ours: all offers, thresholds crossed inside "
        "the run included; equal to 1e-9.",
    )


def _calls() -> list[Usage]:
    sent = [START + k * GROWTH for k in range(STEPS)]
    reads = [Decimal(0), *(Decimal("0.9") * before for before in sent[:-1])]
    return [
        Usage(input_tokens=total, cache_read_tokens=read, output_tokens=VISIBLE)
        for total, read in zip(sent, reads, strict=True)
    ]
