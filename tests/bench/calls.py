"""One call at every offer: genai-prices' own calc_price, offer by offer, against the compiled table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from genai_prices import Usage
from genai_prices.data import providers

from planner.core.ranking.price_table import CallUsage, call_usd, compile_table
from tests.bench.measure import Figure, both, median_seconds, readable
from tests.bench.world import NOW, market

OURS = CallUsage(fresh=3000.0, cache_read=5000.0, cache_write=400.0, visible=600.0, reasoning=2000.0)
THEIRS = Usage(
    input_tokens=8400, cache_read_tokens=5000, cache_write_tokens=400, output_tokens=2600, output_reasoning_tokens=2000
)
WANTED = 500.0


def by_id() -> dict[str, Decimal]:
    """Every offer's price by the model's own method: no time is spent on looking the model up."""
    return {
        f"{provider.id}/{model.id}": model.calc_price(THEIRS, provider, genai_request_timestamp=NOW).total_price
        for provider in providers
        for model in provider.models
    }


def figures() -> Iterator[Figure]:
    """Per offer, and what compiling the table costs once."""
    book = market().book
    table = compile_table(book.offers, NOW)
    many = len(book.offers)
    ours, theirs = call_usd(table, OURS), by_id()
    expected = np.array([float(theirs[name]) for name in table.offer_ids])
    assert np.allclose(ours[table.priced], expected[table.priced], rtol=1e-12, atol=0)
    baseline, _ = both(by_id, lambda: call_usd(table, OURS), 3)
    fast = median_seconds(lambda: call_usd(table, OURS), 25)
    yield Figure(
        f"one call, per offer ({many:,} offers)",
        readable(baseline / many),
        readable(fast / many),
        baseline / fast,
        f"{WANTED:g}x",
        baseline >= WANTED * fast,
        "Baseline: `ModelInfo.calc_price` of genai-prices. Ours: `call_usd` on the compiled table; equal to 1e-12.",
    )
    yield Figure(
        "compiling the table",
        "",
        readable(median_seconds(_compile, 5)),
        note="Once for each stretch between two published price changes, and each service tier.",
    )


def _compile() -> object:
    return compile_table(market().book.offers, NOW)
