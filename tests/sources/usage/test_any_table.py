"""Tables of no known format: figures found by the words of their columns' names, and nothing else taken for one."""

from __future__ import annotations

import pytest

from planner.sources.usage.any_table import guessed, mapped
from planner.sources.usage.column_words import figure_of


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("Which LLM", "model"),
        ("AI model", "model"),
        ("Tok In", "input"),
        ("promptTokens", "input"),
        ("Tokens (prompt)", "input"),
        ("# input tokens", "input"),
        ("Tok Out", "output"),
        ("candidatesTokenCount", "output"),
        ("Cached tok", "cache_read"),
        ("Cache creation toks", "cache_write"),
        ("Thinking tok", "reasoning"),
        ("Total cost (USD)", "usd"),
        ("Number of requests", "n"),
        ("Time taken (ms)", "milliseconds"),
        ("Response time", "seconds"),
        ("Date/Time (UTC)", "start"),
        ("Session key", "run"),
        ("LLM provider", "host"),
    ],
)
def test_a_name_says_its_figure(name: str, figure: str) -> None:
    assert figure_of(name) == figure


@pytest.mark.parametrize(
    "name",
    [
        "Prompt", "Prompt template", "Completion", "Total tokens", "Max output tokens", "Output token price",
        "Input cost", "Cost EUR", "Cache hit rate", "Time to first token (s)", "Tokens out per second", "tool calls",
        "avg input tokens", "Model version notes", "Run time", "Sent", "", "!",
    ],
)  # fmt: skip
def test_other_names_say_none(name: str) -> None:
    assert figure_of(name) == ""


def test_an_exact_name_comes_before_words_and_a_column_says_one_figure() -> None:
    found = guessed(["Tok In", "input_tokens", "Which LLM", "Tok Out"])
    assert found == {"input": "input_tokens", "model": "Which LLM", "output": "Tok Out"}
    assert guessed(["Tok In", "Prompt toks"]) == {"input": "Tok In"}, "of two columns the first"
    assert mapped(["Which LLM", "Prompt template", "Max output tokens"]) is None


def test_what_the_user_says_is_not_in_a_table_is_not_read() -> None:
    form = mapped(["Which LLM", "Tok In", "Cost"], {"model": "Which LLM", "input": "Tok In", "usd": ""})
    assert form is not None and set(form.fields) == {"model", "input"}


def test_uncached_input_stands_beside_cached() -> None:
    form = mapped(["model", "Fresh input tokens", "Cached tokens", "Tok out"])
    assert form is not None and form.apart
