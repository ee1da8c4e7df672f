"""Whose fitted tokens stand for an offer.

Its profile's model; else a model of that very name that was measured at this kind of work; else
its family's or its lab's; else the class alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.models.families import family_of
from planner.core.models.naming import NOISE, words
from planner.core.tokens.fitted import THINKING_EFFORTS, Estimator, Fit

Table = Mapping[tuple[str, str, str], Fit]
ANCHORS = ("exam", "everyday", "agent")


@dataclass(frozen=True, slots=True)
class Stand:
    """The name to look up in the fitted tables (None: the class alone) and the effort to look up."""

    study_name: str | None
    effort: str


def stand_for(
    estimator: Estimator, table: Table, study_name: str | None, model_id: str, mode: str, study_class: str
) -> Stand:
    """Where to look in `table` (reasoning or visible tokens) for `study_class`.

    Under `study_name`, the name in a profile, where this kind of work was measured of it; else under the first of the
    model, family and lab that its name tells (a profile's own, so that every host of it is answered alike).
    """
    parts = study_class.split("+")
    if study_name is not None and _is_measured(estimator, table, study_name, parts):
        return Stand(study_name, mode)
    model_id = study_name or model_id
    family = family_of(estimator.families, model_id)
    effort = family.effort(mode) if family else mode
    names = [measured_model(estimator, model_id)]
    if family:
        names += [family.study_name, f"lab:{family.lab}"]
    return Stand(next((name for name in names if name and _in(table, name, effort, parts)), None), effort)


def _is_measured(estimator: Estimator, table: Table, study_name: str, parts: list[str]) -> bool:
    """Whether the tables hold figures of this model for this kind of work, or its factor on visible tokens."""
    if any(_in(table, study_name, effort, parts) for effort in ("off", "on")):
        return True
    factors = estimator.visible_factor if table is estimator.visible else {}
    return any((study_name, effort, anchor) in factors for effort in (*THINKING_EFFORTS, "off") for anchor in ANCHORS)


def measured_model(estimator: Estimator, model_id: str) -> str | None:
    """The measured model of this very name, dates and words like "preview" aside."""
    said = words(model_id)
    bare = tuple(word for word in said if word not in NOISE)
    return estimator.models.get(said) or estimator.models.get(bare)


def _in(table: Table, name: str, effort: str, parts: list[str]) -> bool:
    """Whether every part of a class is fitted under this name, thinking or not thinking as asked."""
    efforts = ("off",) if effort == "off" else THINKING_EFFORTS
    return all(any((name, one, part) in table for one in efforts) for part in parts)


OWN = ("given", "model+effort", "model")


def without_profile(fit: Fit) -> Fit:
    """A family's or lab's figure is evidence of the class only: the model itself was never seen."""
    return fit if fit.level in OWN else Fit(fit.value, "class", fit.spread)
