"""One's own workspace: its cookie under TLS and over time, the change of its key, and what the log says of it."""

from __future__ import annotations

import logging
import re
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from planner.core.models.catalogue import Catalogue
from planner.web import workspace
from planner.web.guard import fairness
from planner.web.logs import LINE, UtcLines
from planner.web.workspace import COOKIE, HOST_COOKIE, read_cookie_days
from tests.web.saved.parts import NAME, PLAN, make_app, plain, save

TLS = "https://plan.example.org"
DAY = 24 * 60 * 60


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    return make_app(catalogue, tmp_path / "planner.sqlite3", PUBLIC_URL=TLS, COOKIE_DAYS=7)


def cookies(answer: TestResponse) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for header in answer.headers.getlist("Set-Cookie"):
        found |= SimpleCookie(header)
    return found


def key_of(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    assert found
    return found.value


def test_the_cookie_under_tls_is_of_this_host_alone_and_lasts_from_the_last_visit(app: Flask) -> None:
    """The name `__Host-` asks for Secure, the path / and no domain; browsers refuse the cookie without them."""
    client = app.test_client()
    made = client.post("/saved", data={"plan": PLAN, "name": NAME}, base_url=TLS)
    (name,) = cookies(made)
    one = cookies(made)[name]
    assert (name, one["secure"], one["path"], one["domain"]) == ("__Host-workspace", True, "/", "")
    assert (one["httponly"], one["samesite"], int(one["max-age"])) == (True, "Lax", 7 * DAY)
    visit = client.get("/saved", base_url=TLS)
    assert NAME in visit.text
    again = cookies(visit)[HOST_COOKIE]
    assert (again.value, int(again["max-age"])) == (one.value, 7 * DAY), "each visit starts the days anew"
    changed = client.post("/workspace/key", base_url=TLS)
    assert list(cookies(changed)) == [HOST_COOKIE] and cookies(changed)[HOST_COOKIE].value != one.value
    typed = cookies(client.get("/plan/agent?runs=77", base_url=TLS))
    assert all(typed[name]["secure"] for name in ("last_plan", "door"))
    left = client.post("/workspace/leave", base_url=TLS)
    assert (set(cookies(left)), left.headers["Clear-Site-Data"]) == ({COOKIE, HOST_COOKIE, "last_plan"}, '"cache"')
    assert NAME not in client.get("/saved", base_url=TLS).text


def test_a_cookie_from_before_tls_gets_its_new_name(app: Flask) -> None:
    client = app.test_client()
    save(client)
    key = key_of(client)
    client.set_cookie(COOKIE, key, domain="plan.example.org")
    moved = client.get("/saved", base_url=TLS)
    assert NAME in moved.text
    assert (cookies(moved)[HOST_COOKIE].value, cookies(moved)[COOKIE]["max-age"]) == (key, "0")


@pytest.mark.parametrize("text", ["0", "401", "", "90.0", "٩", "x"])
def test_days_that_cannot_be_are_said_at_the_start(text: str) -> None:
    assert (read_cookie_days({}), read_cookie_days({"PLANNER_COOKIE_DAYS": "400"})) == (90, 400)
    with pytest.raises(ValueError, match="give 1 to 400 days"):
        read_cookie_days({"PLANNER_COOKIE_DAYS": text})


def test_the_key_is_changed_after_a_question(app: Flask) -> None:
    client, other = app.test_client(), app.test_client()
    assert client.get("/workspace/key").status_code == 404
    save(client)
    old = key_of(client)
    other.set_cookie(COOKIE, old)
    page = client.get("/workspace").text
    assert '<form class="calm" action="/workspace/key">' in page, "a form that asks, not one that changes"
    asked = client.get("/workspace/key")
    assert "Every other device" in plain(asked.text) and 'method="post" action="/workspace/key"' in asked.text
    assert (key_of(client), NAME in other.get("/saved").text) == (old, True), "asking changes nothing"
    (new,) = re.findall(r'name="key" value="([\w-]{43})"', asked.text)
    assert client.post("/workspace/key", data={"key": new}).status_code == 303
    assert key_of(client) == new and NAME in client.get("/saved").text
    assert NAME not in other.get("/saved").text
    client.set_cookie(COOKIE, old)
    assert client.post("/workspace/key", data={"key": new}).status_code == 303, "a double click: sent before its answer"
    assert key_of(client) == new and NAME in client.get("/saved").text
    for weak in ("", "open", "a" * 42):
        client.post("/workspace/key", data={"key": weak})
        assert key_of(client) not in (weak, new) and NAME in client.get("/saved").text


def test_the_log_says_what_was_refused_and_by_whom_without_a_secret(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, app.logger.name)
    client, link = app.test_client(), "Secret-token-of-a-link"
    save(client)
    key, wrong = key_of(client), "w" * 43
    client.get(f"/s/{link}"), client.get(f"/b/{link}/budget.csv"), client.get(f"/workspace/join/{wrong}")
    other = app.test_client()
    other.set_cookie(COOKIE, wrong)
    other.get("/saved", headers={"X-Forwarded-For": f"{key}"})
    app.test_client().post(f"/workspace/join/{key}", headers={"Origin": "https://elsewhere.example"})
    other.post(f"/workspace/join/{key}", headers={"X-Forwarded-For": "192.0.2.7"})
    app.config["VISITOR_WRITES"] = 1
    other.post("/workspace/key"), other.post(f"/workspace/join/{key}")
    other.open(f"/s/{link}", method="DELETE"), app.test_client().open(f"/s/{link}", method=f"X{wrong}")
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" (")[0].split(". Try")[0] for line in lines[:-2]] == [
        "refused: a link that leads nowhere",
        "refused: a link that leads nowhere",
        "refused: a key that no workspace has",
        "refused: a cookie whose key no workspace has",
        "refused: a write sent by another site",
        "a browser joined workspace 1",
        "refused: too many requests: This server allows 1 writes per minute to each visitor",
        "refused: too many requests: This server allows 1 writes per minute to each visitor",
    ]
    assert [line.split(": ")[1] for line in lines[-2:]] == [
        "a method that is not allowed (DELETE no page from 127.0.0.1)",
        "a method that is not allowed (other no page from 127.0.0.1)",
    ]
    assert lines[0].endswith("(GET shared_plans.get_/<token> from 127.0.0.1)")
    assert lines[3].endswith("from unknown)") and lines[5].endswith("from 192.0.2.7)")
    assert not [secret for secret in (link, key, wrong) if secret in caplog.text]


def test_one_visitor_cannot_fill_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = app.test_client()
    for _ in range(fairness.MOST_LINES + 3):
        client.get("/s/none")
    assert len(caplog.records) == fairness.MOST_LINES
    client.get("/s/none", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert len(caplog.records) == fairness.MOST_LINES + 1


def test_what_was_typed_makes_no_line_of_its_own() -> None:
    record = logging.LogRecord("planner", logging.ERROR, "", 0, "first\nsecond \x1b[2J", None, None)
    record.created = record.msecs = 0
    lines = UtcLines(LINE).format(record).split("\n")
    assert lines == ["1970-01-01 00:00:00.000Z ERROR planner: first", "    second ?[2J"]


def test_a_workspace_that_is_everybodys_has_no_key_to_change(catalogue: Catalogue, tmp_path: Path) -> None:
    client = make_app(catalogue, tmp_path / "open.sqlite3", OPEN=True).test_client()
    save(client)
    assert [client.open("/workspace/key", method=method).status_code for method in ("GET", "POST")] == [404, 404]
    assert workspace.COOKIE_DAYS == 90
