"""The application under test: one catalogue for the whole run, one database for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.serving import make_server

from planner.core.models.catalogue import Catalogue
from planner.web import create_app

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


KNOWN_FAILURES = Path(__file__).with_name("known_failures.txt")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of known_failures.txt; a line without parameters stands for all of them."""
    lines = KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()
    known = {line for line in lines if line and not line.startswith("#")}
    for item in items:
        if item.nodeid in known or item.nodeid.partition("[")[0] in known:
            item.add_marker(pytest.mark.xfail(reason="see tests/known_failures.txt", strict=False))


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask keeps one request context for a whole test, and `g` leaks between requests: not here."""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    # Imported here: tests of the core alone then start without the price sources.
    from planner.sources.catalogue import load_catalogue

    # Pages open with the nine of the model card, whose figures the tests of pages know; tests/web/plan/test_sets.py has
    # the order that is shipped.
    known = load_catalogue()
    sets = dict(sorted(known.model_sets.items(), key=lambda pair: pair[0] != "card"))
    return replace(known, model_sets=sets)


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Testing mode, a database of its own and the clock stopped at NOW, whatever the environment says."""
    for name in ("PLANNER_DATABASE", "PLANNER_TRUSTED_HOSTS", "PLANNER_OPEN", "PLANNER_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    config = {"TESTING": True, "CATALOGUE": catalogue, "DATABASE": str(tmp_path / "planner.sqlite3")}
    return create_app({**config, "CLOCK": lambda: NOW})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def server_url(app: Flask) -> Iterator[str]:
    """The address of a real server in a thread, for browsers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
