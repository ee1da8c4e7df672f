"""Two people saved: the newer revision and yours beside each other, and neither is lost."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.store.database.errors import Conflict
from planner.store.database.rows import Draft, Scenario
from planner.web import filters
from planner.web.saved.kinds import PLAN, Kind
from planner.web.saved.plans.inputs import InputLine, differing_inputs
from planner.web.saved.plans.saved_plan import PlanTotal, plan_totals


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """What was saved meanwhile (`newest`) and what was to be saved (`yours`)."""

    title: str
    text: str
    scenario: str
    name: str
    plan: str
    newest: int
    newest_day: str
    note: str
    inputs: tuple[InputLine, ...]
    totals: tuple[tuple[str, str, str], ...]
    open_newest: str
    back: str
    kind: Kind = PLAN


def conflict_page(scenario: Scenario, conflict: Conflict, plan: str, catalogue: Catalogue) -> ConflictPage:
    newest = conflict.newest
    return ConflictPage(
        title="Somebody saved while you were working",
        text=f"Revision {newest.number} of {scenario.name} was saved on {filters.day(newest.created)}, after the one "
        "yours was made from. Yours is not saved yet, and neither is lost.",
        scenario=scenario.id,
        name=scenario.name,
        plan=plan,
        newest=newest.number,
        newest_day=filters.day(newest.created),
        note=conflict.yours.note,
        inputs=differing_inputs(newest.draft, conflict.yours, catalogue),
        totals=_totals(newest.draft, conflict.yours),
        open_newest=f"/saved/{scenario.id}/revisions/{newest.number}",
        back=f"/plan?{plan}",
    )


def _totals(newest: Draft, yours: Draft) -> tuple[tuple[str, str, str], ...]:
    """Every model of either, with its month in each."""
    both: tuple[dict[str, PlanTotal], ...] = tuple(
        {total.name: total for total in plan_totals(draft)} for draft in (newest, yours)
    )
    names = dict.fromkeys(name for side in both for name in side)
    return tuple((name, *(side[name].month if name in side else "" for side in both)) for name in names)  # type: ignore[misc]
