"""How many tokens a call takes for thinking and its answer: look-ups in the fitted tables, by the closest evidence.

Method: R_mean = base[class, effort] x factor[key, effort, class]; V_mean = visible_base[class, thinking] x
visible_factor[key, anchor]; key model+effort -> model -> family -> class alone. The level used is the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from planner.core.models.families import Family
from planner.core.models.names.naming import Words
from planner.core.tokens.calibration import Posterior
from planner.core.workload import EFFORTS


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted mean in tokens (or a factor), the level it was fitted at and its parameter spread (sd of ln).

    For a call of a run, `value` is the expected value (expected.py) and `uncut` the median of belief about the mean
    before any limit; `uncut` is None where the two are one. `own`: what own runs made of it.
    """

    value: float
    level: str
    spread: float | None = None
    uncut: float | None = None
    own: Posterior | None = None

    @property
    def wanted(self) -> float:
        """The median of belief about the mean tokens of the model if nothing cut them off."""
        return self.value if self.uncut is None else self.uncut


@dataclass(frozen=True, slots=True)
class Spreads:
    """Standard deviations of ln. `parameter` by (quantity, level, anchor or study class)."""

    item: Mapping[str, float]
    repeat: float
    workload: float
    parameter: Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True)
class Estimator:
    """The fitted tables. Tokens are means per benchmark item: per call, or per agent episode.

    `reasoning_base` by (study class, effort); `reasoning` by (study model, effort, study class), already base x factor;
    `visible_base` by (study class, thinks); `visible` by (study model, effort or "off", study class), already
    base x factor; `visible_factor` by (study model, effort or "off", anchor), where a class has no figure of its own;
    `models`: the study names of models that have figures and no profile, by the words of their names;
    `effort_multiplier` by (anchor, effort), high = 1.
    """

    reasoning_base: Mapping[tuple[str, str], float]
    reasoning: Mapping[tuple[str, str, str], Fit]
    visible_base: Mapping[tuple[str, bool], float]
    effort_multiplier: Mapping[tuple[str, str], float]
    spreads: Spreads
    source: str
    checked: date | None = None
    visible_factor: Mapping[tuple[str, str, str], Fit] = field(default_factory=dict)
    visible: Mapping[tuple[str, str, str], Fit] = field(default_factory=dict)
    families: tuple[Family, ...] = ()
    models: Mapping[Words, str] = field(default_factory=dict)


# The ladder a model climbs; `on` is thinking without a choice of effort and stands where `high` does.
THINKING_EFFORTS = (*EFFORTS, "on")


def reasoning_mean(estimator: Estimator, *, study_name: str | None, study_class: str, anchor: str, effort: str) -> Fit:
    """Mean reasoning tokens of one benchmark item at `effort`; the level says how close the evidence is.

    The model at this effort, else the model at its nearest fitted effort times the ladder, else the class alone.
    A class written "a+b" is the geometric mean of two.
    """
    parts = [_reasoning_of(estimator, study_name, part, anchor, effort) for part in study_class.split("+")]
    return _geometric(parts)


def _reasoning_of(estimator: Estimator, study_name: str | None, study_class: str, anchor: str, effort: str) -> Fit:
    if study_name:
        exact = estimator.reasoning.get((study_name, effort, study_class))
        if exact:
            return _never_less(estimator, exact, study_name, study_class, effort)
        nearest = nearest_effort(effort, fitted_efforts(estimator, study_name, study_class))
        if nearest:
            fit = estimator.reasoning[(study_name, nearest, study_class)]
            return Fit(fit.value * _step(estimator, anchor, nearest, effort), _at_another_effort(fit.level), fit.spread)
    spread = estimator.spreads.parameter.get(("reasoning", "class", study_class))
    return Fit(_class_base(estimator, study_class, anchor, effort), "class", spread)


def _never_less(estimator: Estimator, fit: Fit, study_name: str, study_class: str, effort: str) -> Fit:
    """A fitted rung is no lower than those below it; what was measured of this model at this effort stands as it is."""
    if fit.level == "model+effort" or effort == "on":
        return fit
    below = (estimator.reasoning.get((study_name, lower, study_class)) for lower in EFFORTS[: rung(effort)])
    return replace(fit, value=max([fit.value, *(lower.value for lower in below if lower)]))


