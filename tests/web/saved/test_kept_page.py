"""A saved plan's page is made once, and again whenever it would say something else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from jinja2 import Template

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.refresh import News
from planner.web.saved.plans.reprice import kept_page
from tests.web.own_runs.test_own_runs import TYPED
from tests.web.saved.parts import LATER, NOW, OFFER, PLAN, finding, make_app, save, with_moved_price


def test_it_is_made_again_where_anything_it_shows_has_changed(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(with_moved_price(catalogue), tmp_path / "p.sqlite3")
    client, clock, made = app.test_client(), app.config["CLOCK"], list[int]()
    then_page = kept_page.then_page

    def counted(*asked: object, **more: object) -> object:
        made.append(1)
        return then_page(*asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_page, "then_page", counted)
    page = f"/saved/{save(client, f'{PLAN}&focus={OFFER}')}"
    first = client.get(page).text
    clock.now = NOW + timedelta(minutes=14)
    again = client.get(f"{page}?notice=saved").text
    assert len(made) == 1 and "saved just now" in first and "saved 14 minutes ago" in again
    assert 'class="status-line"' in again and 'class="status-line"' not in first
    clock.now = NOW + timedelta(minutes=15)
    client.get(page)
    assert len(made) == 2, "a price may have another hour"
    client.post(f"{page}/edit", data={"name": "Renamed"})
    assert "<b>Renamed</b>" in client.get(page).text and len(made) == 3
    clock.now = LATER
    assert "raised the prices" in finding(client.get(page).text) and len(made) == 4
    client.post(f"{page}/today", data={"revision": "1"})
    assert "costs the same today" in finding(client.get(page).text) and len(made) == 5
    assert "raised the prices" in finding(client.get(f"{page}/revisions/1").text) and len(made) == 6
    assert make_app(catalogue, tmp_path / "p.sqlite3").test_client().get(page).status_code == 404, "another browser"
    assert len(made) == 6


def test_a_list_is_rendered_again_where_it_has_changed(catalogue: Catalogue, tmp_path: Path) -> None:
    app = make_app(catalogue, tmp_path / "p.sqlite3")
    client, rendered = app.test_client(), list[str]()
    sid = save(client, PLAN)

    def note(_app: Flask, template: Template, **_: object) -> None:
        rendered.append(template.name or "")

    with template_rendered.connected_to(note, app):
        first = client.get("/saved").text
        assert client.get("/saved").text == first and rendered.count("saved/_found.html") == 1
        client.post(f"/saved/{sid}/edit", data={"tags": "new tag"})
        assert 'href="/saved?tag=new+tag"' in client.get("/saved").text
        app.config["CLOCK"].now = NOW + timedelta(hours=3)
        assert "3 hours ago" in client.get("/saved").text
        assert rendered.count("saved/_found.html") == 3
        other = app.test_client()
        save(other, PLAN, name="Of another workspace")
        assert sid not in other.get("/saved").text


def test_own_runs_and_another_catalogue_make_it_again(catalogue: Catalogue, tmp_path: Path) -> None:
    app = make_app(catalogue, tmp_path / "p.sqlite3")
    client = app.test_client()
    page = f"/saved/{save(client, f'{PLAN}&focus={OFFER}')}"
    assert "learnt=off" not in client.get(page).text
    assert client.post("/own-runs", data=TYPED).status_code == 303
    assert "learnt=off" in client.get(page).text
    app.extensions["planner"].prices.news = News(with_moved_price(catalogue))
    app.config["CLOCK"].now = LATER
    assert "raised the prices" in finding(client.get(page).text)
    app.extensions["planner"].prices.news = News(catalogue)
    assert "raised the prices" not in finding(client.get(page).text)
