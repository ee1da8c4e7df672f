"""Counts and usage as data: the answers of POST /api/v1/count and POST /api/v1/usage."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.usage.counting import TokenCount
from planner.core.usage.prompt import Prompt
from planner.schema.answers import Data


def counts_to_data(prompt: Prompt, counts: Sequence[TokenCount]) -> Data:
    """The answer of POST /api/v1/count."""
    return {
        "kind": prompt.kind,
        "characters": prompt.characters,
        "models": [count_to_data(count) for count in counts],
    }


def count_to_data(count: TokenCount) -> Data:
    return {
        "model": count.model,
        "tokens": count.tokens,
        "exact": count.exact,
        "low": count.low,
        "high": count.high,
        "tokenizer": count.tokenizer,
        "source": count.source,
        "parts": [{"name": name, "tokens": tokens} for name, tokens in count.parts],
    }
