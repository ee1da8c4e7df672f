"""A request to count: what to count and for which models, checked field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.core.prompts.counting import Counter, TokenCount, Vocabulary, count_prompt, vocabulary_of
from planner.core.prompts.prompt import Prompt, prompt_of
from planner.core.workload import BadInput, Problem

FIELDS = ("text", "messages", "tools", "system", "instructions", "models")
DEFAULT_MODELS = (
    "gpt-5.4",
    "claude-opus-4-5",
    "gemini-3.1-flash-lite",
    "deepseek-v4-pro",
    "kimi-k2-thinking",
    "glm-5",
    "grok-4",
)
MOST_MODELS = 100
SHAPES: Mapping[str, tuple[type[Any] | tuple[type[Any], ...], str]] = {
    "text": (str, "must be text"),
    "messages": ((str, list), "must be a list of messages with role and content"),
    "tools": ((list, Mapping), "must be a list of tool schemas"),
    "system": ((str, list), "must be text or a list of blocks"),
    "instructions": ((str, list), "must be text or a list of blocks"),
}
"""What each part of a prompt may be, or null but for the text; `prompt_of` reads further."""


@dataclass(frozen=True, slots=True)
class CountRequest:
    """The prompt and the models to count it for."""

    prompt: Prompt
    models: tuple[str, ...]


def count_request(data: object) -> CountRequest:
    """The request in a JSON object. Raises BadInput with one problem per wrong field."""
    if not isinstance(data, Mapping):
        raise BadInput([Problem("", "must be a JSON object")])
    problems = [Problem(str(name), f"is not a field: use {', '.join(FIELDS)}") for name in data if name not in FIELDS]
    given = [name for name in SHAPES if data.get(name) is not None or (name == "text" and name in data)]
    problems += [Problem(name, SHAPES[name][1]) for name in given if not isinstance(data[name], SHAPES[name][0])]
    if "text" in given and given[1:]:
        problems.append(Problem("text", f"cannot be counted together with {', '.join(given[1:])}: send one of them"))
    models = data.get("models", DEFAULT_MODELS)
    if not isinstance(models, list | tuple) or not all(isinstance(model, str) and model.strip() for model in models):
        problems.append(Problem("models", "must be a list of model names"))
    elif not models or len(models) > MOST_MODELS:
        problems.append(Problem("models", f"must name between 1 and {MOST_MODELS} models"))
    if problems:
        raise BadInput(problems)
    return CountRequest(read_prompt(data), tuple(dict.fromkeys(models)))


def read_prompt(data: Mapping[str, Any]) -> Prompt:
    """The prompt in a request body; a wrong part is named by the field that its sentence begins with."""
    try:
        return prompt_of(data)
    except ValueError as error:
        first, _, rest = str(error).partition(" ")
        if first in FIELDS:
            raise BadInput([Problem(first, rest)]) from None
        field = "messages" if first == "content" else ""
        raise BadInput([Problem(field, str(error))]) from None


def count_all(
    request: CountRequest,
    vocabularies: Sequence[Vocabulary],
    counters: Mapping[str, Counter],
    *,
    knows: Callable[[str], bool],
) -> list[TokenCount]:
    """The tokens of every model asked for. Raises BadInput for a name that neither a vocabulary nor `knows` has."""
    chosen = [(model, vocabulary_of(vocabularies, model)) for model in request.models]
    strangers = [
        Problem(f"models.{place}", f"{model[:80]} is not a known model")
        for place, (model, vocabulary) in enumerate(chosen)
        if vocabulary is vocabularies[-1] and not knows(model)
    ]
    if strangers:
        raise BadInput(strangers)
    return [count_prompt(request.prompt, model, vocabulary, counters) for model, vocabulary in chosen]
