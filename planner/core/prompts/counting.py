"""Tokens of a prompt on each model: exact by the model's own vocabulary, else a range around another vocabulary.

A range is o200k tokens times a published or measured ratio (planner/data/tokenizers.toml has the ratio and its source).
Tool schemas and images are never exact, since vendors do not publish how they turn them into tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.core.prompts.images import UNKNOWN_SIZE, image_tokens, page_tokens
from planner.core.prompts.prompt import TOOLS, Part, Prompt, Tool, tool_of

Counter = Callable[[str], int]
O200K = "o200k_base"
OPENAI_ENCODINGS = ("o200k_base", "o200k_harmony", "cl100k_base")
CLAUDE_TOOL_TOKENS = 346
"""What Anthropic adds to a prompt with tools, by its documentation (Claude 4 models, tool choice auto)."""
# Tokens that a function adds in OpenAI's chat format (OpenAI cookbook): opening, each property, each enumeration, end.
FUNCTION_OPENS, PROPERTIES_OPEN, PROPERTY, ENUM_OPENS, ENUM_ITEM, FUNCTIONS_END = 7, 3, 3, -3, 3, 12


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a model's tokens are counted. `encoding`: its own vocabulary; `near`: the one its ratios refer to."""

    name: str
    models: re.Pattern[str]
    encoding: str | None
    near: str
    low: float
    middle: float
    high: float
    source: str
    checked: date
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens of a prompt on one model. `parts` by name, their sum is `tokens`; `low` to `high` where not exact."""

    model: str
    tokens: int
    exact: bool
    low: int
    high: int
    tokenizer: str
    source: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens with their range."""

    tokens: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def plus(self, other: Amount) -> Amount:
        return Amount(self.tokens + other.tokens, self.low + other.low, self.high + other.high)

    @property
    def certain(self) -> bool:
        return self.low == self.tokens == self.high


def vocabulary_of(vocabularies: Sequence[Vocabulary], model: str) -> Vocabulary:
    """The first whose pattern starts a word of the name behind the host; the last matches every name."""
    tail = model.casefold().rsplit("/", 1)[-1].replace("_", "-").replace(" ", "-")
    return next(one for one in vocabularies if one.models.search(tail))


def maker_of(vocabulary: Vocabulary) -> str:
    """Whose formula counts images and pages."""
    name = vocabulary.name.casefold()
    if name.startswith("claude"):
        return "anthropic, large" if "from opus 4.7" in name else "anthropic"
    if name.startswith(("o200k", "cl100k")):
        return "openai"
    return "google" if name.startswith("gemini") else ""


def count_prompt(prompt: Prompt, model: str, vocabulary: Vocabulary, counters: Mapping[str, Counter]) -> TokenCount:
    """Count `prompt` for `model` with the vocabularies at hand; `counters` must hold o200k."""
    amounts = [(part.name, _part(part, model, vocabulary, counters)) for part in prompt.parts]
    total = Amount()
    for _, amount in amounts:
        total = total.plus(amount)
    parts = tuple((name, round(amount.tokens)) for name, amount in amounts)
    exact = total.certain
    tokens = sum(tokens for _, tokens in parts)
    return TokenCount(
        model=model,
        tokens=tokens,
        exact=exact,
        low=tokens if exact else min(round(total.low), tokens),
        high=tokens if exact else max(round(total.high), tokens),
        tokenizer=vocabulary.name,
        source=vocabulary.source,
        parts=parts,
    )


def _part(part: Part, model: str, vocabulary: Vocabulary, counters: Mapping[str, Counter]) -> Amount:
    if part.name == TOOLS:
        return _tools(part, vocabulary, counters)
    total = Amount()
    for text in part.texts:
        total = total.plus(_text(text, vocabulary, counters))
    return total.plus(_framing(part.framing, vocabulary)).plus(_seen(part, model, vocabulary))


def _text(text: str, vocabulary: Vocabulary, counters: Mapping[str, Counter]) -> Amount:
    own = counters.get(vocabulary.encoding or "")
    if own is not None:
        tokens = own(text)
        return Amount(tokens, tokens, tokens)
    near = (counters.get(vocabulary.near) or counters[O200K])(text)
    return Amount(near * vocabulary.middle, near * vocabulary.low, near * vocabulary.high)


def _framing(tokens: int, vocabulary: Vocabulary) -> Amount:
    """OpenAI publishes what its chat format adds; for others it is taken as between none and twice as much."""
    certain = tokens == 0 or vocabulary.encoding in OPENAI_ENCODINGS
    return Amount(tokens, tokens if certain else 0, tokens if certain else 2 * tokens)


def _seen(part: Part, model: str, vocabulary: Vocabulary) -> Amount:
    """Images and PDF pages; where their tokens are not published, from 0 up to those of a large image on Claude."""
    maker, total = maker_of(vocabulary), Amount()
    for image in part.images:
        size = (image.width or UNKNOWN_SIZE[0], image.height or UNKNOWN_SIZE[1])
        total = total.plus(_ranged(image_tokens(maker, model, *size)))
    page = _ranged(page_tokens(maker, model)) if part.pdf_pages else Amount()
    return total.plus(Amount(*(part.pdf_pages * each for each in (page.tokens, page.low, page.high))))


def _ranged(tokens: int | None) -> Amount:
    if tokens is None:
        middle = image_tokens("anthropic", "", *UNKNOWN_SIZE) or 0
        return Amount(middle, 0, 2 * middle)
    return Amount(tokens, 0.8 * tokens, 1.25 * tokens)


def _tools(part: Part, vocabulary: Vocabulary, counters: Mapping[str, Counter]) -> Amount:
    """Between OpenAI's published rule for functions and the schemas as JSON; the rule where it holds."""
    count = counters.get(vocabulary.encoding or "") or counters.get(vocabulary.near) or counters[O200K]
    own = vocabulary.encoding in counters
    as_json = sum(count(text) for text in part.texts)
    by_rule = functions_tokens([tool_of(raw) for raw in part.tools], count)
    low, middle, high = (1.0, 1.0, 1.0) if own else (vocabulary.low, vocabulary.middle, vocabulary.high)
    more = CLAUDE_TOOL_TOKENS if maker_of(vocabulary).startswith("anthropic") else 0
    likely = by_rule if vocabulary.encoding in OPENAI_ENCODINGS else as_json
    least, most = sorted((by_rule, as_json))
    return Amount(likely * middle + more, least * low + more, max(most * high, least * low + 1) + more)


def functions_tokens(tools: Sequence[Tool], count: Counter) -> int:
    """Tokens of functions in OpenAI's chat format: name and description of each function and of its properties."""
    if not tools:
        return 0
    return FUNCTIONS_END + sum(_function(tool, count) for tool in tools)


def _function(tool: Tool, count: Counter) -> int:
    return FUNCTION_OPENS + count(f"{tool.name}:{tool.description.rstrip('.')}") + _properties(tool.schema, count)


def _properties(schema: Mapping[str, Any], count: Counter) -> int:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        return 0
    total = PROPERTIES_OPEN
    for name, raw in properties.items():
        inner = raw if isinstance(raw, Mapping) else {}
        described = str(inner.get("description") or "").rstrip(".")
        total += PROPERTY + count(f"{name}:{inner.get('type', '')}:{described}")
        choices = inner.get("enum")
        if isinstance(choices, list):
            total += ENUM_OPENS + sum(ENUM_ITEM + count(str(choice)) for choice in choices)
        total += _properties(inner, count)
        items = inner.get("items")
        total += _properties(items, count) if isinstance(items, Mapping) else 0
    return total
