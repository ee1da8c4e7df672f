"""Which cache rule an offer gets."""

from __future__ import annotations

import pytest

from planner.core.models.catalogue import HostCache
from planner.sources.catalogue import load_catalogue


def cache(offer_id: str) -> HostCache:
    found = load_catalogue().offers[offer_id].cache
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("offer_id", "kind", "minimum", "ttl", "reliability"),
    [
        ("openai/gpt-5.4", "automatic", 1024, 300, 0.9),
        ("openrouter/openai/gpt-5.2", "automatic", 1024, 300, 0.9),
        ("openai/gpt-5.6-sol", "automatic", 1024, 1800, 0.9),
        ("anthropic/claude-opus-4-5", "explicit", 4096, 300, 0.77),
        ("aws/global.anthropic.claude-opus-4-5-v1:0", "explicit", 4096, 300, 0.77),
        ("google/claude-opus-4-5", "explicit", 4096, 300, 0.77),
        ("openrouter/anthropic/claude-opus-4.5", "explicit", 4096, 300, 0.77),
        ("anthropic/claude-sonnet-4-5", "explicit", 1024, 300, 0.77),
        ("anthropic/claude-opus-5", "explicit", 512, 300, 0.77),
        ("google/gemini-3.1-flash-lite", "automatic", 4096, 300, 0.9),
        ("moonshotai/kimi-k2.6", "automatic", 256, 300, 0.9),
        ("zai/GLM-5", "automatic", 1024, 300, 0.9),
        ("x-ai/grok-4.3", "automatic", 1024, 300, 0.9),
        ("novita/moonshotai/kimi-k2-thinking", "automatic", 1024, 300, 0.9),
    ],
)
def test_rule_of(offer_id: str, kind: str, minimum: int, ttl: float, reliability: float) -> None:
    found = cache(offer_id)
    assert (found.kind, found.minimum_tokens, found.ttl_seconds, found.reliability) == (kind, minimum, ttl, reliability)


def test_explicit_lifetimes_are_claudes_and_kimi_k3s() -> None:
    assert cache("anthropic/claude-opus-4-5").explicit_ttls == ("5m", "1h")
    assert cache("moonshotai/kimi-k3").explicit_ttls == ("5m", "1h")
    assert cache("openai/gpt-5.4").explicit_ttls == ()


def test_the_default_says_how_weak_it_is() -> None:
    assert cache("fireworks/kimi-k2p5").source.endswith("default, weak evidence")


def test_a_host_has_its_cache_for_own_rates_too() -> None:
    """Nothing is read where no rate for it is published, but the user's own rate may be (web/api/test_rates.py)."""
    offer = load_catalogue().offers["novita/moonshotai/kimi-k2-0905"]
    assert all(row.card.cache_read is None for row in offer.cards)
    assert offer.cache is not None and offer.cache.minimum_tokens == 1024


def test_every_offer_has_a_cache() -> None:
    assert all(offer.cache for offer in load_catalogue().offers.values())
