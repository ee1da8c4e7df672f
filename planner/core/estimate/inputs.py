"""The inputs of an estimate of one offer for one workload."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.core.latency.seconds import Pace
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.presets import TaskClass
from planner.core.models.rates import RateCard
from planner.core.prompts.images import Sent
from planner.core.tokens.calibration import NOTHING_LEARNT, Learnt
from planner.core.tokens.fitted import Estimator
from planner.core.uncertainty.steps import SHARED_VARIANCE
from planner.core.workload import NO_OVERRIDES, Overrides, Workload


@dataclass(frozen=True, slots=True)
class EstimateInputs:
    """One offer, one workload and one mode. `pace` is the speed in that mode, `pace_off` that of runs without thinking
    where only some think; `cap`: the most output tokens of a call, None without a limit; `token_scale`: the model's
    tokens for one of the user's; `learnt`: what own runs change; `window`: tokens of the context window, None where it
    is not known; `steps_shared`: the share of the variance of ln steps that all runs have in common; `sent`: tokens of
    the prompt that are not text."""

    workload: Workload
    offer: Offer
    profile: Profile | None
    task_class: TaskClass
    estimator: Estimator
    card: RateCard
    pace: Pace
    given_reasoning: float | None
    cap: int | None
    token_scale: Decimal
    overrides: Overrides = NO_OVERRIDES
    pace_off: Pace | None = None
    learnt: Learnt = NOTHING_LEARNT
    window: int | None = None
    steps_shared: float = SHARED_VARIANCE
    sent: tuple[Sent, ...] = ()

    @property
    def own_rates(self) -> frozenset[str]:
        """The rates that are the user's own, by name."""
        return frozenset(name for name, _ in self.overrides.usd_per_mtok)


def pace_in(inputs: EstimateInputs, mode: str) -> Pace:
    """How fast runs go in `mode`: the chosen one, or off."""
    return inputs.pace_off if mode == "off" and inputs.pace_off else inputs.pace


def keeps_reasoning(inputs: EstimateInputs) -> bool:
    """Whether the reasoning of one step is sent again at the next; a user's turn keeps less than a tool call."""
    keep, kind = inputs.workload.keep_reasoning, inputs.workload.step_kind
    if keep != "default":
        return keep == "all" or (keep == "within_run" and kind == "tool")
    if inputs.profile is None:
        return kind == "tool" or inputs.offer.keeps_across_turns
    fact = inputs.profile.keeps_within_run if kind == "tool" else inputs.profile.keeps_across_turns
    return fact.value
