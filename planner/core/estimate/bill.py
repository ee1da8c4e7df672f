"""What the average run and a month of them cost: tokens, fees and retries, with and without reasoning sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.cost.pricing import windows_of, with_overrides
from planner.core.cost.quote import cost_of, fee_lines, mixed
from planner.core.cost.units import unit_lines
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run, run_of
from planner.core.estimate.terms import Parts, Terms, published_card
from planner.core.results import Cost, Line
from planner.core.workload import exact

ZERO = Decimal(0)
ONE = Decimal(1)


def price(terms: Terms, inputs: EstimateInputs, parts: Parts) -> Cost:
    """The average run's lines, fees and retries included, and what a month of them costs."""
    load = inputs.workload
    repeats = ONE + exact(load.retry_rate)
    lines = mixed([(share * repeats, run.lines) for share, run in parts] + [(repeats, fees_of(inputs, parts))])
    return month_of(terms, inputs, parts, lines)


def month_of(terms: Terms, inputs: EstimateInputs, parts: Parts, lines: Sequence[Line]) -> Cost:
    """The cost of a run of these lines, and of a month of as many runs as the terms state."""
    cost = cost_of(lines, runs_per_day=exact(terms.workload.runs_per_day), month=terms.month)
    usual = _usual_run_usd(terms, inputs, parts)
    return cost if usual is None else replace(cost, usd_per_month=usual * cost.runs_per_month)


def _usual_run_usd(terms: Terms, inputs: EstimateInputs, parts: Parts) -> Decimal | None:
    """Dollars of the average run at the mean of a usual week; None where the run is priced at that mean already."""
    if terms.usual or all(window.start_time is None for window in windows_of(inputs.offer)):
        return None
    published = published_card(terms, inputs.offer, terms.workload.service_tier, usual=True)
    if published is None or with_overrides(published, inputs.overrides) == inputs.card:
        return None
    usual = replace(inputs, card=with_overrides(published, inputs.overrides))
    runs = [(share, run_of(usual, run.mode, run.reasoning_fit, run.visible_fit, run.shape)) for share, run in parts]
    return price(replace(terms, usual=True), usual, runs).usd_per_run


def fees_of(inputs: EstimateInputs, parts: Parts) -> list[Line]:
    """Fees of the average run, summary calls included, and what is billed beside its tokens."""
    calls = sum((share * run.calls for share, run in parts), ZERO)
    load, card = inputs.workload, inputs.card
    searches = exact(load.web_searches_per_run)
    fees = fee_lines(card, web_searches=searches, calls=calls, context=load.search_context)
    return fees + unit_lines(inputs.offer, card, load)


def fixed_usd(inputs: EstimateInputs, parts: Parts) -> Decimal:
    """Dollars of the average run that do not vary with its tokens: fees, and what images and sound cost beyond text."""
    beyond = sum((share * run.beyond_text for share, run in parts), ZERO)
    return sum((line.usd for line in fees_of(inputs, parts)), beyond)


def without_rereading(terms: Terms, inputs: EstimateInputs, parts: Parts) -> Cost:
    """Dollars of the run if its reasoning were billed once and never sent again."""
    return price(terms, inputs, [(share, _forgetting(inputs, run)) for share, run in parts])


def _forgetting(inputs: EstimateInputs, run: Run) -> Run:
    load = inputs.workload
    growth = run.shape.visible + exact(load.tool_result_tokens) * inputs.token_scale
    if growth == run.shape.growth:
        return run
    shape = replace(run.shape, growth=growth)
    return run_of(inputs, run.mode, run.reasoning_fit, run.visible_fit, shape)


def line_total(lines: Sequence[Line], kind: str) -> Decimal:
    """Dollars of one kind of line."""
    return sum((line.usd for line in lines if line.kind == kind), ZERO)
