"""A small log of each format, made after the vendor's documented schema; every text in them holds SECRET.

Each holds the same three calls where its schema can: two of one run, 1,000 tokens in of which 600 were read from
cache, 200 out of which 150 were reasoning, $0.01 each.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SECRET = "the-planted-secret-7f3a"
TIMES = (("2026-11-02T09:00:00", "2026-11-02T09:00:10"), ("2026-11-02T09:01:00", "2026-11-02T09:01:10"))


def lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def table(rows: list[dict[str, Any]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def litellm() -> list[dict[str, Any]]:
    """LiteLLM_SpendLogs, docs.litellm.ai: spend logs."""
    usage = {"prompt_tokens_details": {"cached_tokens": 600}, "completion_tokens_details": {"reasoning_tokens": 150}}
    return [
        {
            "request_id": f"r{place}",
            "call_type": "acompletion",
            "spend": 0.01,
            "prompt_tokens": 1000,
            "completion_tokens": 200,
            "startTime": start + "Z",
            "endTime": end + "Z",
            "model": "gpt-5.4",
            "custom_llm_provider": "openai",
            "session_id": "s1",
            "request_tags": ["billing"],
            "metadata": {"usage_object": usage},
            "messages": SECRET,
        }
        for place, (start, end) in enumerate(TIMES)
    ]


def openrouter() -> list[dict[str, Any]]:
    """Columns of OpenRouter's activity export, openrouter.ai/docs: activity export."""
    return [
        {
            "generation_id": f"gen-{place}",
            "created_at": start,
            "cost_total": 0.01,
            "tokens_prompt": 1000,
            "tokens_completion": 200,
            "tokens_reasoning": 150,
            "tokens_cached": 600,
            "model_permaslug": "openai/gpt-5.4",
            "provider_name": "OpenAI",
            "generation_time_ms": 10000,
            "app_name": "billing",
        }
        for place, (start, _) in enumerate(TIMES)
    ]


def openai_page() -> bytes:
    """GET /v1/organization/usage/completions: a page of buckets."""
    result = {
        "object": "organization.usage.completions.result",
        "input_tokens": 2000,
        "output_tokens": 400,
        "input_cached_tokens": 1200,
        "num_model_requests": 2,
        "project_id": "billing",
        "model": "gpt-5.4",
    }
    bucket = {"object": "bucket", "start_time": 1793577600, "end_time": 1793664000, "results": [result]}
    return json.dumps({"object": "page", "data": [bucket], "has_more": False}).encode()


def openai_csv() -> bytes:
    """The dashboard's export of the same."""
    row = {"start_time": 1793577600, "end_time": 1793664000, "model": "gpt-5.4", "num_model_requests": 2}
    return table(
        [row | {"input_tokens": 2000, "input_cached_tokens": 1200, "output_tokens": 400, "project_id": "billing"}]
    )


def anthropic_report() -> bytes:
    """GET /v1/organizations/usage_report/messages; uncached input, cache reads and writes are disjoint."""
    result = {
        "uncached_input_tokens": 300,
        "cache_creation": {"ephemeral_5m_input_tokens": 60, "ephemeral_1h_input_tokens": 40},
        "cache_read_input_tokens": 600,
        "output_tokens": 200,
        "model": "claude-sonnet-4-5",
        "service_tier": "standard",
        "workspace_id": "billing",
    }
    bucket = {"starting_at": "2026-11-02T00:00:00Z", "ending_at": "2026-11-03T00:00:00Z", "results": [result]}
    return json.dumps({"data": [bucket], "has_more": False, "next_page": None}).encode()


def anthropic_csv() -> bytes:
    """The console's usage export."""
    row = {"usage_date_utc": "2026-11-02", "model_version": "claude-sonnet-4-5", "workspace": "billing"}
    tokens = {
        "usage_type": "standard",
        "usage_input_tokens_no_cache": 300,
        "usage_input_tokens_cache_write_5m": 60,
        "usage_input_tokens_cache_write_1h": 40,
        "usage_input_tokens_cache_read": 600,
        "usage_output_tokens": 200,
    }
    return table([row | tokens])


