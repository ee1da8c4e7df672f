"""Which rows of the fitted tables are used for an offer.

Its own where it was measured (by its profile's name, else by the name in its id); else those of its tier and family, of
its family, of its lab; else those of the class alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.models.families import family_of
from planner.core.models.names.naming import NOISE, words
from planner.core.tokens.fitted import THINKING_EFFORTS, Estimator, Fit

Table = Mapping[tuple[str, str, str], Fit]


@dataclass(frozen=True, slots=True)
class Stand:
    """The name to look up in the fitted tables (None: the class alone) and the effort to look up."""

    study_name: str | None
    effort: str


def stand_for(
    estimator: Estimator, table: Table, study_name: str | None, model_id: str, mode: str, study_class: str
) -> Stand:
    """Where to look in `table` (reasoning or visible tokens) for `study_class`: the first of the model, its tier, its
    family and its lab that has figures. A profile's `study_name` takes precedence, so that all hosts of a model have
    one answer."""
    parts = study_class.split("+")
    if study_name and _in(table, study_name, mode, parts):
        return Stand(study_name, mode)
    own_name = study_name or model_id
    family = family_of(estimator.families, own_name)
    effort = family.effort(mode) if family else mode
    names = [measured_model(estimator, own_name)]
    if family:
        names += [family.line(own_name), family.study_name, f"lab:{family.lab}"]
    match = next((name for name in names if name and _in(table, name, effort, parts)), None)
    return Stand(match, effort) if match else Stand(study_name, mode if study_name else effort)


def measured_model(estimator: Estimator, model_id: str) -> str | None:
    """The measured model of this very name, dates and words like "preview" aside."""
    name_words = words(model_id)
    bare = tuple(word for word in name_words if word not in NOISE)
    return estimator.models.get(name_words) or estimator.models.get(bare)


def _in(table: Table, name: str, effort: str, parts: list[str]) -> bool:
    """Whether every part of the class is fitted under this name, without thinking where `effort` is off."""
    efforts = ("off",) if effort == "off" else THINKING_EFFORTS
    return all(any((name, one, part) in table for one in efforts) for part in parts)
