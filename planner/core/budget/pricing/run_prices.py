"""What a run of a line costs: computed once for each rate card and cache hit rate, then multiplied by days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, inf

from planner.core.budget.calendar import Cards
from planner.core.budget.odds.whatif import WhatIf
from planner.core.budget.results import ZERO, Split
from planner.core.cost.pricing import in_one_region, with_overrides
from planner.core.cost.units import is_priced
from planner.core.estimate.bill import fees_of
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import Run, run_of, shape_of
from planner.core.estimate.terms import Parts, Prepared, Terms
from planner.core.models.rates import RateCard
from planner.core.tokens.fitted import Fit
from planner.core.tokens.thinking_budget import thinking_limit
from planner.core.uncertainty.expected import mean_of_cut
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import CERTAIN, Z80, Doubt
from planner.core.workload import Overrides, exact

KINDS = ("reading", "thinking", "answering", "fees")
BUCKETS = {"reasoning": "thinking", "visible": "answering", "summary": "answering"}
WRITTEN = ("image_output", "audio_output")
"""What is written beside text, among the lines of fees."""
PLUS_MINUS = 0.2
"""How far a what-if moves a stated figure either way, as a share."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A run at one rate card, and the weight of that card within the hours of use."""

    weight: Decimal
    inputs: EstimateInputs
    parts: Parts


@dataclass(frozen=True, slots=True)
class RunPrice:
    """Dollars of the average run by what they buy, with retries and fees. `first` is the run at these rates with the
    traffic that it was first priced at; `runs_per_day` is the traffic of this price where it differs."""

    split: Split
    first: tuple[Rated, ...]
    runs_per_day: float | None = None

    @property
    def rated(self) -> tuple[Rated, ...]:
        """The runs behind the dollars, computed in full: one for each card within the hours of use."""
        if self.runs_per_day is None:
            return self.first
        return tuple(_with_traffic(rated, self.runs_per_day) for rated in self.first)


class NoPriceError(ValueError):
    """No rate is published for a day that a line needs."""


def price_run(prepared: Prepared, cards: Cards, terms: Terms, overrides: Overrides, what_if: WhatIf) -> RunPrice:
    """The run of `prepared` at other rates, with the traffic that `terms` states.

    Raises NoPriceError where a card lacks an input rate.
    """
    weighted_inputs = [
        (seconds, _inputs(prepared, _rates(prepared, card, terms, overrides), terms, what_if))
        for seconds, card in cards
    ]
    rated = tuple(Rated(weight, inputs, _runs(prepared, inputs, what_if)) for weight, inputs in weighted_inputs)
    return RunPrice(_mean(rated, _weighted([(r.weight, _rereading(r)) for r in rated])), rated)


def _rates(prepared: Prepared, card: RateCard, terms: Terms, overrides: Overrides) -> RateCard:
    uplifted = in_one_region(card, prepared.inputs.offer, terms.workload.one_region)
    return with_overrides(uplifted or card, overrides)


def _with_traffic(rated: Rated, runs_per_day: float) -> Rated:
    inputs = replace(rated.inputs, workload=replace(rated.inputs.workload, runs_per_day=runs_per_day))
    parts = [(share, run_of(inputs, r.mode, r.reasoning_fit, r.visible_fit, r.shape)) for share, r in rated.parts]
    return Rated(rated.weight, inputs, parts)


def _inputs(prepared: Prepared, card: RateCard, terms: Terms, what_if: WhatIf) -> EstimateInputs:
    if not is_priced(prepared.inputs.offer, card, terms.workload):
        raise NoPriceError("Our price list has no token price of it.")
    offer = what_if.offer(prepared.inputs.offer)
    # Own runs may have moved the steps of the workload: of the terms only the traffic is another.
    load = replace(prepared.inputs.workload, runs_per_day=terms.workload.runs_per_day)
    return replace(prepared.inputs, card=card, workload=load, offer=offer)


def _runs(prepared: Prepared, inputs: EstimateInputs, what_if: WhatIf) -> Parts:
    return [(share, _rerun(inputs, run, what_if)) for share, run in prepared.parts]


def _mean(rated: Sequence[Rated], again: Decimal) -> Split:
    """The mean over the hours of use; `again`: USD of reasoning that is sent again, part of what is read."""
    sums = [(r.weight, _sums(r.inputs, r.parts)) for r in rated]
    reading, thinking, answering, fees = (_weighted([(w, s[kind]) for w, s in sums]) for kind in KINDS)
    return Split(reading - again, thinking, again, answering, fees)


def _weighted(values: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    if len(values) == 1:
        return values[0][1]
    return sum((weight * usd for weight, usd in values), ZERO) / sum((weight for weight, _ in values), ZERO)


def _rerun(inputs: EstimateInputs, run: Run, what_if: WhatIf) -> Run:
    """The same run at the rates of `inputs`, with its tokens moved as the what-if says."""
    if what_if.moves_tokens:
        reasoning_doubt, visible_doubt = doubts(inputs, run)
        cap = inf if inputs.cap is None else float(inputs.cap)
        answer = _moved(run.visible_fit, visible_doubt, what_if.answer, cap)
        room = min(max(cap - answer, 0.0), thinking_limit(inputs))
        shape = shape_of(inputs, _moved(run.reasoning_fit, reasoning_doubt, what_if.reasoning, room), answer)
    else:
        shape = run.shape
    return run_of(inputs, run.mode, run.reasoning_fit, run.visible_fit, shape)


def _moved(fit: Fit, doubt: Doubt, side: int, limit: float) -> float:
    """Tokens per call at `side`: 0 is the expected figure, -1 and 1 are the ends of the 80 % range of an estimated
    mean, or 20 % less and more of a stated figure. Estimates are cut at `limit`."""
    if not side:
        return fit.value
    if doubt == CERTAIN:
        return fit.value * (1 + side * PLUS_MINUS)
    return float(mean_of_cut(fit.wanted * exp(side * Z80 * doubt.shared), doubt.single, limit))


def _rereading(rated: Rated) -> Decimal:
    """Dollars of sending reasoning again at later steps: the difference to a run that never sends it."""
    forgetful = [(share, _forgetting(rated.inputs, run)) for share, run in rated.parts]
    if all(run is kept for (_, run), (_, kept) in zip(forgetful, rated.parts, strict=True)):
        return ZERO
    kept_usd, rest_usd = (_sums(rated.inputs, parts)["reading"] for parts in (rated.parts, forgetful))
    return kept_usd - rest_usd


def _forgetting(inputs: EstimateInputs, run: Run) -> Run:
    """The same run without sending its reasoning again; the run itself where it never does."""
    if run.shape.steps == 1 or not run.shape.reasoning or not keeps_reasoning(inputs):
        return run
    shape = replace(run.shape, growth=run.shape.growth - run.shape.reasoning)
    return run_of(inputs, run.mode, run.reasoning_fit, run.visible_fit, shape)


def _sums(inputs: EstimateInputs, parts: Parts) -> dict[str, Decimal]:
    """Dollars of the average run, retries in, by what they buy."""
    sums = dict.fromkeys(KINDS, ZERO)
    for share, run in parts:
        for line in run.lines:
            sums[BUCKETS.get(line.kind, "reading")] += share * line.usd
    for line in fees_of(inputs, parts):
        sums["answering" if line.kind in WRITTEN else "fees"] += line.usd
    repeats = 1 + exact(inputs.workload.retry_rate)
    return {kind: usd * repeats for kind, usd in sums.items()}
