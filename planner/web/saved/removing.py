"""Deleting for good what is in the bin: a plan or a budget with its revisions and links."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from planner.store import scenarios
from planner.store.database.errors import NotThere
from planner.web import responses
from planner.web.saved.kinds import BUDGET, PLAN, Kind
from planner.web.workspace import store

bp = Blueprint("removing", __name__)
responses.guard(bp)


@bp.post("/saved/<sid>/remove")
def remove_plan(sid: str) -> AnyResponse:
    """404 for a plan outside the bin: nothing goes for good by one press."""
    return _remove(PLAN, sid)


@bp.post("/budgets/<sid>/remove")
def remove_budget(sid: str) -> AnyResponse:
    """404 for a budget outside the bin."""
    return _remove(BUDGET, sid)


def _remove(kind: Kind, sid: str) -> AnyResponse:
    workspace = responses.mine()
    if scenarios.find(store(), workspace, sid, kind=kind.name).deleted_at is None:
        raise NotThere(f"There is no such {kind.name} in the bin.")
    scenarios.remove(store(), workspace, sid, kind=kind.name)
    return responses.done(f"{kind.base}/bin", id=sid)
