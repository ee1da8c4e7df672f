"""Static files: an address per content, kept for a year; every other address is asked about again."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.web.static import static_url

YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def app(app: Flask, tmp_path: Path) -> Flask:
    (tmp_path / "a.css").write_text("a {}")
    app.static_folder = str(tmp_path)
    return app


def _url(app: Flask, name: str) -> str:
    with app.test_request_context():
        return static_url(name)


def test_the_current_address_is_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    answer = client.get(_url(app, "a.css"), buffered=True)
    assert answer.text == "a {}"
    assert answer.headers["Cache-Control"] == YEAR


@pytest.mark.parametrize("query", ["", "?v=0123456789ab"])
def test_any_other_address_is_asked_about_again(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/static/a.css{query}", buffered=True)
    assert answer.headers["Cache-Control"] == "no-cache"


def test_other_bytes_get_another_address(app: Flask, tmp_path: Path) -> None:
    before = _url(app, "a.css")
    (tmp_path / "a.css").write_text("b { }")
    assert _url(app, "a.css") != before


def test_a_missing_file_has_no_version_and_is_not_found(app: Flask, client: FlaskClient) -> None:
    assert _url(app, "b.css") == "/static/b.css"
    assert client.get("/static/b.css?v=1").status_code == 404


def test_nothing_outside_the_folder_is_served(client: FlaskClient) -> None:
    assert client.get("/static/../planner.sqlite3?v=1").status_code == 404
