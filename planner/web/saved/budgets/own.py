"""A budget of whoever asks."""

from __future__ import annotations

from planner.store import scenarios
from planner.store.errors import NotThere
from planner.store.rows import Scenario
from planner.web import responses
from planner.web.workspace import store

NO_BUDGET = "There is no such budget in this workspace."


def my_budget(sid: str) -> Scenario:
    """One outside the bin; NotThere for a plan, whose pages are elsewhere."""
    return as_budget(scenarios.get(store(), responses.mine(), sid))


def as_budget(found: Scenario) -> Scenario:
    """NotThere for anything else."""
    if found.kind != "budget":
        raise NotThere(NO_BUDGET)
    return found
