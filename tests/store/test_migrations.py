"""Every older schema, kept as SQL with rows in it, comes up to date and loses nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from planner.store import listing
from planner.store.database import migrations, upkeep
from planner.store.database.connection import connect, migrate, open_store
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import Workspace
from planner.store.listing import Search

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
TABLES = ("workspaces", "scenarios", "revisions", "shares", "model_sets", "own_offers", "own_runs")


def older(path: Path, schema: Path) -> None:
    """A database as an older version left it."""
    old = sqlite3.connect(path)
    old.executescript(schema.read_text(encoding="utf-8"))
    old.close()


def rows(db: Database) -> dict[str, list[tuple[object, ...]]]:
    names = set(db.table_names())
    return {name: [written(row) for row in db.table(name).rows] for name in TABLES if name in names}


def written(row: dict[str, object]) -> tuple[object, ...]:
    """A row without what is computed from it."""
    return tuple(value for column, value in row.items() if column not in ("bytes", "searched"))


def schema_of(db: Database) -> set[tuple[str, str]]:
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(name, " ".join(sql.split())) for name, sql in found}


def test_every_step_has_its_schema_kept() -> None:
    assert tuple(path.stem for path in SCHEMAS) == migrations.names()


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_a_released_step_is_never_edited(schema: Path, tmp_path: Path) -> None:
    later = [name for name in migrations.names() if name > schema.stem]
    fresh = Database(memory=True, execute_plugins=False)
    migrations.steps.apply(fresh, stop_before=later[:1])
    older(tmp_path / "old.db", schema)
    with connect(tmp_path / "old.db") as db:
        assert schema_of(db) == schema_of(fresh)
    fresh.close()


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_an_older_database_comes_up_to_date_with_every_row(schema: Path, path: Path, tmp_path: Path) -> None:
    older(path, schema)
    with connect(path) as db:
        before = rows(db)
        assert migrate(db) == [name for name in migrations.names() if name > schema.stem]
        assert {name: kept for name, kept in rows(db).items() if name in before} == before
        assert len(before["revisions"]) == 6
        owner = Workspace(1, datetime(2026, 11, 23, tzinfo=UTC))
        assert [one.id for one in listing.search(db, owner, Search(words="AGENT q4 team")).scenarios] == ["s1"]
        assert upkeep.check(db).problems == ()
        with open_store(tmp_path / "new.db") as new:
            assert schema_of(db) == schema_of(new)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert migrate(db) == []


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path, SCHEMAS[0])
    monkeypatch.setattr(migrations, "SHARES", (*migrations.SHARES, "CREATE TABLE broken ("))
    with connect(path) as db:
        before = schema_of(db), rows(db)
        with pytest.raises(StoreUnavailable):
            migrate(db)
        assert (schema_of(db), rows(db)) == before


def test_a_newer_database_is_left_alone(path: Path) -> None:
    with open_store(path) as db:
        db.table("_sqlite_migrations").insert({"migration_set": "planner", "name": "m999", "applied_at": ""})
    with pytest.raises(StoreUnavailable, match="newer Token planner"):
        open_store(path)
