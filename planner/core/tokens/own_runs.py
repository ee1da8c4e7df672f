"""Own runs applied to one estimate: tokens per call of an offer in a mode, and how fast its endpoint is."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, sqrt

from planner.core.estimate.inputs import EstimateInputs
from planner.core.latency.seconds import Pace, Reading, in_a_loop, speed_doubt
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.names.naming import words
from planner.core.results import Evidence
from planner.core.tokens.calibration import Learnt, Observation, Posterior, Prior, posterior
from planner.core.tokens.fitted import Fit
from planner.core.tokens.output_length import doubts_of
from planner.core.uncertainty.spread import Doubt
from planner.core.uncertainty.steps import SHARED_VARIANCE, own_spread
from planner.core.workload import Workload

MOST_STEPS = 1000
OWN_SOURCE = "your own runs"
LOOP_SPEED_SD = 0.5
"""Doubt about the seconds of a tool loop before own runs, sd of ln: no host was measured inside one, and how many steps
the user's runs take is part of it."""
LOOP_RUN_SD, CALL_RUN_SD = 0.72, 0.35
"""sd of ln of seconds from run to run: of agents' runs (docs/accuracy.md), and of single calls."""


def model_key(offer: Offer, profile: Profile | None) -> str:
    """What identifies a model, whichever host serves it."""
    return profile.id if profile else " ".join(words(offer.model_id))


def token_prior(inputs: EstimateInputs, mode: str, doubt: Doubt) -> Prior:
    """The prior of a token count before own runs."""
    return Prior(model_key(inputs.offer, inputs.profile), mode, inputs.task_class.id, doubt.parameter, doubt.workload)


def with_own_visible(inputs: EstimateInputs, mode: str, fit: Fit) -> Fit:
    """Visible tokens per call after own runs; what the user stated stays."""
    if fit.level == "given" or not inputs.learnt.visible:
        return fit
    return _moved(inputs, mode, fit, doubts_of(inputs, mode, fit, fit)[1], inputs.learnt.visible)


def with_own_reasoning(inputs: EstimateInputs, mode: str, fit: Fit) -> Fit:
    """Reasoning tokens per call after own runs; what the user stated stays, and so does thinking that is off."""
    if fit.level == "given" or not inputs.learnt.reasoning:
        return fit
    return _moved(inputs, mode, fit, doubts_of(inputs, mode, fit, fit)[0], inputs.learnt.reasoning)


def _moved(inputs: EstimateInputs, mode: str, fit: Fit, doubt: Doubt, observations: tuple[Observation, ...]) -> Fit:
    found = posterior(token_prior(inputs, mode, doubt), observations)
    if found is None:
        return fit
    return Fit(fit.wanted * found.factor, "own" if found.runs else fit.level, found.sd, own=found)


def evidence_after(evidence: Evidence, own: Posterior | None) -> Evidence:
    """The evidence after own runs: own runs of the same model, or a shift by those of another."""
    if own is None:
        return evidence
    if not own.runs:
        return replace(evidence, shifted_by_own=True)
    return replace(evidence, basis="own", source=OWN_SOURCE, checked=None, url="", runs=own.runs)


def steps_prior(model: str, mode: str, task_class: str, spread: float) -> Prior:
    """The prior of a run's steps: what all runs share of their spread, half of it the work's and half the model's."""
    shared = spread * sqrt(SHARED_VARIANCE / 2)
    return Prior(model, mode, task_class, shared, shared)


def with_own_steps(inputs: EstimateInputs, mode: str) -> EstimateInputs:
    """The inputs with steps after own runs, where they are not known."""
    found = learnt_steps(inputs.workload, inputs.learnt, model_key(inputs.offer, inputs.profile), mode)
    return replace(inputs, workload=found[0], steps_shared=found[1]) if found else inputs


def learnt_steps(load: Workload, learnt: Learnt, model: str, mode: str) -> tuple[Workload, float] | None:
    """The workload with its steps moved by own runs and less in doubt, and the share of their variance that all runs
    of a month have in common; None where the steps are known or nothing was learnt of them."""
    spread = float(load.steps_spread)
    if spread <= 0 or load.steps <= 1 or not learnt.steps:
        return None
    found = posterior(steps_prior(model, mode, load.task_class, spread), learnt.steps)
    if found is None:
        return None
    steps = max(2, min(round(load.steps * found.factor), MOST_STEPS))
    total = hypot(found.sd, own_spread(spread))
    return replace(load, steps=steps, steps_spread=total), found.sd**2 / total**2


def speed_prior(inputs: EstimateInputs, mode: str, pace: Pace) -> Prior:
    """The prior of an endpoint's seconds. Loops and single calls are apart, and loops by kind of work: a loop's seconds
    hold its tools."""
    loop = in_a_loop(inputs.workload)
    sd = max(speed_doubt(pace), LOOP_SPEED_SD) if loop else speed_doubt(pace)
    return Prior(inputs.offer.id, mode, f"loop {inputs.task_class.id}" if loop else "call", sd, 0.0)


def with_own_speed(inputs: EstimateInputs, mode: str, pace: Pace) -> Pace:
    """The pace after own seconds of this endpoint: waits, reading and output all scaled; stated speeds stay."""
    if pace.speed_given or pace.whole_ttft or not inputs.learnt.seconds:
        return pace
    mine = tuple(one for one in inputs.learnt.seconds if one.prior.model == inputs.offer.id)
    found = posterior(speed_prior(inputs, mode, pace), mine)
    if found is None:
        return pace
    return scaled(pace, found.factor, doubt=found.sd, evidence=evidence_after(pace.evidence, found))


def scaled(pace: Pace, factor: float, *, doubt: float, evidence: Evidence) -> Pace:
    """A pace at which everything takes `factor` times as long."""
    reading = Reading(pace.reading.fresh_per_second / factor, pace.reading.cached_per_second / factor)
    return replace(
        pace,
        base_ttft_seconds=pace.base_ttft_seconds * factor,
        turn_seconds=pace.turn_seconds * factor,
        tokens_per_second=pace.tokens_per_second / factor,
        reading=reading,
        evidence=evidence,
        doubt=doubt,
    )
