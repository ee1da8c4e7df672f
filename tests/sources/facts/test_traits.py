"""Open weights and inputs by name: what is well established, and nothing else."""

from __future__ import annotations

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.name_rules import words_said
from planner.sources.facts.models.traits import (
    inputs_by_name,
    load_inputs,
    load_purposes,
    load_weights,
    open_weights_by_name,
    purpose_by_name,
)


@pytest.mark.parametrize(
    ("model", "weights"),
    [
        ("meta-llama/llama-3.3-70b-instruct", True),
        ("openai/gpt-oss-120b", True),
        ("google/gemma-3-27b-it", True),
        ("qwen/qwen3-32b", True),
        ("qwen3-max", False),
        ("qwen-turbo", False),
        ("qwen3.8-max", None),
        ("deepseek/deepseek-v3.2", True),
        ("moonshotai/kimi-k2", True),
        ("kimi-latest", None),
        ("glm-4.6", True),
        ("mistral-small-3.2-24b-instruct", True),
        ("mistral-large-2512", True),
        ("mistral.mistral-large-2402-v1:0", False),
        ("mistral-medium-3.1", False),
        ("codestral-2508", False),
        ("nvidia/nemotron-nano-9b-v2", True),
        ("anthropic/claude-opus-4.6", False),
        ("gpt-4o", False),
        ("o3-mini", False),
        ("gemini-2.5-pro", False),
        ("grok-4.3", False),
        ("nobody/knows-it", None),
    ],
)
def test_weights(model: str, weights: bool | None) -> None:
    assert open_weights_by_name(model) is weights


@pytest.mark.parametrize(
    ("model", "kinds"),
    [
        ("claude-3-haiku", "text image"),
        ("gpt-4o", "text image"),
        ("gpt-5-mini", "text image"),
        ("gpt-oss-120b", "text"),
        ("gemini-2.5-flash", "text image audio video"),
        ("gemini-2.5-flash-tts", None),
        ("llama-4-scout", "text image"),
        ("llama-3.1-405b", "text"),
        ("gemma-3-27b-it", "text image"),
        ("gemma-3-1b-it", "text"),
        ("pixtral-12b", "text image"),
        ("qwen/qwen2.5-vl-72b-instruct", "text image"),
        ("qwen3-32b", "text"),
        ("llama-3.2-11b-vision-instruct", "text image"),
        ("grok-4-fast", "text image"),
        ("deepseek-r1", "text"),
        ("text-embedding-3-large", None),
        ("nobody/knows-it", None),
    ],
)
def test_inputs(model: str, kinds: str | None) -> None:
    assert inputs_by_name(model) == (frozenset(kinds.split()) if kinds else None)


@pytest.mark.parametrize(
    ("model", "purpose"),
    [
        ("@cf/qwen/qwen3-embedding-0.6b", "vectors"),
        ("voyage-3-lite", "vectors"),
        ("@cf/baai/bge-reranker-base", "scores"),
        ("meta-llama/llama-guard-3-8b", "guard"),
        ("meta-llama/llama-prompt-guard-2-22m", "guard"),
        ("gpt-oss-safeguard-20b", "guard"),
        ("paddlepaddle/paddleocr-vl", "page_text"),
        ("whisper-large-v3", "transcript"),
        ("gpt-4o-mini-tts", "speech"),
        ("gpt-image-1", "images"),
        ("gpt-5-image", ""),
        ("gemini-3-pro-image-preview", ""),
        ("gpt-realtime-translate", "translation"),
        ("gpt-audio", ""),
        ("fireworks/ember-1", ""),
        ("gpt-oss-20b", ""),
    ],
)
def test_purposes(model: str, purpose: str) -> None:
    assert purpose_by_name(model) == purpose


def test_no_model_with_a_profile_is_made_for_something_else(catalogue: Catalogue) -> None:
    assert [o.id for o in catalogue.offers.values() if o.profile_id and o.purpose] == []


def test_every_rule_speaks_of_a_name_in_the_catalogue(catalogue: Catalogue) -> None:
    said = {words_said(o.model_id) for o in catalogue.offers.values()}
    for rules in (load_weights(), load_inputs(), load_purposes()):
        assert [r.words for r in rules if not any(r.holds(one) for one in said)] == []


def test_names_and_profiles_agree(catalogue: Catalogue) -> None:
    """The rules, asked of models with a profile, never say the opposite of it."""
    for offer in catalogue.offers.values():
        profile = catalogue.profile_of(offer)
        if profile:
            assert open_weights_by_name(offer.model_id) in (None, profile.open_weights.value), offer.id
            inputs = inputs_by_name(offer.model_id)
            assert inputs is None or inputs <= set(profile.inputs.value), offer.id


def test_most_offers_are_known(catalogue: Catalogue) -> None:
    offers = [o for o in catalogue.offers.values() if o.profile_id is None]
    assert sum(o.open_weights is not None for o in offers) > 0.75 * len(offers)
    assert sum(o.inputs is not None for o in offers) > 0.6 * len(offers)
