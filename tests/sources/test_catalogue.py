"""Offers joined with their profile and cache."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.claims import NO_LIMITS
from planner.sources.catalogue import joined, load_catalogue, owners
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.toml_reader import DataError
from planner.sources.prices.genai import load_offers


def test_loaded_once(catalogue: Catalogue) -> None:
    assert load_catalogue() is load_catalogue()
    assert len(catalogue.offers) == len(load_offers())
    assert catalogue.prices_version.startswith("genai-prices ")
    assert catalogue.prices_checked is not None


def test_an_offer_knows_its_profile_and_keeps_its_prices(catalogue: Catalogue) -> None:
    offer = catalogue.offers["novita/moonshotai/kimi-k2-thinking"]
    assert catalogue.profile_of(offer) is catalogue.profiles["kimi-k2-thinking"]
    bare = replace(
        offer, profile_id=None, cache=None, speeds=(), line_speeds=(), family_speeds=(), life=(), limits=NO_LIMITS
    )
    assert bare == load_offers()[offer.id]


def test_an_endpoint_knows_its_measured_speeds_and_its_family(catalogue: Catalogue) -> None:
    offer = catalogue.offers["openrouter/anthropic/claude-opus-4.5"]
    router = [speed for speed in offer.speeds if speed.host == "openrouter"]
    assert {speed.effort for speed in router} == {"off", "high"}
    assert {speed.host for speed in offer.speeds} == {"openrouter", "anthropic"}
    assert dict(offer.family_speeds)["router"] == 32.8
    assert {speed.host for speed in catalogue.offers["anthropic/claude-opus-4-5"].speeds} == {"anthropic"}


def test_a_model_knows_its_newest_speeds_and_those_of_its_tier_and_family(catalogue: Catalogue) -> None:
    """Open weights: the median over hosts, of October where it was measured again."""
    (speed,) = catalogue.offers["novita/moonshotai/kimi-k2-thinking"].speeds
    assert (speed.host, speed.checked.year) == (None, 2026)
    unmeasured = catalogue.offers["anthropic/claude-haiku-5-5"]
    assert unmeasured.speeds == ()
    assert {speed.effort for speed in unmeasured.line_speeds} == {"off", "on"}


def test_other_models_have_no_profile(catalogue: Catalogue) -> None:
    for offer_id in ("moonshotai/kimi-k2-thinking-turbo", "openai/gpt-5.4-pro", "x-ai/grok-3"):
        assert catalogue.offers[offer_id].profile_id is None


def test_seats_and_surcharged_rows_are_the_model_too_but_no_bare_names_choice(catalogue: Catalogue) -> None:
    for offer_id, profile_id in (("zhipuai/GLM-5", "glm-5"), ("github-copilot/gpt-5.4", "gpt-5.4")):
        assert catalogue.offers[offer_id].profile_id == profile_id
        assert offer_id not in catalogue.profiles[profile_id].offers


def test_models_that_keep_their_thoughts_across_turns(catalogue: Catalogue) -> None:
    keeps = ("anthropic/claude-sonnet-4-6", "anthropic/claude-opus-5-5", "moonshotai/kimi-k2.7-code")
    drops = ("anthropic/claude-sonnet-4-5", "moonshotai/kimi-k2.6", "openai/gpt-5.4-mini")
    assert [catalogue.offers[name].keeps_across_turns for name in (*keeps, *drops)] == [True] * 3 + [False] * 3


def test_an_offer_listed_twice_is_refused() -> None:
    glm = load_profiles()["glm-5"]
    with pytest.raises(DataError, match="zai/GLM-5 is listed by glm-5 and by other"):
        owners({"glm-5": glm, "other": replace(glm, id="other")})


def test_joining_leaves_no_offer_out() -> None:
    offers = {"zai/GLM-5": load_offers()["zai/GLM-5"]}
    assert joined(offers, load_profiles())["zai/GLM-5"].profile_id == "glm-5"
    assert joined(offers, {})["zai/GLM-5"].profile_id is None
