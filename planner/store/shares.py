"""Read-only links to one revision or to the latest: a random token, of which only the hash is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from planner.store import revisions, scenarios
from planner.store.database.connection import fetch_all, fetch_one, writing
from planner.store.database.errors import LinkClosed, NotThere
from planner.store.database.rows import (
    Row,
    Scenario,
    Share,
    Shared,
    Workspace,
    maybe_moment,
    revision_of,
    share_of,
    stamp,
)
from planner.store.quota import Use, check_room
from planner.store.references import without_ids
from planner.store.workspaces import new_secret, secret_hash

OPENED = """
    SELECT revisions.*, kind, name, shares.revision AS pinned, expires_at, revoked_at, deleted_at
    FROM shares JOIN scenarios ON scenarios.id = shares.scenario_id
    JOIN revisions ON revisions.scenario_id = scenarios.id
    WHERE token_hash = ? AND (shares.revision IS NULL OR number = shares.revision)
    ORDER BY number DESC LIMIT 1
"""


def create(
    db: Database,
    workspace: Workspace,
    scenario_id: str,
    *,
    now: datetime,
    revision: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[Share, str]:
    """A link and its token; this is the only time the token is readable.

    `revision` None follows the latest. ValueError for an expiry that is not in the future, Full for one link too many.
    """
    if expires_at is not None and expires_at <= now:
        raise ValueError("A link can only expire in the future.")
    token = new_secret()
    with writing(db):
        if revision is None:
            scenarios.get(db, workspace, scenario_id)
        else:
            revisions.get(db, workspace, scenario_id, revision)
        check_room(db, workspace, Use(links=1))
        row = {
            "token_hash": secret_hash(token),
            "scenario_id": scenario_id,
            "revision": revision,
            "created": stamp(now),
            "expires_at": stamp(expires_at) if expires_at else None,
        }
        made = db.table("shares").insert(row).last_pk
        return _own(db, workspace, int(str(made))), token


def of_scenario(db: Database, workspace: Workspace, scenario_id: str) -> list[Share]:
    """Every link ever made to a scenario, the newest first."""
    scenarios.find(db, workspace, scenario_id)
    rows = fetch_all(db, "SELECT * FROM shares WHERE scenario_id = ? ORDER BY id DESC", [scenario_id])
    return [share_of(row) for row in rows]


def revoke(db: Database, workspace: Workspace, share_id: int, *, now: datetime) -> Share:
    """Revokes a link for good; one that is revoked already keeps its date. Works for a scenario in the bin too."""
    with writing(db):
        _own(db, workspace, share_id)
        db.execute("UPDATE shares SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", [stamp(now), share_id])
        return _own(db, workspace, share_id)


def open_link(db: Database, token: str, *, now: datetime) -> Shared:
    """What the link shows. Raises NotThere for a wrong token, LinkClosed for a right one that no longer works."""
    row = fetch_one(db, OPENED, [secret_hash(token)])
    if row is None:
        raise NotThere("This link leads nowhere. Check that it was copied whole.")
    _refuse_closed(row, now)
    revision = revision_of(row)
    if row["kind"] == "budget":
        revision = replace(revision, draft=without_ids(revision.draft))
    return Shared(
        kind=row["kind"],
        name=row["name"],
        revision=revision,
        follows_latest=row["pinned"] is None,
        expires_at=maybe_moment(row["expires_at"]),
    )


def _refuse_closed(row: Row, now: datetime) -> None:
    if row["revoked_at"]:
        raise LinkClosed("Whoever made this link has closed it.")
    expires = maybe_moment(row["expires_at"])
    if expires is not None and expires <= now:
        raise LinkClosed("This link has expired.")
    if row["deleted_at"]:
        raise LinkClosed("The plan this link led to has been deleted.")


def duplicate_link(db: Database, token: str, workspace: Workspace, *, now: datetime) -> Scenario:
    """The plan behind a link as a new scenario of `workspace`, with the prices it was saved with."""
    shared = open_link(db, token, now=now)
    return scenarios.create(db, workspace, shared.name, shared.revision.draft, now=now, kind=shared.kind)


def _own(db: Database, workspace: Workspace, share_id: int) -> Share:
    sql = (
        "SELECT shares.* FROM shares JOIN scenarios ON scenarios.id = shares.scenario_id "
        "WHERE shares.id = ? AND workspace_id = ?"
    )
    row = fetch_one(db, sql, [share_id, workspace.id])
    if row is None:
        raise NotThere("There is no such link in this workspace.")
    return share_of(row)
