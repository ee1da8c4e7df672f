"""The list of a workspace's scenarios: searched, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from planner.store.database.connection import fetch_all, fetch_one, reading
from planner.store.database.rows import Scenario, Workspace, scenario_of, to_json
from planner.store.scenarios import COLUMNS
from planner.store.word_search import Found, find_words

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
MOST_SORTED = 1_000
"""Up to so many matching plans are sorted one by one; with more, a page is soon found in an index."""
INDEXES = {"updated": "scenarios_by_update", "created": "scenarios_by_creation", "name": "scenarios_by_name"}
"""The index of each order, ascending or descending: a page is read from its nearer end."""
WITH_WORDS = {**INDEXES, "updated": "scenarios_searched", "created": "scenarios_searched"}
"""The same where words are looked for: these hold the text."""
# Every word must occur somewhere: in the name, a tag, the note, or the note of any revision.
WORD = "instr(searched, ?)"
# The first part leaves few rows for the second, which is exact.
TAG_IN_BIN = "instr(searched, ?) AND EXISTS (SELECT 1 FROM json_each(tags) WHERE fold(json_each.value) = ?)"
# Plans with the very same tags are counted together (`tag_lists`), and an index has them side by side.
TAG = "tags IN (SELECT value FROM json_each(?))"
BY_ID = "sqlite_autoindex_scenarios_1"  # of its primary key
OF_IDS = "id IN (SELECT value FROM json_each(?))"
LISTS = "FROM tag_lists WHERE workspace_id = ? AND kind = ? AND binned = ?"


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
    """The requested page. ValueError for an order that is not in ORDERS."""
    if wanted.order not in ORDERS:
        raise ValueError(f"must be one of {', '.join(ORDERS)}")
    with reading(db):
        return _searched(db, workspace, wanted)


def _searched(db: Database, workspace: Workspace, wanted: Search) -> Page:
    size = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    tagged = _lists_with(db, workspace, wanted) if wanted.tag and not wanted.binned else None
    where, values = _where(workspace, wanted, tagged)
    places = f"FROM scenarios {_index(wanted)} WHERE {where}"
    counted = _counted(db, workspace, wanted, tagged)
    if counted is None:
        return _looked_through(db, places, values, wanted, size)
    if not counted.total:
        return Page((), 0, 1, 1)
    if counted.ids is not None:
        places = f"FROM scenarios INDEXED BY {BY_ID} WHERE {where} AND {OF_IDS}"
        values = [*values, to_json(counted.ids)]
    total = counted.total
    page, pages = _page(wanted, total, size)
    start = (page - 1) * size
    shown = min(size, total - start)
    if start <= total - start - shown:
        found = _places(db, places, values, wanted.order, shown, start)
    else:
        found = _places(db, places, values, _turned(wanted.order), shown, total - start - shown)[::-1]
    return Page(_scenarios(db, found), total, page, pages)


def _looked_through(db: Database, places: str, values: Sequence[Any], wanted: Search, size: int) -> Page:
    """The page without a count of all that match."""
    # Where few match, one walk through the index finds and counts them; where many do, this one ends early.
    found = _places(db, places, values, wanted.order, MOST_PER_PAGE + 1, 0)
    few = len(found) <= MOST_PER_PAGE
    total = len(found) if few else _count(db, places, values)
    page, pages = _page(wanted, total, size)
    start = (page - 1) * size
    shown = found[start : start + size] if few else _places(db, places, values, wanted.order, size, start)
    return Page(_scenarios(db, shown), total, page, pages)


def _page(wanted: Search, total: int, size: int) -> tuple[int, int]:
    """The page that is shown, and how many there are."""
    pages = max(1, -(-total // size))
    return min(max(wanted.page, 1), pages), pages


def _index(wanted: Search) -> str:
    """Which index to use: SQLite would have to guess how many rows each leaves."""
    if wanted.tag and not wanted.binned:
        return "INDEXED BY scenarios_by_tags"
    return f"INDEXED BY {(WITH_WORDS if wanted.words.split() else INDEXES)[wanted.order.lstrip('-')]}"


def _turned(order: str) -> str:
    return order[1:] if order.startswith("-") else f"-{order}"


def _places(db: Database, places: str, values: Sequence[Any], order: str, most: int, start: int) -> list[int]:
    sql = f"SELECT rowid AS place {places} ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
    return [row["place"] for row in fetch_all(db, sql, [*values, most, start])]


def _counted(db: Database, workspace: Workspace, wanted: Search, tagged: Mapping[str, int] | None) -> Found | None:
    """How many match, and which where they are few and words were looked for; None where nobody has counted them."""
    if wanted.tag:
        return Found(sum(tagged.values()), None) if tagged is not None and not wanted.words.split() else None
    if words := wanted.words.casefold().split():
        return find_words(db, workspace, wanted.kind, words, binned=wanted.binned, most=MOST_SORTED)
    counted = fetch_one(db, f"SELECT coalesce(sum(many), 0) AS n {LISTS}", [workspace.id, wanted.kind, wanted.binned])
    return Found(int(counted["n"]) if counted else 0, None)


def _lists_with(db: Database, workspace: Workspace, wanted: Search) -> dict[str, int]:
    """Every stored list of tags that has the wanted tag, and how many plans have that list."""
    sql = f"SELECT tags, many {LISTS} AND EXISTS (SELECT 1 FROM json_each(tags) WHERE fold(json_each.value) = ?)"  # noqa: S608
    found = fetch_all(db, sql, [workspace.id, wanted.kind, False, wanted.tag.casefold()])
    return {row["tags"]: row["many"] for row in found}


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
    sql = (
        f"SELECT min(json_each.value) AS tag, sum(many) AS n FROM (SELECT tags, many {LISTS}) AS lists, "  # noqa: S608
        "json_each(lists.tags) GROUP BY fold(json_each.value) ORDER BY fold(json_each.value)"
    )
    return [(row["tag"], row["n"]) for row in fetch_all(db, sql, [workspace.id, kind, False])]


def _where(workspace: Workspace, wanted: Search, tagged: Iterable[str] | None) -> tuple[str, Sequence[Any]]:
    parts = ["workspace_id = ?", "kind = ?", "deleted_at IS " + ("NOT NULL" if wanted.binned else "NULL")]
    values: list[Any] = [workspace.id, wanted.kind]
    for word in sorted(wanted.words.casefold().split(), key=len, reverse=True):  # long words leave the fewest
        parts.append(WORD)
        values.append(word)
    if tagged is not None:
        parts.append(TAG)
        values.append(to_json(list(tagged)))
    elif wanted.tag:
        tag = wanted.tag.casefold()
        parts.append(TAG_IN_BIN)
        values += [to_json(tag), tag]
    return " AND ".join(parts), values
