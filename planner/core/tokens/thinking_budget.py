"""A thinking budget in tokens: a forecast for Claude above 8,000, a ceiling everywhere else.

Claude's budget is a target, not a limit: measured over its models, 0.5 x budget + 900 tokens are thought in a request
with a budget above 8,000 (docs/methodology.md, Thinking budgets). In a tool loop the budget is that of a whole turn,
which no measurement tells apart by call, so it is a ceiling there too.
"""

from __future__ import annotations

from datetime import date
from math import inf

from planner.core.estimate.inputs import EstimateInputs
from planner.core.models.families import family_of
from planner.core.tokens.fitted import Fit

FORECAST_LABS = ("Anthropic",)
BUDGET_LABS = ("Alibaba", "Anthropic", "Google")
"""Labs whose own API takes a number of thinking tokens (`budget_tokens`, `thinking_budget`, `thinkingBudget`)."""
FORECAST_ABOVE = 8_000
SHARE_USED, BESIDE = 0.5, 900
FORECAST_SD = 0.24
"""sd of ln: a median error of 16 % is 0.24 x 0.6745."""
BUDGET_SOURCE, BUDGET_CHECKED = "docs/methodology.md, Thinking budgets", date(2026, 11, 27)


def budget_fit(inputs: EstimateInputs) -> Fit | None:
    """Mean reasoning tokens of a call forecast from its budget; None where the budget only limits them."""
    budget = inputs.workload.thinking_budget_tokens
    if budget is None or not _forecasts(inputs, budget):
        return None
    return Fit(SHARE_USED * float(budget) + BESIDE, "family", FORECAST_SD)


def thinking_limit(inputs: EstimateInputs) -> float:
    """The most tokens that a call may think by its budget, infinite where nothing limits them."""
    budget = inputs.workload.thinking_budget_tokens
    if budget is None or inputs.given_reasoning is not None or _forecasts(inputs, budget):
        return inf
    return float(budget)


def takes_budget(inputs: EstimateInputs) -> bool:
    """Whether the model's maker takes a thinking budget in tokens."""
    return _lab(inputs) in BUDGET_LABS


def _forecasts(inputs: EstimateInputs, budget: float) -> bool:
    load = inputs.workload
    in_tool_loop = load.steps > 1 and load.step_kind == "tool"
    return budget > FORECAST_ABOVE and not in_tool_loop and _lab(inputs) in FORECAST_LABS


def _lab(inputs: EstimateInputs) -> str | None:
    study_name = inputs.profile.study_name if inputs.profile else None
    family = family_of(inputs.estimator.families, study_name or inputs.offer.model_id)
    return family.lab if family else None