def langfuse() -> list[dict[str, Any]]:
    """Observations of type GENERATION, langfuse.com/docs: usage details are disjoint."""
    return [
        {
            "id": f"o{place}",
            "traceId": "t1",
            "type": "GENERATION",
            "name": "billing",
            "startTime": start + "Z",
            "endTime": end + "Z",
            "model": "gpt-5.4",
            "modelParameters": {"reasoning_effort": "high"},
            "usageDetails": {
                "input": 400,
                "input_cached_tokens": 600,
                "output": 50,
                "output_reasoning_tokens": 150,
                "total": 1200,
            },
            "costDetails": {"total": 0.01},
            "input": SECRET,
            "output": SECRET,
        }
        for place, (start, end) in enumerate(TIMES)
    ]


def helicone() -> list[dict[str, Any]]:
    """Helicone's request export."""
    return [
        {
            "request_id": f"h{place}",
            "request_created_at": start + "Z",
            "response_created_at": end + "Z",
            "response_model": "gpt-5.4",
            "provider": "OPENAI",
            "prompt_tokens": 1000,
            "prompt_cache_read_tokens": 600,
            "completion_tokens": 200,
            "reasoning_tokens": 150,
            "delay_ms": 10000,
            "costUSD": 0.01,
            "properties": {"Helicone-Session-Id": "s1"},
            "request_body": SECRET,
        }
        for place, (start, end) in enumerate(TIMES)
    ]


def spans() -> list[dict[str, Any]]:
    """OpenTelemetry's GenAI attributes, one span a line."""
    return [
        {
            "name": "chat gpt-5.4",
            "context": {"trace_id": "t1"},
            "start_time": start + "Z",
            "end_time": end + "Z",
            "attributes": {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-5.4",
                "gen_ai.conversation.id": "c1",
                "gen_ai.usage.input_tokens": 1000,
                "gen_ai.usage.cache_read.input_tokens": 600,
                "gen_ai.usage.output_tokens": 200,
                "gen_ai.usage.reasoning.output_tokens": 150,
                "gen_ai.input.messages": SECRET,
            },
        }
        for start, end in TIMES
    ]


