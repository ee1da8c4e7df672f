"""The terminal: planner db and planner scenario, their exit codes, sentences, and help that is documented."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from planner import cli
from planner.store import listing, revisions, scenarios, workspaces
from planner.store.database import upkeep
from planner.store.database.connection import connect, open_store
from planner.store.database.rows import Workspace
from tests.store.build import NOW, question, real_draft, scenario

DOCS = Path(__file__).parents[2] / "docs" / "store.md"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _database(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_DATABASE", str(path))


@pytest.fixture
def plan(db: Database, mine: Workspace) -> str:
    """The id of a plan of two revisions."""
    made = scenario(db, mine, "Research agent", draft=real_draft(question("one/m")), note="why", tags=["q4"])
    revisions.revise(db, mine, made.id, real_draft(question("two/m")), kind="plan", expected_revision=1, now=NOW)
    return made.id


def test_migrate_makes_the_database_once(path: Path, capsys: Captured) -> None:
    assert cli.main(["db", "migrate"]) == 0
    assert (
        capsys.readouterr().out
        == f"{path}: m001_scenarios, m002_shares, m003_upkeep, m004_model_sets, m005_own_offers, "
        "m006_own_runs, m007_sizes, m008_search, m009_kept, m010_tag_lists, "
        "m011_search_blocks\n"
    )
    assert cli.main(["db", "migrate"]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_backup_and_check(path: Path, plan: str, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "copy.sqlite3"
    assert cli.main(["db", "backup", str(target)]) == 0
    counted = "1 workspaces, 1 plans, 2 revisions, 0 links, 0 problems"
    assert capsys.readouterr().out == f"{target}: {counted}\n"
    assert cli.main(["db", "check"]) == 0
    assert capsys.readouterr().out == f"{path}: {counted}\n"
    assert cli.main(["db", "backup", str(target)]) == 2
    assert "already there" in capsys.readouterr().err


def test_check_finds_damage(db: Database, plan: str, capsys: Captured) -> None:
    db.execute("DROP TRIGGER revisions_stay")
    db.execute("DELETE FROM revisions")
    db.conn.commit()
    assert cli.main(["db", "check"]) == 1
    assert plan in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["db", "check"], ["db", "backup", "x"], ["scenario", "list"]])
def test_reading_makes_no_database(path: Path, verb: list[str], capsys: Captured) -> None:
    assert cli.main(verb) == 2
    assert "There is no database at" in capsys.readouterr().err
    assert not path.exists()


def test_a_locked_database_is_said(path: Path, capsys: Captured) -> None:
    path.write_bytes(b"no database" * 100)
    assert cli.main(["scenario", "list"]) == 1
    assert "damaged" in capsys.readouterr().err


def test_list_shows_every_workspace(db: Database, plan: str, theirs: Workspace, capsys: Captured) -> None:
    scenario(db, theirs, "Other")
    scenario(db, theirs, "Spring", kind="budget")
    assert cli.main(["scenario", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(rf"{plan}    1  2026-11-23  r2   Research agent  \[q4\]", lines[0])
    assert cli.main(["scenario", "list", "RESEARCH", "q4"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_list_shows_the_bin_and_more_than_a_page(db: Database, mine: Workspace, capsys: Captured) -> None:
    for number in range(listing.MOST_PER_PAGE + 5):
        scenario(db, mine, str(number))
    scenarios.delete(db, mine, scenario(db, mine, "gone").id, now=NOW)
    assert cli.main(["scenario", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == listing.MOST_PER_PAGE + 5
    assert cli.main(["scenario", "list", "--bin"]) == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["gone"]


def test_show_prints_a_revision(plan: str, capsys: Captured) -> None:
    assert cli.main(["scenario", "show", plan[:8]]) == 0
    latest = capsys.readouterr().out
    assert latest.startswith("# Research agent\n\nRevision 2, prices of 2026-11-23.\n\nwhy\n")
    assert "| m | Two |" in latest and "| m | One |" not in latest
    assert cli.main(["scenario", "show", plan, "--revision", "1", "--format", "csv"]) == 0
    assert "one/m" in capsys.readouterr().out
    assert cli.main(["scenario", "show", plan, "--revision", "3"]) == 2
    assert "no revision 3" in capsys.readouterr().err


def test_export_and_import_give_the_same_file(
    db: Database, mine: Workspace, plan: str, tmp_path: Path, capsys: Captured
) -> None:
    assert cli.main(["scenario", "export", plan]) == 0
    text = capsys.readouterr().out
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    assert cli.main(["scenario", "import", str(file)]) == 0
    made = capsys.readouterr().out.split()[0]
    assert made != plan
    assert cli.main(["scenario", "export", made]) == 0
    assert capsys.readouterr().out == text
    assert cli.main(["scenario", "export", plan, "--revision", "2"]) == 0
    assert [each["number"] for each in json.loads(capsys.readouterr().out)["revisions"]] == [2]


def test_import_reads_standard_input(plan: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.main(["scenario", "export", plan])
    text = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert cli.main(["scenario", "import", "-"]) == 0


@pytest.mark.parametrize(("text", "said"), [("{", "damaged"), ("{}", "not a plan"), (None, "No such file")])
def test_a_bad_file_is_said_and_changes_nothing(
    db: Database, plan: str, tmp_path: Path, text: str | None, said: str, capsys: Captured
) -> None:
    file = tmp_path / "bad.json"
    if text is not None:
        file.write_text(text)
    before = list(db.conn.iterdump())
    assert cli.main(["scenario", "import", str(file)]) == 2
    assert said in capsys.readouterr().err
    assert list(db.conn.iterdump()) == before


def test_import_asks_which_workspace(
    db: Database, plan: str, theirs: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    cli.main(["scenario", "export", plan])
    file = tmp_path / "plan.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert cli.main(["scenario", "import", str(file)]) == 2
    assert "--workspace: 1, 2" in capsys.readouterr().err
    assert cli.main(["scenario", "import", str(file), "--workspace", "2"]) == 0
    assert listing.search(db, theirs, listing.Search()).total == 1
    assert cli.main(["scenario", "import", str(file), "--workspace", "3"]) == 2


def test_import_needs_a_workspace(db: Database, tmp_path: Path, capsys: Captured) -> None:
    with open_store(tmp_path / "other.sqlite3") as other:
        made = scenario(other, workspaces.make(other, now=NOW)[0], draft=real_draft())
    file = tmp_path / "plan.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_DATABASE", str(tmp_path / "other.sqlite3"))
        cli.main(["scenario", "export", made.id])
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert cli.main(["scenario", "import", str(file)]) == 2
    assert "Save a plan in the browser first" in capsys.readouterr().err


def test_an_id_that_is_not_clear_is_said(db: Database, mine: Workspace, capsys: Captured) -> None:
    scenario(db, mine)
    scenario(db, mine)
    assert cli.main(["scenario", "show", ""]) == 2
    assert "2 plans have an id that begins with" in capsys.readouterr().err
    assert cli.main(["scenario", "show", "zz"]) == 2
    assert "No plans" in capsys.readouterr().err


def test_an_empty_setting_is_said(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_DATABASE", "")
    assert cli.main(["db", "check"]) == 2
    assert "PLANNER_DATABASE is set but empty" in capsys.readouterr().err


def test_a_backup_of_an_older_schema_says_so(path: Path, tmp_path: Path, capsys: Captured) -> None:
    old = sqlite3.connect(path)
    old.executescript((Path(__file__).parents[1] / "store" / "schemas" / "m001_scenarios.sql").read_text())
    old.close()
    target = tmp_path / "copy"
    assert cli.main(["db", "backup", str(target)]) == 1
    assert "run planner db migrate" in capsys.readouterr().err
    with connect(target) as copy:
        assert copy.table("revisions").count == 6
        assert upkeep.check(copy).problems


VERBS = ["db", "db migrate", "db backup", "db check", "scenario"]
VERBS += [f"scenario {verb}" for verb in ("list", "show", "export", "import")]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_is_in_the_documentation_word_for_word(
    verb: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        cli.main([*verb.split(), "--help"])
    assert capsys.readouterr().out.strip() in DOCS.read_text(encoding="utf-8")


def test_own_offers_go_out_and_come_back(mine: Workspace, tmp_path: Path, capsys: Captured) -> None:
    own = {"id": "gw", "like": "gpt-5.4", "kind": "gateway", "fee": "0.05"}
    file = tmp_path / "own.json"
    file.write_text(json.dumps({"format": "token-planner/own-offers", "version": 1, "own_offers": [own]}), "utf-8")
    assert cli.main(["own-offers", "import", str(file)]) == 0
    assert cli.main(["own-offers", "list"]) == 0
    assert "own/gw  gateway, like gpt-5.4" in capsys.readouterr().out
    assert cli.main(["own-offers", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["own_offers"] == [own]
    file.write_text("{}", "utf-8")
    assert cli.main(["own-offers", "import", str(file)]) == 2
    assert "not a file of own offers" in capsys.readouterr().err
