"""Immutable revisions: one after the other, and never one over another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from planner.store.connection import fetch_all, fetch_one, writing
from planner.store.errors import Conflict, NotThere
from planner.store.normalise import clean_note
from planner.store.rows import Draft, Revision, Workspace, revision_of, stamp, to_json

OF_SCENARIO = (
    "SELECT revisions.* FROM revisions JOIN scenarios ON scenarios.id = revisions.scenario_id "
    "WHERE scenario_id = ? AND workspace_id = ? AND deleted_at IS NULL"
)


def revise(
    db: Database, workspace: Workspace, scenario_id: str, draft: Draft, *, expected_revision: int, now: datetime
) -> Revision:
    """Saves `draft` after revision `expected_revision`, the one it was made from.

    Raises Conflict with both when a newer one stands there; the same draft sent twice is saved once. Saving over a
    conflict all the same means sending the newest number as `expected_revision`.
    """
    draft = replace(draft, note=clean_note(draft.note))
    with writing(db):
        newest = latest(db, workspace, scenario_id)
        if newest.number != expected_revision:
            if newest.number == expected_revision + 1 and _same(newest.draft, draft):
                return newest
            raise Conflict(draft, newest)
        made = Revision(newest.number + 1, now, draft)
        insert(db, scenario_id, made)
        db.table("scenarios").update(scenario_id, {"updated": stamp(now)})
    return made


def _same(one: Draft, other: Draft) -> bool:
    """The same question with the same prices; the moment of pricing alone makes no difference."""
    return (one.request, one.rates, one.note) == (other.request, other.rates, other.note)


def bring_back(
    db: Database, workspace: Workspace, scenario_id: str, number: int, *, expected_revision: int, now: datetime
) -> Revision:
    """A new newest revision with the contents of revision `number`, prices and all; nothing in between is lost."""
    draft = get(db, workspace, scenario_id, number).draft
    again = replace(draft, note=f"Revision {number} brought back")
    return revise(db, workspace, scenario_id, again, expected_revision=expected_revision, now=now)


def get(db: Database, workspace: Workspace, scenario_id: str, number: int) -> Revision:
    """Revision `number` of a scenario outside the bin; NotThere without one."""
    row = fetch_one(db, f"{OF_SCENARIO} AND number = ?", [scenario_id, workspace.id, number])
    if row is None:
        raise NotThere(f"This plan has no revision {number}.")
    return revision_of(row)


def latest(db: Database, workspace: Workspace, scenario_id: str) -> Revision:
    """The newest revision of a scenario outside the bin; NotThere without one."""
    row = fetch_one(db, f"{OF_SCENARIO} ORDER BY number DESC LIMIT 1", [scenario_id, workspace.id])
    if row is None:
        raise NotThere("There is no such plan in this workspace.")
    return revision_of(row)


def history(db: Database, workspace: Workspace, scenario_id: str) -> list[Revision]:
    """Every revision, the newest first; NotThere where there is none."""
    rows = fetch_all(db, f"{OF_SCENARIO} ORDER BY number DESC", [scenario_id, workspace.id])
    if not rows:
        raise NotThere("There is no such plan in this workspace.")
    return [revision_of(row) for row in rows]


def insert(db: Database, scenario_id: str, revision: Revision) -> None:
    """Writes one row; call it inside `writing`."""
    draft = revision.draft
    db.table("revisions").insert(
        {
            "scenario_id": scenario_id,
            "number": revision.number,
            "note": clean_note(draft.note),
            "created": stamp(revision.created),
            "price_moment": stamp(draft.price_moment),
            "app_version": draft.app_version,
            "prices_version": draft.prices_version,
            "request": to_json(draft.request),
            "snapshot": to_json(draft.snapshot),
            "rates": to_json(draft.rates),
        }
    )
