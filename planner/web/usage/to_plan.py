"""From a log to a plan: the kind of work that fits, its fields filled, and the log's runs as own runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.core.models.catalogue import Catalogue
from planner.core.usage.elsewhere import effort_of, request_of
from planner.core.usage.plan import AGENT_STEPS, LONG_INPUT_TOKENS
from planner.core.usage.report import Report
from planner.web.forms import DOORS, PlanForm
from planner.web.saved.plans.form_from_saved import form_of_question

MOST_IN_ADDRESS = 5
"""Entries of own runs that the address carries: those with most runs."""


def plan_address(report: Report, catalogue: Catalogue, offers: Sequence[str]) -> str:
    """The plan page with the log's workload, models and own runs in it."""
    plan = replace(report.plan, calibration=report.plan.calibration[:MOST_IN_ADDRESS])
    question = request_of(plan, offers, thinking=("off", effort_of(report, catalogue)))
    form = form_of_question(question, catalogue, presets=(DOORS[door_of(report)].preset,))
    return _led(form, report).address("/plan")


def door_of(report: Report) -> str:
    """The kind of work that a log looks like."""
    load = report.plan.workload
    if load["steps"] > AGENT_STEPS:
        return "agent"
    if any(key.tier.casefold() == "batch" for key in report.log.calls.keys):
        return "batch"
    return "documents" if load["input_tokens"] > LONG_INPUT_TOKENS else "chat"


def _led(form: PlanForm, report: Report) -> PlanForm:
    """The page leads with thinking off where the log did not think."""
    thought = any(one.thinks for one in report.groups if one.group.calls != 0)
    return form if thought else replace(form, values={**form.values, "effort": "off"})
