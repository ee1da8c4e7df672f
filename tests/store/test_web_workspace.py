"""The cookie and links: whose plans a browser sees, who may join, what an address given away leads to."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from planner.store import listing, scenarios
from planner.store.database.connection import open_store
from planner.store.database.errors import NotThere
from planner.store.database.kept_connections import KeptConnections
from planner.web import public_links, settings, workspace
from planner.web.guard import fairness, security
from tests.store.build import NOW, draft

COOKIE, HOST_COOKIE = workspace.COOKIE, workspace.HOST_COOKIE
VARIABLES = ("PLANNER_OPEN", "PLANNER_PUBLIC_URL", "PLANNER_TRUSTED_HOSTS", "PLANNER_DATABASE")


class Clock:
    """A clock a test can set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def make_app(path: Path, **config: Any) -> Flask:
    """The workspace with a view for each thing a page does with it."""
    app = Flask("planner")
    settings.init_app(app, {"DATABASE": str(path), "CLOCK": Clock(), "TESTING": True, **config})
    security.init_app(app)
    fairness.init_app(app)
    workspace.init_app(app)

    @app.post("/save")
    def save() -> str:
        return scenarios.create(workspace.store(), workspace.ensure_workspace(), "A plan", draft(), now=NOW).id

    @app.get("/count")
    def count() -> str:
        mine = workspace.current_workspace()
        return str(listing.search(workspace.store(), mine, listing.Search()).total if mine else "none")

    @app.post("/join/<key>")
    def join(key: str) -> tuple[str, int]:
        try:
            return str(workspace.join(key).id), 200
        except NotThere as error:
            return str(error), 404

    @app.post("/bring/<key>")
    def bring(key: str) -> str:
        moved = workspace.move_plans_to(workspace.workspace_of_key(key))
        workspace.join(key)
        return str(moved)

    @app.get("/link")
    def link() -> dict[str, object]:
        found = public_links.public_link("/s/abc")
        return {"url": found.url, "reachable": found.reachable}

    return app


@pytest.fixture
def app(path: Path) -> Flask:
    return make_app(path)


def cookie(answer: TestResponse) -> Morsel[str]:
    jar: SimpleCookie = SimpleCookie()
    jar.load(answer.headers["Set-Cookie"])
    return jar.get(HOST_COOKIE) or jar[COOKIE]


