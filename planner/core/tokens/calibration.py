"""What own runs teach: the posterior of the ln of a mean, for one model, effort and kind of work.

For model m at effort e the mean M of a figure is unknown: ln M = ln(estimate) + W + P, with W ~ N(0, s_workload^2) the
user's own work, shared by all models, and P ~ N(0, s_param^2) the model at that effort. The arithmetic mean of k own
runs says ln(mean) = ln M + noise, with the noise of variance

    v_k = ln(1 + (exp(s_run^2) - 1) / k)        s_run: sd of ln from run to run

(ln of the arithmetic mean, not the mean of ln: the bill follows the mean.) All entries and the figure asked for are
jointly normal, so what is believed afterwards is the normal posterior: own runs of the very model move W + P, those of
another model move W alone, and those of the same model at another effort move W and half of P's variance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, expm1, log, log1p, sqrt

import numpy as np

SAME_MODEL = 0.5
"""Correlation of P between two efforts of one model."""
SPREAD_WORTH = 10
"""How many runs the shipped spread from run to run counts for against a measured one."""
LARGEST_STEP = 4.0
"""No own figure is taken as further from its estimate than this in ln (a factor of 55)."""


@dataclass(frozen=True, slots=True)
class OwnRuns:
    """Arithmetic means over `runs` own runs of one model in one mode at one kind of work; None is not measured.

    Tokens and seconds are per run. `sd_ln`: measured sd of ln from run to run, by figure.
    """

    model: str
    task_class: str
    runs: int
    thinking: str = "default"
    reasoning_tokens: float | None = None
    visible_tokens: float | None = None
    steps: float | None = None
    seconds: float | None = None
    sd_ln: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prior:
    """What an estimate is of, and its doubt before own runs: sd of ln of the model's part and of the work's part."""

    model: str
    effort: str
    task_class: str
    parameter_sd: float
    workload_sd: float


@dataclass(frozen=True, slots=True)
class Observation:
    """One entry against its prior: ln(own mean) - ln(estimate), and the variance of its noise."""

    prior: Prior
    runs: int
    difference: float
    noise: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """What to multiply the estimate by, and the sd of ln that is left; `runs`: own ones of this model and effort."""

    factor: float
    sd: float
    runs: int


def noise_of(run_sd: float, runs: int) -> float:
    """Variance of ln of the mean of `runs` runs. Raises ValueError below one run."""
    if runs < 1:
        raise ValueError("own runs must be at least 1")
    return log1p(expm1(run_sd**2) / runs)


def pooled_sd(shipped: float, measured: float | None, runs: int) -> float:
    """The spread from run to run: the shipped one, moved to the measured one as runs grow."""
    if measured is None or runs < 2:
        return shipped
    return sqrt((SPREAD_WORTH * shipped**2 + (runs - 1) * measured**2) / (SPREAD_WORTH + runs - 1))


def observed(prior: Prior, *, estimate: float, own: float, runs: int, run_sd: float) -> Observation:
    """An own mean against its estimate; both positive. Raises ValueError otherwise."""
    if estimate <= 0 or own <= 0:
        raise ValueError("own figures must be greater than 0")
    difference = log(own / estimate)
    return Observation(prior, runs, max(-LARGEST_STEP, min(difference, LARGEST_STEP)), noise_of(run_sd, runs))


def posterior(prior: Prior, observations: Sequence[Observation]) -> Posterior | None:
    """What is believed of `prior`'s mean after `observations` of its kind of work; None where there is none."""
    told = [one for one in observations if one.prior.task_class == prior.task_class]
    if not told:
        return None
    between = np.array([[_shared(a.prior, b.prior) for b in told] for a in told])
    between += np.diag([one.noise for one in told]) + 1e-12 * np.eye(len(told))
    towards = np.array([_shared(prior, one.prior) for one in told])
    weights = np.linalg.solve(between, towards)
    moved = float(weights @ np.array([one.difference for one in told]))
    left = max(_shared(prior, prior) - float(weights @ towards), 0.0)
    return Posterior(exp(moved), sqrt(left), sum(one.runs for one in told if _same(prior, one.prior)))


def _shared(one: Prior, other: Prior) -> float:
    """Covariance of two ln means: the work they have in common, and the model."""
    alike = 1.0 if _same(one, other) else SAME_MODEL if one.model == other.model else 0.0
    return one.workload_sd * other.workload_sd + alike * one.parameter_sd * other.parameter_sd


def _same(one: Prior, other: Prior) -> bool:
    return (one.model, one.effort) == (other.model, other.effort)


@dataclass(frozen=True, slots=True)
class Learnt:
    """Everything own runs say, by figure; `seconds` by endpoint (the offer's id stands for the model there)."""

    reasoning: tuple[Observation, ...] = ()
    visible: tuple[Observation, ...] = ()
    seconds: tuple[Observation, ...] = ()
    steps: tuple[Observation, ...] = ()


NOTHING_LEARNT = Learnt()
