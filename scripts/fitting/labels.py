"""Names, families and efforts as the fit uses them, whatever the source calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.core.models.families import family_of
from planner.core.models.names.naming import Words, look_up
from planner.sources.facts.models.estimator import load_families

# Spellings that the words of the name do not lead to Artificial Analysis' name.
ALIASES = {
    "baidu/ernie-4.5-vl-424b-a47b": "ERNIE 4.5 VL 424B",
    "nvidia/nemotron-3-nano-30b-a3b:free": "NVIDIA Nemotron 3 Nano 30B A3B",
    "nvidia/nemotron-3-super-120b-a12b:free": "NVIDIA Nemotron 3 Super 120B A12B",
    "nvidia/nemotron-nano-9b-v2:free": "NVIDIA Nemotron Nano 9B V2",
    "x-ai/grok-4.20-beta": "Grok 4.20 0309",
    "mistralai/mistral-large-2512": "Mistral Large 3",
    "google/gemma-3-27b-it": "Gemma 3 27B Instruct",
    "google/gemini-2.0-flash-001": "Gemini 2.0 Flash",
    "qwen/qwen3-coder": "Qwen3 Coder 480B A35B Instruct",
    "anthropic/claude-opus-4.1": "Claude 4.1 Opus",
    "bytedance-seed/seed-1.6": "Seed 1.6",
    "openai/gpt-5.3-chat": "GPT-5.3 Chat",
    "openai/gpt-5.2-chat": "GPT-5.2 Chat",
    "openai/gpt-5.1-chat": "GPT-5.1 Chat",
    "openai/gpt-5-chat": "GPT-5 Chat",
    "openrouter/healer-alpha": "healer-alpha",
    "openrouter/hunter-alpha": "hunter-alpha",
    "claude-4-sonnet-0522-thinking": "Claude 4 Sonnet",
    "grok-3-mini-think": "Grok 3 mini Reasoning",
    "magistral-medium-2506-thinking": "Magistral Medium 1",
    "magistral-small-2506": "Magistral Small 1",
    "DeepHermes-3-Mistral-24B-Pre": "DeepHermes 3 Mistral 24B",
    "minimax-m1": "MiniMax M1 80k",
    "glm-z1-32b": "GLM-Z1-32B",
    "deepseek-r1-distill-qwen-7b": "DeepSeek R1 Distill Qwen 7B",
    "qwen-3-coder-plus": "Qwen3 Coder 480B A35B Instruct",
}

# What Artificial Analysis runs where it names no effort: the maker's default, else the most there is.
DEFAULT_MEDIUM = re.compile(r"GPT-[5-9](?!.*(Chat|Instant))|gpt-oss|o\d|HyperNova")
DEFAULT_HIGH = re.compile(r"Gemini 3(\.1)? (Flash|Pro) Preview|Grok 3 mini")


def model_named(known: Mapping[Words, str], name: str) -> tuple[str, str | None] | None:
    """Artificial Analysis' name of a model and the effort said in the name, or None."""
    if name in ALIASES:
        return ALIASES[name], None
    return look_up(known, name)


def effort_of(model: str, said: str | None) -> str:
    """The effort a thinking model really ran at: inert labels are `on`, nothing said is the vendor's default."""
    if said in (None, "", "default", "on", "none", "off"):
        if DEFAULT_MEDIUM.match(model):
            return "medium"
        return "high" if DEFAULT_HIGH.match(model) else "on"
    family = family_of(load_families(), model)
    if family and family.inert and not DEFAULT_HIGH.match(model):
        return "on"
    # DeepSeek V4 knows high and max only; the router's xhigh is its max.
    return "max" if model.startswith("DeepSeek V4") and said == "xhigh" else str(said)


def family_and_lab(model: str, lab: str | None = None) -> tuple[str, str]:
    """Family and lab of a model; a model of no known family is its lab's."""
    family = family_of(load_families(), model)
    owner = lab or (family.lab if family else model)
    return (family.name if family and family.name else owner), owner
