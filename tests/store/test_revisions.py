"""Revisions: never over one another, never changed, never lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlite_utils import Database

from planner.store import revisions, scenarios
from planner.store.database.connection import open_store
from planner.store.database.errors import Conflict, NotThere
from planner.store.database.rows import Workspace, moment_of, stamp
from tests.store.build import NOW, draft, scenario

LATER = NOW + timedelta(hours=1)


def test_revisions_follow_one_another(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1))
    second = revisions.revise(db, mine, made.id, draft(2, "more steps"), kind="plan", expected_revision=1, now=LATER)
    assert (second.number, second.created, second.draft) == (2, LATER, draft(2, "more steps"))
    assert revisions.latest(db, mine, made.id) == second
    assert [each.number for each in revisions.history(db, mine, made.id)] == [2, 1]
    assert revisions.get(db, mine, made.id, 1).draft == draft(1)
    changed = scenarios.get(db, mine, made.id)
    assert (changed.latest, changed.updated) == (2, LATER)


def test_a_revision_is_read_once_unless_its_row_is_another(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1))
    read = revisions.latest(db, mine, made.id)
    assert revisions.get(db, mine, made.id, 1) is read is revisions.history(db, mine, made.id)[0]
    db.execute("DROP TRIGGER revisions_never_change")
    db.execute("UPDATE revisions SET note = 'as restored'")
    assert revisions.latest(db, mine, made.id).draft.note == "as restored"


def test_a_save_over_a_newer_revision_shows_both_and_loses_neither(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1))
    revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    with pytest.raises(Conflict, match="Revision 2 was saved while you were working") as caught:
        revisions.revise(db, mine, made.id, draft(3), kind="plan", expected_revision=1, now=LATER)
    assert (caught.value.yours, caught.value.newest.draft) == (draft(3), draft(2))
    kept = revisions.revise(db, mine, made.id, caught.value.yours, kind="plan", expected_revision=2, now=LATER)
    assert kept.number == 3
    assert [each.draft for each in revisions.history(db, mine, made.id)] == [draft(3), draft(2), draft(1)]


def test_the_same_save_sent_twice_is_kept_once(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    once = revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    again = draft(2, price_moment=LATER)
    assert revisions.revise(db, mine, made.id, again, kind="plan", expected_revision=1, now=LATER) == once
    assert db.table("revisions").count == 2
    other_prices = draft(2, rates=({"usd": "0.2"},))
    with pytest.raises(Conflict):
        revisions.revise(db, mine, made.id, other_prices, kind="plan", expected_revision=1, now=LATER)
    with pytest.raises(Conflict):
        revisions.revise(db, mine, made.id, draft(2, "but with a note"), kind="plan", expected_revision=1, now=LATER)


@pytest.mark.parametrize("expected", [0, 2])
def test_only_the_newest_number_is_taken(db: Database, mine: Workspace, expected: int) -> None:
    made = scenario(db, mine)
    with pytest.raises(Conflict):
        revisions.revise(db, mine, made.id, draft(5), kind="plan", expected_revision=expected, now=LATER)


def test_an_old_revision_is_brought_back_on_top(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1))
    revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    back = revisions.restore_revision(db, mine, made.id, 1, kind="plan", expected_revision=2, now=LATER)
    assert (back.number, back.draft) == (3, draft(1, "Revision 1 brought back"))
    assert len(revisions.history(db, mine, made.id)) == 3


def test_a_revision_that_is_not_there_is_said(db: Database, mine: Workspace) -> None:
    with pytest.raises(NotThere, match="no revision 2"):
        revisions.get(db, mine, scenario(db, mine).id, 2)


def test_only_one_of_two_who_save_at_once_wins(db: Database, mine: Workspace, path: Path) -> None:
    made = scenario(db, mine)
    start, outcomes = Barrier(8), []

    def save(steps: int) -> None:
        with open_store(path) as own:
            start.wait()
            try:
                revisions.revise(own, mine, made.id, draft(steps), kind="plan", expected_revision=1, now=LATER)
                outcomes.append("saved")
            except Conflict as error:
                outcomes.append(f"revision {error.newest.number}")

    threads = [Thread(target=save, args=(steps,)) for steps in range(10, 18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["revision 2"] * 7 + ["saved"]


WRITTEN = "scenario_id, number, note, created, price_moment, app_version, prices_version, request, snapshot, rates"
"""The columns of a revision that are not computed from the others."""


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE revisions SET note = 'x'", "a revision never changes"),
        ("UPDATE revisions SET snapshot = '{}'", "a revision never changes"),
        ("UPDATE revisions SET number = 9", "a revision never changes"),
        ("DELETE FROM revisions", "only deleted with its scenario"),
        (f"INSERT OR REPLACE INTO revisions SELECT {WRITTEN} FROM revisions", "only deleted with its scenario"),  # noqa: S608
        ("DELETE FROM scenarios", "only deleted from the bin"),
        (f"INSERT INTO revisions SELECT {WRITTEN} FROM revisions", "UNIQUE"),  # noqa: S608
        ("UPDATE scenarios SET kind = 'other'", "CHECK"),
    ],
)
def test_not_even_sql_changes_a_revision(db: Database, mine: Workspace, statement: str, reason: str) -> None:
    scenario(db, mine)
    before = list(db.conn.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        db.execute(statement)
    db.rollback()
    assert list(db.conn.iterdump()) == before


def test_times_are_kept_in_utc_to_the_microsecond() -> None:
    east = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5)))
    assert stamp(east) == "2026-11-22T20:02:03.000004Z"
    assert moment_of(stamp(east)) == east
    assert moment_of(stamp(east)).tzinfo == UTC
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_newest_of_some_plans_are_looked_up_by_id(db: Database, mine: Workspace) -> None:
    """Not by a walk through the workspace, which may hold 100,000."""
    plan = [row["detail"] for row in db.query(f"EXPLAIN QUERY PLAN {revisions.LATEST_OF}", ["[]", mine.id])]
    assert any("scenarios USING" in line and "(id=?)" in line for line in plan)
    assert not any("workspace_id=?" in line for line in plan)
