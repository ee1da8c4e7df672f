"""The same model under the spellings of price lists, benchmarks and routers."""

from __future__ import annotations

import pytest

from planner.core.models.names.naming import index, look_up, words

KNOWN = index(
    (name, name)
    for name in (
        *("Claude Opus 4.5", "Claude 4.5 Sonnet", "GPT-5", "GPT-5 mini", "GLM-5", "GLM-5-Turbo", "Kimi K2 Thinking"),
        *("DeepSeek V3.2", "DeepSeek V3.1 Terminus", "Qwen3 Max", "Kimi K2 0905", "Grok 4", "o3-mini"),
    )
)

SAME = {
    "anthropic/claude-opus-4.5": ("Claude Opus 4.5", None),
    "claude-opus-4-5-20251101": ("Claude Opus 4.5", None),
    "claude-opus-4-5-thinking": ("Claude Opus 4.5", "on"),
    "claude-sonnet-4-5": ("Claude 4.5 Sonnet", None),
    "anthropic/claude-opus-4.5:thinking": ("Claude Opus 4.5", "on"),
    "gpt-5-high": ("GPT-5", "high"),
    "gpt-5-mini-low": ("GPT-5 mini", "low"),
    "gpt-5-chat": ("GPT-5", "off"),
    "glm-5": ("GLM-5", None),
    "kimi-k2-thinking": ("Kimi K2 Thinking", None),
    "moonshotai/kimi-k2-0905-preview": ("Kimi K2 0905", None),
    "deepseek-v3-2-thinking": ("DeepSeek V3.2", "on"),
    "deepseek-v3-1-terminus": ("DeepSeek V3.1 Terminus", None),
    "qwen-3-max": ("Qwen3 Max", None),
    "grok-4-07-09": ("Grok 4", None),
    "o3-mini-high": ("o3-mini", "high"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_name_is_found_with_the_mode_it_speaks_of(name: str) -> None:
    assert look_up(KNOWN, name) == SAME[name]


@pytest.mark.parametrize("name", ["gpt-5-nano", "claude-opus-4.6", "glm-4.5", "grok-4-fast", "llama"])
def test_another_model_is_not_taken_for_it(name: str) -> None:
    assert look_up(KNOWN, name) is None


def test_words_have_no_order_vendor_or_date() -> None:
    assert words("anthropic/claude-4-5-sonnet@2025-09-29") == words("Claude Sonnet 4.5") == ("4.5", "claude", "sonnet")
