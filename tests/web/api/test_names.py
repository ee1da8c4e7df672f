"""Names in every door: the API, the terminal and the plan form read them alike."""

from __future__ import annotations

import io
import json
import sys
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from planner import cli
from planner.core.models.catalogue import Catalogue

W1M = {
    "input_tokens": 100_000,
    "visible_tokens_per_call": 0,
    "reasoning_tokens_per_call": 0,
    "runs_per_day": 1,
    "cache": {"mode": "off"},
}

NAMES = {
    "us.anthropic.claude-opus-4-5-20251101-v1:0": ("aws/regional.anthropic.claude-opus-4-5-v1:0", None, "0.55"),
    "global.anthropic.claude-opus-4-5-20251101-v1:0": ("aws/global.anthropic.claude-opus-4-5-v1:0", None, "0.5"),
    "gpt-5.5-2026-04-23": ("openai/gpt-5.5", None, "0.5"),
    "anthropic/claude-opus-4.5": ("anthropic/claude-opus-4-5", None, "0.5"),
    "claude-opus-4-5-thinking": ("anthropic/claude-opus-4-5", "high", "0.5"),
    "gpt-5.4-low": ("openai/gpt-5.4", "low", "0.25"),
    "Command R+": ("cohere/command-r-plus", None, "0.25"),
    "claude-opus-5": ("anthropic/claude-opus-5", None, "0.5"),
    "ft:gpt-4o-mini-2024-07-18:acme::abc123": ("openai/ft:gpt-4o-mini", None, "0.03"),
}


def ask(client: FlaskClient, *names: str, **changes: Any) -> Any:
    body = {"offers": list(names), "workload": W1M, "thinking": ["default"], "price_date": "2026-11-23", **changes}
    return client.post("/api/v1/estimate", json=body)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_says_how_a_name_was_read(client: FlaskClient, name: str) -> None:
    (answer,) = ask(client, name).json["estimates"]
    offer, thinking, usd = NAMES[name]
    assert (answer["offer"], answer["cost"]["usd_per_run"]) == (offer, usd)
    assert (answer["read_as"]["offer"], answer["read_as"]["thinking"]) == (offer, thinking)
    assert answer["read_as"]["why"]
    assert thinking is None or answer["thinking"] == thinking


def test_an_id_is_read_as_itself(client: FlaskClient) -> None:
    (answer,) = ask(client, "quicksilverpro/claude-opus-5").json["estimates"]
    assert answer["read_as"] is None
    assert (answer["host_name"], answer["maker"], answer["makers_offer"]) == (
        "QuickSilver Pro",
        False,
        "anthropic/claude-opus-5",
    )
    assert "below_list_price" in {flag["code"] for flag in answer["flags"]}


def test_an_effort_in_the_name_stands_for_the_default_and_not_for_what_is_asked(client: FlaskClient) -> None:
    modes = [
        [answer["thinking"] for answer in ask(client, "gpt-5.4-low", thinking=asked).json["estimates"]]
        for asked in (["default"], ["pair"], ["off", "high"])
    ]
    assert modes == [["low"], ["off", "low"], ["off", "high"]]


def test_the_makers_long_context_rate_is_not_passed_over(client: FlaskClient) -> None:
    """300,000 tokens in and 1,000 out, above OpenAI's 272,000: 3 + 0.045; AWS lists no such rate."""
    load = {**W1M, "input_tokens": 300_000, "visible_tokens_per_call": 1000}
    makers, aws = ask(client, "gpt-5.5", "aws/openai.gpt-5.5", workload=load).json["estimates"]
    assert (makers["offer"], makers["cost"]["usd_per_run"]) == ("openai/gpt-5.5", "3.045")
    assert (aws["cost"]["usd_per_run"], "tier_not_listed" in {f["code"] for f in aws["flags"]}) == ("1.683", True)


def test_a_fee_that_a_row_leaves_out_is_told(client: FlaskClient) -> None:
    (answer,) = ask(client, "openrouter/perplexity/sonar").json["estimates"]
    assert "fee_not_listed" in {flag["code"] for flag in answer["flags"]}


