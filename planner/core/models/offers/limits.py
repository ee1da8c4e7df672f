"""The limits a run can hit: the context window and the longest answer, by offer."""

from __future__ import annotations

from math import erf, exp, log, sqrt

from planner.core.cost.run_shape import RunShape, first_step_above
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import CallTokens, Run, typical_shape
from planner.core.models.catalogue import Offer, Profile
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import Doubt, sd_of_run
from planner.core.workload import Workload


def window_of(offer: Offer, profile: Profile | None) -> int | None:
    """Context window in tokens: the host's own where it publishes one, else the model's, else what catalogues say."""
    if offer.context_window:
        return offer.context_window
    return profile.context_window.value if profile else offer.limits.context_window.value


def input_kinds(offer: Offer, profile: Profile | None) -> tuple[str, ...] | None:
    """What it reads, text first; None where that is not known."""
    if profile:
        return profile.inputs.value
    if offer.limits.input_kinds:
        return offer.limits.input_kinds
    return tuple(sorted(offer.inputs, key=lambda kind: (kind != "text", kind))) if offer.inputs else None


def longest_answer(offer: Offer, profile: Profile | None) -> int | None:
    """Longest output of one call in tokens: the host's, the model's, what catalogues say; None where none is known."""
    if profile:
        own = profile.max_output_by_host.get(offer.host) or profile.max_output
        return own.value if own else None
    return offer.limits.max_output.value


def output_limit(workload: Workload, offer: Offer, profile: Profile | None) -> int | None:
    """Longest output of one call in tokens: the user's, the host's, the model's; None where none is published."""
    if workload.max_output_tokens is not None:
        return workload.max_output_tokens
    # One catalogue alone may have filled the figure in: estimates are cut only where a second one agrees.
    return longest_answer(offer, profile) if profile else offer.limits.max_output.confirmed


def overflow_step(inputs: EstimateInputs, run: Run, window: int | None) -> int | None:
    """The first step of a typical run whose input and output no longer fit the window, or whose summary does not."""
    if window is None:
        return None
    shape = typical_shape(inputs, run)
    step = first_step_above(shape, window - shape.reasoning - shape.visible)
    found = [found for found in (step, _summary_overflow(shape, window)) if found]
    return min(found) if found else None


def _summary_overflow(shape: RunShape, window: int) -> int | None:
    """The step before which the context and its summary together no longer fit the window."""
    many, opening, each = shape.compactions, shape.opening_steps, shape.leg_steps
    room = window - shape.summary
    if many and shape.start + opening * shape.growth > room:
        return opening + 1
    if many > 1 and shape.restart + each * shape.growth > room:
        return opening + each + 1
    return None


def overflow_share(inputs: EstimateInputs, run: Run, window: int | None) -> float:
    """The share of runs, 0 to 1, whose last call no longer fits the window; 0 where no window is known, and with
    compaction."""
    if window is None or run.shape.limit is not None:
        return 0.0
    doubt, steps = _larger_doubt(inputs, run), run.shape.steps
    thought = run.reasoning_fit.wanted * (steps if keeps_reasoning(inputs) else 1)
    answered = run.visible_fit.wanted * steps
    lasting = run.shape.visible + (run.shape.reasoning if keeps_reasoning(inputs) else 0)
    fixed = float(run.shape.start + (run.shape.growth - lasting) * (steps - 1))
    estimated, fixed = _apart(run, thought, answered, fixed)
    return _share_above(window, fixed, estimated, spread=sd_of_run(doubt), median_share=exp(-(doubt.single**2) / 2))


def cut_off_share(inputs: EstimateInputs, run: Run | CallTokens) -> float:
    """The share of answers, 0 to 1, that the output limit cuts off; 0 where no limit is known."""
    doubt = _larger_doubt(inputs, run)
    share = exp(-(doubt.single**2) / 2)
    return cut_off_chance(run, inputs.cap, spread=sd_of_run(doubt), median_share=share)


def _larger_doubt(inputs: EstimateInputs, run: Run | CallTokens) -> Doubt:
    """The doubt of whichever of thinking and answer is longer, among what is estimated."""
    reasoning_doubt, visible_doubt = doubts(inputs, run)
    by_length = run.reasoning_fit.wanted >= run.visible_fit.wanted
    if run.reasoning_given or (not run.visible_given and not by_length):
        return visible_doubt
    return reasoning_doubt


def cut_off_chance(run: Run | CallTokens, cap: int | None, *, spread: float, median_share: float) -> float:
    """P(R + V > cap) for one call, both before any cut; a stated part is exact, the rest lognormal.

    The sum of two lognormals is taken as one with the same mean and the spread of the larger part.
    """
    if cap is None:
        return 0.0
    drawn, fixed = _apart(run, run.reasoning_fit.wanted, run.visible_fit.wanted, 0.0)
    return _share_above(cap, fixed, drawn, spread=spread, median_share=median_share)


def _apart(run: Run | CallTokens, reasoning: float, visible: float, fixed: float) -> tuple[float, float]:
    """What is estimated of `reasoning` and `visible`, and all that is certain."""
    certain = (reasoning if run.reasoning_given else 0.0) + (visible if run.visible_given else 0.0)
    return reasoning + visible - certain, fixed + certain


def _share_above(limit: int, fixed: float, drawn: float, *, spread: float, median_share: float) -> float:
    """P(fixed + drawn > limit) for a lognormal of mean `drawn` whose median is `median_share` of it."""
    if drawn <= 0 or spread <= 0:
        return float(fixed + drawn > limit)
    if fixed >= limit:
        return 1.0
    return 0.5 * (1 - erf((log(limit - fixed) - log(drawn * median_share)) / (spread * sqrt(2))))
