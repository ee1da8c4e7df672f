"""Damaged database files: python -m tests.attack.damaged tries every damage on every kind of request.

Each answer is the page or a sentence with status 503 or 422, never 500, and pages that need no database go on.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.web import create_app
from tests.web.saved.parts import PLAN, save

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = 4096
FREE = ("/healthz", "/api/v1/presets")
"""What needs no database."""
Damage = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that is wrong."""

    damage: str
    request: str
    status: int


def healthy(catalogue: Catalogue, folder: Path) -> tuple[Path, str, str]:
    """A database with some plans, its path, the cookie of their workspace and the id of one."""
    path = folder / "healthy.sqlite3"
    client = client_of(catalogue, path)
    plan, *_ = [save(client, name=f"Plan {number}") for number in range(6)]
    cookie = client.get_cookie("workspace")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path, cookie.value if cookie else "", plan


def client_of(catalogue: Catalogue, path: Path, cookie: str = "") -> FlaskClient:
    config = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "CATALOGUE": catalogue, "CLOCK": lambda: NOW}
    app = create_app({**config, "DATABASE": str(path)})
    client = app.test_client()
    if cookie:
        client.set_cookie("workspace", cookie)
    return client


def damages(size: int) -> Iterator[tuple[str, Damage]]:
    """Files cut short, pages overwritten, single bytes changed, schemas changed, other files beside and instead."""
    for keep in (0, 1, 15, 16, 100, 511, 512, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, size // 2, size - PAGE, size - 1):
        yield f"cut to {keep} bytes", lambda path, keep=keep: _cut(path, keep)
    for place in range(0, 100, 4):
        yield f"header at {place}", lambda path, place=place: _write(path, place, b"\xff\xff\xff\xff")
    for page in range(0, size // PAGE, max(1, size // PAGE // 16)):
        yield f"page {page} of zeros", lambda path, page=page: _write(path, page * PAGE, bytes(PAGE))
        yield f"page {page} of noise", lambda path, page=page: _write(path, page * PAGE + 100, _noise(PAGE - 100, page))
    for seed in range(12):
        yield f"200 changed bytes, {seed}", lambda path, seed=seed: _scatter(path, seed)
    for sql in STATEMENTS:
        yield sql, lambda path, sql=sql: _run(path, sql)
    yield "a text file", lambda path: _whole(path, b"not a database\n" * 1000)
    yield "an empty log beside it", lambda path: _beside(path, b"")
    yield "noise as its log", lambda path: _beside(path, _noise(20_000, 1))
    yield "a folder instead", _folder


STATEMENTS = (
    "DROP TABLE revisions", "DROP TABLE scenarios", "DROP TABLE workspaces", "DROP TABLE shares", "DROP TABLE upkeep",
    "DROP TABLE model_sets", "DROP TABLE own_offers", "DROP TABLE own_runs", "DROP TABLE _sqlite_migrations",
    "ALTER TABLE scenarios RENAME COLUMN name TO label", "ALTER TABLE revisions RENAME COLUMN snapshot TO answer",
    "UPDATE scenarios SET created = 'never'", "UPDATE scenarios SET updated = 'never'",
    "PRAGMA ignore_check_constraints = ON; UPDATE scenarios SET tags = '{'",
    "PRAGMA ignore_check_constraints = ON; UPDATE scenarios SET tags = '5'",
    "UPDATE workspaces SET created = ''", "UPDATE scenarios SET deleted_at = 'never'",
    "UPDATE scenarios SET kind = 'budget'", "DELETE FROM _sqlite_migrations",
    "UPDATE upkeep SET value = 'never'", "INSERT OR REPLACE INTO upkeep VALUES ('bin_clock', 'x')",
    "DROP TRIGGER revisions_never_change; UPDATE revisions SET rates = '5'",
    "DROP TRIGGER revisions_never_change; UPDATE revisions SET snapshot = '[]'",
    "DROP TRIGGER revisions_never_change; UPDATE revisions SET request = '7'",
    "DROP TRIGGER revisions_never_change; UPDATE revisions SET created = 'x'",
    "DROP TRIGGER revisions_never_change; UPDATE revisions SET price_moment = '0001-01-01T00:00:00Z'",
    "PRAGMA user_version = 99", "PRAGMA application_id = 99",
)  # fmt: skip


def wrong_answers(client: FlaskClient, path: Path, plan: str, name: str) -> Iterator[Found]:
    """What is wrong with the answers of a server on the damaged file."""
    client.application.config["DATABASE"] = str(path)
    client.application.extensions.pop("planner_purged", None)
    for address in FREE:
        if (status := client.get(address).status_code) != 200:
            yield Found(name, address, status)
    for address in (
        "/saved", "/saved.json", "/saved/bin", "/budgets", "/budgets/bin", "/workspace", "/sets", "/own-offers",
        f"/saved/{plan}", f"/saved/{plan}/revisions", f"/saved/{plan}/export.json", f"/saved/{plan}/export.csv",
        f"/saved/{plan}/share", f"/plan?scenario={plan}&revision=1", "/s/none", "/budgets/new",
    ):  # fmt: skip
        if (status := client.get(address).status_code) >= 500 and status != 503:
            yield Found(name, f"GET {address}", status)
    for address, data in (
        ("/saved", {"plan": PLAN, "name": "New"}), (f"/saved/{plan}/edit", {"name": "Other"}),
        (f"/saved/{plan}/share", {}), (f"/saved/{plan}/delete", {}), (f"/saved/{plan}/restore", {}),
    ):  # fmt: skip
        if (status := client.post(address, data=data).status_code) >= 500 and status != 503:
            yield Found(name, f"POST {address}", status)


def try_all(catalogue: Catalogue, *, every: int = 1) -> tuple[int, list[Found]]:
    """How many damages were tried (each `every`th), and what was wrong."""
    tried, found = 0, []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good, cookie, plan = healthy(catalogue, folder)
        client = client_of(catalogue, good, cookie)
        for number, (words, damage) in enumerate(damages(good.stat().st_size)):
            if number % every:
                continue
            path = folder / f"{number}.sqlite3"
            shutil.copy(good, path)
            damage(path)
            found += wrong_answers(client, path, plan, words)
            tried += 1
    return tried, found


def _cut(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])


def _write(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def _noise(count: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(count)  # noqa: S311


def _scatter(path: Path, seed: int) -> None:
    data, chance = bytearray(path.read_bytes()), random.Random(seed)  # noqa: S311
    for _ in range(200):
        data[chance.randrange(100, len(data))] = chance.randrange(256)
    path.write_bytes(bytes(data))


def _run(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(sql)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _whole(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _beside(path: Path, data: bytes) -> None:
    path.with_name(path.name + "-wal").write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def main() -> int:
    from planner.sources.catalogue import load_catalogue

    tried, found = try_all(load_catalogue())
    for one in found:
        print(f"FAIL {one.status} {one.request} with {one.damage}")
    print(f"{tried} damages of the database file, {len(found)} wrong answers")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
