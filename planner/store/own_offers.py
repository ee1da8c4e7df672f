"""The own offers of a workspace, by their ids: each as it is sent in a request.

Saved revisions hold the own offers that they use themselves, so that what is changed here changes none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.offers.own_offers import MOST_OWN_OFFERS
from planner.core.workload import BadInput
from planner.schema.own_offers import parse_own_offers
from planner.schema.requests import own_offer_data
from planner.store.database.connection import fetch_all, writing
from planner.store.database.errors import NotThere
from planner.store.database.rows import Row, Workspace, stamp, to_json

NOT_THERE = "There is no such offer in this workspace."


class Taken(ValueError):  # noqa: N818 - reads as what it is
    """Another own offer of the workspace has this id."""


def every(db: Database, workspace: Workspace) -> tuple[OwnOffer, ...]:
    """By id; rows that this version cannot read are left out."""
    sql = "SELECT offer FROM own_offers WHERE workspace_id = ? ORDER BY id"
    return tuple(own for row in fetch_all(db, sql, [workspace.id]) for own in _read(row))


def get(db: Database, workspace: Workspace, own_id: str) -> OwnOffer:
    """NotThere for one of another workspace."""
    sql = "SELECT offer FROM own_offers WHERE workspace_id = ? AND id = ?"
    found = [own for row in fetch_all(db, sql, [workspace.id, own_id]) for own in _read(row)]
    if not found:
        raise NotThere(NOT_THERE)
    return found[0]


def add(db: Database, workspace: Workspace, own: OwnOffer, *, now: datetime) -> None:
    """A new one. Taken where the id is, ValueError where no more fit."""
    with writing(db):
        ids = _ids(db, workspace)
        if own.id in ids:
            raise Taken(f"You have an offer with the id {own.id} already.")
        _check_number(len(ids) + 1)
        _put(db, workspace, own, now)


def change(db: Database, workspace: Workspace, own_id: str, own: OwnOffer, *, now: datetime) -> None:
    """Replaces the one with this id, whose id may change too. NotThere and Taken as above."""
    with writing(db):
        ids = _ids(db, workspace)
        if own_id not in ids:
            raise NotThere(NOT_THERE)
        if own.id != own_id and own.id in ids:
            raise Taken(f"You have an offer with the id {own.id} already.")
        _delete(db, workspace, own_id)
        _put(db, workspace, own, now)


def import_all(db: Database, workspace: Workspace, offers: Iterable[OwnOffer], *, now: datetime) -> int:
    """All of a file, instead of those of the same ids; how many. ValueError where they do not fit; none is taken."""
    found = tuple(offers)
    with writing(db):
        _check_number(len(_ids(db, workspace) | {own.id for own in found}))
        for own in found:
            _delete(db, workspace, own.id)
            _put(db, workspace, own, now)
    return len(found)


def remove(db: Database, workspace: Workspace, own_id: str) -> None:
    """Deletes it for good; plans that use it keep it. NotThere for one of another workspace."""
    with writing(db):
        if not _delete(db, workspace, own_id):
            raise NotThere(NOT_THERE)


def _ids(db: Database, workspace: Workspace) -> set[str]:
    rows = db.execute("SELECT id FROM own_offers WHERE workspace_id = ?", [workspace.id]).fetchall()
    return {str(row[0]) for row in rows}


def _check_number(number: int) -> None:
    if number > MOST_OWN_OFFERS:
        raise ValueError(f"At most {MOST_OWN_OFFERS} offers of your own fit; delete one first.")


def _put(db: Database, workspace: Workspace, own: OwnOffer, now: datetime) -> None:
    sql = "INSERT INTO own_offers (workspace_id, id, offer, updated) VALUES (?, ?, ?, ?)"
    db.execute(sql, [workspace.id, own.id, to_json(own_offer_data(own)), stamp(now)])


def _delete(db: Database, workspace: Workspace, own_id: str) -> int:
    sql = "DELETE FROM own_offers WHERE workspace_id = ? AND id = ?"
    return int(db.execute(sql, [workspace.id, own_id]).rowcount)


def _read(row: Row) -> tuple[OwnOffer, ...]:
    try:
        return parse_own_offers([json.loads(row["offer"])])
    except (BadInput, ValueError):
        return ()
