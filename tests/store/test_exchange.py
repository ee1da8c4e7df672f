"""Files out and in: exactly as they were; a bad or newer file is refused in a sentence and changes nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from planner.store import listing, revisions, scenarios
from planner.store.database.rows import Workspace
from planner.store.files import exchange
from planner.store.files.exchange import BadFile
from tests.store.build import NOW, question, real_draft, scenario

LATER = NOW + timedelta(days=3, microseconds=7)


@pytest.fixture
def text(db: Database, mine: Workspace) -> str:
    """A plan of two revisions as a file."""
    made = scenario(db, mine, "Reisekosten, Q4", draft=real_draft(), note="why", tags=["Team", "日本"])
    second = real_draft(question("two/m", seed=5))
    revisions.revise(db, mine, made.id, second, kind="plan", expected_revision=1, now=LATER)
    return exported(db, mine, made.id)


def exported(db: Database, owner: Workspace, scenario_id: str) -> str:
    found = scenarios.get(db, owner, scenario_id)
    return exchange.export_text(exchange.packed(found, revisions.history(db, owner, scenario_id)))


def test_what_goes_out_comes_in_exactly(db: Database, mine: Workspace, theirs: Workspace, text: str) -> None:
    made = exchange.import_package(db, theirs, exchange.read_file(text), now=LATER)
    assert exported(db, theirs, made.id) == text
    (original,) = listing.search(db, mine, listing.Search()).scenarios
    assert revisions.history(db, theirs, made.id) == revisions.history(db, mine, original.id)
    assert (made.created, made.latest) == (LATER, 2)


def test_sums_of_more_digits_than_decimals_usually_have_add_up(text: str) -> None:
    data = json.loads(text)
    cost = data["revisions"][0]["snapshot"]["estimates"][0]["cost"]
    with localcontext(Context(prec=60)):
        cost["lines"][0]["usd"] = str(Decimal(cost["lines"][0]["usd"]) + Decimal("12.3456789012345678901234567890123"))
        cost["usd_per_run"] = str(sum(Decimal(line["usd"]) for line in cost["lines"]))
    assert len(cost["usd_per_run"]) > 29
    assert exchange.read_file(json.dumps(data)).revisions[0].draft.snapshot == data["revisions"][0]["snapshot"]


def test_a_file_gives_away_no_id_and_no_workspace(text: str) -> None:
    data = json.loads(text)
    assert set(data) == {"format", "version", "written_by", "kind", "name", "note", "tags", "revisions"}
    assert "workspace" not in text


def test_one_revision_alone_keeps_its_number_and_is_revised_after_it(
    db: Database, mine: Workspace, theirs: Workspace, text: str
) -> None:
    package = exchange.read_file(text)
    alone = exchange.Package(package.kind, package.name, "", (), package.revisions[1:])
    made = exchange.import_package(db, theirs, exchange.read_file(exchange.export_text(alone)), now=NOW)
    assert made.latest == 2
    revised = revisions.revise(db, theirs, made.id, real_draft(), kind="plan", expected_revision=2, now=NOW)
    assert revised.number == 3


def test_fields_a_later_version_adds_are_kept(db: Database, theirs: Workspace, text: str) -> None:
    data = json.loads(text)
    data["revisions"][0]["snapshot"]["estimates"][0]["new"] = {"deep": [1, 2.5, None]}
    package = exchange.read_file(json.dumps(data))
    made = exchange.import_package(db, theirs, package, now=NOW)
    kept = revisions.get(db, theirs, made.id, 1).draft.snapshot
    assert kept["estimates"][0]["new"] == {"deep": [1, 2.5, None]}


def at(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one place in a file."""

    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = value

    return change


