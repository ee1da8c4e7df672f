"""POST /api/v1/usage and `planner usage`: the contract's shape, the arithmetic of bills, what is left behind."""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.cli import main
from planner.web.settings import from_environment
from tests.sources.usage.samples import COSTS, SAMPLES, SECRET, lines, litellm


def post(client: FlaskClient, content: bytes, **form: str) -> Any:
    response = client.post("/api/v1/usage", data={"file": (io.BytesIO(content), "log"), **form})
    assert response.status_code == 200, response.text
    return response.json


def test_the_shape_and_the_figures(client: FlaskClient) -> None:
    """Two calls of one run: 1,000 in, 600 of them cached, 150 thought and 50 said; GPT-5.4 at 2.50 / 0.25 / 15."""
    answer = post(client, SAMPLES["litellm.jsonl"][1])
    assert answer["format"] == "LiteLLM spend logs"
    assert (answer["rows"]["read"], answer["rows"]["unknown"]) == (2, 0)
    (group,) = answer["groups"]
    assert (group["model"], group["thinking"], group["task"]) == ("gpt-5.4", "default", "billing")
    assert (group["calls"], group["runs"], group["cache_read_share"]) == (2, 1, 0.6)
    assert group["steps"] == {"p10": 2, "p50": 2, "p90": 2, "mean": 2}
    assert (group["input"]["mean"], group["reasoning"]["p50"], group["visible"]["p90"]) == (1000, 150, 50)
    assert group["seconds"]["mean"] == 10
    assert group["usd_billed"] == "0.02"
    assert group["usd_ours"] == "0.0083"  # 2 x (400 x 2.50 + 600 x 0.25 + 200 x 15) / 1e6
    (cause,) = answer["difference"]["causes"]
    assert (cause["code"], cause["usd"], cause["calls"]) == ("markup", "0.0117", 2)
    assert all(float(move["saving_usd"]) > 0 for move in answer["moves"])
    assert len(answer["hours"]) == 24 and answer["hours"][9] == 1 and sum(answer["hours"]) == 1


def test_the_plan_is_a_request_that_is_answered(client: FlaskClient) -> None:
    answer = post(client, SAMPLES["litellm.jsonl"][1], task_class="support_agent")
    load = answer["workload"]
    # Both calls sent 1,000. A second call of the plan sends the first answer too, so the first sends 25 less.
    assert (load["steps"], load["input_tokens"] + load["shared_prefix_tokens"]) == (2, 975)
    assert (load["visible_tokens_per_call"], load["runs_per_day"]) == (50, 1)
    (own,) = answer["calibration"]
    assert (own["model"], own["runs"], own["reasoning_tokens"], own["visible_tokens"]) == ("gpt-5.4", 1, 300, 100)
    assert own["seconds"] == 70  # two calls of ten seconds, and fifty of a tool between them
    request = {
        "workload": load,
        "offers": ["openai/gpt-5.4"],
        "thinking": ["high"],
        "calibration": answer["calibration"],
    }
    estimate = client.post("/api/v1/estimate", json=request)
    assert estimate.status_code == 200, estimate.text


def test_a_long_input_is_priced_at_its_tier(client: FlaskClient) -> None:
    """GPT-5.4 above 272,000 tokens: $0.83 at 272,000 in and 10,000 out, $1.585005 a token later."""
    for sent, usd in ((272_000, "0.83"), (272_001, "1.585005")):
        row = f"model,timestamp,input_tokens,output_tokens\nopenai/gpt-5.4,2026-11-02T09:00:00Z,{sent},10000\n"
        assert post(client, row.encode())["usd_ours"] == usd


def test_the_body_itself_may_be_the_log(client: FlaskClient) -> None:
    for kind in ("application/json", "text/csv", "application/octet-stream", "application/x-www-form-urlencoded", None):
        response = client.post("/api/v1/usage", data=SAMPLES["litellm.jsonl"][1], content_type=kind)
        assert response.status_code == 200, response.text
        assert response.json is not None and response.json["rows"]["read"] == 2


