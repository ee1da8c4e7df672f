"""How much one workspace, and all of them together, may keep on this server."""

from __future__ import annotations

from collections.abc import Mapping

from planner.store.database.connection import Limits
from planner.web.guard.fairness import Setting, whole_numbers

SETTINGS: Mapping[str, Setting] = {
    "plans": ("PLANNER_QUOTA_PLANS", 2_000, "plans"),
    "budgets": ("PLANNER_QUOTA_BUDGETS", 500, "budgets"),
    "revisions": ("PLANNER_QUOTA_REVISIONS", 20_000, "revisions"),
    "links": ("PLANNER_QUOTA_LINKS", 2_000, "links"),
    "megabytes": ("PLANNER_QUOTA_MB", 200, "megabytes"),
    "file_megabytes": ("PLANNER_DATABASE_MB", 10_000, "megabytes"),
}
"""Field of Limits: its variable, its default and what it counts; 0 is no limit."""


def read_quota(environ: Mapping[str, str]) -> Limits:
    """ValueError for a variable that is no whole number."""
    return Limits(**whole_numbers(environ, SETTINGS))
