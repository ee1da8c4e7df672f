"""Misspelt names: which words are put right, and what is proposed for the name."""

from __future__ import annotations

from datetime import date

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.readings import Unread, read_name
from planner.core.models.names.respelling import respelled
from planner.core.models.names.suggestions import suggestions

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("cluade opus", "claude opus"),
        ("Gemni Flash", "gemini flash"),
        ("deepsek", "deepseek"),
        ("chatgtp", "chatgpt"),
        ("gtp 5", "gpt 5"),
        ("kimi novtia", "kimi novita"),
        ("antropic", "anthropic"),
        ("cluade-opus-5.5", "claude-opus-5.5"),
        ("Claude Opus 5.5", "Claude Opus 5.5"),  # nothing to put right: as it was typed
        ("my internal model", "my internal model"),  # near is not near enough
        ("nope/x", "nope/x"),
        ("foo 3", "foo 3"),
        ("", ""),
    ],
)
def test_only_words_that_nothing_is_called_by_are_put_right(catalogue: Catalogue, typed: str, right: str) -> None:
    assert respelled(catalogue, typed) == right


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cluade opus", "anthropic/claude-opus-5-5"),
        ("cluade-opus-5.5", "anthropic/claude-opus-5-5"),
        ("gemni flash", "google/gemini-3.8-flash"),
        ("deepsek", "deepseek/deepseek-flash"),
        ("kimi novtia", "novita/moonshotai/kimi-k3"),
        ("nope/x", None),
        ("x", None),
    ],
)
def test_a_misspelt_name_proposes_what_the_right_one_does_and_a_letter_nothing(
    catalogue: Catalogue, typed: str, first: str | None
) -> None:
    unread = read_name(catalogue, typed)
    assert isinstance(unread, Unread)
    assert next(iter(suggestions(catalogue, typed, unread, DAY)), None) == first
