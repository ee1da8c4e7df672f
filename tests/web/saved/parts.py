"""Saving and sharing through the client, and a catalogue in which one price has moved."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.core.models.rates import DatedCard, Rate, Window
from planner.web import create_app
from planner.web.workspace import COOKIE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOVED = date(2026, 12, 1)
LATER = datetime(2027, 2, 22, 12, tzinfo=UTC)
OFFER, OTHER = "openai/gpt-5.4", "google/gemini-3.1-flash-lite"
PLAN = f"preset=support_chat&models={OFFER}&models={OTHER}"
NAME = "Secret name of a plan"
JSON = {"Accept": "application/json"}


class Clock:
    """A clock that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def make_app(catalogue: Catalogue, path: Path | str, **config: Any) -> Flask:
    base = {"TESTING": True, "CATALOGUE": catalogue, "DATABASE": str(path), "CLOCK": Clock(), "OPEN": False}
    return create_app({"PUBLIC_URL": None, **base, **config})


def with_moved_price(catalogue: Catalogue, offer_id: str = OFFER, factor: str = "2") -> Catalogue:
    """The offer's output rate times `factor` from MOVED on."""
    offer = catalogue.offers[offer_id]
    card = offer.cards[-1].card
    assert card.output
    dearer = replace(card, output=Rate(card.output.base * Decimal(factor), card.output.tiers))
    moved = replace(offer, cards=(*offer.cards, DatedCard(dearer, Window(MOVED))))
    return replace(catalogue, offers={**catalogue.offers, offer_id: moved})


def without(catalogue: Catalogue, offer_id: str) -> Catalogue:
    return replace(catalogue, offers={k: v for k, v in catalogue.offers.items() if k != offer_id})


def reopened(app: Flask, client: FlaskClient, catalogue: Catalogue) -> FlaskClient:
    """The same browser at the same database, with another catalogue."""
    again = make_app(catalogue, app.config["DATABASE"]).test_client()
    cookie = client.get_cookie(COOKIE)
    assert cookie
    again.set_cookie(COOKIE, cookie.value)
    return again


def save(client: FlaskClient, plan: str = PLAN, **fields: str) -> str:
    """The id of what was saved."""
    answer = client.post("/saved", data={"plan": plan, "name": NAME, **fields}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return str(answer.json["id"])


def share(client: FlaskClient, sid: str, **fields: str) -> str:
    """The path of a link."""
    answer = client.post(f"/saved/{sid}/share", data=fields, headers=JSON)
    assert answer.status_code == 200, answer.text
    return "/s/" + str(answer.json["url"]).rpartition("/")[2]


def plain(html: str) -> str:
    """The page's words without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").split())


def finding(html: str) -> str:
    """The heading of a saved page."""
    return _first(r"<h1[^>]*>(.*?)</h1>", html)


def answer(html: str) -> str:
    """The sentence of the plan page, under its question."""
    return _first(r'<h2 class="finding">(.*?)</h2>', html)


def _first(pattern: str, html: str) -> str:
    found = re.search(pattern, html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def compared(client: FlaskClient, *plans: str) -> str:
    """The page of these plans side by side."""
    ids = [save(client, plan, name=f"Plan {i}") for i, plan in enumerate(plans, 1)]
    return client.get("/saved/compare?" + "&".join(f"s={sid}" for sid in ids)).text
