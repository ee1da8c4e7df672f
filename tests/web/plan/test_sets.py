"""Named sets of models: what the pages open with, and the model card's nine one click away."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.served import is_live
from planner.sources.catalogue import load_catalogue
from planner.sources.facts.model_sets import load_model_sets
from planner.sources.facts.toml_reader import DataError
from planner.web import create_app
from planner.web.forms import PlanForm, read_form

NINE = (
    "kimi-k2-thinking", "gpt-5.4", "gpt-5.2", "glm-5", "gemini-3.1-flash-lite", "claude-opus-4.5", "grok-4",
    "kimi-k2.5", "gpt-5.3-codex",
)  # fmt: skip
MAKERS = {"OpenAI": "openai", "Anthropic": "anthropic", "Google": "google", "DeepSeek": "deepseek"}
SHIPPED = load_catalogue()
DAY = date(2026, 11, 27)


def form(text: str, known: Catalogue = SHIPPED) -> PlanForm:
    return read_form(MultiDict(pair.split("=") for pair in text.split("&") if pair), known)


def test_the_pages_open_with_two_models_of_each_larger_lab_live_at_the_maker() -> None:
    opening = SHIPPED.opening_set
    assert opening.id == "today"
    assert len(opening.models) == 8
    profiles = [SHIPPED.profiles[name] for name in opening.models]
    assert sorted(p.lab for p in profiles) == sorted([*MAKERS, *MAKERS])
    for profile in profiles:
        (own,) = [i for i in profile.offers if i.startswith(f"{MAKERS[profile.lab]}/")][:1]
        assert is_live(SHIPPED.offers[own], profile, DAY), own


def test_the_nine_of_the_model_card_are_a_set() -> None:
    assert SHIPPED.model_sets["card"].models == NINE


@pytest.mark.parametrize("one", SHIPPED.model_sets.values(), ids=SHIPPED.model_sets)
def test_a_set_opens_on_a_model_with_thinking_on_and_off(one: object) -> None:
    modes = SHIPPED.profiles[one.opens_on].modes.value  # type: ignore[attr-defined]
    assert "off" in modes
    assert len(modes) > 1


def test_a_set_with_a_stranger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"sets": [{"id": "x", "name": "X", "summary": "", "opens_on": "gpt-5.4", "models": ["gpt-5.4", "nobody"]}]}
    monkeypatch.setattr("planner.sources.facts.model_sets.read_toml", lambda _: raw)
    with pytest.raises(DataError, match=r"model_sets\.toml: x: nobody has no profile"):
        load_model_sets.__wrapped__()


@pytest.mark.parametrize(
    ("text", "chosen", "models", "address"),
    [
        ("", "today", SHIPPED.opening_set.models, "/plan/agent?preset=research_agent"),
        ("set=card", "card", NINE, "/plan/agent?preset=research_agent&set=card"),
        ("set=nothing", "today", SHIPPED.opening_set.models, "/plan/agent?preset=research_agent"),
        ("models=gpt-5.4", "today", ("gpt-5.4",), "/plan/agent?preset=research_agent&models=gpt-5.4"),
        ("set=card&models=gpt-5.4", "card", ("gpt-5.4",), "/plan/agent?preset=research_agent&set=card&models=gpt-5.4"),
        ("&".join(f"models={name}" for name in NINE), "card", NINE, "/plan/agent?preset=research_agent&set=card"),
        ("set=card&models=", "card", (), "/plan/agent?preset=research_agent&set=card&models="),
    ],
)
def test_the_address_of_a_set(text: str, chosen: str, models: tuple[str, ...], address: str) -> None:
    found = form(text)
    assert (found.model_set.id, found.models, found.address()) == (chosen, models, address)
    again = form(address.partition("?")[2] + "&door=agent")
    assert (again.models, again.address()) == (models, address)


def test_a_catalogue_without_sets_opens_with_every_profile() -> None:
    bare = replace(SHIPPED, model_sets={})
    assert form("", bare).models == tuple(SHIPPED.profiles)
    assert form("", bare).address() == "/plan/agent?preset=research_agent"


def test_the_shipped_page_shows_the_eight_and_links_the_nine(tmp_path: object) -> None:
    app = create_app({"TESTING": True, "CATALOGUE": SHIPPED, "DATABASE": f"{tmp_path}/planner.sqlite3"})
    client: FlaskClient = app.test_client()
    text = client.get("/plan/chat").text
    assert "GPT-6.1 Sol" in text
    assert not re.search(r'value="kimi-k2-thinking" checked', text)
    link = re.search(r'<a href="([^"]+)" title="[^"]*">The model card’s nine</a>', text)
    assert link
    assert link[1] == "/plan/chat?set=card"
    nine = client.get(link[1].replace("&amp;", "&"))
    assert nine.status_code == 200
    assert re.search(r'value="kimi-k2-thinking" checked', nine.text)