def otlp() -> bytes:
    """The same as OTLP's JSON."""

    def value(found: object) -> dict[str, Any]:
        return {"intValue": str(found)} if isinstance(found, int) else {"stringValue": found}

    found = []
    for place, span in enumerate(spans()):
        attributes = [{"key": key, "value": value(one)} for key, one in span["attributes"].items()]
        start = 1793610000 + 60 * place
        found.append(
            {
                "traceId": "t1",
                "startTimeUnixNano": str(start * 10**9),
                "endTimeUnixNano": str((start + 10) * 10**9),
                "attributes": attributes,
            }
        )
    return lines([{"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [{"spans": found}]}]}])


def focus() -> bytes:
    """FOCUS 1.2: a row for each meter."""
    meters = (("Input Tokens", 800, 0.004), ("Cached Input Tokens", 1200, 0.001), ("Output Tokens", 400, 0.015))
    return table(
        [
            {
                "ChargePeriodStart": "2026-11-02T00:00:00Z",
                "ChargePeriodEnd": "2026-11-03T00:00:00Z",
                "BilledCost": usd,
                "ProviderName": "OpenAI",
                "SkuMeter": meter,
                "SkuPriceDetails": json.dumps({"Model": "gpt-5.4"}),
                "ConsumedQuantity": tokens,
                "ConsumedUnit": "Tokens",
                "SubAccountName": "billing",
            }
            for meter, tokens, usd in meters
        ]
    )


def claude_code() -> bytes:
    """A session of Claude Code: a message is written once for each of its blocks, with the same id."""
    usage = {
        "input_tokens": 300,
        "cache_creation_input_tokens": 100,
        "cache_read_input_tokens": 600,
        "output_tokens": 200,
        "service_tier": "standard",
    }
    rows: list[dict[str, Any]] = [{"type": "summary", "summary": SECRET, "leafUuid": "u0"}]
    for place, (start, _) in enumerate(TIMES):
        rows.append({"type": "user", "sessionId": "s1", "uuid": f"u{place}", "message": {"content": SECRET}})
        message = {"id": f"msg{place}", "model": "claude-sonnet-4-5", "usage": usage, "content": SECRET}
        event = {"type": "assistant", "sessionId": "s1", "requestId": f"q{place}", "timestamp": start + "Z"}
        rows += [event | {"message": message}, event | {"message": message}]
    return lines(rows)


def codex() -> bytes:
    """A rollout of Codex: the turn says model and effort, token_count events what each call used."""
    call = {"input_tokens": 1000, "cached_input_tokens": 600, "output_tokens": 200, "reasoning_output_tokens": 150}
    rows: list[dict[str, Any]] = [
        {"timestamp": TIMES[0][0] + "Z", "type": "session_meta", "payload": {"id": "s1", "instructions": SECRET}},
        {"timestamp": TIMES[0][0] + "Z", "type": "turn_context", "payload": {"model": "gpt-5.4", "effort": "high"}},
    ]
    for place, (start, _) in enumerate(TIMES, start=1):
        info = {"total_token_usage": {name: place * tokens for name, tokens in call.items()}, "last_token_usage": call}
        payload = {"type": "token_count", "info": info}
        rows += [{"timestamp": start + "Z", "type": "event_msg", "payload": payload}] * 2
    return lines(rows)


def llm_database(path: Path) -> None:
    """The table of simonw/llm's logs.db."""
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE responses (id TEXT, model TEXT, prompt TEXT, response TEXT, conversation_id TEXT, "
            "duration_ms INTEGER, datetime_utc TEXT, input_tokens INTEGER, output_tokens INTEGER, token_details TEXT)"
        )
        details = {
            "prompt_tokens_details": {"cached_tokens": 600},
            "completion_tokens_details": {"reasoning_tokens": 150},
        }
        for place, (start, _) in enumerate(TIMES):
            row = (f"i{place}", "gpt-5.4", SECRET, SECRET, "c1", 10000, start, 1000, 200, json.dumps(details))
            db.execute(f"INSERT INTO responses VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    db.close()


def cursor() -> bytes:
    """Cursor's usage export."""
    return table(
        [
            {
                "Date": start + "Z",
                "Kind": "Included",
                "Model": "claude-sonnet-4-5",
                "Max Mode": "No",
                "Input (w/ Cache Write)": 100,
                "Input (w/o Cache Write)": 300,
                "Cache Read": 600,
                "Output Tokens": 200,
                "Total Tokens": 1200,
                "Cost": "$0.01",
            }
            for start, _ in TIMES
        ]
    )


def any_csv() -> bytes:
    """No vendor's: columns by their usual names."""
    return table(
        [
            {
                "Timestamp": start,
                "Model": "gpt-5.4",
                "Prompt tokens": "1,000",
                "Cached tokens": 600,
                "Completion tokens": 200,
                "Reasoning tokens": 150,
                "Latency ms": 10000,
                "Cost USD": "$0.01",
                "Session": "s1",
                "Prompt": SECRET,
            }
            for start, _ in TIMES
        ]
    )


def measured_runs() -> bytes:
    """The CSV that `planner validate` reads: means of n runs."""
    row = {"model": "gpt-5.4", "effort": "high", "task_class": "coding_agent", "n": 2, "input": 1000, "visible": 50}
    return table([row | {"reasoning": 150, "cost": 0.01, "seconds": 10}])


SAMPLES: dict[str, tuple[str, bytes]] = {
    "litellm.jsonl": ("LiteLLM spend logs", lines(litellm())),
    "litellm.csv": (
        "LiteLLM spend logs",
        table([row | {name: json.dumps(row[name]) for name in ("metadata", "request_tags")} for row in litellm()]),
    ),
    "openrouter.csv": ("OpenRouter activity", table(openrouter())),
    "openai.json": ("OpenAI usage", openai_page()),
    "openai.csv": ("OpenAI usage", openai_csv()),
    "anthropic.json": ("Anthropic usage report", anthropic_report()),
    "anthropic.csv": ("Anthropic usage", anthropic_csv()),
    "langfuse.jsonl": ("Langfuse", lines(langfuse())),
    "langfuse.json": ("Langfuse", json.dumps(langfuse()).encode()),
    "helicone.jsonl": ("Helicone", lines(helicone())),
    "spans.jsonl": ("OpenTelemetry GenAI", lines(spans())),
    "otlp.jsonl": ("OpenTelemetry GenAI", otlp()),
    "focus.csv": ("FOCUS", focus()),
    "claude.jsonl": ("Claude Code", claude_code()),
    "codex.jsonl": ("Codex", codex()),
    "cursor.csv": ("Cursor", cursor()),
    "any.csv": ("CSV", any_csv()),
    "measured.csv": ("measured runs", measured_runs()),
}


def langfuse_blob() -> list[dict[str, Any]]:
    """Langfuse's export to blob storage: the same observations in snake case."""
    names = {
        "traceId": "trace_id", "startTime": "start_time", "endTime": "end_time", "model": "provided_model_name",
        "modelParameters": "model_parameters", "usageDetails": "usage_details", "costDetails": "cost_details",
    }  # fmt: skip
    return [{names.get(name, name): value for name, value in row.items()} for row in langfuse()]


def anthropic_costs() -> bytes:
    """GET /v1/organizations/cost_report grouped by description: amounts in cents, and what is no token."""
    tokens = {"currency": "USD", "cost_type": "tokens", "model": "claude-sonnet-4-5", "service_tier": "standard"}
    rows = [
        tokens | {"amount": "0.50", "token_type": "uncached_input_tokens", "description": "Claude Sonnet 4.5 Usage"},
        tokens | {"amount": "0.30", "token_type": "output_tokens", "description": "Claude Sonnet 4.5 Usage"},
        {"amount": "2", "currency": "USD", "cost_type": "web_search", "model": None, "description": "Web Search Usage"},
    ]
    bucket = {"starting_at": "2026-11-02T00:00:00Z", "ending_at": "2026-11-03T00:00:00Z", "results": rows}
    return json.dumps({"data": [bucket], "has_more": False, "next_page": None}).encode()


def anthropic_costs_csv() -> bytes:
    """The console's export of costs: dollars, models by their names for people."""
    row = {"usage_date_utc": "2026-11-02", "model": "Claude Sonnet 4.5", "workspace": "billing", "api_key": "k"}
    row |= {"usage_type": "message", "context_window": "≤ 200k", "cost_type": "token"}
    return table([row | {"token_type": "input_no_cache", "cost_usd": 0.005}, row | {"token_type": "output", "cost_usd": 0.003}])  # noqa: E501  # fmt: skip


def openai_costs() -> bytes:
    """GET /v1/organization/costs grouped by line item."""
    rows = [
        {"object": "organization.costs.result", "amount": {"value": usd, "currency": "usd"}, "line_item": item}
        for item, usd in (("gpt-5.4, input", 0.01), ("gpt-5.4, output", 0.006), ("web search", 0.02))
    ]
    buckets = [
        {"object": "bucket", "start_time": 1793577600, "end_time": 1793664000, "results": rows},
        {"object": "bucket", "start_time": 1793664000, "end_time": 1793750400, "results": []},
    ]
    return json.dumps({"object": "page", "data": buckets, "has_more": False}).encode()


def openai_costs_csv() -> bytes:
    """The dashboard's export: a day without costs has an empty amount."""
    row = {"start_time": 1793577600, "end_time": 1793664000, "start_time_iso": "2026-11-02T00:00:00+00:00"}
    usd = {"amount_value": 0.016, "amount_currency": "usd", "line_item": "", "project_id": "billing"}
    return table([row | usd, row | dict.fromkeys(usd, "")])


SAMPLES["langfuse-blob.jsonl"] = ("Langfuse", lines(langfuse_blob()))
COSTS: dict[str, tuple[str, bytes, float, tuple[str, ...]]] = {
    "anthropic.json": ("Anthropic costs", anthropic_costs(), 0.028, ("claude-sonnet-4-5", "Web Search Usage")),
    "anthropic.csv": ("Anthropic costs", anthropic_costs_csv(), 0.008, ("Claude Sonnet 4.5",)),
    "openai.json": ("OpenAI costs", openai_costs(), 0.036, ("gpt-5.4", "web search")),
    "openai.csv": ("OpenAI costs", openai_costs_csv(), 0.016, ("all models",)),
}
"""Cost reports: format, content, dollars, and what they are for."""
UNCOUNTED = {"anthropic.json", "anthropic.csv", "focus.csv"}
"""Samples that add calls up without saying how many."""
