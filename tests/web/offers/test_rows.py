"""Rows are kept as written, each under all that it depends on."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup, escape

from planner.web.offers.rows import Holes, ModelRow, RankRows
from planner.web.plan.rows import MINUTES, SECONDS

OFFERS = [SimpleNamespace(id="a/m"), SimpleNamespace(id="b/m")]
ROW = ModelRow("M", "m", (0,), more=1, from_usd=None, is_added=False, toggle="/offers?unfold=M&by=name")


def table(**changes: Any) -> RankRows:
    asked = {"mode": "on", "quality": "", "floor": "", "bench": "gpqa"}
    said = {name: changes.pop(name, usual) for name, usual in asked.items()}
    form = SimpleNamespace(**said, plan=SimpleNamespace(models=changes.pop("models", ())))
    view = SimpleNamespace(
        ranking=changes.pop("ranking", "ranking"), offer=OFFERS.__getitem__, best=changes.pop("best", [])
    )
    return replace(RankRows(form, view, SECONDS, "/plan?add="), **changes)  # type: ignore[arg-type]


def written(rows: RankRows, text: str, row: ModelRow = ROW, number: int = 1) -> str:
    return str(rows.written(row, number, lambda row, holes: escape(text)))


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "off"},
        {"models": ("a/m",)},
        {"ranking": "another"},
        {"unit": MINUTES},
        {"add": "/plan?own=5&add="},
        {"best": [0]},
        {"quality": "gpqa"},
        {"floor": "60"},
        {"bench": "hle"},
    ],
)
def test_another_list_is_written_anew(changes: dict[str, Any]) -> None:
    ranking = object()
    usual = {"ranking": ranking} | changes
    assert written(table(ranking=ranking), "first") == written(table(ranking=ranking), "again") == "first"
    assert written(table(**usual), "changed") == "changed"


@pytest.mark.parametrize(
    "changes", [{"places": (0, 1)}, {"places": (1,)}, {"more": 2}, {"from_usd": 3.0}, {"is_added": True}]
)
def test_another_row_is_written_anew(changes: dict[str, Any]) -> None:
    rows = table(ranking=object())
    assert written(rows, "first") == "first"
    assert written(rows, "changed", replace(ROW, **changes)) == "changed"


def test_a_kept_row_has_its_own_number_and_address() -> None:
    rows = table(ranking=object())

    def write(row: ModelRow, holes: Holes) -> Markup:
        return Markup('<a id="{}" href="{}">').format(holes.number, holes.address)

    found = [
        str(rows.written(replace(ROW, toggle=to), n, write)) for n, to in ((1, "/offers?a=1&b=2"), (12, "/offers"))
    ]
    assert found == ['<a id="1" href="/offers?a=1&amp;b=2">', '<a id="12" href="/offers">']


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
    assert "No offer is called “Claude Opus 9”" in client.get("/offers?q=Claude Opus 9").text
    assert "Kimi K2.5" in client.get("/offers?q=kimi k2 5").text
