"""The fragment that follows every keystroke: nine models in two modes, against an empty page of the same app."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, render_template
from flask.testing import FlaskClient

from planner.web import create_app
from tests.bench.measure import Figure, both, readable
from tests.bench.world import NOW, catalogue

ADDRESS = "/plan/results"
NAME = "results of 9 models x 2 modes"


def figures() -> Iterator[Figure]:
    """Through the whole application, guards and headers included, without a network."""
    with tempfile.TemporaryDirectory() as folder:
        yield _measured(_app(Path(folder, "bench.sqlite3")))


def _measured(app: Flask) -> Figure:
    if ADDRESS not in {rule.rule for rule in app.url_map.iter_rules()}:
        return Figure(NAME, "", "not yet: there is no page of results")
    client = app.test_client()
    lengths = iter(range(1, 1_000_000))
    empty, full = both(lambda: _get(client, "/empty"), lambda: _get(client, f"{ADDRESS}?own={next(lengths)}"), 25)
    answer = client.get(ADDRESS, headers={"HX-Request": "true"})
    return Figure(
        NAME,
        readable(empty),
        readable(full),
        None,
        note=f"{full / empty:.0f} times an empty page, which is the baseline here; {len(answer.data) / 1000:.0f} kB.",
    )


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.status


def _app(database: Path) -> Flask:
    app = create_app({"CATALOGUE": catalogue(), "DATABASE": str(database), "CLOCK": lambda: NOW})
    app.add_url_rule("/empty", "bench_empty", lambda: render_template("base.html"))
    return app
