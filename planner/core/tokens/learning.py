"""Own runs against the estimates for them: the observations that move an estimate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.one_offer import inputs_of, prepare
from planner.core.estimate.runs import reasoning_fit, visible_fit
from planner.core.estimate.terms import Terms
from planner.core.keeping import Kept
from planner.core.latency.seconds import STALE_AFTER_DAYS
from planner.core.latency.timing import time_parts
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.modes import Mode, default_mode, mode_in_name, reference_mode, settle
from planner.core.models.resolve import Named, resolve, unreadable
from planner.core.results import Refusal
from planner.core.tokens.calibration import Learnt, Observation, OwnRuns, observed, pooled_sd
from planner.core.tokens.fitted import Fit
from planner.core.tokens.output_length import doubts_of
from planner.core.tokens.own_runs import CALL_RUN_SD, LOOP_RUN_SD, model_key, speed_prior, steps_prior, token_prior
from planner.core.uncertainty.spread import Doubt
from planner.core.uncertainty.steps import own_spread
from planner.core.workload import BadInput, Number, Problem, Workload

LEARNT, KEPT_LEARNT = "learnt", 64
"""Where a catalogue keeps what entries say, and of how many questions."""


def learn(terms: Terms, entries: Sequence[OwnRuns]) -> Learnt:
    """The observations in `entries`, by figure. Raises BadInput naming an entry whose model or mode is not known."""
    reasoning: list[Observation] = []
    visible: list[Observation] = []
    seconds: list[Observation] = []
    steps: list[Observation] = []
    for place, entry in enumerate(entries):
        named = _named(terms, entry, place)
        offer, mode = named.offer, _mode(terms, named, entry, place)
        inputs = _inputs(terms, offer, mode, entry)
        visible_mean = visible_fit(inputs, mode)
        reasoning_mean = reasoning_fit(inputs, mode)
        doubts = doubts_of(inputs, mode, reasoning_mean, visible_mean)
        reasoning += _tokens(inputs, mode, entry, "reasoning_tokens", reasoning_mean, doubts[0])
        visible += _tokens(inputs, mode, entry, "visible_tokens", visible_mean, doubts[1])
        steps += _steps(inputs, mode, entry, terms.workload)
        seconds += _seconds(terms, inputs, mode, entry, offer)
    return Learnt(tuple(reasoning), tuple(visible), tuple(seconds), tuple(steps))


def with_learnt(terms: Terms, entries: Sequence[OwnRuns]) -> Terms:
    """The terms after own runs. Observations are kept with the catalogue, by their figures and the whole request: a
    budget needs them again for each change that it tries. Raises BadInput as learn does."""
    if not entries:
        return terms
    kept: Kept[Learnt] = terms.catalogue.kept.setdefault(LEARNT, Kept(KEPT_LEARNT))
    key = (repr(entries), repr(terms.workload), terms.when, terms.usual)
    return replace(terms, learnt=kept.get(key, lambda: learn(terms, entries)))


def can_be_read(terms: Terms, entry: OwnRuns) -> bool:
    """Whether the entry's model and mode are known: models leave the list, and hosts drop modes."""
    try:
        _mode(terms, _named(terms, entry, 0), entry, 0)
    except BadInput:
        return False
    return True


def _named(terms: Terms, entry: OwnRuns, place: int) -> Named:
    found = resolve(terms.catalogue, entry.model, terms.when)
    if isinstance(found, Named):
        return found
    raise BadInput([unreadable(terms.catalogue, f"calibration.{place}.model", entry.model, found, terms.when)])


def _mode(terms: Terms, named: Named, entry: OwnRuns, place: int) -> str:
    """The entry's mode; one in the model's name stands where the entry says default."""
    profile = terms.catalogue.profile_of(named.offer)
    mode = entry.thinking
    if mode == "default":
        offer = named.offer
        mode = mode_in_name(offer, profile, named.thinking) if named.thinking else _default(offer, profile, entry)
    settled = settle(named.offer, profile, mode, None)
    if isinstance(settled, Mode):
        return settled.mode
    raise BadInput([Problem(f"calibration.{place}.thinking", f"cannot be: {settled.text}")])


