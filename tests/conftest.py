"""The application under test: one catalogue for the whole run, one database for each test."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule
from werkzeug.serving import make_server

from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import Market, open_market
from planner.core.ranking.rank import Ranking
from planner.web import create_app
from planner.web.state import KEY

# Engines that run are asked for by `make test-engines`, which installs them.
collect_ignore = [] if os.environ.get("PLANNER_REQUIRE_ENGINES") else ["engines"]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# A busy machine is no mistake of the code: no test fails for the time it takes.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
SETTINGS = ("PLANNER_DATABASE", "PLANNER_TRUSTED_HOSTS", "PLANNER_OPEN", "PLANNER_PUBLIC_URL")


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a run: a test makes an application of its own, which would compile them again."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


class CompiledRule(Rule):
    """Addresses, likewise: two functions are compiled for each of them, which was most of what an application took."""

    kept: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
Flask.url_rule_class = CompiledRule


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: it is not looked through for garbage, neither now nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


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
    found = replace(known, model_sets=sets)
    gc.freeze()  # it stays as long as the tests
    return found


@pytest.fixture(scope="session")
def kept_market(catalogue: Catalogue) -> Market:
    return open_market(catalogue)


@pytest.fixture(scope="session")
def kept_rankings() -> dict[Hashable, Ranking]:
    """Tests ask mostly for the same few rankings of the same catalogue, each of which takes seconds."""
    return {}


@pytest.fixture(scope="session")
def make_app(
    catalogue: Catalogue, kept_market: Market, kept_rankings: dict[Hashable, Ranking]
) -> Callable[[Path], Flask]:
    """Makes an application with its database in a folder: testing mode, and the clock stopped at NOW."""
    lock = Lock()

    def make(folder: Path) -> Flask:
        config = {"TESTING": True, "CATALOGUE": catalogue, "DATABASE": str(folder / "planner.sqlite3")}
        app = create_app({**config, "CLOCK": lambda: NOW})
        state = app.extensions[KEY]
        # What is shared by applications is guarded by one lock: a server may still answer while the next test begins.
        state.market, state.rankings, state.lock = kept_market, kept_rankings, lock
        return app

    return make


@pytest.fixture
def app(make_app: Callable[[Path], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """With a database of its own, whatever the environment says."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return make_app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a real server in a thread, for browsers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