def key_of(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def test_looking_around_makes_no_workspace_and_no_cookie(app: Flask, path: Path) -> None:
    answer = app.test_client().get("/count")
    assert answer.text == "none"
    assert "Set-Cookie" not in answer.headers
    with open_store(path) as db:
        assert db.table("workspaces").count == 0


def test_the_first_save_makes_a_workspace_and_the_next_ones_stay_in_it(app: Flask) -> None:
    client = app.test_client()
    first = client.post("/save")
    made = cookie(first)
    assert (made["httponly"], made["samesite"], made["secure"], made["path"]) == (True, "Lax", "", "/")
    assert int(made["max-age"]) == 90 * 24 * 60 * 60
    assert len(made.value) >= 43
    assert first.headers["Cache-Control"] == "private, no-store"
    again = client.post("/save")
    assert cookie(again).value == made.value  # kept alive by every save
    assert client.get("/count").text == "2"


def test_another_browser_sees_nothing(app: Flask) -> None:
    app.test_client().post("/save")
    other = app.test_client()
    assert other.get("/count").text == "none"
    other.post("/save")
    assert other.get("/count").text == "1"


@pytest.mark.parametrize("value", ["", "guess", "open", "a" * 64, "\x00"])
def test_a_made_up_cookie_is_nobody(app: Flask, value: str) -> None:
    owner = app.test_client()
    owner.post("/save")
    guesser = app.test_client()
    guesser.set_cookie(COOKIE, value)
    assert guesser.get("/count").text == "none"
    guesser.post("/save")
    assert key_of(guesser) not in (value, key_of(owner))
    assert owner.get("/count").text == "1"


def test_a_key_joins_another_device(app: Flask) -> None:
    laptop, phone = app.test_client(), app.test_client()
    laptop.post("/save")
    phone.post("/save")
    joined = phone.post(f"/join/{key_of(laptop)}")
    assert joined.status_code == 200
    assert cookie(joined)["httponly"]
    assert key_of(phone) == key_of(laptop)
    phone.post("/save")
    assert laptop.get("/count").text == "2"


def test_plans_can_be_brought_along(app: Flask) -> None:
    laptop, phone = app.test_client(), app.test_client()
    laptop.post("/save")
    phone.post("/save")
    assert phone.post(f"/bring/{key_of(laptop)}").text == "1"
    assert laptop.get("/count").text == "2"
    assert phone.post(f"/bring/{key_of(laptop)}").text == "0"
    assert app.test_client().post(f"/bring/{key_of(laptop)}").text == "0"


def test_a_wrong_key_joins_nothing_and_keeps_the_cookie(app: Flask) -> None:
    client = app.test_client()
    client.post("/save")
    before = key_of(client)
    answer = client.post("/join/wrong")
    assert (answer.status_code, "leads to no workspace" in answer.text) == (404, True)
    assert "Set-Cookie" not in answer.headers
    assert key_of(client) == before


def test_another_site_cannot_make_a_browser_join(app: Flask) -> None:
    client = app.test_client()
    client.post("/save")
    answer = app.test_client().post(f"/join/{key_of(client)}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_an_open_server_has_one_workspace_and_no_cookie(path: Path) -> None:
    app = make_app(path, OPEN=True)
    answer = app.test_client().post("/save")
    assert "Set-Cookie" not in answer.headers
    assert app.test_client().get("/count").text == "1"
    assert app.test_client().post("/join/open").status_code == 404


def test_closing_an_open_server_shows_its_plans_to_nobody(path: Path) -> None:
    make_app(path, OPEN=True).test_client().post("/save")
    closed = make_app(path).test_client()
    closed.set_cookie(COOKIE, "open")
    assert closed.get("/count").text == "none"


@pytest.mark.parametrize(
    ("public", "base", "secure"),
    [
        (None, "http://localhost", False),
        (None, "https://localhost", True),
        ("https://plan.example.org", "http://plan.example.org", True),
        ("https://plan.example.org", "http://localhost", False),
        ("http://plan.example.org", "https://plan.example.org", False),
    ],
)
def test_the_cookie_is_secure_where_the_browser_came_by_https(
    path: Path, public: str | None, base: str, secure: bool
) -> None:
    answer = make_app(path, PUBLIC_URL=public).test_client().post("/save", base_url=base)
    assert bool(cookie(answer)["secure"]) == secure


@pytest.mark.parametrize(
    ("config", "base", "url", "reachable"),
    [
        ({}, "http://localhost:8000", "http://localhost:8000/s/abc", False),
        ({}, "http://127.0.0.1:8000", "http://127.0.0.1:8000/s/abc", False),
        ({"TRUSTED_HOSTS": None}, "http://127.9.9.9", "http://127.9.9.9/s/abc", False),
        ({"TRUSTED_HOSTS": None}, "http://0.0.0.0", "http://0.0.0.0/s/abc", False),
        ({"TRUSTED_HOSTS": None}, "http://[::1]", "http://[::1]/s/abc", False),
        ({"TRUSTED_HOSTS": None}, "http://plan.localhost", "http://plan.localhost/s/abc", False),
        ({"TRUSTED_HOSTS": None}, "http://192.168.1.5:8000", "http://192.168.1.5:8000/s/abc", True),
        ({"TRUSTED_HOSTS": ["plan.example.org"]}, "http://plan.example.org", "http://plan.example.org/s/abc", True),
        ({"PUBLIC_URL": "https://plan.example.org"}, "http://localhost", "https://plan.example.org/s/abc", True),
        ({"PUBLIC_URL": "http://localhost:8000"}, "http://localhost", "http://localhost:8000/s/abc", False),
    ],
)
def test_links_say_whether_others_can_reach_them(
    path: Path, config: dict[str, Any], base: str, url: str, reachable: bool
) -> None:
    answer = make_app(path, **config).test_client().get("/link", base_url=base)
    assert answer.json == {"url": url, "reachable": reachable}


def test_a_made_up_host_makes_no_link(app: Flask) -> None:
    assert app.test_client().get("/link", base_url="http://evil.example").status_code == 400


def test_the_public_host_is_answered(path: Path) -> None:
    app = make_app(path, PUBLIC_URL="https://plan.example.org:8443")
    assert app.test_client().get("/link", base_url="http://plan.example.org:8443").status_code == 200
    assert settings.LOCAL_HOSTS[0] in app.config["TRUSTED_HOSTS"]


@pytest.mark.parametrize(
    "url", ["", "plan.example.org", "ftp://x", "https://", "https://x/path", "https://x?a", "https://u:p@x", "//x"]
)
def test_a_public_url_that_is_none_is_said_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="PLANNER_PUBLIC_URL is"):
        workspace.read_public_url({"PLANNER_PUBLIC_URL": url})


def test_what_the_environment_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_OPEN", "1")
    monkeypatch.setenv("PLANNER_PUBLIC_URL", "https://plan.example.org/")
    app = make_app(path)
    assert (app.config["OPEN"], app.config["PUBLIC_URL"]) == (True, "https://plan.example.org")
    assert (workspace.read_open({}), workspace.read_public_url({})) == (False, None)
    with pytest.raises(ValueError, match="PLANNER_OPEN is 'maybe'"):
        workspace.read_open({"PLANNER_OPEN": "maybe"})


def test_the_database_is_where_the_settings_say(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_DATABASE", str(path))
    assert workspace.database_path() == path


def test_a_locked_database_answers_503_and_then_works_again(app: Flask, path: Path) -> None:
    client = app.test_client()
    client.post("/save")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    patient, app.extensions[workspace.CONNECTIONS] = (
        app.extensions[workspace.CONNECTIONS],
        KeptConnections(busy_seconds=0.05),
    )
    answer = client.post("/save")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "busy with other writers" in answer.text
    assert client.get("/count").text == "1"
    app.extensions[workspace.CONNECTIONS] = patient
    other.rollback()
    other.close()
    client.post("/save")
    assert client.get("/count").text == "2"


def test_the_bin_is_emptied_by_use(app: Flask, path: Path) -> None:
    client = app.test_client()
    client.post("/save")
    with open_store(path) as db:
        db.execute("UPDATE scenarios SET deleted_at = '2026-10-01T00:00:00.000000Z'")
        db.conn.commit()
        client.get("/count")
        assert db.table("scenarios").count == 1  # already looked at today
        app.config["CLOCK"].now = NOW.replace(day=24)
        client.get("/count")
        assert db.table("scenarios").count == 0


def test_every_request_has_a_connection_of_its_own_and_closes_it(app: Flask) -> None:
    with app.test_request_context():
        first = workspace.store()
        assert workspace.store() is first
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        first.execute("SELECT 1")
    with app.test_request_context():
        assert workspace.store() is not first