def test_a_name_that_cannot_be_read_is_422_with_the_nearest_offers(client: FlaskClient) -> None:
    answer = ask(client, "gpt-5.4", "azure/gpt-5.4", "gtp-5.4")
    assert answer.status_code == 422
    errors = answer.json["errors"]
    assert [error["field"] for error in errors] == ["offers.1", "offers.2"]
    assert errors[0]["message"] == "azure/gpt-5.4 is not in our price list at Microsoft Azure"
    assert all(error["suggestions"][0] == "openai/gpt-5.4" and len(error["suggestions"]) <= 3 for error in errors)


@pytest.mark.parametrize("field", ["offers", "overrides"])
def test_too_many_names_are_refused_by_their_number(client: FlaskClient, field: str) -> None:
    names = [f"n{i}" for i in range(5001)]
    changes = {"offers": names} if field == "offers" else {"overrides": {name: {} for name in names}}
    answer = ask(client, "gpt-5.4", **changes)
    assert (answer.status_code, answer.json["errors"]) == (
        422,
        [{"field": field, "message": "takes at most 5,000 names; these are 5,001"}],
    )


def test_a_budget_reads_names_alike(client: FlaskClient) -> None:
    line = {"name": "A", "offer": "us.anthropic.claude-opus-4-5-20251101-v1:0", "workload": W1M}
    answer = client.post("/api/v1/budget", json={"start": "2026-12", "lines": [line]}).json
    assert answer
    (found,) = answer["lines"]
    assert found["offers"] == [found["read_as"]["offer"]] == ["aws/regional.anthropic.claude-opus-4-5-v1:0"]
    for changes, field in (
        ({"lines": [{**line, "offer": "azure/gpt-5.4"}]}, "lines.0.offer"),
        ({"wish": {"offers": ["azure/gpt-5.4"]}}, "wish.offers.0"),
        ({"limits": [{"offer": "azure/gpt-5.4", "requests_per_minute": 1}]}, "limits.0.offer"),
    ):
        refused = client.post("/api/v1/budget", json={"start": "2026-12", "lines": [line], **changes}).json
        assert refused
        (error,) = refused["errors"]
        assert (error["field"], error["suggestions"][0]) == (field, "openai/gpt-5.4")


def test_the_terminal_names_the_nearest_offers(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_catalogue", lambda: catalogue)
    for name, code, said in (
        ("bedrock/us.anthropic.claude-opus-4-5-20251101-v1:0", 0, '"aws/regional.anthropic.claude-opus-4-5-v1:0"'),
        ("azure/gpt-5.4", 2, "is not in our price list at Microsoft Azure (nearest: openai/gpt-5.4"),
    ):
        body = json.dumps({"offers": [name], "workload": W1M, "thinking": "default"}).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
        assert cli.main(["estimate", "-", "--json"]) == code
        printed = capsys.readouterr()
        assert said in (printed.err if code else printed.out)


def test_the_table_in_the_terminal_says_how_a_name_was_read(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_catalogue", lambda: catalogue)
    body = json.dumps({"offers": ["gpt-5.4-low", "openai/gpt-5.4"], "workload": W1M, "thinking": "default"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    assert cli.main(["estimate", "-"]) == 0
    said = "Read as:\n  gpt-5.4-low: openai/gpt-5.4 (low); low effort; OpenAI's own API\n"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "host"), [("us.anthropic.claude-opus-4-5-20251101-v1:0", "AWS Bedrock"), ("gpt-5.4-low", "OpenAI")]
)
def test_the_plan_form_reads_names_alike(client: FlaskClient, name: str, host: str) -> None:
    page = client.get(f"/plan?models={quote(name, safe='')}")
    assert page.status_code == 200
    assert host in unescape(page.text)
    assert f"“{name}” is read as " in unescape(page.text)


def test_the_plan_form_names_the_nearest_offers(client: FlaskClient) -> None:
    for query, nearest in (("models=azure/gpt-5.4", "GPT-5.4, OpenAI"), ("add=azure/gpt-5.4", "GPT-5.4, OpenAI")):
        page = client.get(f"/plan?{query}")
        assert page.status_code == 422
        assert f"is not in our price list at Microsoft Azure. Nearest: {nearest}" in unescape(page.text)
