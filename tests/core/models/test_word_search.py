"""Which words of a search name a host, and which offers they find."""

from __future__ import annotations

from operator import contains

import pytest

from planner.core.models.offers.offer_facts import facts_of
from planner.core.models.offers.word_search import named_by_host, offers_with
from tests.core.build import catalogue, offer

MODELS = frozenset({"gemini", "3", "pro", "deepseek", "nova", "ai", "groq", "beta", "mini"})


@pytest.mark.parametrize(
    ("host", "typed", "named"),
    [
        ("quicksilver pro", "gemini 3 pro", ""),  # a word that models have, later in the host's name
        ("quicksilver pro", "quicksilver pro", "quicksilver pro"),  # the same behind the word before it
        ("quicksilver pro", "quick pro", "quick pro"),
        ("quicksilver pro", "pro quicksilver", "quicksilver"),
        ("deepseek", "deepseek", "deepseek"),  # the first word, whole
        ("novita", "nova", ""),  # no beginning that is a word of models
        ("novita", "nov", "nov"),
        ("minimax", "mini", ""),
        ("aws bedrock", "claude bedrock", "bedrock"),  # a later word that no model has
        ("aws bedrock", "be", ""),
        ("aws bedrock", "bed", "bed"),
        ("hugging face (groq)", "groq", "groq"),  # a host in brackets has a first word too
        ("hugging face (together ai)", "together ai", "together ai"),
        ("openrouter", "router", ""),  # never the middle of a word
        ("", "x", ""),
    ],
)
def test_a_word_names_a_host_by_its_beginning_where_no_model_has_that_word(host: str, typed: str, named: str) -> None:
    assert named_by_host([host], typed.split(), MODELS) == frozenset(named.split())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gemini pro", ["google/gemini-pro"]),
        ("gemini quick", ["quick/gemini-flash"]),
        ("quick/gem", ["quick/gemini-flash"]),
        ("quick/pro", []),
        ("google", ["google/gemini-pro"]),
        ("gemini", ["google/gemini-pro", "quick/gemini-flash"]),
        ("gemini google quick", []),
    ],
)
def test_offers_are_found_by_their_models_and_hosts(typed: str, found: list[str]) -> None:
    offers = (
        offer("google/gemini-pro", name="Gemini Pro", host_name="Google"),
        offer("quick/gemini-flash", name="Gemini Flash", host_name="Quick Pro"),
    )
    facts = facts_of(catalogue(*offers), offers)
    held = offers_with(facts, typed.split(), contains)
    assert [one.id for one, is_held in zip(offers, held, strict=True) if is_held] == found
