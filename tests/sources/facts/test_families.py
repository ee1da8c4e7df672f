"""Families of models: every lab of the price list that may think has one."""

from __future__ import annotations

import pytest

from planner.core.models.families import family_of, tier_of
from planner.sources.catalogue import load_catalogue
from planner.sources.facts.models.estimator import load_families


def strangers() -> set[str]:
    """Names of live offers that may think and match no family, hosts and routes aside."""
    live = [offer for offer in load_catalogue().offers.values() if not offer.deprecated and offer.thinks is not False]
    ids = {offer.model_id.rsplit("/", 1)[-1].split(":")[0].casefold() for offer in live}
    return {name for name in ids if family_of(load_families(), name) is None}


# Routers, single models and tools whose maker has no other model in the list: nothing to learn a family from.
ALONE = frozenset({
    "clairic", "computer-use", "crouton-alpha", "deepcoder-14b-preview", "ember-1", "extract", "flint-v1.0",
    "glimpse",
    "l3.3-electra-r1-70b", "olympiccoder-32b", "olympiccoder-7b", "openhands-lm-32b-v0.1", "particle-1",
    "phonellm-mini-alpha-2", "qwerky-72b", "relace-apply-3", "router", "schematron-v2-small",
    "schematron-v2-turbo", "summarize", "tev1-4b-experimental", "trio-spark-v1.3", "ultramarine-1-flash-us",
})  # fmt: skip


def test_names_that_match_no_family_are_the_ones_listed_here() -> None:
    """A new name here is either a new family for planner/data/estimator/families.csv or one more that stands alone."""
    found = strangers()
    assert found - ALONE == set(), "of no family"
    assert ALONE - found == set(), "listed here and no longer without a family"


@pytest.mark.parametrize(
    ("name", "line", "effort"),
    [
        ("claude-opus-5-5", "family:claude/opus", "low"),
        ("claude-opus-4-5", "family:claude/opus", "on"),
        ("anthropic.claude-sonnet-4-20250514-v1:0", "family:claude/sonnet", "on"),
        ("gpt-6-astra", "family:gpt/astra", "low"),
        ("gpt-6.1-sol", "family:gpt/sol", "low"),
        ("gpt-5.6-sol-pro", "family:gpt-pro/pro", "low"),
        ("gpt-5-mini", "family:gpt/mini", "low"),
        ("gpt-5.2-chat", "family:gpt-chat/chat", "on"),
        ("openai/gpt-oss-120b", "family:gpt-oss/under 150B", "low"),
        ("o4-mini", "family:o-series/mini", "low"),
        ("deepseek-v4.1-flash", "family:deepseek/flash", "low"),
        ("deepseek-v3p2", "family:deepseek/", "on"),
        ("deepseek-r1-0528", "family:deepseek-r1/", "on"),
        ("deepseek-r1-distill-qwen-7b", "family:r1-distill/distill", "on"),
        ("qwen3.8-max", "family:qwen/max", "low"),
        ("qwen3p8-max", "family:qwen/max", "low"),
        ("qwen3p7-plus", "family:qwen/plus", "on"),
        ("glm-5p3-flash", "family:glm/flash", "low"),
        ("databricks-glm-5-2", "family:glm/", "low"),
        ("z-ai/glm-4.6", "family:glm/", "on"),
        ("kimi-k3p1-pro", "family:kimi/pro", "low"),
        ("kimi-k2p7-code", "family:kimi/code", "on"),
        ("x-ai/grok-4.7-fast", "family:grok/fast", "low"),
        ("grok-4-0709", "family:grok/", "on"),
        ("gemini-3.8-flash", "family:gemini/flash", "low"),
        ("gemini-2.5-flash-lite", "family:gemini/lite", "on"),
        ("gemini-4-argon", "family:gemini/", "low"),
        ("nvidia/llama-3.3-nemotron-super-49b-v1.5", "family:nemotron/super", "low"),
    ],
)
def test_a_name_tells_family_tier_and_whether_its_efforts_are_live(name: str, line: str, effort: str) -> None:
    family = family_of(load_families(), name)
    assert family is not None
    assert family.line(name) == line
    assert family.effort("low") == effort
    assert family.effort("off") == "off"


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("Qwen3.5 397B A17B", "150B and more"),
        ("qwen3-30b-a3b", "under 50B"),
        ("gpt-oss-20b", "under 50B"),
        ("Gemma 4 E4B", "under 5B"),
        ("Gemini 3.5 Flash-Lite", "lite"),
        ("Claude Opus 5", "opus"),
        ("Kimi K3", ""),
    ],
)
def test_the_tier_is_a_word_or_else_a_size(name: str, tier: str) -> None:
    assert tier_of(name) == tier
