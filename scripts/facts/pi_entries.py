"""pi-ai's models read. Its thinkingLevelMap says null where a level is not offered; xhigh and max are offered only
where the map has them. It lists text and images only, so that no audio says nothing, and a contextWindow of 272,000 of
OpenAI is its own choice of the cheaper tier, not the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.core.models.catalogue import MODES
from planner.core.workload import EFFORTS
from scripts.facts.entries import Entry

Fields = Mapping[str, Any]
SOURCE = "pi-ai"
CHOSEN_WINDOW = 272_000

HOSTS = {
    "amazon-bedrock": "aws",
    "anthropic": "anthropic",
    "azure": "azure",
    "baseten": "baseten",
    "cerebras": "cerebras",
    "cloudflare-workers-ai": "cloudflare",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "github-copilot": "github-copilot",
    "google": "google",
    "groq": "groq",
    "meta": "meta",
    "minimax": "minimax",
    "mistral": "mistral",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "openrouter": "openrouter",
    "together": "together",
    "xai": "x-ai",
    "zai": "zai",
}


def pi_entries(tables: Mapping[str, Mapping[str, Mapping[str, Fields]]]) -> Iterator[Entry]:
    """Every chat model of a known host."""
    for provider, host in HOSTS.items():
        for group in tables.get(provider, {}).values():
            for fields in group.values():
                if fields.get("type") == "chat":
                    yield _entry(host, fields)


def _entry(host: str, fields: Fields) -> Entry:
    window, answer = fields["contextWindow"], fields["maxTokens"]
    model = str(fields["id"])
    return Entry(
        source=SOURCE,
        host=host,
        model=model.removeprefix("accounts/fireworks/models/"),
        entry=model,
        window=None if window == CHOSEN_WINDOW else window,
        max_output=answer if answer != window else None,
        inputs=frozenset(fields["input"]),
        thinking=thinking_of(fields),
        default="off" if not fields["reasoning"] else "",
    )


def thinking_of(fields: Fields) -> dict[str, bool]:
    """Modes said to be offered or not. Levels up to high that the map leaves out are left to the vendor: not said."""
    if not fields["reasoning"]:
        return {mode: mode == "off" for mode in MODES}
    levels = fields.get("thinkingLevelMap") or {}
    compat = fields.get("compat") or {}
    if compat.get("supportsReasoningEffort") is False and compat.get("thinkingFormat"):
        return {"off": levels.get("off", "") is not None, "on": True} | _no_efforts()
    switch = {"off": True} if compat.get("thinkingFormat") in SWITCHED else {}
    said = {mode: value is not None for mode, value in levels.items()}
    return {"xhigh": False, "max": False} | switch | _anthropic(fields) | said


SWITCHED = ("deepseek", "qwen", "zai")
"""Forms of request with a switch for thinking: what the map does not deny can be switched off."""


def _no_efforts() -> dict[str, bool]:
    return dict.fromkeys(EFFORTS, False)


def _anthropic(fields: Fields) -> dict[str, bool]:
    """Anthropic thinks only when told to unless the map says that it always does; its efforts, where thinking is
    adaptive, are low, medium and high, never minimal; before that thinking has a budget and is on or off."""
    if fields.get("api") != "anthropic-messages" or fields.get("provider") != "anthropic":
        return {}
    if (fields.get("compat") or {}).get("forceAdaptiveThinking"):
        return {"off": True, "minimal": False, "low": True, "medium": True, "high": True}
    return {"off": True, "minimal": False, "on": True}
