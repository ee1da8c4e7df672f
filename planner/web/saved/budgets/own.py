"""A budget of whoever asks."""

from __future__ import annotations

from planner.store import scenarios
from planner.store.database.rows import Scenario
from planner.web import responses
from planner.web.workspace import store


def my_budget(sid: str) -> Scenario:
    """One outside the bin; NotThere for a plan, whose pages are elsewhere."""
    return scenarios.get(store(), responses.mine(), sid, kind="budget")
