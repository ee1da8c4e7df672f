"""Headers on every answer, and writes that only our own pages and programs may send."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OURS = "http://localhost"


@pytest.fixture
def writer(app: Flask) -> FlaskClient:
    """A client of an application with one write on each side, for pages and for programs."""
    app.add_url_rule("/write", view_func=lambda: "written", endpoint="write", methods=["GET", "POST", "DELETE"])
    app.add_url_rule("/api/write", view_func=lambda: "written", endpoint="api_write", methods=["POST"])
    return app.test_client()


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/no-such-page", "/api/no-such-page"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.example"}, 200),
        ({"Origin": OURS}, 200),
        ({"Origin": "https://localhost"}, 200),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://[::1"}, 403),
    ],
)
def test_who_may_write(writer: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert writer.post("/write", headers=headers).status_code == status


def test_every_kind_of_write_is_guarded(writer: FlaskClient) -> None:
    assert writer.delete("/write", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_anyone_may_read(writer: FlaskClient) -> None:
    assert writer.get("/write", headers={"Sec-Fetch-Site": "cross-site"}).data == b"written"


def test_programs_are_told_in_json(writer: FlaskClient) -> None:
    answer = writer.post("/api/write", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.json["errors"][0]["field"] == "origin"


@pytest.mark.parametrize(("host", "status"), [("localhost:8000", 200), ("127.0.0.1", 200), ("rebound.example", 400)])
def test_only_known_hosts_are_answered(client: FlaskClient, host: str, status: int) -> None:
    answer = client.get("/healthz", headers={"Host": host})
    assert answer.status_code == status
    assert ("PLANNER_TRUSTED_HOSTS" in answer.text) == (status == 400)


def test_an_unknown_host_is_no_fault_of_ours(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/plan", headers={"Host": "rebound.example"}).status_code == 400
    assert caplog.records == []
