"""One database per test, closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from planner.store.database.connection import open_store
from planner.store.database.rows import Workspace
from tests.store import build


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "planner.sqlite3"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def mine(db: Database) -> Workspace:
    return build.workspace(db)


@pytest.fixture
def theirs(db: Database, mine: Workspace) -> Workspace:
    """Another workspace, made after `mine`."""
    return build.workspace(db)
