"""POST /api/v1/usage on odd logs: an answer or a sentence, never a 500; what cannot be is not priced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from planner.cli import main
from tests.sources.usage.odd_logs import odd_log

HEAD = "model,prompt_tokens,completion_tokens,reasoning_tokens,cached_tokens"


def post(client: FlaskClient, body: str | bytes, status: int = 200) -> Any:
    response = client.post("/api/v1/usage", data=body, content_type="application/octet-stream")
    assert response.status_code == status, response.text
    return response.json


def grok(reasoning: int, **more: int) -> str:
    usage = {"prompt_tokens": 10120, "completion_tokens": 1499, "prompt_tokens_details": {"cached_tokens": 128}}
    usage |= {"completion_tokens_details": {"reasoning_tokens": reasoning}, **more}
    return json.dumps({"id": "x", "model": "grok-4.3", "object": "chat.completion", "usage": usage})


def test_xai_reports_reasoning_on_top_of_the_completion(client: FlaskClient) -> None:
    """9,992 x 1.25 + 128 x 0.2 + (1,499 + reasoning) x 2.5, in a response and in a row of a log alike."""
    for reasoning, usd in ((2809, "0.0232856"), (800, "0.0182631")):
        for body in (grok(reasoning), f"{HEAD}\ngrok-4.3,10120,1499,{reasoning},128\n"):
            (group,) = post(client, body)["groups"]
            assert group["usd_ours"] == usd
            assert group["cache_read_share"] == pytest.approx(128 / 10120)
            assert (group["reasoning"]["mean"], group["visible"]["mean"]) == (reasoning, 1499)
    inside = post(client, grok(800, total_tokens=10120 + 1499))
    assert (inside["usd_ours"], inside["groups"][0]["visible"]["mean"]) == ("0.0162631", 699)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("gpt-5.4,100,30,50,0", ("reasoning", "output")),
        ("gpt-5.4,100,5,0,200", ("cached", "input")),
        ("claude-opus-5,100,5,0,200", ("cached", "input")),
        ("grok-4.3,100,5,0,200", ("cached", "input")),
    ],
)
def test_rows_that_contradict_themselves(client: FlaskClient, tmp_path: Path, row: str, words: tuple[str, ...]) -> None:
    """Alone a 422 (exit code 2) that names both fields; beside a good row counted, named and not priced."""
    (error,) = post(client, f"{HEAD}\n{row}\n", status=422)["errors"]
    assert error["field"] == "file" and all(word in error["message"] for word in words)
    file = tmp_path / "log.csv"
    file.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    assert main(["usage", str(file)]) == 2
    answer = post(client, f"{HEAD}\n{row}\ngpt-5.4,100,30,5,0\n")
    assert (answer["rows"]["read"], answer["rows"]["unknown"], answer["usd_ours"]) == (2, 1, "0.0007")
    (told,) = answer["rows"]["contradictions"]
    assert told["rows"] == 1 and all(word in told["text"] for word in words)
    page = client.post("/usage", data={"text": f"{HEAD}\n{row}\ngpt-5.4,100,30,5,0\n", "way": "log"})
    assert page.status_code == 200


@pytest.mark.parametrize("more", ["", ",", ",x"], ids=["no column", "empty", "other column"])
@pytest.mark.parametrize("kind", ["", "support_agent"], ids=["guessed", "agent"])
def test_calls_without_runs_are_a_run_each(client: FlaskClient, more: str, kind: str) -> None:
    column = {"": "", ",": ",session_id", ",x": ",note"}[more]
    days = "".join(f"2026-11-{day:02d}T09:00:00Z,gpt-5.4,100,30,0.01{more}\n" for day in range(1, 21))
    body = f"timestamp,model,input_tokens,output_tokens,usd{column}\n{days}"
    response = client.post(
        "/api/v1/usage" + (f"?task_class={kind}" if kind else ""), data=body, content_type="text/csv"
    )
    answer = response.json
    assert response.status_code == 200 and answer is not None
    (group,), (own,) = answer["groups"], answer["calibration"]
    assert (group["calls"], group["runs"], group["steps"]["mean"]) == (20, 20, 1)
    assert (own["runs"], own["steps"]) == (20, 1)
    assert (answer["workload"]["steps"], answer["workload"]["runs_per_day"]) == (1, 1)
    assert (answer["usd_billed"], group["usd_billed"]) == ("0.2", "0.2")


@pytest.mark.parametrize("effort", ["minimal", "on", "none", "", "max", "always", "default", "off"])
def test_any_effort_is_answered(client: FlaskClient, effort: str) -> None:
    models = ("gpt-5.4", "claude-opus-5", "grok-4.3", "gemini-3.1-pro", "kimi-k2-thinking", "house-9")
    rows = "".join(f"{model},{effort},{tokens},{tokens},0\n" for model in models for tokens in (0, 900))
    assert post(client, f"model,effort,prompt_tokens,completion_tokens,reasoning_tokens\n{rows}")["rows"]["read"] == 12


@pytest.mark.parametrize("name", ["latency_s", "duration_s", "seconds", "Latency (s)", "elapsed_seconds"])
def test_seconds_by_their_usual_names(client: FlaskClient, name: str) -> None:
    answer = post(client, f"model,input_tokens,output_tokens,{name}\ngpt-5.4,100,30,4\n")
    assert answer["groups"][0]["seconds"]["mean"] == 4


@pytest.mark.parametrize(("name", "sent"), [("input_tokens", 1000), ("prompt_tokens", 700)])
def test_anthropics_cached_tokens_stand_beside_its_input(client: FlaskClient, name: str, sent: int) -> None:
    head = f"model,{name},cache_read_input_tokens,cache_creation_input_tokens,output_tokens"
    (group,) = post(client, f"{head}\nclaude-opus-5,700,200,100,5\n")["groups"]
    assert (group["input"]["mean"], group["cache_read_share"]) == (sent, pytest.approx(200 / sent))


SPAN = "gen_ai.usage."


def span(cached: int, written: int, model: str = "claude-opus-5") -> dict[str, Any]:
    told = {"input_tokens": 300, "cache_read.input_tokens": cached, "cache_creation.input_tokens": written}
    told |= {"output_tokens": 200}
    return {"attributes": {"gen_ai.request.model": model, **{SPAN + name: n for name, n in told.items()}}}


def helicone_row(cached: int, model: str = "claude-opus-5") -> dict[str, Any]:
    row = {"request_id": "h", "request_created_at": "2026-11-02T09:00:00Z", "response_model": model}
    return row | {"prompt_tokens": 300, "prompt_cache_read_tokens": cached, "completion_tokens": 200}


@pytest.mark.parametrize(
    ("rows", "sent"),
    [
        # Spans: most rows say more cached tokens than input, so they stand beside it in all of them.
        ([span(600, 100), span(200, 0)], (1000 + 500) / 2),
        ([span(200, 0), span(250, 50)], 300),
        # Helicone passes on what Anthropic's API reports, whatever the rows say.
        ([helicone_row(600), helicone_row(200)], (900 + 500) / 2),
        ([helicone_row(200, "gpt-5.4")], 300),
        # A table with Anthropic's name of the input.
        ([{"model": "claude-opus-5", "input_tokens": 300, "cached_tokens": 600, "output_tokens": 5}] * 2, 900),
    ],
    ids=["spans beside", "spans inside", "helicone", "helicone gpt", "table"],
)
def test_claudes_cached_tokens_by_the_convention_of_each_format(
    client: FlaskClient, rows: list[dict[str, Any]], sent: float
) -> None:
    answer = post(client, "".join(json.dumps(row) + "\n" for row in rows))
    assert answer["rows"]["unknown"] == 0
    assert answer["groups"][0]["input"]["mean"] == pytest.approx(sent)


def test_more_cached_tokens_than_input_of_another_model_are_a_contradiction(client: FlaskClient) -> None:
    bad = json.dumps(helicone_row(600, "gpt-5.4"))
    assert "cached" in post(client, bad + "\n" + bad + "\n", status=422)["errors"][0]["message"]


def test_nothing_at_all_gets_a_whole_sentence(client: FlaskClient) -> None:
    (error,) = post(client, "{}", status=422)["errors"]
    assert error["message"].endswith("a response with its usage")


@pytest.mark.parametrize("seed", range(12))
def test_drawn_logs_never_fail(client: FlaskClient, seed: int) -> None:
    """A quick sample of what was run 300 times over."""
    response = client.post("/api/v1/usage", data=odd_log(seed), content_type="application/octet-stream")
    assert response.status_code in (200, 422), response.text
    answer = json.loads(response.text, parse_constant=pytest.fail)  # no NaN, no Infinity
    for group in answer.get("groups", ()):
        assert group["cache_read_share"] is None or 0 <= group["cache_read_share"] <= 1
