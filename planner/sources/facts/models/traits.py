"""Open weights and kinds of input by the name of a model, from planner/data/traits.toml."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from planner.core.models.names.name_rules import NameRule, first_of, rule_of, words_said
from planner.sources.facts.toml_reader import as_flag, as_words, read_toml, required, source_of

T = TypeVar("T")


@cache
def open_weights_by_name(model_id: str) -> bool | None:
    """Whether the weights of the model may be downloaded; None where that is not known."""
    return _told(load_weights(), model_id)


@cache
def inputs_by_name(model_id: str) -> frozenset[str] | None:
    """What the model takes: text, image, audio, video; None where that is not known."""
    return _told(load_inputs(), model_id)


def _told(rules: tuple[NameRule[T | None], ...], model_id: str) -> T | None:
    rule = first_of(rules, words_said(model_id))
    return rule.value if rule else None


@cache
def load_weights() -> tuple[NameRule[bool | None], ...]:
    """The rules of open weights, in order."""
    return tuple(rule_of(text, as_flag(raw["open"]) if "open" in raw else None) for raw, text in _rules("weights"))


@cache
def load_inputs() -> tuple[NameRule[frozenset[str] | None], ...]:
    """The rules of inputs, in order."""
    return tuple(
        rule_of(text, frozenset(as_words(raw["kinds"])) if "kinds" in raw else None) for raw, text in _rules("inputs")
    )


def _rules(kind: str) -> list[tuple[dict[str, Any], str]]:
    """Every rule with each of its lists of words; each must name a source."""
    found = []
    for number, raw in enumerate(read_toml("traits.toml")[kind], start=1):
        where = f"traits.toml, {kind} {number}"
        source_of(raw, where)
        found += [(raw, text) for text in required(raw, "words", where)]
    return found