REVISION = ("revisions", 0)
ESTIMATE = (*REVISION, "snapshot", "estimates", 0)
BAD = {
    "another format": (at("format", value="x"), "not a plan that Token planner has exported"),
    "newer": (at("version", value=2), "newer Token planner"),
    "no version": (at("version", value=None), "which version"),
    "true is no version": (at("version", value=True), "which version"),
    "unknown kind": (at("kind", value="wish"), "holds a wish, which cannot be imported"),
    "kind is a list": (at("kind", value=["plan"]), "kind must be text"),
    "no name": (at("name", value="  "), "Give it a name"),
    "name is a number": (at("name", value=5), "name must be text"),
    "tags are text": (at("tags", value="a"), "tags must be a list"),
    "tags hold a number": (at("tags", value=[1]), "tags must be a list"),
    "no revisions": (at("revisions", value=[]), "1 to 1,000 revisions"),
    "too many revisions": (at("revisions", value=[{}] * 1001), "1 to 1,000 revisions"),
    "revision is text": (at("revisions", 0, value="x"), "Revision 1 in this file must be an object"),
    "same number": (at(*REVISION, "number", value=2), "rising numbers"),
    "number 0": (at(*REVISION, "number", value=0), "from 1 on"),
    "number is text": (at(*REVISION, "number", value="1"), "from 1 on"),
    "no such date": (at(*REVISION, "created", value="2026-13-01T00:00:00Z"), "created must be a date"),
    "no time zone": (at(*REVISION, "created", value="2026-11-23T12:00:00"), "created must be a date"),
    "date beyond time": (at(*REVISION, "price_moment", value="0001-01-01T00:00:00+14:00"), "price_moment must be"),
    "bad request": (at(*REVISION, "request", "workload", "steps", value=0), "workload.steps: must be at least 1"),
    "request is a list": (at(*REVISION, "request", value=[]), "must be a JSON object"),
    "unknown field": (at(*REVISION, "request", "wish", value=1), "wish: is not a known field"),
    "no snapshot": (at(*REVISION, "snapshot", value=None), "Revision 1 in this file cannot be used"),
    "no rates": (at(*REVISION, "rates", value=None), "cannot be used"),
    "money is a number": (at(*ESTIMATE, "cost", "usd_per_month", value=5.0), r"cost\.usd_per_month"),
    "money is words": (at(*ESTIMATE, "cost", "usd_per_month", value="lots"), r"cost\.usd_per_month"),
    "money in other digits": (at(*ESTIMATE, "cost", "usd_per_month", value="٣"), r"cost\.usd_per_month"),
    "a sum that is wrong": (at(*ESTIMATE, "cost", "usd_per_run", value="0.5"), "do not add up"),
    "second bad": (at("revisions", 1, "snapshot", "seed", value="x"), "Revision 2 in this file cannot be used"),
    "an address that runs": (at(*ESTIMATE, "evidence", "price", "url", value="javascript:alert(1)"), r"price\.url"),
    "a rate that runs": (at(*REVISION, "rates", 0, "url", value="data:text/html,x"), "url"),
    "more seconds than there are": (at(*ESTIMATE, "latency", "run", "p50", value=1e308), r"run\.p50"),
    "more dollars than there are": (at(*ESTIMATE, "cost", "usd_per_month", value="9" * 29), r"cost\.usd_per_month"),
    "text where a list was": (at(*ESTIMATE, "flags", value="none"), "flags"),
}


@pytest.mark.parametrize(("change", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_and_changes_nothing(
    db: Database, theirs: Workspace, text: str, change: Callable[[Any], None], sentence: str
) -> None:
    data = json.loads(text)
    change(data)
    before = list(db.conn.iterdump())
    with pytest.raises(BadFile, match=sentence):
        exchange.import_package(db, theirs, exchange.read_file(json.dumps(data)), now=NOW)
    assert list(db.conn.iterdump()) == before


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b'{"format": NaN}',
        b'{"format": "token-planner/scenario", "version": 1, "name": "\\ud800"}',
        b"[" * 100_000,
        b'{"version": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "cut off", "no text", "NaN", "surrogate", "too deep", "huge number"],
)
def test_a_damaged_file_is_said_to_be_damaged(damaged: bytes) -> None:
    with pytest.raises(BadFile, match="damaged"):
        exchange.read_file(damaged)


def test_a_cut_off_file_never_comes_in(text: str) -> None:
    raw = text.encode()
    for end in range(0, len(raw.rstrip()), max(1, len(raw) // 200)):
        with pytest.raises(BadFile):
            exchange.read_file(raw[:end])


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JUNK = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
SAMPLE = exchange.export_data(exchange.Package("plan", "x", "", (), (revisions.Revision(1, NOW, real_draft()),)))


@given(st.data())
def test_junk_in_any_place_is_refused_or_harmless(data: st.DataObject) -> None:
    """Whatever stands in any place, reading ends in a package that can be written again, or in BadFile."""
    file = copy.deepcopy(SAMPLE)
    target: Any = file
    while True:
        key = data.draw(st.sampled_from(list(target) if isinstance(target, dict) else list(range(len(target)))))
        if isinstance(target[key], dict | list) and target[key] and data.draw(st.booleans()):
            target = target[key]
            continue
        target[key] = data.draw(JUNK)
        break
    try:
        package = exchange.read_file(json.dumps(file))
    except BadFile:
        return
    assert exchange.read_file(exchange.export_text(package)) == package


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Research agent, Q4", "research-agent-q4.json"),
        ("Ärger / ../../etc", "arger-etc.json"),
        ("日本", "日本.json"),
        ("2027年度 予算", "2027年度-予算.json"),
        ("///", "plan.json"),
        ("x" * 100, "x" * 60 + ".json"),
    ],
)
def test_file_names(name: str, expected: str) -> None:
    assert exchange.file_name(name, "json") == expected
