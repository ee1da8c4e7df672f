"""Web searches of a log: priced per thousand beside the tokens, and said where they are not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from planner.sources.usage.reading import read_log
from tests.sources.usage.samples import lines, table
from tests.web.saved.parts import plain

ROWS = [
    {"timestamp": f"2026-11-0{day}T10:00:00", "model": "gpt-5.4", "input_tokens": 1000, "output_tokens": 300,
     "web_search_count": 500}
    for day in range(1, 5)
]  # fmt: skip
USAGE = {"input_tokens": 6000, "output_tokens": 400, "server_tool_use": {"web_search_requests": 3}}
RESULT = {"uncached_input_tokens": 6000, "output_tokens": 400, "model": "claude-opus-4-5"}
SESSION = {"type": "assistant", "uuid": "u", "sessionId": "s", "message": {"model": "claude-opus-4-5", "usage": USAGE}}
CALL = {"type": "web_search_call", "action": {"type": "search"}}
OPENED = {"type": "web_search_call", "action": {"type": "open_page"}}
LOGS = {
    "any.csv": table(ROWS),
    "any.jsonl": lines(ROWS),
    "response.json": json.dumps({"model": "claude-opus-4-5", "usage": USAGE}).encode(),
    "session.jsonl": lines([SESSION, SESSION | {"uuid": "v"}]),
    "openai.json": json.dumps(
        {"model": "gpt-5.4", "output": [CALL, OPENED, CALL], "usage": {"input_tokens": 900, "output_tokens": 90}}
    ).encode(),
    "anthropic.json": json.dumps(
        {"data": [{"starting_at": "2026-11-02T00:00:00Z", "results": [
            RESULT | {"server_tool_use": {"web_search_requests": 280}, "cache_read_input_tokens": 0,
                      "cache_creation": {"ephemeral_5m_input_tokens": 0}}
        ]}]}
    ).encode(),
}  # fmt: skip
COUNTS = {"any.csv": 2000, "any.jsonl": 2000, "response.json": 3, "session.jsonl": 6, "openai.json": 2} | {
    "anthropic.json": 280
}


def sent(client: FlaskClient, name: str, content: bytes) -> str:
    return client.post("/usage", data={"file": (io.BytesIO(content), name), "way": "log"}).text


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", LOGS)
def test_searches_are_read(tmp_path: Path, name: str, fast: bool) -> None:
    path = tmp_path / name
    path.write_bytes(LOGS[name])
    assert np.nansum(read_log(path, fast=fast).calls.searches) == COUNTS[name]


def test_searches_are_part_of_the_bill_of_other_models_and_of_the_plan(client: FlaskClient) -> None:
    """4 calls of 1,000 x 2.50 + 300 x 15 dollars per million, and 2,000 searches at 10 dollars per thousand."""
    found = client.post("/api/v1/usage", data=LOGS["any.csv"]).get_json()
    assert found["usd_ours"] == "20.028"
    assert found["web_searches"] == {"count": 2000, "unpriced": 0, "usd": "20"}
    assert found["workload"]["web_searches_per_run"] == 500
    assert found["elsewhere"] and all(float(one["usd"]) >= 20 for one in found["elsewhere"])
    assert all(float(move["usd_then"]) >= 20 for move in found["moves"])
    page = plain(sent(client, "any.csv", LOGS["any.csv"]))
    assert "Web searches 2,000 10,000.00 20.00000000" in page and "not in the bill" not in page
    assert "Models without a known price of them are left out" in page


def test_searches_without_a_price_are_said(client: FlaskClient) -> None:
    """DeepSeek publishes no price of searches, and of house-9 nothing is known."""
    content = table([ROWS[0] | {"model": "deepseek-v4-pro"}, ROWS[0] | {"model": "house-9", "web_search_count": 7}])
    page = plain(sent(client, "any.csv", content))
    assert "Web searches 507 not in the bill: no price of them is known here" in page
    assert client.post("/api/v1/usage", data=content).get_json()["web_searches"]["unpriced"] == 507


def test_a_log_without_searches_says_nothing_of_them(client: FlaskClient) -> None:
    content = table([row | {"web_search_count": 0} for row in ROWS])
    assert "earches" not in plain(sent(client, "any.csv", content)).split("Taken as", 1)[1]
    assert client.post("/api/v1/usage", data=content).get_json()["web_searches"] is None