def test_a_log_may_be_larger_than_other_requests(client: FlaskClient) -> None:
    content = SAMPLES["litellm.jsonl"][1] + b"\n" * 3_000_000
    assert client.post("/api/v1/usage", data=content).status_code == 200
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="log"\r\n\r\n'
    body, kind = head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"
    for address in ("/api/v1/usage", "/usage"):
        assert client.post(address, data=body, content_type=kind).status_code == 200


def test_unknown_models_are_counted_not_priced(client: FlaskClient) -> None:
    answer = post(client, lines([{**row, "model": "house-model-9"} for row in litellm()]))
    assert (answer["unpriced_calls"], answer["usd_ours"], answer["groups"][0]["usd_ours"]) == (2, None, None)
    assert answer["calibration"] == []


def test_an_output_that_holds_thinking_untold_stays_untold(client: FlaskClient) -> None:
    answer = post(client, SAMPLES["claude.jsonl"][1])
    assert answer["groups"][0]["reasoning"] is None
    assert answer["workload"]["task_class"] == "coding_agent"


@pytest.mark.parametrize(
    ("content", "form", "field"),
    [
        (b"\x89PNG\r\n\x1a\n\0", {}, "file"),
        (b"", {}, "file"),
        (SAMPLES["any.csv"][1], {"task_class": "x"}, "task_class"),
        (SAMPLES["any.csv"][1], {"map.colour": "Model"}, "map.colour"),
        (SAMPLES["any.csv"][1], {"map.model": "Nobody"}, "file"),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, content: bytes, form: dict[str, str], field: str) -> None:
    response = client.post("/api/v1/usage", data={"file": (io.BytesIO(content), "log"), **form})
    assert response.status_code == 422 and response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [field]


@pytest.mark.parametrize("name", [name for name, (_, content) in SAMPLES.items() if SECRET.encode() in content])
def test_nothing_of_a_text_is_left_behind(
    client: FlaskClient, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Neither in the answer, nor in the database, nor on the disk where temporary files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    content = SAMPLES[name][1] + b"\n" * 600_000  # beyond what an upload holds in memory
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="log"\r\n\r\n'
    body = head + content + b"\r\n--b--\r\n"
    response = client.post("/api/v1/usage", data=body, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 200 and SECRET not in response.text
    assert os.listdir(folder) == []
    kept = [path for path in Path(app.config["DATABASE"]).parent.rglob("*") if path.is_file()]
    assert all(SECRET.encode() not in path.read_bytes() for path in kept)


def test_runs_that_thought_are_not_kept_as_off(client: FlaskClient) -> None:
    """GPT-5.4 does not think by default: who logs reasoning without an effort asked for some."""
    (own,) = post(client, SAMPLES["litellm.jsonl"][1])["calibration"]
    assert own["thinking"] == "high" and own["reasoning_tokens"] == 150
    # Whether runs thought is not known where the log does not separate it: their mode is not off.
    (own,) = post(client, SAMPLES["openai.csv"][1])["calibration"]
    assert own.get("thinking", "default") == "default"
    page = client.post("/usage", data={"way": "log", "file": (io.BytesIO(SAMPLES["openai.csv"][1]), "log")}).text
    assert "does not separate thinking" in page and "thinking off</span>" not in page
    assert ", thinking off" not in page.partition("This saves the means")[2].partition("</span>")[0]


def test_the_terminal_answers_the_same(client: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(SAMPLES["litellm.jsonl"][1])
    assert main(["usage", str(file), "--json"]) == 0
    told, web = json.loads(capsys.readouterr().out), post(client, file.read_bytes())
    # The models that are tried instead are those of the opening set, which is another here.
    moves = [answer.pop("moves") for answer in (told, web)]
    others = [answer.pop("elsewhere") for answer in (told, web)]
    assert others[0][0].keys() == others[1][0].keys()
    assert told == web and moves[0][0].keys() == moves[1][0].keys()
    assert main(["usage", str(file), str(file)]) == 0
    printed = capsys.readouterr().out
    assert "4 rows read, 0 of them not understood" in printed and "what would have saved" in printed
    assert "4 calls billed 141.0% above our prices" in printed
    assert main(["usage", str(file), "--cap", "10"]) == 0
    assert "too few days" in capsys.readouterr().out
    days = "".join(f"2026-11-{day:02d}T09:00:00Z,gpt-5.4,10,5,10.0\n" for day in range(1, 11))
    many = tmp_path / "many.csv"
    many.write_text("timestamp,model,input_tokens,output_tokens,cost\n" + days, encoding="utf-8")
    assert main(["usage", str(many), "--cap", "295", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cap"]["passed_on"] == "2026-11-30"
    assert main(["usage", str(file), "--cap", "0"]) == 2 and "greater than 0" in capsys.readouterr().err
    assert main(["calibrate", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "gpt-5.4" in printed and "before" in printed and "dollars a month" in printed
    many.write_text("model,effort,task_class,n,reasoning,visible\ngpt-5.4,high,expert_qa,40,2800,900\n", "utf-8")
    assert main(["calibrate", str(many), "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    before, after = change["before"], change["after"]
    assert before["evidence"]["reasoning"]["basis"] != "own" == after["evidence"]["reasoning"]["basis"]
    wide, narrow = (side["tokens"]["reasoning_mean_band"] for side in (before, after))
    assert narrow["p90"] / narrow["p10"] < 0.9 * wide["p90"] / wide["p10"]
    assert before["tokens"]["reasoning"] > after["tokens"]["reasoning"] > 2800
    assert main(["usage", str(tmp_path / "missing")]) == 2
    assert main(["usage", str(file), "--map", "colour"]) == 2


def test_the_largest_log_is_a_setting(client: FlaskClient, app: Flask) -> None:
    app.config["USAGE_BYTES"] = from_environment({"PLANNER_USAGE_MB": "2"})["USAGE_BYTES"]
    content = SAMPLES["litellm.jsonl"][1]
    assert client.post("/api/v1/usage", data=content + b"\n" * 1_500_000).status_code == 200
    assert client.post("/api/v1/usage", data=content + b"\n" * 2_500_000).status_code == 422
    assert client.post("/api/v1/usage", data=content + b"\n" * 4_000_000).status_code == 413


def test_the_most_rows_are_a_setting(client: FlaskClient, app: Flask) -> None:
    app.config["USAGE_ROWS"] = from_environment({"PLANNER_USAGE_ROWS": "2"})["USAGE_ROWS"]
    content = SAMPLES["litellm.jsonl"][1]
    assert client.post("/api/v1/usage", data=content).status_code == 200
    refused = client.post("/api/v1/usage", data=content * 2)
    assert refused.status_code == 422 and "more than 2 rows" in refused.text


@pytest.mark.parametrize("name", ["PLANNER_USAGE_MB", "PLANNER_USAGE_ROWS"])
@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "10000000001"])
def test_a_size_that_is_none_is_said(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is"):
        from_environment({name: text})


def test_a_cost_report_explains_the_bill_of_a_usage_report(client: FlaskClient) -> None:
    """The usage of one day, what it was billed at, and a web search beside it."""
    files = [(io.BytesIO(SAMPLES["anthropic.json"][1]), "usage"), (io.BytesIO(COSTS["anthropic.json"][1]), "cost")]
    answer = client.post("/api/v1/usage", data={"file": files}).json
    assert answer is not None
    assert (answer["format"], answer["usd_billed"]) == ("Anthropic usage report + Anthropic costs", "0.028")
    causes = {cause["code"]: cause for cause in answer["difference"]["causes"]}
    assert causes["fees"]["usd"] == "0.02" and "Web Search Usage" in causes["fees"]["text"]
    assert sum(float(cause["usd"]) for cause in causes.values()) == pytest.approx(0.028 - float(answer["usd_ours"]))


@pytest.mark.parametrize("name", COSTS)
def test_a_cost_report_alone_is_answered(client: FlaskClient, name: str) -> None:
    answer = post(client, COSTS[name][1])
    assert (answer["difference"], answer["moves"], answer["calibration"]) == (None, [], [])
    assert float(answer["usd_billed"]) == pytest.approx(COSTS[name][2])
    assert sum(group["calls"] for group in answer["groups"]) == 0
    assert client.post("/usage", data={"file": (io.BytesIO(COSTS[name][1]), "log"), "way": "log"}).status_code == 200
