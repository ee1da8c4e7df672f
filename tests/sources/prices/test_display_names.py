"""Names of models as their makers write them."""

from __future__ import annotations

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.names.spelling import model_words, slug
from planner.sources.prices.display_names import display_name


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("gpt 3.5 turbo", "GPT-3.5 Turbo"),
        ("gpt 3.5 turbo instruct", "GPT-3.5 Turbo Instruct"),
        ("gpt 4o", "GPT-4o"),
        ("gpt 4o mini", "GPT-4o mini"),
        ("gpt 4.1 nano", "GPT-4.1 nano"),
        ("gpt 4o (2024-05-13)", "GPT-4o (2024-05-13)"),
        ("gpt 4o audio preview", "GPT-4o Audio Preview"),
        ("gemini 1.5 flash", "Gemini 1.5 Flash"),
        ("gemini 1.5 Pro", "Gemini 1.5 Pro"),
        ("gemini 2.0 flash lite", "Gemini 2.0 Flash-Lite"),
        ("Gemini 3.1 Flash Lite (batch)", "Gemini 3.1 Flash-Lite (batch)"),
        ("gpt-oss-120b (free)", "gpt-oss-120b (free)"),  # as OpenAI writes it
        ("gpt-3.5-turbo-0613", "gpt-3.5-turbo-0613"),  # an id
        ("o3 Mini", "o3 Mini"),
        ("", ""),
    ],
)
def test_a_name_is_shown_as_its_maker_writes_it(listed: str, shown: str) -> None:
    assert display_name(listed) == shown
    assert slug(shown) == slug(listed) and model_words(shown) == model_words(listed)


def test_no_listed_name_of_a_gpt_or_a_gemini_begins_small(catalogue: Catalogue) -> None:
    names = {offer.name for offer in catalogue.offers.values()}
    assert not {name for name in names if name.startswith(("gpt ", "gemini ", "Gemini 3.1 Flash Lite"))}
