"""`planner prices`: age, changes between days, cross-check, and a published list that cannot be fetched or is older."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from genai_prices.data import providers
from genai_prices.data_snapshot import DataSnapshot

from planner import cli
from planner.cli.prices import update
from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["prices", *words]) == 0
    return capsys.readouterr().out


def test_status_says_of_which_day_the_list_is(capsys: pytest.CaptureFixture[str], catalogue: Catalogue) -> None:
    found = json.loads(said(capsys, "status", "--json"))
    assert found["list_date"] == str(catalogue.prices_checked)
    assert found["offers"] == len(catalogue.offers) > found["dated"]
    assert f"list of {found['list_date']}" in said(capsys, "status")


def test_diff_lists_announced_prices_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "diff", "2026-11-23", "2027-01-01", "--json"))
    doubled = {"offer": "google/gemini-3.7-flash", "rate": "input", "before": "0.75", "after": "1.5"}
    assert doubled in found["changes"]
    rerouted = {"offer": "google/gemini-2.5-pro", "on": "2026-12-01", "successor": "google/gemini-3.8-flash"}
    assert rerouted in found["ends"]
    assert "google/gemini-2.5-pro" in said(capsys, "diff", "2026-11-23", "2027-01-01")
    assert said(capsys, "diff", "2026-11-23", "2026-11-23") == "No rate changes.\n"


def test_check_compares_two_sources(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "check", "--json"))
    assert 0 <= found["differ"] < found["compared"]
    assert len({row["offer"] for row in found["rates"]}) == found["differ"]


@pytest.mark.parametrize("days", [[], ["2026-11-23"], ["2026-11-23", "soon"], ["1", "2", "3"]])
def test_days_that_cannot_be_read(days: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prices", "diff", *days]) == 2
    assert "DATE" in capsys.readouterr().err


def test_an_older_list_is_refused_and_an_equal_one_compared(catalogue: Catalogue) -> None:
    same = DataSnapshot(providers, from_auto_update=True)
    found = update([], catalogue, NOW, fetch=lambda: same)
    assert (found["new"], found["gone"], found["changed"]) == ([], [], 0)
    newer = replace(catalogue, prices_checked=date(2026, 11, 26))
    with pytest.raises(BadInput) as refused:
        update([], newer, NOW, fetch=lambda: same)
    assert "the one in use is of 26 Nov 2026" in refused.value.problems[0].message
