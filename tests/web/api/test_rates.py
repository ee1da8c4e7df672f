"""Rates as people meet them: own cache rates, mixed writes, retries, thinking that saves, hours, regions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient

MILLION = {"input_tokens": 1_000_000, "visible_tokens_per_call": 0, "runs_per_day": 1, "cache": {"mode": "off"}}
DEEPSEEK = "deepseek/deepseek-v4-pro"


def ask(client: FlaskClient, offer: str, workload: dict[str, Any], mode: str = "off", **more: Any) -> dict[str, Any]:
    request = {"workload": workload, "offers": [offer], "thinking": [mode], **more}
    answer = client.post("/api/v1/estimate", json=request)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json["estimates"][0]
    return found


def test_own_cache_rates_that_are_equal_are_answered(client: FlaskClient) -> None:
    own = {"anthropic/claude-opus-4-5": {"usd_per_mtok": {"cache_read": "9", "cache_write": "9"}}}
    load = {"shared_prefix_tokens": 20_000, "input_tokens": 100, "steps": 5, "tool_result_tokens": 500}
    found = ask(client, "anthropic/claude-opus-4-5", load, overrides=own)
    assert {line["usd_per_mtok"] for line in found["cost"]["lines"] if "cache" in line["name"]} == {"9"}
    assert any("never pays" in flag["text"] for flag in found["flags"])


def test_an_own_cache_rate_keeps_the_hosts_minimum(client: FlaskClient) -> None:
    """OpenAI's GPT-4 publishes no cached rate; its host's minimum is 1,024 tokens."""
    own = {"openai/gpt-4": {"usd_per_mtok": {"cache_read": "1"}}}
    for shared, read in ((1000, False), (2000, True)):
        load = {"shared_prefix_tokens": shared, "input_tokens": 100, "visible_tokens_per_call": 10}
        tokens = ask(client, "openai/gpt-4", load, overrides=own)["tokens"]
        assert (tokens["cache_read"] > 0) is read


@pytest.mark.parametrize(("share", "usd"), [(0.0, "6.25"), (0.4, "7.75"), (1.0, "10")])
def test_writes_for_five_minutes_and_an_hour_are_mixed(client: FlaskClient, share: float, usd: str) -> None:
    cache = {"mode": "5m", "prefix_hit_rate": 0, "write_1h_share": share}
    load = MILLION | {"input_tokens": 0, "shared_prefix_tokens": 1_000_000, "cache": cache}
    assert Fraction(ask(client, "anthropic/claude-opus-5", load)["cost"]["usd_per_run"]) == Fraction(usd)


@pytest.mark.parametrize("rate", [1 / 3, 0.1, 0.07])
def test_lines_with_retries_add_up_to_the_last_digit(client: FlaskClient, rate: float) -> None:
    load = {"retry_rate": rate, "steps": 7, "shared_prefix_tokens": 3333, "tool_result_tokens": 333}
    for offer in (DEEPSEEK, "openai/gpt-5.4"):
        cost = ask(client, offer, load | {"thinking_share": 0.37}, "high")["cost"]
        assert sum(Fraction(line["usd"]) for line in cost["lines"]) == Fraction(cost["usd_per_run"])


def test_a_little_thinking_is_not_cheaper_than_none(client: FlaskClient) -> None:
    load = {"task_class": "extraction", "runs_per_day": 1000}
    off, *on = (float(ask(client, "openai/gpt-5.2", load, m)["cost"]["usd_per_month"]) for m in ("off", "low", "high"))
    assert all(usd >= off for usd in on)


@pytest.mark.parametrize(
    ("when", "run"),
    [
        ("2026-11-28T02:00:00Z", "0.66"),  # a Saturday in what would be the peak
        ("2026-11-28", "0.66"),
        ("2026-11-30T02:00:00Z", "1.32"),
        ("2026-11-30T12:00:00Z", "0.66"),
        ("2026-11-30", "0.8525"),  # 7 of 24 hours at twice the price
        ("2026-10-01T02:00:00Z", "0.66"),  # China's National Day, a Thursday
        (None, "0.7975"),
    ],
)
def test_a_run_costs_its_moment_and_a_month_the_usual_week(client: FlaskClient, when: str | None, run: str) -> None:
    cost = ask(client, DEEPSEEK, MILLION, price_date=when, month="30")["cost"]
    assert Fraction(cost["usd_per_run"]) == Fraction(run)
    assert Fraction(cost["usd_per_month"]) == 30 * Fraction("0.7975")


def test_plan_and_budget_agree_to_the_cent(client: FlaskClient) -> None:
    plan = ask(client, DEEPSEEK, MILLION)["cost"]["usd_per_month"]
    line = {"name": "a", "offer": DEEPSEEK, "thinking": "off", "workload": MILLION}
    request = {"name": "b", "start": "2026-12", "months": 1, "month": "calendar", "lines": [line]}
    budget = client.post("/api/v1/budget", json=request).json["finding"]["usd"]
    assert round(float(plan), 2) == round(float(budget), 2) == 24.26


@pytest.mark.parametrize(
    ("offer", "usd", "words"),
    [
        ("openai/gpt-5.4", "2.75", "10% higher"),
        ("openai/gpt-5.2", "1.75", "no uplift"),
        ("google/claude-opus-4-5", "5.5", "10% higher"),
    ],
)
def test_one_region_costs_what_the_vendor_adds(client: FlaskClient, offer: str, usd: str, words: str) -> None:
    load = MILLION | {"input_tokens": 100_000, "region": "one"}
    found = ask(client, offer, load)
    assert 10 * Fraction(found["cost"]["usd_per_run"]) == Fraction(usd)
    assert any(words in flag["text"] for flag in found["flags"] if flag["code"] == "one_region")


def test_a_request_fee_follows_the_search_context(client: FlaskClient) -> None:
    load = {"input_tokens": 100, "visible_tokens_per_call": 50}
    for context, usd in (("low", "0.00515"), ("medium", "0.00815"), ("high", "0.01215")):
        found = ask(client, "perplexity/sonar", load | {"search_context": context})
        assert found["cost"]["usd_per_run"] == usd
    reseller = ask(client, "openrouter/perplexity/sonar", load)
    assert reseller["cost"]["usd_per_run"] == "0.00015"
    assert any("fee per request" in flag["text"] for flag in reseller["flags"])


def test_citations_and_searches_of_a_deep_research_call(client: FlaskClient) -> None:
    load = {
        "input_tokens": 108, "visible_tokens_per_call": 3256, "reasoning_tokens_per_call": 73_248,
        "web_searches_per_run": 74, "citation_tokens_per_run": 7299,
    }  # fmt: skip
    assert ask(client, "perplexity/sonar-deep-research", load, "on")["cost"]["usd_per_run"] == "0.630606"


def test_an_image_that_is_written_costs_its_own_rate(client: FlaskClient) -> None:
    load = {"input_tokens": 10, "visible_tokens_per_call": 0, "reasoning_tokens_per_call": 225}
    offer = "google/gemini-3-pro-image-preview"
    drawn = ask(client, offer, load | {"image_output_tokens_per_run": 1120}, "on")
    assert Fraction(drawn["cost"]["usd_per_run"]) == Fraction("0.13712")
    blank = ask(client, offer, load, "on")
    assert any("images written at $120" in flag["text"] for flag in blank["flags"])


def test_free_is_nothing_and_marked(client: FlaskClient) -> None:
    found = ask(client, "openrouter/google/gemma-4-31b-it:free", {"input_tokens": 1000}, "default")
    assert Fraction(found["cost"]["usd_per_month"]) == 0
    assert any(flag["code"] == "is_free" for flag in found["flags"])


def test_embeddings_are_planned_with_an_output_of_nothing(client: FlaskClient) -> None:
    found = ask(client, "openai/text-embedding-3-small", {"input_tokens": 1_000_000})
    assert Fraction(found["cost"]["usd_per_run"]) == Fraction("0.02")
    assert found["tokens"]["visible"] == found["tokens"]["reasoning"] == 0


def test_pages_and_hours_are_paid_by_their_unit(client: FlaskClient) -> None:
    """Mistral's OCR is $1 per thousand pages, Groq's Whisper is paid by the hour; neither has a price of tokens."""
    pages = ask(client, "mistral/mistral-ocr-2505", {"input_tokens": 0, "pdf_pages_per_run": 30})
    assert Fraction(pages["cost"]["usd_per_run"]) == Fraction("0.03")
    hour = ask(client, "groq/whisper-large-v3", {"input_tokens": 0, "audio_seconds_per_run": 3600})
    assert Fraction(hour["cost"]["usd_per_run"]) == Fraction("0.111")


def test_our_list_has_none_rather_than_the_host_publishes_none(client: FlaskClient) -> None:
    for load, offer in (({"service_tier": "flex"}, "google/gemini-2.5-flash"), ({}, "groq/whisper-large-v3")):
        request = {"workload": load, "offers": [offer], "thinking": ["off"]}
        refused = client.post("/api/v1/estimate", json=request).json["refused"]
        assert refused and refused[0]["text"].startswith("Our price list has no")
