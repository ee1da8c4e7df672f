"""The revisions of a scenario, each with its day and its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.store.database.rows import Draft, Revision, Scenario
from planner.web import filters
from planner.web.present.unreadable import UNREADABLE, UNREADABLE_ROW
from planner.web.saved.kinds import PLAN, Kind
from planner.web.saved.plans.figures import chosen_pair, price


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the list: its number, day and price; the one shown has no address."""

    number: int
    day: str
    price: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """All of them, to be compared and brought back."""

    title: str
    finding: str
    scenario: str
    name: str
    lines: tuple[RevisionLine, ...]
    kind: Kind = PLAN


def revisions_page(scenario: Scenario, history: Sequence[Revision]) -> RevisionsPage:
    many = f"{filters.in_words(len(history)).capitalize()} {'revision' if len(history) == 1 else 'revisions'}."
    lines = revision_lines(scenario, history, 0)
    return RevisionsPage(f"Revisions of {scenario.name}", many, scenario.id, scenario.name, lines)


def revision_lines(scenario: Scenario, history: Sequence[Revision], shown: int) -> tuple[RevisionLine, ...]:
    return tuple(
        RevisionLine(
            number=revision.number,
            day=filters.day(revision.created),
            price=_price(revision.draft),
            note=revision.draft.note,
            address="" if revision.number == shown else f"/saved/{scenario.id}/revisions/{revision.number}",
        )
        for revision in history
    )


def _price(draft: Draft) -> str:
    try:
        chosen = chosen_pair(draft)
    except UNREADABLE:
        return UNREADABLE_ROW
    return price(chosen.main).removesuffix(" per month") if chosen and chosen.main else "no price"
