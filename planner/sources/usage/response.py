"""Responses of an API, one or many, or a `usage` alone, read by extractors of genai-prices: host, model, tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from planner.core.usage.calls import Key
from planner.sources.usage.columns import NAN, Columns, moment_of, searches_of

NAME, LOG_NAME = "one response", "API responses"
HELD_AT = (("response", "body"), ("result", "message"), ("response",))
"""Where a line holds the response: in batch results of OpenAI and Mistral, of Anthropic, and of Gemini; in logs of
proxies the last."""
HOSTS = {
    "claude": "anthropic",
    "gemini": "google",
    "grok": "x-ai",
    "deepseek": "deepseek",
    "kimi": "moonshotai",
    "glm": "zai",
    "mistral": "mistral",
}
FLAVOURS = ("default", "chat", "responses")
FLAVOURS_OF = {"x-ai": ("chat", "responses", "default")}
"""Where the default leaves out what was cached and what was thought."""
ROW_FIELDS = {"model", "response_model", "request_id", "request_created_at", "startTime", "timestamp", "start_time"}
"""Fields of a row of a log, which is more than a `usage` object."""
BEDROCK = {
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "cacheReadInputTokens": "cache_read_input_tokens",
    "cacheWriteInputTokens": "cache_creation_input_tokens",
}
CACHED_NAMES = ("prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens")
"""DeepSeek's, Moonshot's and Mistral's: inside the input."""
ANTHROPIC_FIELDS = {"cache_creation_input_tokens", "cache_read_input_tokens"}


def is_response(data: object) -> bool:
    """Whether this is one API response (or its usage) rather than a log."""
    return isinstance(data, Mapping) and _usage(data) is not None and not isinstance(data.get("data"), list)


