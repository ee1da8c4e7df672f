"""Workspaces: each has a random key, of which only the hash is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from sqlite_utils import Database

from planner.core.models.offers.own_offers import MOST_OWN_OFFERS
from planner.core.tokens.saved_runs import MOST_SAVED
from planner.store.database import search_blocks
from planner.store.database.connection import fetch_all, fetch_one, writing
from planner.store.database.errors import Full, StoreUnavailable
from planner.store.database.rows import Workspace, stamp, workspace_of
from planner.store.model_sets import MOST_SETS
from planner.store.quota import check_room, use_of

SECRET_BYTES = 32
KEY = re.compile("[A-Za-z0-9_-]{43}")
"""What new_secret gives: 256 bits in base 64."""
OPEN = "open"
BESIDE = (
    ("model_sets", "sets of models", MOST_SETS),
    ("own_offers", "offers of your own", MOST_OWN_OFFERS),
    ("own_runs", "entries of own runs", MOST_SAVED),
)
"""What a workspace stores beside plans and budgets: its table, its words and how many fit."""


def new_secret() -> str:
    """256 random bits that fit a cookie and an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """SHA-256 in hex. The secret is fully random, so it needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make(db: Database, *, now: datetime) -> tuple[Workspace, str]:
    """A new workspace and its key; this is the only time the key is readable."""
    key = new_secret()
    return _insert(db, secret_hash(key), now), key


def make_with_key(db: Database, key: str, *, now: datetime) -> Workspace | None:
    """The workspace of a key that a browser holds although the file does not know it; None for what is no key.

    The file may have been away or replaced for a moment: with the same key the old plans are found when it is back.
    """
    return _insert(db, secret_hash(key), now) if KEY.fullmatch(key) else None


def change_key(db: Database, workspace: Workspace, key: str = "") -> str:
    """A new key for the workspace, `key` if that is valid; the old one no longer works."""
    key = key if KEY.fullmatch(key) else new_secret()
    with writing(db):
        db.execute("UPDATE workspaces SET key_hash = ? WHERE id = ?", [secret_hash(key), workspace.id])
    return key


def remove(db: Database, workspace: Workspace) -> int:
    """Deletes a workspace for good with everything in it, links and bin too; how many plans and budgets that were."""
    with writing(db):
        db.execute("UPDATE scenarios SET deleted_at = created WHERE workspace_id = ?", [workspace.id])
        gone = db.execute("DELETE FROM scenarios WHERE workspace_id = ?", [workspace.id]).rowcount
        db.execute("DELETE FROM workspaces WHERE id = ?", [workspace.id])
        search_blocks.fill(db)
    return int(gone)


def find(db: Database, key: str) -> Workspace | None:
    """The workspace of this key; None where the file has none."""
    return _with_hash(db, secret_hash(key))


def open_to_all(db: Database, *, now: datetime) -> Workspace:
    """The one workspace of all visitors, made at its first use."""
    return _with_hash(db, OPEN) or _insert(db, OPEN, now)


def everyone(db: Database) -> list[Workspace]:
    """All workspaces, oldest first, for those who hold the file itself."""
    return [workspace_of(row) for row in fetch_all(db, "SELECT id, created FROM workspaces ORDER BY id")]


def move_scenarios(db: Database, source: Workspace, target: Workspace) -> int:
    """Moves everything into `target`, the bin included, for someone who joins it; returns how many plans and budgets.
    Full where it does not fit there; then nothing is moved."""
    with writing(db):
        check_room(db, target, use_of(db, source))
        for table, words, most in BESIDE:
            _check_together(db, source, target, table, words, most)
        db.execute("UPDATE model_sets SET workspace_id = ? WHERE workspace_id = ?", [target.id, source.id])
        # An own offer whose id is taken there stays; plans that use it hold it themselves.
        db.execute("UPDATE OR IGNORE own_offers SET workspace_id = ? WHERE workspace_id = ?", [target.id, source.id])
        # The same figures are kept there already.
        db.execute("UPDATE OR IGNORE own_runs SET workspace_id = ? WHERE workspace_id = ?", [target.id, source.id])
        moved = db.execute("UPDATE scenarios SET workspace_id = ? WHERE workspace_id = ?", [target.id, source.id])
        search_blocks.fill(db)
        return int(moved.rowcount)


def _check_together(db: Database, source: Workspace, target: Workspace, table: str, words: str, most: int) -> None:
    """Full where more of a kind would be in `target` than it could ever have been given, or import again."""
    sql = f"SELECT count(DISTINCT id) AS number FROM {table} WHERE workspace_id IN (?, ?)"  # noqa: S608 - a constant
    row = fetch_one(db, sql, [source.id, target.id])
    if row and row["number"] > most:
        raise Full(
            f"Together they are {row['number']} {words}, and a workspace keeps at most {most}. "
            "Delete some first, or join without taking anything along."
        )


def _with_hash(db: Database, key_hash: str) -> Workspace | None:
    row = fetch_one(db, "SELECT id, created FROM workspaces WHERE key_hash = ?", [key_hash])
    return workspace_of(row) if row else None


def _insert(db: Database, key_hash: str, now: datetime) -> Workspace:
    with writing(db):
        sql = "INSERT INTO workspaces (key_hash, created) VALUES (?, ?) ON CONFLICT DO NOTHING"
        db.execute(sql, [key_hash, stamp(now)])
    made = _with_hash(db, key_hash)
    if made is None:
        raise StoreUnavailable("The workspace could not be made. Try again in a moment.")
    return made
