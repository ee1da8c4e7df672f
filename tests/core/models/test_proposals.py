"""What is proposed for a part of a name: the newest of a family, host or lab; and what such a part means alone."""

from __future__ import annotations

from datetime import date

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.served import is_live
from planner.core.models.names.newest_first import Whose, whose
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import Named, resolve, unreadable

DAY = date(2026, 11, 28)


def proposed(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Unread), found
    return unreadable(catalogue, "offers.0", name, found, DAY).suggestions or ()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("haiku", "anthropic/claude-haiku-5-5"),
        ("opus", "anthropic/claude-opus-5-5"),
        ("claude sonnet", "anthropic/claude-sonnet-5-5"),
        ("gemini", "google/gemini-4-argon"),
        ("gpt", "openai/gpt-6.1-terra"),
        ("grok", "x-ai/grok-4.7"),
        ("kimi", "moonshotai/kimi-k3.1-pro"),
        ("qwen", "openrouter/qwen/qwen3.8-27b"),
        ("chatgpt", "openai/gpt-chat-latest"),
        ("gemini 3 pro", "google/gemini-3.1-pro-preview"),
        ("deepseek", "deepseek/deepseek-flash"),
        ("mistral", "mistral/mistral-large-4"),
        ("Anthropic", "anthropic/claude-haiku-5-5"),
        ("copilot", "github-copilot/gpt-6.1-terra"),
        ("novita kimi", "novita/moonshotai/kimi-k3"),
        ("kimi novita", "novita/moonshotai/kimi-k3"),
        ("qwen coder", "openrouter/qwen/qwen3-coder-next"),
    ],
)
def test_the_newest_of_the_maker_comes_first(catalogue: Catalogue, name: str, first: str) -> None:
    found = proposed(catalogue, name)
    assert found[0] == first
    offers = [catalogue.offers[one] for one in found]
    assert all(is_live(offer, catalogue.profile_of(offer), DAY) for offer in offers)


@pytest.mark.parametrize("name", ["novita kimi", "copilot", "groq"])
def test_a_host_is_answered_with_its_own_offers(catalogue: Catalogue, name: str) -> None:
    hosts = {one.partition("/")[0] for one in proposed(catalogue, name)}
    assert len(hosts) == 1 and hosts <= {"novita", "github-copilot", "groq"}


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        # The family that the maker puts before a name may be left out where one model alone is called so.
        ("sonnet 4.5", "anthropic/claude-sonnet-4-5"),
        ("opus-4-5-20251101", "anthropic/claude-opus-4-5"),
        ("flash 2.5", "google/gemini-2.5-flash"),
        ("luna 6", "openai/gpt-6-luna"),
        # A digit before a letter is not a letter before a digit.
        ("4o mini", "openai/gpt-4o-mini"),
        ("o4 mini", "openai/o4-mini"),
        # A host beside a model, before or behind it.
        ("kimi k2.6 novita", "novita/moonshotai/kimi-k2.6"),
        ("Kimi K2.6, Novita", "novita/moonshotai/kimi-k2.6"),
        ("openai gpt 5.4", "openai/gpt-5.4"),
        ("GPT-6.1 Terra, GitHub Copilot", "github-copilot/gpt-6.1-terra"),
        # Ids of a host that ended it mean the model where it is still served, unless they name that host.
        ("llama-3.3-70b", "novita/meta-llama/llama-3.3-70b-instruct"),
        ("gemma-4-31b", "openrouter/google/gemma-4-31b-it"),
        ("deepseek-ai/DeepSeek-V3.2", "openrouter/deepseek/deepseek-v3.2"),
        ("cerebras/llama-3.3-70b", "cerebras/llama-3.3-70b"),
        ("deepseek:deepseek-chat", "deepseek/deepseek-chat"),
        ("anthropic/claude-3-opus", "anthropic/claude-3-opus-latest"),
    ],
)
def test_a_name_in_part_or_of_an_ended_host_is_one_model(catalogue: Catalogue, name: str, offer: str) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Named)
    assert (found.offer.id, found.name) == (offer, name)


@pytest.mark.parametrize("name", ["sonnet", "sonnet 9", "mini"])
def test_what_is_no_one_model_is_asked_back(catalogue: Catalogue, name: str) -> None:
    assert proposed(catalogue, name)


def test_the_day_of_a_log_decides_what_an_id_means(catalogue: Catalogue) -> None:
    then = resolve(catalogue, "deepseek-ai/DeepSeek-V3.2", date(2026, 3, 1))
    assert isinstance(then, Named)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("novita kimi", Whose("novita", "", "kimi")),
        ("GitHub Copilot", Whose("github-copilot", "", "")),
        ("bedrock", Whose("aws", "", "")),
        ("kimi", None),
        ("mistral large 9", None),
        ("", None),
    ],
)
def test_a_host_or_lab_in_a_name(catalogue: Catalogue, name: str, found: Whose | None) -> None:
    assert whose(catalogue, name) == found


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_says_that_it_is_empty(catalogue: Catalogue, name: str) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Unread)
    problem = unreadable(catalogue, "offers.0", name, found, DAY)
    assert (problem.message, problem.suggestions) == ("must name a model or an offer: it is empty", ())