def _at_another_effort(level: str) -> str:
    """The level of evidence at one effort when it is used for another: the model's own is no longer that of the
    effort."""
    return "model" if level == "model+effort" else level


def fitted_efforts(estimator: Estimator, study_name: str, study_class: str) -> tuple[str, ...]:
    """The efforts at which this model was fitted for this class."""
    return tuple(effort for effort in THINKING_EFFORTS if (study_name, effort, study_class) in estimator.reasoning)


def nearest_effort(effort: str, among: tuple[str, ...]) -> str | None:
    """The rung of `among` closest to `effort` on the ladder, the higher of two equals."""
    return min(among, key=lambda e: (abs(rung(e) - rung(effort)), -rung(e)), default=None)


def rung(effort: str) -> int:
    """The place of an effort on the ladder."""
    return EFFORTS.index("high" if effort == "on" else effort)


def _step(estimator: Estimator, anchor: str, fitted: str, asked: str) -> float:
    """E[asked] / E[fitted]. `on` is 1, as the ladder is anchored on high."""
    return ladder_multiplier(estimator, anchor, asked) / ladder_multiplier(estimator, anchor, fitted)


def ladder_multiplier(estimator: Estimator, anchor: str, effort: str) -> float:
    """Reasoning tokens against `high`; never falls from rung to rung; `minimal` goes on from low as low from medium."""
    if effort == "on":
        return 1.0
    known = estimator.effort_multiplier
    if effort == "minimal":
        return known[(anchor, "low")] ** 2 / known[(anchor, "medium")]
    return max(known[(anchor, e)] for e in EFFORTS[1 : rung(effort) + 1])


def _class_base(estimator: Estimator, study_class: str, anchor: str, effort: str) -> float:
    base = estimator.reasoning_base
    if effort == "on" and (study_class, "on") in base:
        return base[(study_class, "on")]
    if effort == "minimal":
        return base[(study_class, "low")] ** 2 / base[(study_class, "medium")]
    return max(base[(study_class, e)] for e in EFFORTS[1 : rung(effort) + 1])


def visible_mean(estimator: Estimator, *, study_name: str | None, study_class: str, anchor: str, effort: str) -> Fit:
    """Mean visible tokens of one benchmark item; `effort` "off" is without thinking."""
    parts = [_visible_of(estimator, study_name, part, anchor, effort) for part in study_class.split("+")]
    return _geometric(parts)


def _visible_of(estimator: Estimator, study_name: str | None, study_class: str, anchor: str, effort: str) -> Fit:
    base = estimator.visible_base[(study_class, effort != "off")]
    if study_name is None:
        return Fit(base, "class")
    exact = _visible_fitted(estimator, study_name, study_class, effort)
    if exact:
        return exact
    own = estimator.visible_factor.get((study_name, effort, anchor))
    if own:
        return Fit(base * own.value, own.level, own.spread)
    if effort == "off":
        return Fit(base, "class")
    others = tuple(e for m, e, a in estimator.visible_factor if m == study_name and a == anchor and e != "off")
    nearest = nearest_effort(effort, others)
    if nearest is None:
        return Fit(base, "class")
    fit = estimator.visible_factor[(study_name, nearest, anchor)]
    return Fit(base * fit.value, "model", fit.spread)


def _visible_fitted(estimator: Estimator, study_name: str, study_class: str, effort: str) -> Fit | None:
    """The class's own figure of this model: at this effort, else at the nearest one it thinks at."""
    exact = estimator.visible.get((study_name, effort, study_class))
    if exact or effort == "off":
        return exact
    thinking = tuple(effort for effort in THINKING_EFFORTS if (study_name, effort, study_class) in estimator.visible)
    nearest = nearest_effort(effort, thinking)
    if nearest is None:
        return None
    fit = estimator.visible[(study_name, nearest, study_class)]
    return Fit(fit.value, _at_another_effort(fit.level), fit.spread)


def _geometric(parts: list[Fit]) -> Fit:
    """The geometric mean of several look-ups, no better founded than the weakest of them."""
    if len(parts) == 1:
        return parts[0]
    product = 1.0
    for part in parts:
        product *= part.value
    weakest = max(parts, key=lambda part: LEVELS.index(part.level))
    return Fit(product ** (1 / len(parts)), weakest.level, weakest.spread)


LEVELS = ("given", "model+effort", "model", "family", "lab", "class")
