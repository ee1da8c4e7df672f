"""One line's run, drawn: how far its dollars lie from the forecast for all its runs together, and for one run alone.

All figures are float64. percentiles.py describes the errors that a line shares with others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, log, sqrt
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from planner.core.budget.pricing.run_prices import Rated
from planner.core.cost.cache_doubt import drawn_hits
from planner.core.cost.drawn_calls import Draws, Floats, lengths_of
from planner.core.cost.vector_cost import mean_run_usd
from planner.core.estimate.bill import fixed_usd
from planner.core.estimate.inputs import EstimateInputs, keeps_reasoning
from planner.core.estimate.runs import Run
from planner.core.models.catalogue import Offer
from planner.core.tokens.thinking_budget import thinking_limit
from planner.core.uncertainty.draw_columns import draw_columns
from planner.core.uncertainty.expected import MOST_ABOVE, mean_of_cut
from planner.core.uncertainty.simulation import doubts
from planner.core.uncertainty.spread import CERTAIN, Doubt
from planner.core.uncertainty.steps import drawn_steps, month_steps, own_spread

DRAWS = 4096
COMMON_WORKLOAD = 0.5
"""Share of the workload's variance that lines of different task classes have in common: a judgement."""

KEPT_CALLS = 128
"""Drawn calls that are kept, 64 kB each: for every line one of all its runs and one of a single run."""
POOL, STRIDE, MOST_MONTHS = 1 << 18, 71, 36

Hits = Callable[[EstimateInputs, Run], Floats | float]
"""Inputs and run -> tokens read from the cache over those expected to be."""


@lru_cache(maxsize=1024)
def column(seed: int, key: str) -> Floats:
    """Standard normal values that belong to `key`: evenly spaced quantiles of the shared luck, shuffled by it."""
    rng = np.random.default_rng([seed, crc32(key.encode())])
    return rng.permutation(draw_columns(seed, DRAWS).belief)


@dataclass(frozen=True, slots=True)
class CallBelief:
    """Everything that drawn tokens of a call depend on; prompt and traffic do not matter. `reasoning` and `visible`
    each hold the tokens to use where nothing is in doubt, and the median of belief for draws. Errors are those that all
    runs of a line share (`model` and `work` are their keys), or with `alone` the luck of one run."""

    reasoning: tuple[float, float]
    reasoning_doubt: Doubt
    visible: tuple[float, float]
    visible_doubt: Doubt
    cap: float
    thinking_limit: float
    model: str
    work: str
    seed: int
    alone: bool

    def error(self, quantity: str, doubt: Doubt) -> Floats:
        """The drawn ln of the factor on a mean."""
        if self.alone:
            columns = draw_columns(self.seed, DRAWS)
            drawn = columns.item if quantity == "reasoning" else columns.visible_item
            return np.asarray(doubt.single * drawn - doubt.single**2 / 2)
        return shared_error(self.model, self.work, quantity, doubt, seed=self.seed)


def shared_error(model: str, work: str, quantity: str, doubt: Doubt, *, seed: int) -> Floats:
    """The drawn ln of the error that all runs of a line share: its model's parameter error and its workload's shift."""
    of_model = column(seed, f"model {model} {quantity}")
    common = column(seed, f"workload {quantity}")
    own = column(seed, f"workload {work} {quantity}")
    shift = sqrt(COMMON_WORKLOAD) * common + sqrt(1 - COMMON_WORKLOAD) * own
    return np.minimum(doubt.parameter * of_model + doubt.workload * shift, log(MOST_ABOVE))


def model_key(offer: Offer) -> str:
    """What offers of one model have in common: their profile, else the last part of the host's model id."""
    return offer.profile_id or offer.model_id.rsplit("/", 1)[-1].casefold()


def ratios(rated: Sequence[Rated], seed: int) -> Floats:
    """Drawn dollars of the mean run over the mean of the draws, the expected value; 1 where nothing is estimated.

    A mean of 1 makes the draws agree with the exact forecast, whose tokens are expected values.
    """

    def hits(inputs: EstimateInputs, run: Run) -> Floats | float:
        return drawn_hits(run.cache.reliability, column(seed, f"cache {inputs.offer.host}"))

    drawn = sum((float(r.weight) * _usd(r, hits, seed) for r in rated), np.zeros(1))
    return np.broadcast_to(over_mean(drawn), (DRAWS,))


def over_mean(drawn: Floats) -> Floats:
    """Drawn values over their mean; 1 where that is 0."""
    mean = float(drawn.mean())
    return drawn / mean if mean else np.ones_like(drawn)


def _as_derived(inputs: EstimateInputs, run: Run) -> float:
    return 1.0


def _usd(rated: Rated, hits: Hits, seed: int) -> Floats:
    """Dollars of the average run over its kinds, with fees, without retries (a constant factor on everything)."""
    kinds = (float(share) * _kind_usd(rated, run, hits, seed) for share, run in rated.parts)
    return np.asarray(sum(kinds, np.zeros(1)) + _fees_usd(rated))


