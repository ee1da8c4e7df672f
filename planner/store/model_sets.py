"""Named sets of models of a workspace: names only, no prices."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from planner.store.database.connection import fetch_all, writing
from planner.store.database.errors import NotThere
from planner.store.database.rows import Row, Workspace, stamp, to_json
from planner.store.normalise import clean_name

ID_BYTES = 16
MOST_SETS = 50
MOST_MODELS = 60
MODEL_LETTERS = 200


@dataclass(frozen=True, slots=True)
class KeptSet:
    """`models` as the plan page names them; some may have left the price list since."""

    id: str
    name: str
    models: tuple[str, ...]


def keep(db: Database, workspace: Workspace, name: str, models: Sequence[str], *, now: datetime) -> KeptSet:
    """Stores the set, replacing one with the same name in any case; ValueError for what cannot be stored."""
    kept = KeptSet(secrets.token_hex(ID_BYTES), clean_name(name), _clean_models(models))
    with writing(db):
        others = [one for one in every(db, workspace) if one.name.casefold() != kept.name.casefold()]
        if len(others) >= MOST_SETS:
            raise ValueError(f"At most {MOST_SETS} choices fit; remove one first.")
        db.execute("DELETE FROM model_sets WHERE workspace_id = ? AND fold(name) = fold(?)", [workspace.id, kept.name])
        db.execute(
            "INSERT INTO model_sets (id, workspace_id, name, models, created) VALUES (?, ?, ?, ?, ?)",
            [kept.id, workspace.id, kept.name, to_json(kept.models), stamp(now)],
        )
    return kept


def check(name: str, models: Sequence[str]) -> None:
    """ValueError for what cannot be kept, before a workspace is made for it."""
    clean_name(name)
    _clean_models(models)


def _clean_models(models: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(name.strip() for name in models if name.strip()))
    if not found:
        raise ValueError("Choose at least one model.")
    if len(found) > MOST_MODELS:
        raise ValueError(f"At most {MOST_MODELS} models fit; take some away.")
    if any(len(name) > MODEL_LETTERS or not name.isprintable() for name in found):
        raise ValueError("That is no name of a model.")
    return found


def every(db: Database, workspace: Workspace) -> tuple[KeptSet, ...]:
    """By name."""
    rows = fetch_all(db, "SELECT * FROM model_sets WHERE workspace_id = ? ORDER BY fold(name), id", [workspace.id])
    return tuple(_set_of(row) for row in rows)


def remove(db: Database, workspace: Workspace, set_id: str) -> None:
    """For good; NotThere for one of another workspace."""
    with writing(db):
        sql = "DELETE FROM model_sets WHERE id = ? AND workspace_id = ?"
        if not db.execute(sql, [set_id, workspace.id]).rowcount:
            raise NotThere("There is no such choice in this workspace.")


def _set_of(row: Row) -> KeptSet:
    return KeptSet(row["id"], row["name"], tuple(str(name) for name in json.loads(row["models"])))