def _default(offer: Offer, profile: Profile | None, entry: OwnRuns) -> str:
    """The host's default; runs that thought although it is off were asked to think."""
    usual = default_mode(offer, profile)
    return reference_mode(offer, profile) if usual == "off" and entry.reasoning_tokens else usual


def per_call(inputs: EstimateInputs) -> bool:
    """Whether figures of this kind of work are of one call rather than of a whole run."""
    return inputs.task_class.calls_per_episode.value == 1


def _inputs(terms: Terms, offer: Offer, mode: str, entry: OwnRuns) -> EstimateInputs:
    """The offer with the work as the runs had it, nothing stated but their steps."""
    load = replace(
        terms.workload,
        task_class=entry.task_class,
        steps=steps_of(entry, terms.workload),
        visible_tokens_per_call=None,
        reasoning_tokens_per_call=None,
        service_tier="standard",
        thinking_share=1.0,
        retry_rate=0.0,
    )
    return inputs_of(replace(terms, workload=load), offer, mode)


def steps_of(entry: OwnRuns, load: Workload) -> int:
    """Calls of an own run, as measured, else as the plan has them."""
    return max(1, min(round(entry.steps or load.steps), 1000))


def _tokens(
    inputs: EstimateInputs, mode: str, entry: OwnRuns, name: str, fit: Fit, doubt: Doubt
) -> Iterator[Observation]:
    """A token figure against its fit, both per call; None for thinking that is off and for a figure of 0."""
    own = getattr(entry, name)
    if fit.level == "given" or not own or own <= 0:
        return
    calls = 1.0 if per_call(inputs) else float(steps_of(entry, inputs.workload))
    run_sd = pooled_sd(doubt.single, entry.sd_ln.get(name), entry.runs)
    prior = token_prior(inputs, mode, doubt)
    yield observed(prior, estimate=max(fit.wanted, 1.0), own=own / calls, runs=entry.runs, run_sd=run_sd)


def _steps(inputs: EstimateInputs, mode: str, entry: OwnRuns, load: Workload) -> Iterator[Observation]:
    """Steps against those of the plan; None where the plan states them exactly, and of single calls."""
    spread = float(load.steps_spread)
    if per_call(inputs) or not entry.steps or entry.steps <= 0 or spread <= 0 or load.steps <= 1:
        return
    run_sd = pooled_sd(own_spread(spread), entry.sd_ln.get("steps"), entry.runs)
    prior = steps_prior(model_key(inputs.offer, inputs.profile), mode, entry.task_class, spread)
    yield observed(prior, estimate=float(load.steps), own=entry.steps, runs=entry.runs, run_sd=run_sd)


def _seconds(terms: Terms, inputs: EstimateInputs, mode: str, entry: OwnRuns, offer: Offer) -> Iterator[Observation]:
    """Seconds against those expected of the tokens that the runs used. Whole runs that do not say their calls are of no
    known length to a plan of other work."""
    is_other = entry.task_class != terms.workload.task_class
    if not entry.seconds or entry.seconds <= 0 or (is_other and entry.steps is None and not per_call(inputs)):
        return
    steps = 1 if per_call(inputs) else inputs.workload.steps
    load = replace(
        inputs.workload,
        steps=steps,
        visible_tokens_per_call=_stated(entry.visible_tokens, steps),
        reasoning_tokens_per_call=_stated(entry.reasoning_tokens, steps),
    )
    ready = prepare(replace(terms, workload=load), offer, mode)
    if isinstance(ready, Refusal):
        return
    run = ready.parts[0][1]
    expected = sum(part.seconds_per_run for part in time_parts(ready.inputs, [(1.0, run)]))
    shipped = LOOP_RUN_SD if steps > 1 else CALL_RUN_SD
    run_sd = pooled_sd(shipped, entry.sd_ln.get("seconds"), entry.runs)
    prior = speed_prior(ready.inputs, mode, run.pace)
    if expected > 0:
        seconds, drift = entry.seconds, STALE_AFTER_DAYS["30"]
        yield observed(prior, estimate=expected, own=seconds, runs=entry.runs, run_sd=run_sd, drift_sd=drift)


def _stated(tokens: float | None, steps: int) -> Number | None:
    return None if tokens is None else tokens / steps
