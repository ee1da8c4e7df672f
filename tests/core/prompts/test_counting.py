"""Counting a prompt: OpenAI's worked example to the token, ranges elsewhere, images by each vendor's formula."""

from __future__ import annotations

import re
import time
from datetime import date
from threading import Thread
from typing import Any

import pytest
import quicktok

from planner.core.cost import units
from planner.core.models.catalogue import Catalogue
from planner.core.prompts.count_request import CountRequest, count_all, count_request
from planner.core.prompts.counting import (
    Counter,
    Vocabulary,
    count_prompt,
    functions_tokens,
    maker_of,
    vocabulary_of,
)
from planner.core.prompts.images import image_tokens, page_tokens
from planner.core.prompts.prompt import plain, prompt_of, tool_of
from planner.core.workload import BadInput
from planner.sources.prompts import tokenizers
from planner.sources.prompts.tokenizers import Counters, load_ahead, vocabularies

COOKBOOK = [
    {
        "role": "system",
        "content": "You are a helpful, pattern-following assistant that translates corporate jargon "
        "into plain English.",
    },
    {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
    {"role": "system", "name": "example_assistant", "content": "Things working well together will increase revenue."},
    {
        "role": "system",
        "name": "example_user",
        "content": "Let's circle back when we have more bandwidth to touch base on opportunities for "
        "increased leverage.",
    },
    {
        "role": "system",
        "name": "example_assistant",
        "content": "Let's talk later when we're less busy about how to do better.",
    },
    {
        "role": "user",
        "content": "This late pivot means we don't have time to boil the ocean for the client deliverable.",
    },
]
WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the current weather in a given location",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                "unit": {
                    "type": "string",
                    "description": "The unit of temperature to return",
                    "enum": ["celsius", "fahrenheit"],
                },
            },
            "required": ["location"],
        },
    },
}


def words(text: str) -> int:
    return len(text.split())


def counted(model: str, **data: Any) -> Any:
    (one,) = count_all(count_request({**data, "models": [model]}), vocabularies(), Counters(), knows=lambda name: True)
    return one


@pytest.mark.parametrize(("model", "tokens"), [("gpt-4o", 124), ("gpt-4o-mini", 124), ("gpt-4-0613", 129)])
def test_the_cookbooks_chat_is_counted_to_the_token(model: str, tokens: int) -> None:
    """The counts that OpenAI's API gave for this very chat."""
    one = counted(model, messages=COOKBOOK)
    assert (one.tokens, one.exact, one.low, one.high) == (tokens, True, tokens, tokens)
    assert sum(part for _, part in one.parts) == tokens


def test_the_cookbooks_function_follows_its_rule() -> None:
    """12 + 7 + words of the name and description, 3 + 3 a property, -3 + 3 a choice; here with words for tokens."""
    tool = tool_of(WEATHER)
    by_hand = 12 + 7 + words("get_current_weather:Get the current weather in a given location") + 3
    by_hand += 3 + words("location:string:The city and state, e.g. San Francisco, CA")
    by_hand += 3 + words("unit:string:The unit of temperature to return") - 3 + 2 * (3 + 1)
    assert functions_tokens([tool], words) == by_hand
    assert functions_tokens([], words) == 0


def test_one_tool_counts_alike_in_the_three_spellings() -> None:
    inner = WEATHER["function"]
    anthropic = {"name": inner["name"], "description": inner["description"], "input_schema": inner["parameters"]}
    mcp = {"name": inner["name"], "description": inner["description"], "inputSchema": inner["parameters"]}
    counts = [counted("gpt-4o", tools=[tool]) for tool in (WEATHER, anthropic, mcp)]
    assert len({one.tokens for one in counts}) == 1
    assert not counts[0].exact and counts[0].low <= counts[0].tokens <= counts[0].high


@pytest.mark.parametrize(
    ("model", "tokenizer"),
    [
        ("openai/gpt-5.4", "o200k"),
        ("o3-mini", "o200k"),
        ("openai/gpt-oss-120b", "o200k (harmony)"),
        ("gpt-4-turbo", "cl100k"),
        ("gpt-4.1", "o200k"),
        ("deepseek-v4-pro", "DeepSeek V4"),
        ("deepseek-r1", "DeepSeek V4, taken for it"),
        ("claude-opus-4-5", "Claude"),
        ("claude-sonnet-4-20250514", "Claude"),
        ("anthropic/claude-opus-4.7", "Claude, from Opus 4.7 on"),
        ("us.anthropic.claude-opus-5-v1:0", "Claude, from Opus 4.7 on"),
        ("claude-3-5-sonnet", "Claude"),
        ("qwen3-32b", "Qwen 3"),
        ("qwen3.8-max", "unpublished"),
        ("mistral-small-3.2", "Tekken"),
        ("gemini-3.1-flash-lite", "Gemini"),
        ("kimi-k2-thinking", "unpublished"),
        ("turbo3-x", "unpublished"),
    ],
)
def test_each_name_goes_to_its_vocabulary(model: str, tokenizer: str) -> None:
    assert vocabulary_of(vocabularies(), model).name == tokenizer


