"""The page of a scenario: as it was saved, what it would cost today, and what moved in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.core.models.catalogue import Catalogue
from planner.store.database.rows import Draft, Revision, Scenario
from planner.web import filters
from planner.web.charts.price_history import ThenChart, draw
from planner.web.saved.batch_times import batch_of
from planner.web.saved.plans.figures import chosen_pair
from planner.web.saved.plans.reprice.answer import Today, reprice
from planner.web.saved.plans.reprice.chart import NARROW, WIDE, chart_name, chart_note, main_rows, tracks_of
from planner.web.saved.plans.reprice.cheaper_host import elsewhere
from planner.web.saved.plans.reprice.moved_rates import MovedOffer, moved_offers, split_unmoved
from planner.web.saved.plans.reprice.next_steps import NextSteps, next_steps
from planner.web.saved.plans.reprice.outcome import Outcome, outcome
from planner.web.saved.plans.saved_plan import SavedPlan, facts_of, saved_plan
from planner.web.saved.revisions_page import RevisionLine

REVISIONS = 8


@dataclass(frozen=True, slots=True)
class ThenPage:
    """Everything its template prints; `body` is all below its headline, rendered (kept_page.py)."""

    title: str
    notice: str
    scenario: Scenario
    number: int
    is_latest: bool
    saved_ago: str
    plan: SavedPlan
    outcome: Outcome
    facts: tuple[tuple[str, str], ...]
    revisions: tuple[RevisionLine, ...]
    all_revisions: int
    chart: ThenChart | None
    narrow: ThenChart | None
    chart_name: str
    chart_note: str
    saved_day: str
    today: str
    moved: tuple[MovedOffer, ...]
    unmoved: tuple[str, ...]
    can_revise: bool
    is_unmoved: bool
    steps: NextSteps
    body: str = ""


def then_page(
    scenario: Scenario,
    revision: Revision,
    history: Sequence[RevisionLine],
    catalogue: Catalogue,
    *,
    now: datetime,
    notice: str,
) -> ThenPage:
    draft = revision.draft
    today = reprice(draft, catalogue, now=now)
    rows, chosen = main_rows(draft, today)
    batch = batch_of(draft)
    plan = saved_plan(revision, catalogue)
    tracks = tracks_of(today, rows, chosen, catalogue, now=now)
    span = (today.changes.then.date(), today.changes.now.date())
    can_revise = any(row.now for row in rows)
    # An older revision can still be brought back; the latest would only be saved once more.
    is_unmoved = today.changes.unchanged and revision.number == scenario.latest
    moved, unmoved = split_unmoved(moved_offers(today, draft, rows, catalogue) if can_revise else ())
    return ThenPage(
        title=scenario.name,
        notice=notice,
        scenario=scenario,
        number=revision.number,
        is_latest=revision.number == scenario.latest,
        saved_ago=filters.ago(revision.created, now),
        plan=plan,
        outcome=outcome(rows, chosen, today, catalogue, batch),
        facts=(*facts_of(draft, catalogue), *_chosen_fact(draft)),
        revisions=tuple(history[:REVISIONS]),
        all_revisions=len(history),
        chart=draw(tracks, *span, WIDE),
        narrow=draw(tracks, *span, NARROW),
        chart_name=chart_name(rows, today),
        chart_note=chart_note(draft, rows, plan.thing, on_the_day=_is_of_its_day(revision, today)),
        saved_day=_saved_day(revision, today),
        today=filters.day(today.changes.now),
        moved=moved,
        unmoved=unmoved,
        can_revise=can_revise,
        is_unmoved=is_unmoved,
        steps=next_steps(
            scenario,
            revision,
            rows,
            chosen,
            catalogue,
            other=elsewhere(chosen, today, catalogue, now=now, batch=batch),
            batch=batch,
        ),
    )


def _is_of_its_day(revision: Revision, today: Today) -> bool:
    """Whether the plan was saved on the day its prices are of."""
    return revision.created.date() == today.changes.then.date()


def _saved_day(revision: Revision, today: Today) -> str:
    """What stands under the open squares."""
    day = filters.day(today.changes.then)
    return f"saved {day}" if _is_of_its_day(revision, today) else f"prices of {day}"


def _chosen_fact(draft: Draft) -> tuple[tuple[str, str], ...]:
    chosen = chosen_pair(draft)
    return (("Chosen", f"{chosen.name}, thinking {'on' if chosen.is_thinking else 'off'}"),) if chosen else ()
