"""The second price source: an opinion only on the very model at the very host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.sources.prices.genai import load_offers
from planner.sources.prices.second_prices import second_opinion, second_price

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Found:
    provider: str = "openai"
    model: str = "m"
    source: str = "https://example.org/commit"
    input: float = 0.1 + 0.2
    output: float = 15.0
    cache_read: float | None = None
    cache_write: float | None = 0.0
    removed_suffix: str = ""


@dataclass
class Shelf:
    found: Found | None

    def __call__(self, model: str, *, at: datetime, provider: str) -> Found | None:
        return self.found


def test_rates_are_the_decimals_that_were_published() -> None:
    second = second_price("openai", "m", at=NOON, lookup=Shelf(Found()))
    assert second is not None
    assert (second.input, second.output, second.cache_write) == (Decimal("0.3"), Decimal(15), Decimal(0))
    assert second.cache_read is None
    assert second.url == "https://example.org/commit"
    assert second.as_of is not None


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("novita", Found()),
        ("openai", None),
        ("openai", Found(provider="anthropic")),
        ("openai", Found(removed_suffix="-high")),
    ],
    ids=["a host it does not know", "a model it does not know", "another host's price", "a related model's price"],
)
def test_a_guess_is_no_opinion(host: str, found: Found | None) -> None:
    assert second_price(host, "m", at=NOON, lookup=Shelf(found)) is None


def test_the_real_source_knows_the_labs() -> None:
    second = second_price("openai", "gpt-5.4", at=NOON)
    assert second is not None
    assert (second.input, second.output, second.cache_read) == (Decimal("2.5"), Decimal(15), Decimal("0.25"))
    assert second_price("novita", "moonshotai/kimi-k2-thinking", at=NOON) is None


def test_an_opinion_on_an_offer_holds_the_rates_of_the_other_source() -> None:
    offers = load_offers()
    opinion = second_opinion(offers["openai/gpt-5.4"], lookup=Shelf(Found(input=2.5, output=14.0, cache_write=None)))
    assert opinion is not None
    assert opinion.rates == (("input", Decimal("2.5")), ("output", Decimal(14)))
    assert second_opinion(offers["openai/gpt-5.4"], lookup=Shelf(None)) is None
