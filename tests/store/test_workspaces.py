"""Workspaces: found by a key of which only the hash is kept; one of them may belong to all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlite_utils import Database

from planner.store import scenarios, workspaces
from planner.store.database.rows import Workspace
from tests.store.build import NOW, scenario


def test_a_key_finds_its_workspace_alone(db: Database) -> None:
    first, key = workspaces.make(db, now=NOW)
    second, other = workspaces.make(db, now=NOW)
    assert workspaces.find(db, key) == first
    assert workspaces.find(db, other) == second
    assert first.id != second.id
    assert len(key) >= 43  # 256 bits in base64
    assert key != other


def test_keys_are_kept_nowhere(db: Database) -> None:
    _, key = workspaces.make(db, now=NOW)
    assert key not in "\n".join(db.conn.iterdump())


@pytest.mark.parametrize("wrong", ["", "open", "0" * 64, "\ud800"])
def test_a_wrong_key_finds_nothing(db: Database, wrong: str) -> None:
    workspaces.open_to_all(db, now=NOW)
    _, key = workspaces.make(db, now=NOW)
    assert workspaces.find(db, wrong) is None
    assert workspaces.find(db, workspaces.secret_hash(key)) is None


def test_the_open_workspace_is_one(db: Database) -> None:
    """Whenever it is asked for, it is the first one, made then."""
    first = workspaces.open_to_all(db, now=NOW)
    mine, _ = workspaces.make(db, now=NOW)
    later = workspaces.open_to_all(db, now=NOW + timedelta(days=1))
    assert (later.id, later.created) == (first.id, NOW)
    assert [one.id for one in workspaces.everyone(db)] == [first.id, mine.id]


def test_plans_move_with_their_owner(db: Database, mine: Workspace, theirs: Workspace) -> None:
    made, binned = scenario(db, mine), scenario(db, mine)
    scenarios.delete(db, mine, binned.id, now=NOW)
    assert workspaces.move_scenarios(db, mine, theirs) == 2
    assert scenarios.get(db, theirs, made.id) == made
    assert scenarios.restore(db, theirs, binned.id) == binned