def test_two_that_ask_for_a_vocabulary_at_once_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def slowly(encoding: str) -> Counter:
        loaded.append(encoding)
        time.sleep(0.05)
        return words

    monkeypatch.setattr(tokenizers, "_quicktok", slowly)
    tokenizers._load.cache_clear()
    try:
        threads = [Thread(target=Counters().get, args=("llama3",)) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert loaded == ["llama3"]
    finally:
        tokenizers._load.cache_clear()


def test_what_is_loaded_ahead_is_what_counts_for_these_models(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(tokenizers, "_load", loaded.append)
    load_ahead(["gpt-oss-120b", "claude-opus-4-5", "deepseek-v4-pro", "gpt-6", "llama-3.3-70b"])
    assert loaded == ["o200k_base", "o200k_base", "deepseek", "o200k_base", "llama3"]


@pytest.mark.parametrize(
    "text", ["<|start|>user<|message|>hello<|end|>", "<|endoftext|>", "def f():\n\treturn 12345", "日本"]
)
def test_harmony_counts_as_o200k_does(text: str) -> None:
    """Their vocabularies are the same but for special tokens, which a counted text has as text."""
    harmony, o200k = (quicktok.get_encoding(name) for name in ("o200k_harmony", "o200k_base"))
    assert harmony.count(text) == o200k.count(text) == Counters()["o200k_harmony"](text)


def test_a_text_is_exact_where_the_vocabulary_is_at_hand_and_a_range_elsewhere() -> None:
    exact, ranged = (counted(model, text="one two three four") for model in ("gpt-4o", "claude-opus-4-5"))
    assert (exact.tokens, exact.exact) == (4, True)
    assert not ranged.exact and ranged.low <= ranged.tokens <= ranged.high and ranged.high > exact.tokens


def test_a_range_is_the_near_count_times_its_ratios() -> None:
    own = Vocabulary("x", re.compile(""), None, "o200k_base", 0.5, 1.0, 2.0, "s", date(2026, 1, 1))
    one = count_prompt(plain("a b c d"), "x", own, {"o200k_base": words})
    assert (one.tokens, one.low, one.high, one.exact) == (4, 2, 8, False)


@pytest.mark.parametrize(
    ("maker", "model", "size", "tokens"),
    [
        ("openai", "gpt-4o", (1024, 1024), 765),
        ("openai", "gpt-4o", (2048, 4096), 1105),
        ("openai", "gpt-4.1", (1024, 1024), 1024),
        ("openai", "gpt-4.1", (1800, 2400), 1452),
        ("anthropic", "", (256, 256), 100),
        ("anthropic", "", (1024, 1024), 1369),
        ("anthropic", "", (4000, 3000), 1568),
        ("google", "", (384, 384), 258),
        ("google", "", (385, 384), 258),
        ("google", "", (769, 768), 516),
        ("", "", (100, 100), None),
    ],
)
def test_an_image_by_each_vendors_own_formula(
    maker: str, model: str, size: tuple[int, int], tokens: int | None
) -> None:
    """OpenAI's figures are the worked examples of its documentation."""
    assert image_tokens(maker, model, *size) == tokens


def test_images_and_pages_make_a_count_a_range() -> None:
    chat = [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image_url"}]}]
    one = counted("gpt-4o", messages=chat)
    assert not one.exact and one.low < one.tokens < one.high
    assert page_tokens("google", "") == 258
    with pytest.raises(ValueError, match="one pixel"):
        image_tokens("google", "", 0, 10)


def test_parts_of_an_anthropic_request() -> None:
    prompt = prompt_of(
        {
            "system": [{"type": "text", "text": "Be brief."}],
            "tools": [{"name": "t", "input_schema": {}}],
            "messages": [
                {"role": "user", "content": "a"},
                {"role": "assistant", "content": "b"},
                {"role": "user", "content": "c"},
            ],
        }
    )
    assert [part.name for part in prompt.parts] == ["instructions", "tools", "messages", "last_message"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], ""),
        ({}, ""),
        ({"text": 3}, "text"),
        ({"text": "a", "models": []}, "models"),
        ({"text": "a", "models": "gpt-4o"}, "models"),
        ({"text": "a", "colour": 1}, "colour"),
        ({"messages": 7}, "messages"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages"),
        ({"tools": [1]}, "tools"),
    ],
)
def test_what_cannot_be_counted_is_named_by_its_field(data: Any, field: str) -> None:
    with pytest.raises(BadInput) as error:
        count_request(data)
    assert [problem.field for problem in error.value.problems] == [field]


def test_a_name_nobody_knows_is_refused_by_its_place() -> None:
    asked = CountRequest(plain("a"), ("gpt-4o", "made-up"))
    with pytest.raises(BadInput) as error:
        count_all(asked, vocabularies(), Counters(), knows=lambda name: False)
    assert [problem.field for problem in error.value.problems] == ["models.1"]


def test_a_plan_counts_pages_as_the_counter_does(catalogue: Catalogue) -> None:
    """By the same formula for every Claude: pages are larger from Opus 4.7 on."""
    claudes = [offer for offer in catalogue.offers.values() if "claude" in offer.model_id.casefold()]
    makers = {offer.model_id: maker_of(vocabulary_of(vocabularies(), offer.model_id)) for offer in claudes}
    assert {"anthropic", "anthropic, large"} == set(makers.values())
    assert {offer.model_id: units.maker_of(offer) for offer in claudes} == makers
    sizes = {makers[offer.model_id]: units.page_size(offer) for offer in claudes}
    assert sizes == {"anthropic": 1568 + 650, "anthropic, large": 2835 + 650}
