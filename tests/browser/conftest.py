"""A real browser: Debian's Chromium through Playwright, and a page that fails its test on any script or CSP error."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.conftest import SETTINGS, serving

BROWSERS = (os.environ.get("PLANNER_BROWSER", "chromium"), "chromium", "chromium-browser", "google-chrome")
"""`PLANNER_BROWSER=chromium-headless-shell` takes about half the processor time, and draws other frames."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = Path(__file__).parent
WAIT_MS, ACTION_MS, NAVIGATION_MS = 30_000, 60_000, 60_000
"""Long enough for a busy machine. A click waits for the page it leads to, and saving a budget takes seconds."""

expect.set_options(timeout=WAIT_MS)


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are skipped, and say so; where one is required they fail instead."""
    if find_browser() or os.environ.get("PLANNER_REQUIRE_BROWSER"):
        return
    skip = pytest.mark.skip(reason="no chromium or chrome on PATH: install one to run the browser tests")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = find_browser()
    assert path, "PLANNER_REQUIRE_BROWSER is set and no chromium or chrome is on PATH"
    return {"executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def server_url(make_app: Callable[[Path], Flask], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests: what they save is kept by the cookie of a browser, and every test has its own."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with pytest.MonkeyPatch.context() as patch:
        for name in SETTINGS:
            patch.delenv(name, raising=False)
        app = make_app(tmp_path_factory.mktemp("server"))
    with serving(app) as address:
        yield address


def impatient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(ACTION_MS)
    context.set_default_navigation_timeout(NAVIGATION_MS)
    return context


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    return impatient(context)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Playwright's page; afterwards no uncaught error, and nothing the Content-Security-Policy had to block."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.extend(complaint(message)))
    yield page
    assert troubles == []


@pytest.fixture
def other(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody else's browser."""
    context = impatient(browser.new_context(viewport={"width": 1366, "height": 900}))
    yield context
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = impatient(browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900}))
    yield context.new_page()
    context.close()


def complaint(message: ConsoleMessage) -> list[str]:
    """Console errors, but not the line a browser writes for an answer of 4xx, which may be just what is tested."""
    expected = message.type != "error" or message.text.startswith("Failed to load resource")
    return [] if expected else [message.text]
