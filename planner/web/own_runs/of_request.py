"""The visitor's own runs, and which of them move a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from flask import g, has_request_context

from planner.core.estimate.terms import Terms
from planner.core.request import EstimateRequest
from planner.core.tokens.learning import can_be_read
from planner.core.tokens.saved_runs import SavedRuns, used_for
from planner.core.workload import Workload
from planner.store import own_runs
from planner.web.clock import now
from planner.web.forms import PlanForm
from planner.web.forms.state import LEFT_OUT
from planner.web.state import catalogue
from planner.web.workspace import read_kept

if TYPE_CHECKING:
    from planner.core.budget.inputs import Budget


def own_runs_of_request() -> tuple[SavedRuns, ...]:
    """Those of the workspace whose model is still known, the same for a whole request."""
    if not has_request_context():
        return ()
    if "own_runs" not in g:
        terms = Terms(Workload(), catalogue(), now(), "calendar")
        kept = [one.kept for one in read_kept(own_runs.every)]
        g.own_runs = tuple(one for one in kept if can_be_read(terms, one.own))
    return cast("tuple[SavedRuns, ...]", g.own_runs)


def with_own_runs(question: EstimateRequest, form: PlanForm, kept: Sequence[SavedRuns]) -> EstimateRequest:
    """The question with the workspace's runs, unless its form leaves them out or carries others."""
    if form.learnt or not kept:
        return question
    return replace(question, calibration=used_for(kept, question.workload.task_class))


def with_own_runs_of_budget(budget: Budget, learnt: str, kept: Sequence[SavedRuns]) -> Budget:
    """The same for a budget, whose lines may be of several kinds of work."""
    if learnt or not kept:
        return budget
    return replace(budget, calibration=used_for(kept, *(line.workload.task_class for line in budget.lines)))


def left_out() -> str:
    """The value of `learnt` for something saved without own runs: they stay left out, whatever the workspace has
    since."""
    return LEFT_OUT if own_runs_of_request() else ""