def _kind_usd(rated: Rated, run: Run, hits: Hits, seed: int, *, alone: bool = False) -> Floats:
    inputs = rated.inputs
    drawn = replace(drawn_tokens(inputs, run, seed, alone=alone), hits=hits(inputs, run))
    lengths = lengths_of(inputs.workload.steps, _nodes(inputs, seed, alone=alone))
    return mean_run_usd(run.shape, drawn, run.cache, inputs.card, lengths)


def _nodes(inputs: EstimateInputs, seed: int, *, alone: bool) -> tuple[tuple[float, Floats | None], ...]:
    """Steps of one drawn run (`alone`), else weighted steps of the mean run under the error that all runs share."""
    steps, spread = inputs.workload.steps, float(inputs.workload.steps_spread)
    if alone:
        own = own_spread(spread, inputs.steps_shared)
        return ((1.0, drawn_steps(steps, own, draw_columns(seed, DRAWS).steps, None)),)
    belief = column(seed, f"steps {inputs.task_class.id}")
    return month_steps(steps, spread, belief, np.zeros(DRAWS), inf, shared=inputs.steps_shared)


def _fees_usd(rated: Rated) -> float:
    return float(fixed_usd(rated.inputs, rated.parts))


def drawn_tokens(inputs: EstimateInputs, run: Run, seed: int, *, alone: bool = False) -> Draws:
    """Tokens per call at drawn beliefs: of one run (`alone`), else the mean of many, cut at the output limit."""
    reasoning_doubt, visible_doubt = doubts(inputs, run)
    reasoning, visible = _call_draws(
        CallBelief(
            reasoning=(run.reasoning_fit.value, run.reasoning_fit.wanted),
            reasoning_doubt=reasoning_doubt,
            visible=(run.visible_fit.value, run.visible_fit.wanted),
            visible_doubt=visible_doubt,
            cap=inf if inputs.cap is None else float(inputs.cap),
            thinking_limit=thinking_limit(inputs),
            model="" if alone else model_key(inputs.offer),
            work="" if alone else inputs.task_class.id,
            seed=seed,
            alone=alone,
        )
    )
    kept = float(run.shape.reasoning) if keeps_reasoning(inputs) else 0.0
    tools = float(run.shape.growth - run.shape.visible) - kept
    return Draws(reasoning, visible, visible + (reasoning if kept else 0.0) + tools)


@lru_cache(maxsize=KEPT_CALLS)
def _call_draws(belief: CallBelief) -> tuple[Floats, Floats]:
    """Drawn tokens of reasoning and of the answer, read-only."""
    visible = _drawn(belief, "visible", belief.visible, belief.visible_doubt, belief.cap)
    room = np.clip(belief.cap - visible, 0, belief.thinking_limit)
    reasoning = _drawn(belief, "reasoning", belief.reasoning, belief.reasoning_doubt, room)
    for drawn in (reasoning, visible):
        drawn.setflags(write=False)
    return reasoning, visible


def _drawn(
    belief: CallBelief, quantity: str, middle: tuple[float, float], doubt: Doubt, limit: Floats | float
) -> Floats:
    """Tokens where the fitted mean is off by a drawn error; what is given is never cut."""
    given, wanted = middle
    if doubt == CERTAIN:
        return np.full(DRAWS, given)
    tokens = wanted * np.exp(belief.error(quantity, doubt))
    return np.minimum(tokens, limit) if belief.alone else mean_of_cut(tokens, doubt.single, limit)


@lru_cache(maxsize=2)
def _pool(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng([seed, POOL]).standard_normal(POOL, dtype=np.float32)


def month_luck(seed: int, line: int, months: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Standard normal values of a line, shape (months, draws), read-only. They are slices of one pool at different
    places, so that in one draw no two months or lines (up to a hundred of them) have the same value."""
    begins = [(line * MOST_MONTHS + month) * STRIDE % (POOL - DRAWS) for month in range(months)]
    stretches = sliding_window_view(_pool(seed), DRAWS)
    whole = begins[-1] - begins[0] == STRIDE * (months - 1)
    return stretches[begins[0] : begins[-1] + 1 : STRIDE] if whole else stretches[begins]


def run_variation(rated: Rated, seed: int) -> float:
    """cv^2 of one run's dollars around the mean run, kinds of run mixed, from luck alone: beliefs are at their
    medians."""

    fees = _fees_usd(rated)
    kinds = [(float(share), _kind_usd(rated, run, _as_derived, seed, alone=True) + fees) for share, run in rated.parts]
    mean = sum(share * float(usd.mean()) for share, usd in kinds)
    square = sum(share * float((usd**2).mean()) for share, usd in kinds)
    return max(square / mean**2 - 1, 0.0) if mean else 0.0
