"""Whether a model without a profile thinks: as its name says, else as its family was measured, else not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.evidence import measured_model
from planner.core.models.families import family_of
from planner.core.models.name_rules import NameRule, first_of, words_said
from planner.core.tokens.fitted import Estimator

Thinks = bool | None
"""True, False, or None where it is not known."""


@dataclass(frozen=True, slots=True)
class Thinkers:
    """What was measured thinking, by study name: models and families; and what names say before all measurement."""

    rules: Sequence[NameRule[Thinks]]
    models: frozenset[str]
    families: frozenset[str]


def thinkers_in(estimator: Estimator, rules: Sequence[NameRule[Thinks]]) -> Thinkers:
    """Every model and family with reasoning rows in the fitted tables; a family also where one of its models has."""
    named = frozenset(name for name, _, _ in estimator.reasoning)
    told = (family_of(estimator.families, name) for name in named)
    return Thinkers(rules, named, named | {family.study_name for family in told if family})


def thinks(thinkers: Thinkers, estimator: Estimator, model_id: str) -> Thinks:
    """Whether the model of this id thinks: what its name says; else whether it, or any of its family, was measured."""
    rule = first_of(thinkers.rules, words_said(model_id))
    if rule is not None:
        return rule.value
    if measured_model(estimator, model_id) in thinkers.models:
        return True
    family = family_of(estimator.families, model_id)
    # A lab makes models of both kinds: that one of them was measured says nothing of another.
    return family.study_name in thinkers.families if family and family.name else None
