"""Error answers for readers and for programs."""

from __future__ import annotations

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from planner.web import errors

TOO_MUCH = b"x" * (1024 * 1024 + 1)


def _break() -> str:
    raise RuntimeError("a secret in the message")


def _give_up() -> str:
    abort(404, "No scenario <7> here.")


VIEWS = {"broken": _break, "gone": _give_up, "length": lambda: str(len(request.get_data()))}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of an application with views that fail, and that answers as it does in earnest."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for prefix in ("", "/api"):
        for name, view in VIEWS.items():
            app.add_url_rule(f"{prefix}/{name}", view_func=view, endpoint=f"{prefix}{name}", methods=["GET", "POST"])
    return app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/nothing", None, 404, "There is no such page"),
        ("DELETE", "/healthz", None, 405, "That page cannot be used this way"),
        ("POST", "/length", TOO_MUCH, 413, "At most 1 MB"),
        ("GET", "/broken", None, 500, "Something broke on our side"),
    ],
)
def test_people_get_a_page(
    client: FlaskClient, method: str, path: str, body: bytes | None, status: int, says: str
) -> None:
    answer = client.open(path, method=method, data=body)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert says in answer.text


def test_the_page_wears_the_site_s_dress(client: FlaskClient) -> None:
    text = client.get("/nothing").text
    assert 'rel="stylesheet"' in text
    assert 'href="/plan"' in text


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/api/nothing", None, 404, "path"),
        ("/api/length", TOO_MUCH, 413, "body"),
        ("/api/broken", None, 500, "server"),
    ],
)
def test_programs_get_json(client: FlaskClient, path: str, body: bytes | None, status: int, field: str) -> None:
    answer = client.post(path, data=body)
    assert answer.status_code == status
    (problem,) = answer.json["errors"]
    assert problem["field"] == field
    assert problem["message"].endswith(".")


def test_a_body_of_exactly_the_limit_is_taken(client: FlaskClient) -> None:
    assert client.post("/length", data=TOO_MUCH[1:]).text == str(1024 * 1024)


def test_the_allowed_methods_are_kept(client: FlaskClient) -> None:
    assert "GET" in client.delete("/healthz").headers["Allow"]


@pytest.mark.parametrize("path", ["/broken", "/api/broken"])
def test_the_reason_of_a_fault_stays_in_the_log(client: FlaskClient, path: str) -> None:
    assert "secret" not in client.get(path).text


def test_a_view_s_own_sentence_is_shown_and_escaped(client: FlaskClient) -> None:
    assert "No scenario &lt;7&gt; here." in client.get("/gone").text
    assert "No scenario <7> here." in client.get("/api/gone").json["errors"][0]["message"]


def test_a_broken_layout_still_answers_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("the layout is broken")

    monkeypatch.setattr(errors, "render_template", broken)
    answer = client.get("/gone")
    assert answer.status_code == 404
    assert answer.text.startswith("<!doctype html>")
    assert "No scenario &lt;7&gt; here." in answer.text


def test_a_status_without_words_of_ours_keeps_its_name() -> None:
    error = HTTPException("Slow down.")
    error.code = 429
    assert errors.trouble_of(error).status == 429
    assert errors.trouble_of(error).text == "Slow down."
