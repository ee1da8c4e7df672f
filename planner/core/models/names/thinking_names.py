"""Whether a model without a profile thinks: as its name says, else as its family was measured, else not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.core.models.evidence import measured_model
from planner.core.models.families import family_of
from planner.core.models.names.name_rules import NameRule, first_of, words_said
from planner.core.tokens.fitted import Estimator

Thinks = bool | None
"""True, False, or None where it is not known."""


KIN = ("family:", "lab:")
"""Prefixes of keys of the fitted tables that are not of single models."""


@dataclass(frozen=True, slots=True)
class Thinkers:
    """What was measured, by study name: models that think, models that only answer, families with a model that thinks,
    and families with both; and the rules for names, which take precedence."""

    rules: Sequence[NameRule[Thinks]]
    models: frozenset[str]
    idle: frozenset[str]
    families: frozenset[str]
    mixed: frozenset[str]


def thinkers_in(estimator: Estimator, rules: Sequence[NameRule[Thinks]]) -> Thinkers:
    """Every model with reasoning rows in the fitted tables, every other model with visible ones, and their families."""
    named = frozenset(name for name, _, _ in estimator.reasoning if not name.startswith(KIN))
    idle = frozenset(name for name, _, _ in estimator.visible if not name.startswith(KIN)) - named
    families = _families(estimator, named)
    return Thinkers(rules, named, idle, families, families & _families(estimator, idle))


def _families(estimator: Estimator, models: Iterable[str]) -> frozenset[str]:
    families = (family_of(estimator.families, model) for model in models)
    return frozenset(family.study_name for family in families if family)


def thinks(thinkers: Thinkers, estimator: Estimator, model_id: str) -> Thinks:
    """Whether the model of this id thinks: by its name; else because it, or one of its family, was measured thinking.
    In a family with both kinds only models with a choice of effort think."""
    rule = first_of(thinkers.rules, words_said(model_id))
    if rule is not None:
        return rule.value
    measured = measured_model(estimator, model_id)
    if measured in thinkers.models or measured in thinkers.idle:
        return measured in thinkers.models
    family = family_of(estimator.families, model_id)
    # A lab makes models of both kinds, so a measurement of one says nothing about another.
    if family is None or not family.name:
        return None
    if family.inert and family.study_name in thinkers.mixed:
        return None
    return family.study_name in thinkers.families
