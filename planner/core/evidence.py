"""Whose fitted tokens stand for an offer: its profile's model, else its family's or its lab's, else its class alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.families import family_of
from planner.core.tokens import Estimator, Fit

Table = Mapping[tuple[str, str, str], Fit]


@dataclass(frozen=True, slots=True)
class Stand:
    """The name to look up in the fitted tables (None: the class alone) and the effort to look up."""

    study_name: str | None
    effort: str


def stand_for(estimator: Estimator, study_name: str | None, model_id: str, mode: str) -> Stand:
    """Where to look: under `study_name` where there is a profile, else under the family told by the model's id."""
    if study_name is not None:
        return Stand(study_name, mode)
    family = family_of(estimator.families, model_id)
    if family is None:
        return Stand(None, mode)
    effort = family.effort(mode)
    table = estimator.visible if effort == "off" else estimator.reasoning
    names = (family.study_name, f"lab:{family.lab}")
    return Stand(next((name for name in names if _in(table, name)), None), effort)


def _in(table: Table, name: str) -> bool:
    """Whether anything is fitted under this name; every name is fitted for the everyday class."""
    return any((name, effort, "everyday") in table for effort in ("on", "high", "medium", "low", "xhigh", "off"))


def without_profile(fit: Fit) -> Fit:
    """A family's or lab's figure is evidence of the class only: the model itself was never seen."""
    return fit if fit.level == "given" else Fit(fit.value, "class", fit.spread)
