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
    ("body", "field"), [(b"{", ""), (b'{"models": ["gpt-4o"]}', ""), (b'{"text": "a", "models": ["zzz"]}', "models.0")]
)
def test_what_is_wrong_is_said_beside_its_field(client: FlaskClient, body: bytes, field: str) -> None:
    response = client.post("/api/v1/count", data=body, content_type="application/json")
    assert response.status_code == 422 and response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [field]


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
