"""The list of a workspace's scenarios: searched, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from planner.store.database.connection import fetch_all, fetch_one
from planner.store.database.rows import Scenario, Workspace, scenario_of, to_json
from planner.store.scenarios import COLUMNS

Order = Literal["updated", "-updated", "created", "-created", "name", "-name"]
ORDERS: dict[str, str] = {
    "updated": "updated, rowid",
    "-updated": "updated DESC, rowid DESC",
    "created": "created, rowid",
    "-created": "created DESC, rowid DESC",
    # The name is what the searched text begins with.
    "name": "searched, rowid",
    "-name": "searched DESC, rowid DESC",
}
PER_PAGE = 25
MOST_PER_PAGE = 200
# Every word must stand somewhere: in the name, a tag, the note, or the note of any revision.
WORD = "instr(searched, ?)"
# The first part is looked up in an index, and leaves few rows for the second, which is exact.
TAG = "instr(searched, ?) AND EXISTS (SELECT 1 FROM json_each(tags) WHERE fold(json_each.value) = ?)"


@dataclass(frozen=True, slots=True)
class Search:
    """What to list. `page` counts from 1; `words` are looked for in names, tags and notes; `binned` lists the bin."""

    words: str = ""
    tag: str = ""
    order: Order = "-updated"
    page: int = 1
    per_page: int = PER_PAGE
    kind: str = "plan"
    binned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list. `total` counts all that match; `page` is the last one where a later one was asked for."""

    scenarios: tuple[Scenario, ...]
    total: int
    page: int
    pages: int


def search(db: Database, workspace: Workspace, wanted: Search) -> Page:
    """The page asked for. ValueError for an order that is not in ORDERS."""
    if wanted.order not in ORDERS:
        raise ValueError(f"must be one of {', '.join(ORDERS)}")
    where, values = _where(workspace, wanted)
    size = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    places = f"FROM scenarios WHERE {where}"
    ordered = f"SELECT rowid AS place {places} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?"
    # Where few match, one walk through the index finds and counts them; where many do, this one ends early.
    found = fetch_all(db, ordered, [*values, MOST_PER_PAGE + 1, 0])
    few = len(found) <= MOST_PER_PAGE
    total = len(found) if few else _count(db, places, values)
    pages = max(1, -(-total // size))
    page = min(max(wanted.page, 1), pages)
    start = (page - 1) * size
    rows = found[start : start + size] if few else fetch_all(db, ordered, [*values, size, start])
    return Page(_scenarios(db, [row["place"] for row in rows]), total, page, pages)


def _count(db: Database, places: str, values: Sequence[Any]) -> int:
    counted = fetch_one(db, f"SELECT count(*) AS n {places}", values)
    return int(counted["n"]) if counted else 0


def _scenarios(db: Database, places: Sequence[int]) -> tuple[Scenario, ...]:
    """The rows at `places`, in that order."""
    sql = f"SELECT rowid AS place, {COLUMNS} FROM scenarios WHERE rowid IN (SELECT value FROM json_each(?))"  # noqa: S608
    rows = {row["place"]: row for row in fetch_all(db, sql, [to_json(list(places))])}
    return tuple(scenario_of(rows[place]) for place in places if place in rows)


def tags(db: Database, workspace: Workspace, kind: str = "plan") -> list[tuple[str, int]]:
    """Every tag in use and on how many scenarios, by name; spellings that differ in case count as one."""
    # Equal lists of tags are counted before they are taken apart: there are few of them, whatever the number of plans.
    sql = (
        "SELECT min(json_each.value) AS tag, sum(many) AS n FROM "
        "(SELECT tags, count(*) AS many FROM scenarios WHERE workspace_id = ? AND kind = ? AND deleted_at IS NULL "
        "GROUP BY tags) AS lists, json_each(lists.tags) "
        "GROUP BY fold(json_each.value) ORDER BY fold(json_each.value)"
    )
    return [(row["tag"], row["n"]) for row in fetch_all(db, sql, [workspace.id, kind])]


def _where(workspace: Workspace, wanted: Search) -> tuple[str, Sequence[Any]]:
    parts = ["workspace_id = ?", "kind = ?", "deleted_at IS " + ("NOT NULL" if wanted.binned else "NULL")]
    values: list[Any] = [workspace.id, wanted.kind]
    for word in sorted(wanted.words.casefold().split(), key=len, reverse=True):  # long words leave the fewest
        parts.append(WORD)
        values.append(word)
    if wanted.tag:
        tag = wanted.tag.casefold()
        parts.append(TAG)
        values += [to_json(tag), tag]
    return " AND ".join(parts), values
