"""The output of one call as a distribution: the doubt about its reasoning and its answer, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from planner.core.estimate.inputs import EstimateInputs
from planner.core.tokens.fitted import Fit
from planner.core.tokens.thinking_budget import thinking_limit
from planner.core.uncertainty.expected import MOST_ABOVE
from planner.core.uncertainty.spread import Doubt, doubt_of, median_run, sd_of_run

CallOutput = tuple[float, float, float, float, float, float]
"""Tokens of thinking in a median run, sd of ln around it, and where they are cut (infinite where nothing cuts them);
then the same of the answer."""
Column = NDArray[np.float64]
Number = Column | float
LONG = 0.55
"""A call is cut this many sd, those of single calls around their mean, above the longest mean that is believed. Where
the doubt is widest (sd of ln 3.2) a sixth of beliefs reach that mean, and of their calls 29 % are longer than this: 5 %
of all calls."""


@dataclass(frozen=True, slots=True)
class CallTime:
    """A call's seconds: those before its output, taken as certain, and those of its output with their sd of ln."""

    quiet: float
    output_seconds: float
    spread: float


def doubts_of(inputs: EstimateInputs, mode: str, reasoning: Fit, visible: Fit) -> tuple[Doubt, Doubt]:
    """The doubt about a call's reasoning and about its visible tokens."""
    return thought_doubt(inputs, reasoning), answer_doubt(inputs, mode, visible)


def thought_doubt(inputs: EstimateInputs, fit: Fit) -> Doubt:
    """The doubt about a call's reasoning tokens."""
    return _doubt(inputs, fit, "reasoning")


def answer_doubt(inputs: EstimateInputs, mode: str, fit: Fit) -> Doubt:
    """The doubt about a call's visible tokens."""
    return _doubt(inputs, fit, "visible, not thinking" if mode == "off" else "visible, thinking")


def _doubt(inputs: EstimateInputs, fit: Fit, quantity: str) -> Doubt:
    kind, spreads = inputs.task_class, inputs.estimator.spreads
    item, shift = kind.item_spread, kind.workload_spread
    return doubt_of(spreads, fit, quantity=quantity, anchor=kind.anchor, item=item, workload=shift)


def output_of(inputs: EstimateInputs, mode: str, reasoning: Fit, visible: Fit) -> CallOutput:
    """The reasoning and the answer of one call, as the simulation draws them."""
    reasoning_doubt, visible_doubt = doubts_of(inputs, mode, reasoning, visible)
    cap = inf if inputs.cap is None else float(inputs.cap)
    answer, answer_sd = _middle(visible.wanted, visible_doubt)
    thought, thought_sd = _middle(reasoning.wanted, reasoning_doubt)
    most_thought = min(thinking_limit(inputs), _longest(thought, reasoning_doubt))
    return (
        thought,
        thought_sd,
        inf if reasoning.level == "given" else min(cap, most_thought + answer),
        answer,
        answer_sd,
        inf if visible.level == "given" else min(cap, _longest(answer, visible_doubt)),
    )


def _longest(middle: float, doubt: Doubt) -> float:
    """Where a call of a `middle` one is cut, since no mean is believed to be more than MOST_ABOVE times its fit: one
    lognormal for belief and luck together has no such bound."""
    return middle * MOST_ABOVE * exp(LONG * doubt.single)


def _middle(mean: float, doubt: Doubt) -> tuple[float, float]:
    return median_run(mean, doubt), sd_of_run(doubt)


def middle_output(columns: Column) -> tuple[Column, Column]:
    """Tokens of a middling call and their sd of ln, for v distributions of a call (v, 6); two lognormals taken for
    one."""
    return _middle_of(*columns.T)


def middle_of(output: CallOutput) -> tuple[float, float]:
    """The same for one call."""
    tokens, sd = _middle_of(*output)
    return float(tokens), float(sd)


def _middle_of(
    thought: Number, thought_sd: Number, most_thought: Number, answer: Number, answer_sd: Number, most_said: Number
) -> tuple[Column, Column]:
    answered = np.minimum(answer, most_said)
    thinking = np.minimum(thought, np.maximum(most_thought - answered, 0))
    tokens = thinking + answered
    sd = np.hypot(thinking * thought_sd, answered * answer_sd) / np.maximum(tokens, 1)
    return tokens, sd
