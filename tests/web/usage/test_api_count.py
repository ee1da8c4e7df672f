"""POST /api/v1/count and `planner count`: one shape."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from planner.cli import main


def test_a_text_on_three_models(client: FlaskClient) -> None:
    body = {"text": "one two three four", "models": ["gpt-5.4", "claude-opus-4-5", "moonshotai/kimi-k2-thinking"]}
    answer = client.post("/api/v1/count", json=body).json
    assert answer is not None
    exact, *ranged = answer["models"]
    assert {key: exact[key] for key in ("model", "tokens", "exact", "low", "high", "tokenizer")} == {
        "model": "gpt-5.4",
        "tokens": 4,
        "exact": True,
        "low": 4,
        "high": 4,
        "tokenizer": "o200k",
    }
    assert all(not one["exact"] and one["low"] <= one["tokens"] <= one["high"] for one in ranged)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", ""),
        (b'{"models": ["gpt-4o"]}', ""),
        (b'{"text": "a", "models": ["zzz"]}', "models.0"),
        (b'{"text": null}', "text"),
        (b'{"text": "a", "messages": "b"}', "text"),
        (b'{"system": false, "messages": "b"}', "system"),
        (b'{"system": "a", "instructions": 5}', "instructions"),
        (b'{"messages": "a", "tools": [true]}', "tools"),
        (b'{"messages": "a", "tools": {}}', "tools"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client: FlaskClient, body: bytes, field: str) -> None:
    response = client.post("/api/v1/count", data=body, content_type="application/json")
    assert response.status_code == 422 and response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [field]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_neither_json_nor_a_form_is_415(client: FlaskClient, kind: str | None) -> None:
    response = client.post("/api/v1/count", data=b'{"text": "a"}', content_type=kind)
    assert response.status_code == 415 and "application/json" in response.json["errors"][0]["message"]


def test_everything_that_is_sent_is_counted(client: FlaskClient) -> None:
    asked = {"system": "one two", "instructions": "three four", "messages": None, "models": ["gpt-4o"]}
    answer = client.post("/api/v1/count", json=asked).json
    assert answer is not None and answer["models"][0]["tokens"] == 2 + 3 + 2 + 3
    listed = {"tools": {"tools": [{"name": "a"}]}, "models": ["gpt-4o"]}
    assert client.post("/api/v1/count", json=listed).status_code == 200, "as MCP's tools/list answers"


def test_a_file_in_a_form(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"one two three four"), "prompt.md"), "models": "gpt-4o, gpt-4"}
    answer = client.post("/api/v1/count", data=data).json
    assert answer is not None
    assert [(one["model"], one["tokens"]) for one in answer["models"]] == [("gpt-4o", 4), ("gpt-4", 4)]


def test_the_terminal_answers_the_same(client: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chat.json"
    file.write_text(json.dumps({"messages": [{"role": "user", "content": "hello there"}]}), encoding="utf-8")
    assert main(["count", str(file), "--models", "gpt-4o,claude-opus-5", "--json"]) == 0
    body = json.loads(file.read_text(encoding="utf-8")) | {"models": ["gpt-4o", "claude-opus-5"]}
    assert json.loads(capsys.readouterr().out) == client.post("/api/v1/count", json=body).json
    assert main(["count", str(file), "--models", "gpt-4o"]) == 0
    assert "exact" in capsys.readouterr().out
    assert main(["count", str(file), "--models", "zzz"]) == 2
