"""A thinking budget in tokens: a forecast for Claude above 8,000, a ceiling everywhere else.

Claude's budget is a target, not a limit: measured over its models, 0.5 x budget + 900 tokens are thought in a request
with a budget above 8,000 (docs/methodology.md, Thinking budgets). In a tool loop the budget is that of a whole turn,
which no measurement tells apart by call, so it is a ceiling there too.
"""

from __future__ import annotations

from datetime import date
from math import inf

from planner.core.estimate.inputs import Setting
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


def budget_fit(setting: Setting) -> Fit | None:
    """Mean reasoning tokens of a call forecast from its budget; None where the budget only limits them."""
    budget = setting.workload.thinking_budget_tokens
    if budget is None or not _forecasts(setting, budget):
        return None
    return Fit(SHARE_USED * float(budget) + BESIDE, "family", FORECAST_SD)


def thinking_limit(setting: Setting) -> float:
    """The most tokens that a call may think by its budget, infinite where nothing limits them."""
    budget = setting.workload.thinking_budget_tokens
    if budget is None or setting.given_reasoning is not None or _forecasts(setting, budget):
        return inf
    return float(budget)


def takes_budget(setting: Setting) -> bool:
    """Whether the model's maker takes a thinking budget in tokens."""
    return _lab(setting) in BUDGET_LABS


def _forecasts(setting: Setting, budget: float) -> bool:
    load = setting.workload
    in_tool_loop = load.steps > 1 and load.step_kind == "tool"
    return budget > FORECAST_ABOVE and not in_tool_loop and _lab(setting) in FORECAST_LABS


def _lab(setting: Setting) -> str | None:
    study_name = setting.profile.study_name if setting.profile else None
    family = family_of(setting.estimator.families, study_name or setting.offer.model_id)
    return family.lab if family else None
