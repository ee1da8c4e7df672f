"""How old the prices are, at the top of every page, and what went wrong when they were last fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from genai_prices import UpdatePrices

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.refresh import VARIABLE, LivePrices, News
from planner.store.database.rows import Draft
from planner.web import create_app
from planner.web.present.price_line import kept_line, list_words, price_line
from planner.web.state import State, catalogue
from tests.conftest import NOW

PAGES = ("/plan", "/offers", "/models", "/models/gpt-5.4", "/method", "/no-such-page")
FAILED = "The refresh of 23 Nov 2026 12:00 UTC failed: the list could not be fetched or read."


def state_of(app: Flask) -> State:
    held = app.extensions["planner"]
    assert isinstance(held, State)
    return held


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (NOW.date(), "Prices read 23 Nov 2026"),
        (NOW.date() - timedelta(6), "Prices read 17 Nov 2026"),
        (NOW.date() - timedelta(7), "Prices read 16 Nov 2026, 7 days ago"),
        (None, "Prices of 23 Nov 2026"),
    ],
)
def test_the_age_is_said_in_days(catalogue: Catalogue, checked: date | None, said: str) -> None:
    assert price_line(replace(catalogue, prices_checked=checked), NOW) == said


def test_prices_of_another_day_say_which_and_when_they_were_read(catalogue: Catalogue) -> None:
    checked = replace(catalogue, prices_checked=date(2026, 11, 9))
    assert price_line(checked, NOW, date(2027, 1, 2)) == "Prices of 2 Jan 2027, read 9 Nov 2026"
    assert price_line(checked, NOW, datetime(2026, 11, 8, 23, tzinfo=UTC)) == "Prices of 8 Nov 2026, read 9 Nov 2026"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_tells_the_age(client: FlaskClient, catalogue: Catalogue, path: str) -> None:
    assert f'<span class="asof" id="asof">{price_line(catalogue, NOW)}</span>' in client.get(path).text
    assert "failed" not in client.get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_a_failed_refresh_is_said_on_every_page(app: Flask, client: FlaskClient, path: str) -> None:
    held = state_of(app)
    held.prices.news = replace(held.prices.news, problem=f"{FAILED} <b>These</b> are the prices from before.")
    (said,) = re.findall(r'<p class="stale flag small">.*?</svg>(.*?)</p>', client.get(path).text)
    assert said == f"{FAILED} &lt;b&gt;These&lt;/b&gt; are the prices from before."


def test_nothing_is_fetched_unless_asked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr(UpdatePrices, "start", lambda self, **_: started.append(True))
    given = {"CATALOGUE": state_of(app).prices.catalogue, "DATABASE": app.config["DATABASE"]}
    monkeypatch.delenv(VARIABLE, raising=False)
    create_app(given)
    assert started == []
    monkeypatch.setenv(VARIABLE, "1")
    create_app(given)
    assert started == [True]


def test_an_unreadable_wish_is_said_loudly(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "maybe")
    with pytest.raises(ValueError, match="PLANNER_REFRESH_PRICES must be 1 or 0"):
        create_app({"CATALOGUE": state_of(app).prices.catalogue, "DATABASE": str(tmp_path / "p.sqlite3")})


def test_fetched_prices_are_used_from_the_next_request_on(app: Flask, client: FlaskClient) -> None:
    held = state_of(app)
    before = client.get("/offers/results?q=gpt-5.4", headers={"HX-Request": "true"}).text
    known = held.prices.catalogue
    fewer = {key: offer for key, offer in known.offers.items() if offer.host != "openai"}
    held.prices.news = News(replace(known, offers=fewer), fetched=datetime(2026, 11, 23, 11, tzinfo=UTC))
    after = client.get("/offers/results?q=gpt-5.4", headers={"HX-Request": "true"}).text
    assert "add=openai/gpt-5.4" in before
    assert "add=openai/gpt-5.4" not in after


def test_one_request_sees_one_catalogue(app: Flask) -> None:
    """Prices that come in while a page is being made must not give it two minds."""
    held = state_of(app)
    with app.test_request_context():
        first = catalogue()
        held.prices.news = News(replace(first, offers={}))
        assert catalogue() is first
    with app.test_request_context():
        assert catalogue() is held.prices.catalogue
    assert isinstance(held.prices, LivePrices)


def test_a_saved_list_says_when_it_was_read_while_it_is_in_use(catalogue: Catalogue) -> None:
    used = replace(catalogue, prices_version="genai-prices 0.2.3", prices_checked=date(2026, 11, 9))
    assert list_words("genai-prices 0.2.3", used) == "genai-prices 0.2.3, read 9 Nov 2026"
    assert list_words("genai-prices 0.2.2", used) == "genai-prices 0.2.2"
    assert list_words("genai-prices 0.2.3", replace(used, prices_checked=None)) == "genai-prices 0.2.3"


def test_a_saved_page_says_when_its_list_was_read(catalogue: Catalogue) -> None:
    read = replace(catalogue, prices_checked=date(2026, 11, 9), prices_version="a list 1.0")
    draft = Draft({}, {}, (), NOW, "1.0", "a list 1.0")
    assert kept_line(draft, read) == "Prices in force on 23 Nov 2026, by a list 1.0, read 9 Nov 2026"
    assert kept_line(replace(draft, prices_version="older"), read) == "Prices in force on 23 Nov 2026, by older"
