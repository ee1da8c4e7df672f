"""Whether a run fits the context window it is asked of: who outgrows it cannot finish, whatever it costs."""

from __future__ import annotations

from planner.core.results import Estimate, Flag

FULL = "context_overflow"


def full_flag(estimate: Estimate) -> Flag | None:
    """The caveat that the context is full before the run is done; None where the run fits."""
    return next((flag for flag in estimate.flags if flag.code == FULL), None)


def fits(estimate: Estimate) -> bool:
    return full_flag(estimate) is None
