"""litellm's table read: one entry for each text model of a host that the price list knows.

Its max_input_tokens is what may be sent: OpenAI's window is that and the longest answer, elsewhere the window itself.
A max_output_tokens that repeats max_input_tokens was filled in and says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from planner.core.workload import EFFORTS
from scripts.facts.entries import Entry

Fields = Mapping[str, Any]
SOURCE = "litellm"
TEXT_MODES = frozenset({"chat", "responses", "completion", "embedding", "rerank", "realtime", None})

HOSTS = {
    "openai": "openai",
    "text-completion-openai": "openai",
    "anthropic": "anthropic",
    "gemini": "google",
    "vertex_ai-anthropic_models": "google",
    "xai": "x-ai",
    "deepseek": "deepseek",
    "moonshot": "moonshotai",
    "zai": "zai",
    "mistral": "mistral",
    "minimax": "minimax",
    "meta": "meta",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "perplexity": "perplexity",
    "groq": "groq",
    "cerebras": "cerebras",
    "fireworks_ai": "fireworks",
    "together_ai": "together",
    "novita": "novita",
    "azure": "azure",
    "azure_ai": "azure",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "bedrock_mantle": "aws",
    "databricks": "databricks",
    "cloudflare": "cloudflare",
    "baseten": "baseten",
    "github_copilot": "github-copilot",
    "voyage": "voyageai",
    "ovhcloud": "ovhcloud",
    "nebius": "huggingface_nebius",
    "hyperbolic": "huggingface_hyperbolic",
    "nscale": "huggingface_nscale",
    "publicai": "huggingface_publicai",
    "sambanova": "huggingface_sambanova",
}
"""Its provider -> the price list's host."""

PREFIXES = (
    "accounts/fireworks/models/",
    "azure_ai/",
    "azure/",
    "bedrock_mantle/",
    "bedrock/",
    "cloudflare/",
    "fireworks_ai/",
    "gemini/",
    "github_copilot/",
    "moonshot/",
    "openai/",
    "together_ai/",
    "vertex_ai/",
    "voyage/",
    "xai/",
)
INPUTS = {
    "supports_vision": "image",
    "supports_audio_input": "audio",
    "supports_video_input": "video",
    "supports_pdf_input": "pdf",
}
MANY = 50


def litellm_entries(table: Mapping[str, Fields]) -> Iterator[Entry]:
    """Every entry of a known host whose name is a model's, not a region's or a picture size's. Limits of models for
    pictures and sound are in other units and left out."""
    for key, fields in table.items():
        host = HOSTS.get(fields.get("litellm_provider", ""))
        if host and (model := own_id(key, host)):
            yield _entry(key, host, model, fields)


def round_dates(table: Mapping[str, Fields]) -> frozenset[tuple[str, date]]:
    """Host and date where one host gives one date to so many ids that it is a date of its list, not a model's own."""
    said = Counter(
        (HOSTS[fields["litellm_provider"]], date.fromisoformat(fields["deprecation_date"]))
        for fields in table.values()
        if fields.get("deprecation_date") and fields.get("litellm_provider") in HOSTS
    )
    return frozenset(one for one, count in said.items() if count >= MANY)


def own_id(key: str, host: str) -> str | None:
    """The host's id of a model, the gateway's prefixes cut off; None for the rows of one region or quality."""
    model = key
    own = f"{host}/"
    for prefix in (*PREFIXES, own):
        model = model.removeprefix(prefix)
    if host in ("openai", "azure", "aws", "anthropic", "x-ai") and "/" in model:
        return None
    return model


def _entry(key: str, host: str, model: str, fields: Fields) -> Entry:
    sent, answer = _whole(fields.get("max_input_tokens")), _whole(fields.get("max_output_tokens"))
    said = answer if answer != sent else None
    ends = fields.get("deprecation_date")
    if fields.get("mode") not in TEXT_MODES:
        sent = said = None
    return Entry(
        source=SOURCE,
        host=host,
        model=model,
        entry=key,
        window=_window(host, sent, said),
        max_output=said,
        inputs=inputs_of(fields),
        thinking=thinking_of(fields),
        default=default_of(fields, key),
        cache_minimum=_whole(fields.get("prompt_cache_min_tokens")),
        state="ends" if ends else "listed",
        ends=date.fromisoformat(ends) if ends else None,
        successor=str(fields.get("successor_model") or "").rsplit("/", 1)[-1],
    )


def _window(host: str, sent: int | None, answer: int | None) -> int | None:
    """OpenAI's own newer rows give what may be sent (922,000 of 1,050,000)."""
    if sent and answer and host == "openai" and sent + answer in SPLIT_WINDOWS:
        return sent + answer
    return sent


SPLIT_WINDOWS = frozenset({400_000, 1_050_000})
"""Windows of OpenAI that hold the answer too: 272,000 + 128,000 and 922,000 + 128,000."""


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None


def inputs_of(fields: Fields) -> frozenset[str]:
    """Kinds of input said to be taken; empty where nothing is said of any."""
    said = {kind for name, kind in INPUTS.items() if fields.get(name)}
    said |= {kind for kind in fields.get("supported_modalities") or () if kind in ("text", "image", "audio", "video")}
    return frozenset({"text", *said}) if said or fields.get("mode") == "chat" else frozenset()


def thinking_of(fields: Fields) -> dict[str, bool]:
    """Modes that are said to be offered or not; a model of which nothing is said may think or not."""
    levels = fields.get("reasoning_effort_levels")
    if levels:
        named = {"off" if level == "none" else level for level in levels}
        return {mode: mode in named for mode in ("off", *EFFORTS)}
    if not fields.get("supports_reasoning"):
        return {}
    said = {mode: fields.get(f"supports_{mode}_reasoning_effort") for mode in EFFORTS}
    found = {mode: bool(value) for mode, value in said.items() if value is not None}
    none = fields.get("supports_none_reasoning_effort")
    if none is not None:
        found["off"] = bool(none)
    if fields.get("thinking_always_on") is not None:
        found["off"] = not fields["thinking_always_on"]
    return found


def default_of(fields: Fields, key: str) -> str:
    """What is done when nothing is asked for, as far as it is said. A Claude that thinks by default does so at high."""
    text = str(fields.get("default_reasoning_effort") or "")
    if text:
        return "off" if text == "none" else text
    thinks = fields.get("thinking_on_by_default") or fields.get("thinking_always_on")
    return ("high" if "claude" in key else "on") if thinks else ""
