"""Thinking modes of offers without a profile: modes that catalogues deny are refused, modes without a report are
flagged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import closest_mode, default_mode, known_modes, least_mode, reference_mode, settle
from planner.core.models.offers.claims import Agreed, Claim, OfferLimits, agreed
from planner.core.request import EstimateRequest
from planner.core.results import Refusal
from planner.core.workload import Workload

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def said(text: str) -> tuple[tuple[str, Agreed[bool]], ...]:
    """Modes as one source says them: "-off low"."""
    words = text.split()
    return tuple((word.lstrip("-"), agreed([Claim(not word.startswith("-"), "a list")])) for word in words)


def bare(catalogue: Catalogue, text: str, **more: Any) -> Offer:
    limits = OfferLimits(thinking=said(text), **more)
    return replace(catalogue.offers["openai/gpt-4.1-mini"], profile_id=None, limits=limits, thinks=True)


def test_two_that_disagree_say_nothing() -> None:
    assert agreed([Claim(True, "a"), Claim(True, "b")]).value is True
    disputed = agreed([Claim(True, "a"), Claim(False, "b")])
    assert (disputed.value, disputed.disputed, len(disputed.claims)) == (None, True, 2)
    assert (agreed([Claim(1, "a")]).confirmed, agreed([Claim(1, "a"), Claim(1, "b")]).confirmed) == (None, 1)


@pytest.mark.parametrize(
    ("text", "asked", "answer"),
    [
        ("-off low medium high", "off", "low"),
        ("-off minimal low high", "off", "minimal"),
        ("-off", "off", "on"),
        ("off low high max -xhigh", "xhigh", "max"),
        ("off low high -medium", "medium", "high"),
        ("off on -low -medium -high", "low", "on"),
        ("off -low -medium -high -on", "high", "off"),
    ],
)
def test_what_is_denied_is_refused_with_the_nearest(catalogue: Catalogue, text: str, asked: str, answer: str) -> None:
    found = settle(bare(catalogue, text), None, asked, None)
    assert isinstance(found, Refusal)
    assert found.instead == answer
    assert found.code == ("thinking_always_on" if asked == "off" else "mode_not_offered")


@pytest.mark.parametrize(("text", "asked"), [("", "off"), ("-off low", "high"), ("off low", "on"), ("-xhigh", "max")])
def test_what_nobody_says_is_answered(catalogue: Catalogue, text: str, asked: str) -> None:
    assert not isinstance(settle(bare(catalogue, text), None, asked, None), Refusal)


def test_the_default_of_a_host_is_one_of_its_modes(catalogue: Catalogue) -> None:
    known = known_modes(bare(catalogue, "-off", default_thinking=agreed([Claim("on", "a page")])), None)
    assert (known.offered, known.default) == (("on",), "on")


def test_modes_to_compare_and_to_fall_back_on(catalogue: Catalogue) -> None:
    lite = bare(catalogue, "-off minimal low medium high", default_thinking=agreed([Claim("minimal", "a page")]))
    assert (default_mode(lite, None), reference_mode(lite, None), least_mode(lite, None)) == (
        "minimal", "high", "minimal",
    )  # fmt: skip
    no_high = bare(catalogue, "-off low medium -high")
    assert reference_mode(no_high, None) == "medium"
    assert closest_mode(no_high, None, "high") == "medium"
    unknown = bare(catalogue, "")
    assert (default_mode(unknown, None), reference_mode(unknown, None)) == ("on", "high")
    assert known_modes(unknown, None).offered == ()


CANNOT_BE_SWITCHED_OFF = [
    "anthropic/claude-opus-5-5", "openrouter/anthropic/claude-opus-5.5", "aws/global.anthropic.claude-opus-5-5",
    "openai/gpt-6.1-sol", "openrouter/openai/gpt-6.1-sol", "openai/o3", "openai/gpt-5", "openai/gpt-6-astra",
    "google/gemini-3.5-flash", "google/gemini-3.8-flash", "google/gemini-4-argon", "google/gemini-2.5-pro",
    "x-ai/grok-4.5", "x-ai/grok-4.6", "x-ai/grok-4.7", "openrouter/x-ai/grok-4.7",
    "moonshotai/kimi-k3", "together/moonshotai/Kimi-K3", "openrouter/moonshotai/kimi-k3", "zai/GLM-5.3",
]  # fmt: skip


@pytest.mark.parametrize("offer_id", CANNOT_BE_SWITCHED_OFF)
def test_off_is_refused_where_it_cannot_be(catalogue: Catalogue, offer_id: str) -> None:
    answer = compare(EstimateRequest(Workload(), (offer_id,), ("off",)), catalogue, now=NOW)
    (refused,) = answer.refused
    assert refused.code == "thinking_always_on"
    assert refused.instead


@pytest.mark.parametrize(
    ("offer_id", "mode"),
    [("openai/o3", "xhigh"), ("x-ai/grok-4.5", "max"), ("moonshotai/kimi-k3", "medium"), ("openai/gpt-4o", "high")],
)
def test_efforts_that_do_not_exist_are_refused(catalogue: Catalogue, offer_id: str, mode: str) -> None:
    answer = compare(EstimateRequest(Workload(), (offer_id,), (mode,)), catalogue, now=NOW)
    assert [refused.code for refused in answer.refused] == ["mode_not_offered"]


def test_a_mode_nobody_confirms_is_flagged(catalogue: Catalogue) -> None:
    offers = catalogue.offers.values()
    offer = next(
        o for o in offers if o.thinks and not o.limits.thinking and o.profile_id is None and o.cards[0].card.output
    )
    (found,) = compare(EstimateRequest(Workload(), (offer.id,), ("medium",)), catalogue, now=NOW).estimates
    assert "mode_not_confirmed" in {flag.code for flag in found.caveats}
