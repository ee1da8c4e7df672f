"""Names of which a part could be overlooked: what follows an @, a family alone, a model in another one's row."""

from __future__ import annotations

from datetime import date

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import Named, resolve

DAY = date(2026, 11, 23)
OPUS = "anthropic/claude-opus-4-5"


@pytest.mark.parametrize("name", ["claude-opus-4-5@20251101", "claude-opus-4-5@default", "claude-opus-4-5@latest"])
def test_a_version_behind_an_at_sign_is_left_out(catalogue: Catalogue, name: str) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Named)
    assert found.offer.id == OPUS


@pytest.mark.parametrize(
    "name",
    [
        "gpt-5.4@azure",
        "gpt-5.4@foo",
        "claude-opus-4-5@aws",
        "vertex_ai/claude-opus-4-5@eu",
        "openai/gpt-5.4@azure",
        "openrouter/anthropic/claude-opus-4.5@aws",
    ],
)
def test_anything_else_behind_it_is_not_overlooked(catalogue: Catalogue, name: str) -> None:
    """It may say another host, whose price the maker's is not."""
    assert isinstance(resolve(catalogue, name, DAY), Unread)


@pytest.mark.parametrize("name", ["claude", "Claude", "claude-latest", "anthropic/claude", "anthropic.claude"])
def test_a_family_alone_is_not_its_first_version(catalogue: Catalogue, name: str) -> None:
    assert isinstance(resolve(catalogue, name, DAY), Unread)


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("claude-v1", "anthropic/claude-v1"),
        ("nova-pro", "aws/amazon.nova-pro-v1:0"),
        ("claude-2", "anthropic/claude-2"),
    ],
)
def test_a_version_that_alone_tells_a_model_stays(catalogue: Catalogue, name: str, offer: str) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Named)
    assert found.offer.id == offer


@pytest.mark.parametrize(
    ("name", "offer", "why"),
    [
        ("gpt-5.1-codex-max", "openai/gpt-5.1", "listed with GPT-5.1; OpenAI's own API"),
        ("gpt-5-chat-latest", "openai/gpt-5", "listed with GPT-5; OpenAI's own API"),
        ("gpt-5-codex-high", "openai/gpt-5", "high effort; listed with GPT-5; OpenAI's own API"),
        ("openrouter/openai/gpt-5.1-codex-max", "openrouter/openai/gpt-5", "listed with GPT-5; at OpenRouter"),
        ("MiniMax-M2.5", "minimax/MiniMax-M2", "listed with MiniMax M2; MiniMax's own API"),
        ("openrouter/openai/gpt-6-sol-pro", "openrouter/openai/gpt-6-sol", "listed with GPT-6 Sol; at OpenRouter"),
        ("gpt-5.4-max", "openai/gpt-5.4", "max effort; OpenAI's own API"),
        ("claude-opus-5.0", "anthropic/claude-opus-5", "Anthropic's own API"),
        ("gpt-5.3-codex", "openai/gpt-5.3-codex", "OpenAI's own API"),
        ("gpt-5.4-2026-03-05", "openai/gpt-5.4", "date left out; OpenAI's own API"),
    ],
)
def test_a_model_that_the_list_has_in_the_row_of_another_says_so(
    catalogue: Catalogue, name: str, offer: str, why: str
) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Named)
    assert (found.offer.id, found.why) == (offer, why)