def response_in(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The response that a row of a log is or holds: it names a model and its usage."""
    for path in ((), *HELD_AT):
        found: Any = row
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if is_response(found) and model_of(found) and not _bare(found):
            return {**found, "service_tier": "batch"} if path and _is_of_batch(row, found) else found
    return None


def _is_of_batch(row: Mapping[str, Any], response: Mapping[str, Any]) -> bool:
    """Whether a line is a batch's result: it has the request's own id, which only Gemini calls `key`. In another
    vendor's log a `key` may be anything."""
    return "custom_id" in row or ("key" in row and "usageMetadata" in response)


def _usage(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    match = next((data[name] for name in ("usage", "usageMetadata") if isinstance(data.get(name), Mapping)), None)
    return match if match is not None else (data if _bare(data) else None)


def model_of(data: Mapping[str, Any]) -> str:
    """The model that a response names; empty where it names none (Bedrock's Converse, Cohere, a `usage` alone)."""
    return str(data.get("model") or data.get("modelVersion") or "")


def with_model(text: str, model: str) -> str:
    """The JSON of a response, or of its usage alone, with the model that it does not name; other text as it is."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not is_response(data) or model_of(data):
        return text
    if _bare(data):
        data = {"usageMetadata" if "promptTokenCount" in data else "usage": data}
    return json.dumps(data | {"model": model})


def _bare(data: Mapping[str, Any]) -> bool:
    """A `usage` object alone: numbers of tokens, and no row of a log."""
    names = set(data)
    pairs = (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens"), ("inputTokens", "outputTokens"))
    is_google = "promptTokenCount" in names
    return (is_google or any(names.issuperset(pair) for pair in pairs)) and not names & ROW_FIELDS


def _plain_usage(usage: Mapping[str, Any]) -> Mapping[str, Any]:
    """Usage of Bedrock's Converse in Anthropic's spelling, since it also counts cached tokens beside the input; of
    Cohere the billed usage."""
    if "inputTokens" in usage:
        return {new: usage[old] for old, new in BEDROCK.items() if isinstance(usage.get(old), int)}
    for name in ("billed_units", "tokens"):
        inner = usage.get(name)
        if isinstance(inner, Mapping) and "input_tokens" in inner:
            sent, written = (int(inner.get(part) or 0) for part in ("input_tokens", "output_tokens"))
            return {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written}
    return usage


def read_response(data: Mapping[str, Any], columns: Columns) -> bool:
    """Add the call of one response; whether an extractor could read it."""
    found, named = _usage(data), model_of(data)
    if found is None or not named:
        return False
    usage = _plain_usage(found)
    whole = data if usage is found else {"usage": usage}
    match = next(_extracted({**whole, "model": named}, named, usage), None)
    if match is None:
        return False
    host, tokens = match
    figures = {
        "start": moment_of(str(data.get("created") or data.get("created_at") or "")),
        "input": _figure(tokens, "input_tokens"),
        "cache_read": _cached(tokens, usage),
        "cache_write": _figure(tokens, "cache_write_tokens"),
        "output": _output(tokens, usage),
        "reasoning": reasoning_of(usage),
        "seconds": NAN,
        "usd": cost_of(usage),
        "searches": _searches(data, usage),
    }
    tier = str(data.get("service_tier") or usage.get("service_tier") or "")
    columns.add(Key(named, "", "", host, tier), "", figures)
    return True


def _extracted(data: Mapping[str, Any], model: str, usage: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What each likely host's extractor reads from it, the likeliest first. The package's own `extract_usage` also
    looks up the model among its prices and refuses unknown ones, so the host's extractor is called directly."""
    for host in _hosts(model, usage):
        for flavour in FLAVOURS_OF.get(host, FLAVOURS):
            try:
                _, tokens = _provider(host).extract_usage(dict(data), api_flavor=flavour)
            except (LookupError, ValueError, TypeError, AttributeError):
                continue
            yield host, tokens


@lru_cache(maxsize=16)
def _provider(host: str) -> Any:  # noqa: ANN401 - a type of genai-prices
    """The package's own host, whose extractor reads its responses. Raises LookupError for one it does not have."""
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot().find_provider(None, host, None)


def _hosts(model: str, usage: Mapping[str, Any]) -> list[str]:
    tail = model.casefold().rsplit("/", 1)[-1]
    named = [host for word, host in HOSTS.items() if tail.startswith(word)]
    shaped = ["anthropic"] if usage.keys() & ANTHROPIC_FIELDS else []
    shaped += ["google"] if "promptTokenCount" in usage else []
    return list(dict.fromkeys([*shaped, *named, "openai", "anthropic", "google", "openrouter"]))


def _figure(usage: Any, name: str) -> float:  # noqa: ANN401 - a type of genai-prices
    value = getattr(usage, name, None)
    return NAN if value is None else float(value)


def _output(tokens: Any, usage: Mapping[str, Any]) -> float:  # noqa: ANN401 - a type of genai-prices
    """Output with its reasoning. Reasoning comes on top of xAI's completion, unless the total says it is inside."""
    sent, written, total = (usage.get(name) for name in ("prompt_tokens", "completion_tokens", "total_tokens"))
    if isinstance(sent, int) and isinstance(written, int) and total == sent + written:
        return float(written)
    return _figure(tokens, "output_tokens")


def _cached(tokens: Any, usage: Mapping[str, Any]) -> float:  # noqa: ANN401 - a type of genai-prices
    """Tokens read from the cache: as the extractor has them, else by a name that it does not know."""
    value = _figure(tokens, "cache_read_tokens")
    named = (usage.get(name) for name in CACHED_NAMES)
    return value if value > 0 else next((float(one) for one in named if isinstance(one, int)), value)


def _searches(data: Mapping[str, Any], usage: Mapping[str, Any]) -> float:
    """Web searches: as the usage counts them, else those among the items of OpenAI's output."""
    counted, items = searches_of(usage), data.get("output")
    if counted >= 0 or not isinstance(items, list):
        return counted
    return float(sum(isinstance(item, Mapping) and _is_search(item) for item in items)) or NAN


def _is_search(item: Mapping[str, Any]) -> bool:
    """Whether an item of the output is a search; to open a page that it found is none."""
    action = item.get("action")
    kind = action.get("type", "search") if isinstance(action, Mapping) else "search"
    return item.get("type") == "web_search_call" and kind == "search"


def cost_of(usage: Mapping[str, Any]) -> float:
    """Dollars that the response itself says (OpenRouter; Perplexity's total); NaN where it does not."""
    cost = usage.get("cost")
    cost = cost.get("total_cost") if isinstance(cost, Mapping) else cost
    return float(cost) if isinstance(cost, int | float) and not isinstance(cost, bool) and cost >= 0 else NAN


def reasoning_of(usage: Mapping[str, Any]) -> float:
    """Reasoning tokens wherever the vendor puts them; NaN where it does not report them."""
    for details in ("completion_tokens_details", "output_tokens_details"):
        inner = usage.get(details)
        for name in ("reasoning_tokens", "thinking_tokens"):
            if isinstance(inner, Mapping) and isinstance(inner.get(name), int):
                return float(inner[name])
    value = usage.get("thoughtsTokenCount", usage.get("reasoning_tokens"))
    return float(value) if isinstance(value, int) else NAN
