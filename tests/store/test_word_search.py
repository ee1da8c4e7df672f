"""Words are looked for in blocks of texts: they find what the plans say, whoever changes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlite_utils import Database

from planner.store import listing, revisions, scenarios, word_search, workspaces
from planner.store.database import upkeep
from planner.store.database.rows import Workspace
from planner.store.listing import Search
from tests.store.build import NOW, draft, scenario

NAMES = ("Plan one", "plan ÄÖ", "Über alles", "two ones", "100%_a", 'say "one"', "日本語 plan", "plan plan")


@pytest.fixture
def crowd(db: Database, mine: Workspace, theirs: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Plans whose ids end in 00 or 01, so that they share two blocks; the names, the oldest first."""
    numbers = count()
    monkeypatch.setattr(
        scenarios.secrets, "token_hex", lambda _bytes: f"{next(numbers):030x}{next(numbers) % 4 // 2:02}"
    )
    names = [f"{name} {number}" for number in range(2) for name in NAMES]
    for number, name in enumerate(names):
        scenario(db, mine, name, now=NOW + timedelta(hours=number), tags=[name[-1]])
    # Of another workspace, and of another kind: neither is found, nor counted.
    scenario(db, theirs, "Plan one", now=NOW)
    scenario(db, mine, "Plan one", kind="budget", now=NOW)
    return names


@pytest.mark.parametrize("most", [2, 1000])
@pytest.mark.parametrize("batch_bytes", [1, 1_000_000])
def test_the_same_as_plan_by_plan(
    db: Database, mine: Workspace, crowd: list[str], monkeypatch: pytest.MonkeyPatch, most: int, batch_bytes: int
) -> None:
    """Digits of ids, half a letter and words across two plans are not found."""
    monkeypatch.setattr(listing, "MOST_SORTED", most)
    monkeypatch.setattr(word_search, "BATCH_BYTES", batch_bytes)
    assert db.execute("SELECT count(*) FROM search_blocks WHERE length(ids) > 200").fetchone() == (2,)
    sought = (
        "plan",
        "PLAN one",
        "on",
        "00",
        "01",
        '"',
        '["1"]',
        "üb",
        "ö",
        "語",
        "l",
        "0",
        "_a",
        "5",
        "plan plan",
        "x",
        "\x1e",
    )
    for words in (*sought, "0plan", "\x1eplan", "\ud800", "\xc3"):
        fits = [
            name
            for name in crowd
            if all(word in f'{name}\n["{name[-1]}"]\n'.casefold() for word in words.casefold().split())
        ]
        for order, wanted in (("created", fits), ("-updated", fits[::-1])):
            pages = [
                listing.search(db, mine, Search(words=words, order=order, per_page=3, page=page))
                for page in range(1, 7)
            ]
            assert {page.total for page in pages} == {len(wanted)}, words
            assert [one.name for page in pages[: pages[0].pages] for one in page.scenarios] == wanted, words


@pytest.mark.usefixtures("crowd")
def test_neither_other_workspaces_nor_other_kinds_are_counted(db: Database, mine: Workspace, theirs: Workspace) -> None:
    assert listing.search(db, theirs, Search(words="plan one")).total == 1
    assert listing.search(db, mine, Search(words="plan one", kind="budget")).total == 1


def names(db: Database, owner: Workspace, words: str, *, binned: bool = False) -> set[str]:
    return {one.name for one in listing.search(db, owner, Search(words=words, binned=binned, per_page=100)).scenarios}


Act = Callable[[Database, Workspace, str], object]
ACTS: dict[str, tuple[Act, bool, bool]] = {
    "edited": (lambda db, own, sid: scenarios.rename(db, own, sid, "new", kind="plan", now=NOW), False, False),
    "revised": (lambda db, own, sid: revisions.revise(
        db, own, sid, draft(2, note="again"), kind="plan", expected_revision=1, now=NOW), True, False),
    "deleted": (lambda db, own, sid: scenarios.delete(db, own, sid, now=NOW), False, True),
    "restored": (lambda db, own, sid: (scenarios.delete(db, own, sid, now=NOW), scenarios.restore(db, own, sid)),
                 True, False),
    "removed": (lambda db, own, sid: scenarios.remove(db, own, sid, kind="plan"), False, False),
    "purged": (lambda db, own, sid: (scenarios.delete(db, own, sid, now=NOW - timedelta(days=40)),
                                     scenarios.purge(db, now=NOW)), False, False),
}  # fmt: skip


def test_blocks_follow_every_change(db: Database, mine: Workspace, crowd: list[str]) -> None:
    for (said, (act, is_listed, is_binned)), name in zip(ACTS.items(), NAMES, strict=False):
        one = listing.search(db, mine, Search(words=f"{name} 1", order="-created")).scenarios[0]
        act(db, mine, one.id)
        for binned, is_there in ((False, is_listed), (True, is_binned)):
            assert (one.name in names(db, mine, f"{name} 1", binned=binned)) is is_there, said
        _sound(db)


def test_blocks_follow_who_joins_and_who_leaves(
    db: Database, mine: Workspace, theirs: Workspace, crowd: list[str]
) -> None:
    scenario(db, theirs, "Plan of theirs")
    workspaces.move_scenarios(db, mine, theirs)
    assert names(db, mine, "plan") == set()
    assert len(names(db, theirs, "plan")) == 2 + sum("plan" in name.lower() for name in crowd)
    _sound(db)
    workspaces.remove(db, theirs)
    assert db.execute("SELECT count(*) FROM search_blocks").fetchone() == (0,)


def test_what_another_program_changes_is_found(db: Database, mine: Workspace, crowd: list[str], path: Path) -> None:
    """Its block is empty until the next save; meanwhile plans are read one by one."""
    other = sqlite3.connect(path)
    with other:
        other.execute("UPDATE scenarios SET searched = 'typed elsewhere' WHERE name = 'Plan one 0'")
    other.close()
    assert names(db, mine, "elsewhere") == {"Plan one 0"}
    assert upkeep.check(db).problems == ()
    scenario(db, mine, "any")
    assert names(db, mine, "elsewhere") == {"Plan one 0"}
    _sound(db)


def _sound(db: Database) -> None:
    assert upkeep.check(db).problems == ()
    assert db.execute("SELECT count(*) FROM search_blocks WHERE texts IS NULL").fetchone() == (0,)
