"""The tabular formats of usage logs that are known, each with its columns; table_format.py says what a path may be."""

from __future__ import annotations

from dataclasses import replace

from planner.core.validation.measured import ALIASES
from planner.sources.usage.table_format import TableFormat

LITELLM = TableFormat(
    "LiteLLM spend logs",
    ("model", "prompt_tokens", "completion_tokens", "startTime"),
    {
        "model": ("model", "model_group"),
        "host": ("custom_llm_provider",),
        "task": ("request_tags.0", "metadata.user_api_key_alias"),
        "run": ("session_id", "metadata.trace_id"),
        "start": ("startTime",),
        "end": ("endTime",),
        "input": ("prompt_tokens",),
        "cache_read": (
            "metadata.usage_object.prompt_tokens_details.cached_tokens",
            "metadata.usage_object.cache_read_input_tokens",
        ),
        "cache_write": ("metadata.usage_object.cache_creation_input_tokens",),
        "output": ("completion_tokens",),
        "reasoning": ("metadata.usage_object.completion_tokens_details.reasoning_tokens",),
        "usd": ("spend",),
        "searches": ("metadata.usage_object.server_tool_use.web_search_requests",),
    },
)
OPENROUTER = TableFormat(
    "OpenRouter activity",
    ("generation_id", "created_at", "tokens_prompt", "tokens_completion"),
    {
        "model": ("model_permaslug", "model"),
        "host": ("provider_name",),
        "task": ("app_name", "api_key_name"),
        "start": ("created_at",),
        "input": ("tokens_prompt",),
        "cache_read": ("tokens_cached",),
        "output": ("tokens_completion",),
        "reasoning": ("tokens_reasoning",),
        "seconds": ("generation_time_ms",),
        "usd": ("cost_total",),
    },
    thinks_inside=True,
    seconds_per=0.001,
)
OPENROUTER_DAYS = TableFormat(
    "OpenRouter activity, by day",
    ("date", "model", "requests", "prompt_tokens", "completion_tokens"),
    {
        "model": ("model_permaslug", "model"),
        "host": ("provider_name",),
        "start": ("date",),
        "n": ("requests",),
        "input": ("prompt_tokens",),
        "output": ("completion_tokens",),
        "reasoning": ("reasoning_tokens",),
        "usd": ("usage",),
    },
    thinks_inside=True,
    sums=True,
)
OPENAI = TableFormat(
    "OpenAI usage",
    ("model", "num_model_requests", "input_tokens", "output_tokens"),
    {
        "model": ("model",),
        "task": ("project_name", "project_id"),
        "tier": ("service_tier", "batch"),
        "start": ("start_time", "start_time_iso"),
        "n": ("num_model_requests",),
        "input": ("input_tokens",),
        "cache_read": ("input_cached_tokens",),
        "output": ("output_tokens",),
    },
    sums=True,
)
OPENAI_UNCOUNTED = TableFormat(
    OPENAI.name,
    ("model", "start_time", "end_time", "input_tokens", "input_cached_tokens", "output_tokens"),
    OPENAI.fields,
    sums=True,
)
"""Its buckets where they leave out how many requests they add up."""
ANTHROPIC = TableFormat(
    "Anthropic usage",
    ("usage_input_tokens_no_cache", "usage_output_tokens", "model_version"),
    {
        "model": ("model_version",),
        "task": ("workspace", "api_key"),
        "tier": ("usage_type",),
        "start": ("usage_date_utc",),
        "input": ("usage_input_tokens_no_cache",),
        "cache_read": ("usage_input_tokens_cache_read",),
        "cache_write": ("usage_input_tokens_cache_write_5m+usage_input_tokens_cache_write_1h",),
        "output": ("usage_output_tokens",),
        "searches": ("web_search_count",),
    },
    apart=True,
    sums=True,
)
ANTHROPIC_REPORT = TableFormat(
    "Anthropic usage report",
    ("uncached_input_tokens", "output_tokens", "model"),
    {
        "model": ("model",),
        "task": ("workspace_id", "api_key_id"),
        "tier": ("service_tier",),
        "start": ("starting_at",),
        "input": ("uncached_input_tokens",),
        "cache_read": ("cache_read_input_tokens",),
        "cache_write": ("cache_creation.ephemeral_5m_input_tokens+cache_creation.ephemeral_1h_input_tokens",),
        "output": ("output_tokens",),
        "searches": ("server_tool_use.web_search_requests",),
    },
    apart=True,
    sums=True,
)
LANGFUSE = TableFormat(
    "Langfuse",
    ("model", "startTime"),
    {
        "model": ("model", "providedModelName"),
        "task": ("name", "traceName"),
        "effort": ("modelParameters.reasoning_effort",),
        "run": ("traceId", "sessionId"),
        "start": ("startTime",),
        "end": ("endTime",),
        "input": ("usageDetails.input", "usage.input", "promptTokens", "inputUsage"),
        "cache_read": ("usageDetails.input_cached_tokens", "usageDetails.cache_read_input_tokens"),
        "cache_write": ("usageDetails.cache_creation_input_tokens", "usageDetails.input_cache_creation"),
        "output": ("usageDetails.output", "usage.output", "completionTokens", "outputUsage"),
        "reasoning": ("usageDetails.output_reasoning_tokens",),
        "usd": ("costDetails.total", "calculatedTotalCost", "totalCost"),
    },
    any_of=("usageDetails", "usage", "traceId", "promptTokens"),
    apart=True,
    thinks_apart=True,
)
LANGFUSE_BLOB = TableFormat(
    "Langfuse",
    ("provided_model_name", "start_time", "usage_details"),
    {
        "model": ("provided_model_name",),
        "task": ("name", "trace_name"),
        "effort": ("model_parameters.reasoning_effort",),
        "run": ("trace_id", "session_id"),
        "start": ("start_time",),
        "end": ("end_time",),
        "input": ("usage_details.input",),
        "cache_read": ("usage_details.input_cached_tokens", "usage_details.cache_read_input_tokens"),
        "cache_write": ("usage_details.cache_creation_input_tokens", "usage_details.input_cache_creation"),
        "output": ("usage_details.output",),
        "reasoning": ("usage_details.output_reasoning_tokens",),
        "usd": ("cost_details.total", "total_cost"),
    },
    apart=True,
    thinks_apart=True,
)
HELICONE = TableFormat(
    "Helicone",
    ("request_id", "request_created_at"),
    {
        "model": ("response_model", "model", "request_model", "model_override"),
        "host": ("provider",),
        "task": ("request_path", "properties.Helicone-Prompt-Id", "helicone-prompt-id"),
        "run": (
            "properties.Helicone-Session-Id",
            "request_properties.Helicone-Session-Id",
            "session_id",
            "helicone-session-id",
        ),
        "start": ("request_created_at",),
        "end": ("response_created_at",),
        "input": ("prompt_tokens",),
        "cache_read": ("prompt_cache_read_tokens",),
        "cache_write": ("prompt_cache_write_tokens",),
        "output": ("completion_tokens",),
        "reasoning": ("reasoning_tokens",),
        "seconds": ("delay_ms", "latency"),
        "usd": ("costUSD", "cost_usd", "cost"),
    },
    any_of=("prompt_tokens", "completion_tokens"),
    seconds_per=0.001,
    claude="beside",
)
CURSOR = TableFormat(
    "Cursor",
    ("Date", "Model", "Cache Read", "Output Tokens"),
    {
        "model": ("Model",),
        "task": ("Kind",),
        "start": ("Date",),
        "input": ("Input (w/o Cache Write)",),
        "cache_write": ("Input (w/ Cache Write)",),
        "cache_read": ("Cache Read",),
        "output": ("Output Tokens",),
        "usd": ("Cost", "Cost to you"),
    },
    apart=True,
)
RUN_FIGURES = {
    name: (column, *ALIASES[column])
    for name, column in (
        ("n", "n"), ("input", "input"), ("cache_read", "cached"), ("cache_write", "cache_write"),
        ("reasoning", "reasoning"), ("seconds", "seconds"), ("usd", "cost"), ("start", "date"), ("steps", "steps"),
    )
} | {"model": ("model",), "effort": ("effort",), "task": ("task_class",)}  # fmt: skip
RUN_COLUMNS = ("model", "effort", "task_class")
PLANNER_RUNS = TableFormat(
    "measured runs",
    RUN_COLUMNS,
    RUN_FIGURES | {"output": ("visible", *ALIASES["visible"])},
    any_of=("visible", *ALIASES["visible"]),
    thinks_apart=True,
    means=True,
)
PLANNER_RUNS_WHOLE = TableFormat(
    "measured runs",
    RUN_COLUMNS,
    RUN_FIGURES | {"output": ("output", *ALIASES["output"])},
    any_of=("output", *ALIASES["output"]),
    thinks_inside=True,
    means=True,
)
"""The same where the output is given with its thinking inside."""
PLANNER_RUNS_BARE = replace(PLANNER_RUNS, any_of=())
FLAT_SPANS = TableFormat(
    "OpenTelemetry GenAI",
    ("gen_ai.usage.input_tokens",),
    {
        "model": ("gen_ai..response..model", "gen_ai..request..model"),
        "host": ("gen_ai..provider..name", "gen_ai..system"),
        "task": ("gen_ai..agent..name", "service..name", "gen_ai..operation..name"),
        "effort": ("gen_ai..request..reasoning_effort",),
        "run": ("gen_ai..conversation..id", "trace_id", "traceId"),
        "start": ("start_time", "startTime", "timestamp", "start"),
        "end": ("end_time", "endTime", "end"),
        "input": ("gen_ai..usage..input_tokens", "gen_ai..usage..prompt_tokens"),
        "cache_read": ("gen_ai..usage..cache_read..input_tokens", "gen_ai..usage..cache_read_input_tokens"),
        "cache_write": ("gen_ai..usage..cache_creation..input_tokens", "gen_ai..usage..cache_creation_input_tokens"),
        "output": ("gen_ai..usage..output_tokens", "gen_ai..usage..completion_tokens"),
        "reasoning": ("gen_ai..usage..reasoning..output_tokens", "gen_ai..usage..reasoning_tokens"),
        "usd": ("gen_ai..usage..cost",),
    },
    claude="either",
)

TABLES = (
    OPENROUTER,
    LITELLM,
    HELICONE,
    ANTHROPIC,
    ANTHROPIC_REPORT,
    OPENAI,
    OPENAI_UNCOUNTED,
    CURSOR,
    FLAT_SPANS,
    OPENROUTER_DAYS,
    LANGFUSE,
    LANGFUSE_BLOB,
    PLANNER_RUNS,
    PLANNER_RUNS_WHOLE,
    PLANNER_RUNS_BARE,
)

SPANS = TableFormat(
    "OpenTelemetry GenAI",
    ("attributes",),
    {
        name: tuple(f"attributes.{path}" if path.startswith(("gen_ai", "service")) else path for path in paths)
        for name, paths in FLAT_SPANS.fields.items()
    }
    | {"run": ("attributes.gen_ai..conversation..id", "trace_id", "traceId", "context.trace_id")},
    claude="either",
)
"""Spans with their attributes in an object of their own, as exporters to JSON lines write them."""
