"""Own runs as evidence: the posterior of the ln of a mean, for one model, effort and kind of work.

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
from functools import lru_cache
from math import exp, expm1, log, log1p, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SAME_MODEL = 0.5
"""Correlation of P between two efforts of one model."""
SPREAD_WORTH = 2
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
    """The doubt about an estimate before own runs: sd of ln of the model's part and of the work's part."""

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
    """The posterior of `prior`'s mean after `observations` of its kind of work; None where there is none."""
    relevant = tuple(one for one in observations if one.prior.task_class == prior.task_class)
    if not relevant:
        return None
    evidence = _evidence_of(relevant)
    own, towards = prior.workload_sd**2 + prior.parameter_sd**2, _shared(prior, evidence.priors) @ evidence.axes
    wider = np.array([[times**2] for times, _ in WIDER])
    total = 1 + wider * evidence.signals
    moved = (wider * towards / total) @ evidence.differences
    left = np.maximum(wider[:, 0] * (own - (wider * towards / total) @ towards), 0.0)
    likely = -(np.log(total) + evidence.differences**2 / total).sum(axis=1) / 2
    odds = np.array([odds for _, odds in WIDER]) * np.exp(likely - likely.max())
    odds /= odds.sum()
    mean = float(odds @ moved)
    variance = float(odds @ (left + (moved - mean) ** 2))
    runs = sum(one.runs for one in relevant if _same(prior, one.prior))
    # Own runs never make a range wider than it was; to other models they apply as a plain shift.
    most = own if runs else float(left[0])
    return Posterior(exp(mean), sqrt(min(variance, most)), runs)


class _Priors(NamedTuple):
    """Priors as columns."""

    model: NDArray[np.str_]
    effort: NDArray[np.str_]
    parameter_sd: Floats
    workload_sd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """n observations on axes (n, n) on which they are independent and their noise has variance 1: `signals` are the
    prior variances there, `differences` the observed differences there."""

    priors: _Priors
    axes: Floats
    signals: Floats
    differences: Floats


@lru_cache(maxsize=4)
def _evidence_of(observations: tuple[Observation, ...]) -> _Evidence:
    """The same for every model that is asked about. Kept for the four figures of one plan, 8 MB each for 1,000
    observations."""
    model, effort = (
        np.array([one.prior.model for one in observations]),
        np.array([one.prior.effort for one in observations]),
    )
    parameter_sd = np.array([one.prior.parameter_sd for one in observations])
    workload_sd = np.array([one.prior.workload_sd for one in observations])
    noise_sd = np.sqrt(np.array([one.noise for one in observations]) + 1e-12)
    priors = _Priors(model, effort, parameter_sd, workload_sd)
    rows = _Priors(model[:, np.newaxis], effort[:, np.newaxis], parameter_sd[:, np.newaxis], workload_sd[:, np.newaxis])
    signals, axes = np.linalg.eigh(_shared(rows, priors) / np.outer(noise_sd, noise_sd))
    axes = axes / noise_sd[:, np.newaxis]
    return _Evidence(priors, axes, np.maximum(signals, 0.0), np.array([one.difference for one in observations]) @ axes)


def _shared(one: Prior | _Priors, others: _Priors) -> Floats:
    """Covariances of ln means: the work they have in common, and the model."""
    alike = np.where(one.effort == others.effort, 1.0, SAME_MODEL) * (one.model == others.model)
    return np.asarray(one.workload_sd * others.workload_sd + alike * (one.parameter_sd * others.parameter_sd))


def _same(one: Prior, other: Prior) -> bool:
    return (one.model, one.effort) == (other.model, other.effort)


@dataclass(frozen=True, slots=True)
class Learnt:
    """All own runs as observations, by figure; `seconds` by endpoint (with the offer's id in place of the model)."""

    reasoning: tuple[Observation, ...] = ()
    visible: tuple[Observation, ...] = ()
    seconds: tuple[Observation, ...] = ()
    steps: tuple[Observation, ...] = ()


NOTHING_LEARNT = Learnt()
