"""Scenarios: made, renamed, noted, tagged, duplicated, deleted, restored, purged; never seen from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from planner.store import revisions, scenarios, shares
from planner.store.database.errors import NotThere
from planner.store.database.rows import Workspace
from tests.store.build import NOW, draft, scenario

LATER = NOW + timedelta(hours=1)


def test_what_is_saved_comes_back(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, "  Research\n agent ", draft=draft(7, "first"), note=" why\r\nso ", tags=["Team", "q4,"])
    found = scenarios.get(db, mine, made.id)
    assert found == made
    assert (found.name, found.note, found.tags, found.kind, found.latest) == (
        "Research agent", "why\nso", ("Team", "q4"), "plan", 1,
    )  # fmt: skip
    assert (found.created, found.updated, found.deleted_at) == (NOW, NOW, None)
    assert revisions.latest(db, mine, made.id).draft == draft(7, "first")


def test_ids_cannot_be_guessed(db: Database, mine: Workspace) -> None:
    ids = {scenario(db, mine).id for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


def test_changes_are_kept_and_dated(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    scenarios.rename(db, mine, made.id, "Other", kind="plan", now=LATER)
    scenarios.edit(db, mine, made.id, {"note": "A note"}, kind="plan", now=LATER)
    changed = scenarios.edit(db, mine, made.id, {"tags": "b, B, a"}, kind="plan", now=LATER)
    assert (changed.name, changed.note, changed.tags, changed.updated) == ("Other", "A note", ("b", "a"), LATER)
    assert changed.created == NOW


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " \n"}, "Give it a name"),
        ({"name": "x" * 121}, "at most 120 letters; this one has 121"),
        ({"note": "x" * 4001}, "at most 4,000 letters"),
        ({"tags": ["x" * 41]}, "at most 40 letters"),
        ({"tags": [str(n) for n in range(21)]}, "At most 20 tags"),
    ],
)
def test_what_cannot_be_kept_is_said(db: Database, mine: Workspace, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        scenario(db, mine, **changes)
    assert db.table("scenarios").count == 0


def test_a_name_at_its_limit_is_kept_and_its_copy_fits_too(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, "x" * 120)
    assert scenarios.duplicate(db, mine, made.id, now=NOW).name == "x" * 113 + " (copy)"


def test_control_characters_and_lone_surrogates_are_dropped(db: Database, mine: Workspace) -> None:
    assert scenario(db, mine, "a\x00b\ud800c\u202ed").name == "a bc d"


def test_a_draft_that_fails_leaves_no_scenario(db: Database, mine: Workspace) -> None:
    with pytest.raises(ValueError, match="JSON"):
        scenario(db, mine, draft=draft(request={"steps": float("nan")}))
    assert db.table("scenarios").count == 0


def test_a_duplicate_keeps_prices_and_goes_its_own_way(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1), tags=["t"])
    revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    latest = scenarios.duplicate(db, mine, made.id, now=LATER)
    first = scenarios.duplicate(db, mine, made.id, now=LATER, number=1)
    assert (latest.latest, latest.tags, latest.name) == (1, ("t",), "A plan (copy)")
    assert revisions.latest(db, mine, latest.id).draft == draft(2)
    assert revisions.latest(db, mine, first.id).draft == draft(1)
    revisions.revise(db, mine, first.id, draft(3), kind="plan", expected_revision=1, now=LATER)
    assert revisions.latest(db, mine, made.id).draft == draft(2)


def test_the_bin_gives_back_what_it_took(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    assert scenarios.delete(db, mine, made.id, now=LATER).deleted_at == LATER
    with pytest.raises(NotThere, match="in the bin"):
        scenarios.get(db, mine, made.id)
    with pytest.raises(NotThere):
        revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    assert scenarios.restore(db, mine, made.id) == made
    assert revisions.latest(db, mine, made.id).draft == draft()


@pytest.mark.parametrize(("seconds", "purged"), [(-1, 0), (0, 1), (1, 1)])
def test_the_bin_is_emptied_after_thirty_days(db: Database, mine: Workspace, seconds: int, purged: int) -> None:
    gone, kept = scenario(db, mine), scenario(db, mine)
    revisions.revise(db, mine, gone.id, draft(2), kind="plan", expected_revision=1, now=NOW)
    shares.create(db, mine, gone.id, now=NOW, revision=1)
    shares.create(db, mine, gone.id, now=NOW)
    scenarios.delete(db, mine, gone.id, now=NOW)
    assert scenarios.purge(db, now=NOW + timedelta(days=30, seconds=seconds)) == purged
    left = tuple(db.table(table).count for table in ("scenarios", "revisions", "shares"))
    assert left == ((1, 1, 0) if purged else (2, 3, 2))
    assert scenarios.get(db, mine, kept.id) == kept


Act = Callable[[Database, Workspace, str], object]
ACTS: dict[str, Act] = {
    "get": scenarios.get,
    "find": scenarios.find,
    "rename": lambda db, w, i: scenarios.rename(db, w, i, "x", kind="plan", now=LATER),
    "note": lambda db, w, i: scenarios.edit(db, w, i, {"note": "x"}, kind="plan", now=LATER),
    "tag": lambda db, w, i: scenarios.edit(db, w, i, {"tags": "x"}, kind="plan", now=LATER),
    "duplicate": lambda db, w, i: scenarios.duplicate(db, w, i, now=LATER),
    "delete": lambda db, w, i: scenarios.delete(db, w, i, now=LATER),
    "restore": scenarios.restore,
    "revise": lambda db, w, i: revisions.revise(db, w, i, draft(9), kind="plan", expected_revision=1, now=LATER),
    "bring back": lambda db, w, i: revisions.restore_revision(db, w, i, 1, kind="plan", expected_revision=1, now=LATER),
    "revision": lambda db, w, i: revisions.get(db, w, i, 1),
    "latest": revisions.latest,
    "history": revisions.history,
    "share": lambda db, w, i: shares.create(db, w, i, now=LATER),
    "share one": lambda db, w, i: shares.create(db, w, i, now=LATER, revision=1),
    "links": shares.of_scenario,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_can_be_done_from_another_workspace(db: Database, mine: Workspace, theirs: Workspace, act: Act) -> None:
    made = scenario(db, mine)
    before = list(db.conn.iterdump())
    with pytest.raises(NotThere):
        act(db, theirs, made.id)
    assert list(db.conn.iterdump()) == before
    act(db, mine, made.id)
