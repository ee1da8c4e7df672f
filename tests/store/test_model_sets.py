"""Named choices of models: kept, replaced by name, bounded, and seen by their workspace alone."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from planner.store import model_sets, workspaces
from planner.store.database.errors import NotThere
from planner.store.database.rows import Workspace
from tests.store.build import NOW


def names(db: Database, workspace: Workspace) -> list[str]:
    return [one.name for one in model_sets.every(db, workspace)]


def test_kept_in_order_and_replaced_by_name(db: Database, mine: Workspace, theirs: Workspace) -> None:
    model_sets.keep(db, mine, "Ours", ["gpt-5.4", "kimi-k2.5", "gpt-5.4"], now=NOW)
    model_sets.keep(db, mine, "cheap", ["glm-5"], now=NOW)
    again = model_sets.keep(db, mine, " OURS ", ["grok-4"], now=NOW)
    assert [(one.name, one.models) for one in model_sets.every(db, mine)] == [
        ("cheap", ("glm-5",)),
        ("OURS", ("grok-4",)),
    ]
    assert model_sets.every(db, theirs) == ()
    with pytest.raises(NotThere):
        model_sets.remove(db, theirs, again.id)
    model_sets.remove(db, mine, again.id)
    assert names(db, mine) == ["cheap"]


@pytest.mark.parametrize(
    ("name", "models"),
    [("", ["a"]), ("x" * 121, ["a"]), ("x", []), ("x", [" "]), ("x", ["a" * 201]), ("x", ["a\nb"]),
     ("x", [str(n) for n in range(61)])],
)  # fmt: skip
def test_what_cannot_be_kept(db: Database, mine: Workspace, name: str, models: list[str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        model_sets.keep(db, mine, name, models, now=NOW)
    with pytest.raises(ValueError, match=r"\w"):
        model_sets.check(name, models)
    assert names(db, mine) == []


def test_so_many_fit(db: Database, mine: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_sets, "MOST_SETS", 2)
    for name in "ab":
        model_sets.keep(db, mine, name, ["m"], now=NOW)
    with pytest.raises(ValueError, match="At most 2"):
        model_sets.keep(db, mine, "c", ["m"], now=NOW)
    model_sets.keep(db, mine, "A", ["n"], now=NOW)
    assert names(db, mine) == ["A", "b"]


def test_they_move_and_go_with_the_workspace(db: Database, mine: Workspace, theirs: Workspace) -> None:
    model_sets.keep(db, mine, "Ours", ["gpt-5.4"], now=NOW)
    assert workspaces.move_scenarios(db, mine, theirs) == 0
    assert (names(db, mine), names(db, theirs)) == ([], ["Ours"])
    workspaces.remove(db, theirs)
    assert db.table("model_sets").count == 0
