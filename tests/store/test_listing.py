"""The list: searched by every word, sorted, a page at a time, of one workspace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from planner.store import listing, revisions, scenarios
from planner.store.database.rows import Workspace
from planner.store.listing import Search
from tests.store.build import NOW, draft, scenario


@pytest.fixture
def filled(db: Database, mine: Workspace, theirs: Workspace) -> Workspace:
    """Four plans, a budget, one in the bin and one of another workspace; the first was updated last."""
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("Änderung im Kundendienst", {"tags": ["Team"], "note": "Anna asked"}),
        ("beta 50%", {"tags": ["team", "q4"]}),
        ("Alpha", {"draft": draft(note="for the board")}),
        ("under_score", {}),
        ("spring", {"kind": "budget"}),
        ("binned", {}),
    ]
    made = [scenario(db, mine, name, now=NOW + timedelta(hours=n), **more) for n, (name, more) in enumerate(kinds)]
    revisions.revise(db, mine, made[0].id, draft(2), kind="plan", expected_revision=1, now=NOW + timedelta(days=1))
    scenarios.delete(db, mine, made[-1].id, now=NOW)
    scenario(db, theirs, "Alpha of theirs", tags=["team"])
    return mine


def names(db: Database, owner: Workspace, **wanted: Any) -> list[str]:
    return [found.name for found in listing.search(db, owner, Search(**wanted)).scenarios]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ALPHA", ["Alpha"]),
        ("änd", ["Änderung im Kundendienst"]),
        ("ÄND kunden", ["Änderung im Kundendienst"]),
        ("änd alpha", []),
        ("anna", ["Änderung im Kundendienst"]),
        ("BOARD", ["Alpha"]),
        ("q4", ["beta 50%"]),
        ("%", ["beta 50%"]),
        ("_", ["under_score"]),
        ("'", []),
        ("theirs", []),
        ("binned", []),
    ],
)
def test_words_are_found_in_names_tags_and_notes(db: Database, filled: Workspace, words: str, found: list[str]) -> None:
    assert names(db, filled, words=words) == found


def test_changes_are_found_at_once(db: Database, filled: Workspace) -> None:
    (alpha,) = listing.search(db, filled, Search(words="alpha")).scenarios
    scenarios.edit(db, filled, alpha.id, {"name": "Ωmega", "note": "Later"}, kind="plan", now=NOW)
    assert names(db, filled, words="alpha") == []
    for words in ("ωmega", "LATER", "board"):
        assert names(db, filled, words=words) == ["Ωmega"]
    revisions.revise(db, filled, alpha.id, draft(2, note="For Ines"), kind="plan", expected_revision=1, now=NOW)
    assert names(db, filled, words="ines board") == ["Ωmega"]


def test_more_than_one_walk_through_the_index_counts(
    db: Database, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_PER_PAGE", 4)
    for number in range(11):
        scenario(db, mine, f"plan {number}", now=NOW + timedelta(hours=number))
    for wanted, shown, total in ((Search(words="1"), [10, 1], 2), (Search(words="plan", page=2), [6, 5, 4, 3], 11)):
        found = listing.search(db, mine, wanted)
        assert ([int(one.name[5:]) for one in found.scenarios], found.total) == (shown, total)


@pytest.mark.parametrize("order", ["updated", "-updated", "created", "-created", "name", "-name"])
def test_a_page_near_the_end_is_read_from_there(db: Database, mine: Workspace, order: Any) -> None:
    """The same plans in the same order, tagged ones too; those of one moment stand as they were saved."""
    for number in range(11):
        scenario(
            db, mine, f"plan {number:02}", now=NOW + timedelta(hours=number // 2), tags=["even"] * (number % 2 == 0)
        )
    for tag, many in (("", 11), ("EVEN", 6)):
        whole = names(db, mine, order=order, tag=tag, per_page=many)
        assert whole == sorted(whole, reverse=order.startswith("-")) and len(whole) == many
        pages = [listing.search(db, mine, Search(order=order, tag=tag, per_page=3, page=page)) for page in (1, 2, 3, 4)]
        assert [one.total for one in pages] == [many] * 4
        assert [one.name for page in pages[: pages[0].pages] for one in page.scenarios] == whole


def test_orders(db: Database, filled: Workspace) -> None:
    by_creation = ["Änderung im Kundendienst", "beta 50%", "Alpha", "under_score"]
    by_update = ["beta 50%", "Alpha", "under_score", "Änderung im Kundendienst"]
    by_name = ["Alpha", "beta 50%", "under_score", "Änderung im Kundendienst"]
    for order, expected in (("created", by_creation), ("updated", by_update), ("name", by_name)):
        assert names(db, filled, order=order) == expected
        assert names(db, filled, order=f"-{order}") == expected[::-1]
    assert names(db, filled) == by_update[::-1]
    with pytest.raises(ValueError, match="must be one of"):
        names(db, filled, order="id; DROP TABLE scenarios")


def test_tags_kinds_and_the_bin(db: Database, filled: Workspace) -> None:
    assert names(db, filled, tag="TEAM", order="created") == ["Änderung im Kundendienst", "beta 50%"]
    assert names(db, filled, tag="tea") == []
    assert names(db, filled, kind="budget") == ["spring"]
    assert names(db, filled, binned=True) == ["binned"]
    assert listing.tags(db, filled) == [("q4", 1), ("Team", 2)]
    (tagged,) = [one for one in listing.search(db, filled, Search()).scenarios if one.name == "beta 50%"]
    scenarios.delete(db, filled, tagged.id, now=NOW)
    assert listing.tags(db, filled) == [("Team", 1)]
    assert names(db, filled, binned=True, tag="Q4") == ["beta 50%"]
    assert names(db, filled, tag="team", words="änd") == ["Änderung im Kundendienst"]


@pytest.mark.parametrize(
    ("page", "got", "landed"), [(0, [9, 8, 7, 6], 1), (1, [9, 8, 7, 6], 1), (3, [1, 0], 3), (4, [1, 0], 3)]
)
def test_pages(db: Database, mine: Workspace, page: int, got: list[int], landed: int) -> None:
    for number in range(10):
        scenario(db, mine, str(number))
    found = listing.search(db, mine, Search(page=page, per_page=4))
    assert [int(each.name) for each in found.scenarios] == got
    assert (found.total, found.page, found.pages) == (10, landed, 3)


def test_an_empty_list_is_one_empty_page(db: Database, mine: Workspace) -> None:
    assert listing.search(db, mine, Search()) == listing.Page((), 0, 1, 1)
