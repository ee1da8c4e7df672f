"""Open weights, kinds of input and purpose by the name of a model, from planner/data/traits.toml."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from planner.core.models.names.name_rules import NameRule, first_of, rule_of, words_said
from planner.core.models.offers.purpose import INSTEAD
from planner.sources.facts.toml_reader import DataError, as_flag, as_words, read_toml, required, source_of

T = TypeVar("T")


@cache
def open_weights_by_name(model_id: str) -> bool | None:
    """Whether the weights of the model may be downloaded; None where that is not known."""
    return _value_by_name(load_weights(), model_id)


@cache
def inputs_by_name(model_id: str) -> frozenset[str] | None:
    """What the model takes: text, image, audio, video; None where that is not known."""
    return _value_by_name(load_inputs(), model_id)


@cache
def purpose_by_name(model_id: str) -> str:
    """What the model is made for that gives no answers, a key of `INSTEAD`; empty for the rest."""
    return _value_by_name(load_purposes(), model_id) or ""


def _value_by_name(rules: tuple[NameRule[T | None], ...], model_id: str) -> T | None:
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


@cache
def load_purposes() -> tuple[NameRule[str | None], ...]:
    """The rules of purposes, in order."""
    found = []
    for raw, text in _rules("purposes"):
        if raw.get("made_for", "vectors") not in INSTEAD:
            raise DataError(f"traits.toml, purposes: made_for is one of {', '.join(INSTEAD)}")
        found.append(rule_of(text, raw.get("made_for")))
    return tuple(found)


def _rules(kind: str) -> list[tuple[dict[str, Any], str]]:
    """Every rule with each of its lists of words; each must name a source."""
    found = []
    for number, raw in enumerate(read_toml("traits.toml")[kind], start=1):
        where = f"traits.toml, {kind} {number}"
        source_of(raw, where)
        found += [(raw, text) for text in required(raw, "words", where)]
    return found
