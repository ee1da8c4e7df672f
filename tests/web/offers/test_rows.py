"""Figures of rows are kept as written, each under all that it depends on."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from planner.web.offers.rows import RankRows
from planner.web.plan.rows import MINUTES, SECONDS

OFFERS = [SimpleNamespace(id="a/m"), SimpleNamespace(id="b/m")]


def table(**changes: Any) -> RankRows:
    form = SimpleNamespace(mode=changes.pop("mode", "on"), plan=SimpleNamespace(models=changes.pop("models", ())))
    view = SimpleNamespace(ranking=changes.pop("ranking", "ranking"), offer=OFFERS.__getitem__)
    return replace(RankRows(form, view, SECONDS, "/plan?add="), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [{"mode": "off"}, {"models": ("a/m",)}, {"ranking": "another"}, {"unit": MINUTES}, {"add": "/plan?own=5&add="}],
)
def test_another_list_is_written_anew(changes: dict[str, Any]) -> None:
    def written(rows: RankRows, text: str) -> str:
        return rows.written(0, False, lambda place, added: escape(text))

    ranking = object()
    usual = {"ranking": ranking} | changes
    assert written(table(ranking=ranking), "first") == written(table(ranking=ranking), "again") == "first"
    assert written(table(**usual), "changed") == "changed"


def test_rows_are_told_apart_and_one_in_the_plan_says_so() -> None:
    said = [
        table(ranking=OFFERS, models=("b/m",)).written(place, added, lambda place, added: escape(f"{place} {added}"))
        for place, added in ((0, False), (0, True), (1, False))
    ]
    assert said == ["0 False", "0 True", "1 True"]


def test_a_row_tells_cheaper_hosts_and_adds_what_the_plan_has_not(client: FlaskClient) -> None:
    """DeepSeek's own offer leads its model; QuickSilver Pro, folded in, asks less, and is not what the plan holds."""
    html = client.get("/offers?door=chat&q=deepseek-v4.1-flash&models=deepseek-v4.1-flash").text
    assert re.search(r"\d+ more, from \$\d", html) and ">in<" in html
    one = client.get("/offers?door=chat&q=deepseek-v4.1-flash&models=deepseek-v4.1-flash&runs=0").text
    assert re.search(r"\d+ more, from \$0\.0", one), "cents of a single run too"
    html = client.get("/offers?door=chat&host=quicksilverpro&q=v4.1-flash&models=deepseek-v4.1-flash").text
    assert ">in<" not in html and "add=quicksilverpro/deepseek-v4.1-flash" in html
    (href,) = set(re.findall(r'href="(/plan\?[^"]*add=quicksilverpro/deepseek-v4.1-flash)"', html))
    added = "?models=deepseek-v4.1-flash&models=quicksilverpro/deepseek-v4.1-flash"
    assert client.get(unescape(href)).location == f"/plan/chat{added}"


def test_a_number_is_found_whole(client: FlaskClient) -> None:
    """9 is a digit in the dates of Claude Opus 3, and no version of Opus."""
    assert "No offer passes" in client.get("/offers?q=Claude Opus 9").text
    assert "Kimi K2.5" in client.get("/offers?q=kimi k2 5").text
