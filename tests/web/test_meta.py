"""The addresses for machines, and the settings an application starts with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner import __version__
from planner.core.models.catalogue import Catalogue
from planner.web import clock, create_app, state
from planner.web.settings import from_environment


def test_healthz_says_the_version(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"ok": True, "version": __version__}


def test_crawlers_are_kept_out_of_the_api(client: FlaskClient) -> None:
    assert "Disallow: /api/" in client.get("/robots.txt").text


def test_the_environment_sets_the_database_and_the_hosts(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "new" / "plans.sqlite3"
    monkeypatch.setenv("PLANNER_DATABASE", str(database))
    monkeypatch.setenv("PLANNER_TRUSTED_HOSTS", "plan.example, .inner.example")
    app = create_app({"CATALOGUE": catalogue})
    assert app.config["DATABASE"] == str(database)
    assert database.parent.is_dir()
    assert app.config["TRUSTED_HOSTS"] == ["plan.example", ".inner.example"]


def test_a_star_trusts_every_host() -> None:
    assert from_environment({"PLANNER_TRUSTED_HOSTS": "*"}) == {"TRUSTED_HOSTS": None}


@pytest.mark.parametrize("name", ["PLANNER_DATABASE", "PLANNER_TRUSTED_HOSTS"])
@pytest.mark.parametrize("value", ["", "  ", ","])
def test_a_setting_that_says_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        from_environment({name: value})


def test_the_catalogue_is_the_one_passed_in(app: Flask, catalogue: Catalogue) -> None:
    with app.app_context():
        assert state.catalogue() is catalogue


def test_a_clock_without_a_time_zone_is_refused(app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)
    with app.app_context(), pytest.raises(ValueError, match="time zone"):
        clock.now()
