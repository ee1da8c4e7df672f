"""The card of a model on its page: Kimi K2 Thinking carries what its own card says, others what their facts say."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.web.models.page import related


def words(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.text).split()))


def test_kimi_k2_thinking_carries_its_card(client: FlaskClient) -> None:
    text = words(client, "/models/kimi-k2-thinking")
    for said in (
        "1 trillion", "32 billion active", "INT4", "594.2 GB", "245 GB", "300 in a row", "262,144",
        "Tools yes Streaming yes", "44.9% on HLE with tools", "94.5% on AIME 2025", "temperature to 1.0",
        "min_p to 0.01", "Complex software engineering", "Autonomous research", "Olympiad mathematics",
        "Science at doctoral level",
        "Computer control", "Creative writing with strict logic", "Reddit", "Grids of coloured cells", "OpenRouter",
    ):  # fmt: skip
        assert said in text, said


def test_the_nine_scores_of_the_card_are_each_explained(client: FlaskClient) -> None:
    text = client.get("/models/kimi-k2-thinking").text
    section = re.search(r'id="benchmarks">(.*?)</details>', text, re.DOTALL)
    assert section
    assert len(re.findall("<dt>", section[1])) >= 20


@pytest.mark.parametrize(
    "name", ["gpt-5.6-sol", "claude-haiku-5.5", "gemini-3.6-flash", "kimi-k2.6", "hy3", "nova-premier"]
)
def test_a_card_without_notes_follows_from_facts(client: FlaskClient, name: str) -> None:
    text = words(client, f"/models/{name}")
    assert "What it is, and what it can do" in text
    assert re.search(r"Strengths \w", text)
    assert "in our words" not in text
    assert not re.search(r"<ul>\s*</ul>", client.get(f"/models/{name}").text)


CARDS = ("gpt-5.4", "nova-premier")


def test_a_card_without_limits_has_no_heading_for_them(client: FlaskClient) -> None:
    """GPT-5.4 has none among its facts, Nova Premier cannot think."""
    heads = {name: re.findall(r"<h3>(Strengths|Limits)</h3>", client.get(f"/models/{name}").text) for name in CARDS}
    assert heads == {"gpt-5.4": ["Strengths"], "nova-premier": ["Strengths", "Limits"]}


def test_notes_stand_before_what_follows_from_facts(client: FlaskClient) -> None:
    text = words(client, "/models/gemini-4-argon")
    assert text.index("Made for long work in code") < text.index("Reads up to 1,048,576 tokens at once.")
    assert "Text and claims: Google Cloud, get started with Gemini 4, in our words." in text


def test_a_model_that_no_described_host_serves_says_so(client: FlaskClient) -> None:
    text = words(client, "/models/grok-4")
    assert "No live host whose API is described here serves it." in text
    assert "xAI , Responses, ended on 15 May 2026" in text


def test_the_card_of_kimi_k2_thinking_keeps_its_makers_first_request(client: FlaskClient) -> None:
    """Its card shows Moonshot's; hosts that still serve the model stand before it."""
    text = words(client, "/models/kimi-k2-thinking")
    assert text.index("Novita , Chat completions") < text.index("Moonshot AI , Chat completions, ended on 25 May 2026")
    assert "No live host" not in text
    assert "1,000 billion × 4 bits ÷ 8" in text and "594.2 + 18.42 GB" in text


def test_what_stands_beside_a_model(catalogue: Catalogue) -> None:
    nine = catalogue.model_sets["card"].models
    assert related(catalogue, catalogue.profiles["kimi-k2-thinking"]) == nine
    beside = related(catalogue, catalogue.profiles["grok-4.7"])
    assert set(catalogue.opening_set.models) <= set(beside)
    assert {"grok-4.6", "grok-4.7"} <= set(beside)
    assert len(beside) == len(set(beside)) <= len(nine) + 4


@pytest.mark.parametrize(
    ("model", "said"), [("kimi-k2.5", r"Prompt caching yes, priced by \d+ hosts"), ("gpt-5.4", "Prompt caching yes")]
)
def test_a_price_of_cached_tokens_tells_of_caching(client: FlaskClient, model: str, said: str) -> None:
    assert re.search(said, words(client, f"/models/{model}"))
