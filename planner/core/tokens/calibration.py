"""What own runs teach: the posterior of the ln of a mean, for one model, effort and kind of work.

For model m at effort e the mean M of a figure is unknown: ln M = ln(estimate) + W + P, with W ~ N(0, s_workload^2) the
user's own work, shared by all models, and P ~ N(0, s_param^2) the model at that effort. The arithmetic mean of k own
runs says ln(mean) = ln M + noise, with the noise of variance

    v_k = ln(1 + (exp(s_run^2) - 1) / k)        s_run: sd of ln from run to run

(ln of the arithmetic mean, not the mean of ln: the bill follows the mean.) All entries and the figure asked for are
jointly normal, so what is believed afterwards is the normal posterior: own runs of the very model move W + P, those of
another model move W alone, and those of the same model at another effort move W and half of P's variance.

Work that is unlike any benchmark is commoner than normal tails have it: the variances of W and P are those of the
estimate times 1, 4 or 16 (WIDER, with its odds), and own runs say how likely each is. Runs that agree with the estimate
leave it as it is; runs that contradict it are believed sooner. A range never grows by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, expm1, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SAME_MODEL = 0.5
"""Correlation of P between two efforts of one model."""
SPREAD_WORTH = 4
"""How many runs the shipped spread from run to run counts for against a measured one."""
WIDER = ((1.0, 0.90), (2.0, 0.08), (4.0, 0.02))
"""How many times the estimate's doubt, in sd of ln, the real one is, and how often (docs/methodology.md, Own runs)."""
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


def observed(
    prior: Prior, *, estimate: float, own: float, runs: int, run_sd: float, drift_sd: float = 0.0
) -> Observation:
    """An own mean against its estimate; both positive. `drift_sd`: what no number of runs tells, since it will have
    changed by the time of the plan, sd of ln. Raises ValueError for figures that are not above 0."""
    if estimate <= 0 or own <= 0:
        raise ValueError("own figures must be greater than 0")
    difference = log(own / estimate)
    step = max(-LARGEST_STEP, min(difference, LARGEST_STEP))
    return Observation(prior, runs, step, noise_of(run_sd, runs) + drift_sd**2)


def posterior(prior: Prior, observations: Sequence[Observation]) -> Posterior | None:
    """What is believed of `prior`'s mean after `observations` of its kind of work; None where there is none."""
    told = [one for one in observations if one.prior.task_class == prior.task_class]
    if not told:
        return None
    between = np.array([[_shared(a.prior, b.prior) for b in told] for a in told])
    towards = np.array([_shared(prior, one.prior) for one in told])
    noise = np.diag([one.noise for one in told]) + 1e-12 * np.eye(len(told))
    seen, own = np.array([one.difference for one in told]), _shared(prior, prior)
    beliefs = [_believed(scale**2, between, towards, noise, seen, own) for scale, _ in WIDER]
    moved, left, evidence = (np.array(column) for column in zip(*beliefs, strict=True))
    odds = np.array([odds for _, odds in WIDER]) * np.exp(evidence - evidence.max())
    odds /= odds.sum()
    mean = float(odds @ moved)
    variance = float(odds @ (left + (moved - mean) ** 2))
    runs = sum(one.runs for one in told if _same(prior, one.prior))
    # Own runs never make a range wider than it was; to other models what they say carries as a plain shift.
    most = own if runs else float(left[0])
    return Posterior(exp(mean), sqrt(min(variance, most)), runs)


def _believed(
    wider: float, between: Floats, towards: Floats, noise: Floats, seen: Floats, own: float
) -> tuple[float, float, float]:
    """Posterior mean and variance of ln where the prior's variances are `wider` times as large, and ln of how likely
    the observations are then."""
    total = wider * between + noise
    weights = np.linalg.solve(total, wider * towards)
    left = max(wider * (own - float(weights @ towards)), 0.0)
    _, size = np.linalg.slogdet(total)
    return float(weights @ seen), left, -float(size + seen @ np.linalg.solve(total, seen)) / 2


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
