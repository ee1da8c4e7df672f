"""Small drafts, workspaces and answers for the store's tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import Workload
from planner.store import scenarios, workspaces
from planner.store.database.rows import Draft, Scenario, Workspace
from planner.store.snapshot import draft_of
from tests.core import build as core

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def draft(steps: int = 1, note: str = "", **changes: Any) -> Draft:
    """A draft no page would show: enough for everything that does not look inside."""
    plain = Draft({"workload": {"steps": steps}}, {"estimates": []}, ({"usd": "0.1"},), NOW, "0.1.0", "0.2.3", note)
    return replace(plain, **changes)


def workspace(db: Database) -> Workspace:
    return workspaces.make(db, now=NOW)[0]


def scenario(db: Database, owner: Workspace, name: str = "A plan", **changes: Any) -> Scenario:
    return scenarios.create(db, owner, name, changes.pop("draft", draft()), **({"now": NOW} | changes))


WORLD = core.catalogue(core.offer("one/m", profile_id="m"), core.offer("two/m"), profiles=(core.profile(),))


def question(*offers: str, **changes: Any) -> EstimateRequest:
    load = Workload(input_tokens=2000, visible_tokens_per_call=500)
    return replace(EstimateRequest(load, offers or ("one/m", "two/m"), ("off", "high")), **changes)


def real_draft(asked: EstimateRequest | None = None, world: Catalogue = WORLD, now: datetime = NOW) -> Draft:
    """What a page would save."""
    asked = asked or question()
    return draft_of(asked, compare(asked, world, now=now), prices_version="0.2.3")
