"""What the page of a plan needs to save it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import current_app

from planner.store import scenarios
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Scenario
from planner.web.forms import PlanForm
from planner.web.workspace import current_workspace, store


@dataclass(frozen=True, slots=True)
class SaveForm:
    """What the plan page needs to save itself; without `scenario` it becomes a new one called `name`."""

    plan: str
    name: str
    scenario: str
    revision: str


def saving(form: PlanForm) -> SaveForm:
    """For the plan page; it works without the database too."""
    plan, opened = urlencode(form.query(whole="")), _opened(form)
    if opened is None:
        return SaveForm(plan, form.preset.name, "", "")
    return SaveForm(plan, opened.name, opened.id, form.revision)


def _opened(form: PlanForm) -> Scenario | None:
    """The scenario the plan page was opened from."""
    if not form.scenario or not form.revision.isdecimal():
        return None
    try:
        workspace = current_workspace()
        return scenarios.get(store(), workspace, form.scenario, kind="plan") if workspace else None
    except (NotThere, StoreUnavailable) as error:
        current_app.logger.info("opened from a scenario that is unavailable: %s", error)
        return None
