"""A change that gets no answer, on every page that fetches: figures fade and say of what they are, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.checks import touch
from tests.sources.usage.samples import lines, litellm

LOG: FilePayload = {"name": "gateway.jsonl", "mimeType": "application/json", "buffer": lines(litellm())}
SECOND_MS = 1_000
FADED = "rgb(85, 92, 97)"


def read_it(page: Page) -> None:
    page.click("text=Read it")


def read_log(page: Page) -> None:
    page.set_input_files("#file", [LOG])
    read_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("These calls cost")


def offline(page: Page) -> None:
    page.context.set_offline(True)


def broken(page: Page) -> None:
    page.route("**/*", lambda route: route.fulfill(status=500, body="no"))


def silent(page: Page) -> None:
    """The server takes the request and says nothing; htmx gives up after ten seconds, here sooner."""
    held: list[Route] = []
    page.evaluate("window.htmx.config.timeout = 200")
    page.route("**/*", lambda route: held.append(route))


class Place(NamedTuple):
    """A page, what is changed on it and how, what its figures are of."""

    address: str
    field: str
    typed: str
    figures_of: str
    change: Callable[[Page], None] | None = None
    first: Callable[[Page], None] = lambda page: None
    failures: tuple[Callable[[Page], None], ...] = (broken, silent, offline)


PLACES = {
    "plan": Place("/plan/agent?models=gpt-5.4&runs=4", "#runs", "80", "20 developers"),
    "rank": Place("/offers?steps=12", "#q", "novita", "50 reports per day, 12 steps"),
    "budget": Place("/budgets/new?add=preset:support_chat", "[name=cap]", "2000", "1 line, from"),
    # A log may be read for minutes: its page waits for longer than a test.
    "usage": Place("/usage", "#file", "gateway.jsonl", "gateway.jsonl", read_it, read_log, (broken, offline)),
}


@pytest.mark.parametrize("name", PLACES)
def test_without_an_answer_figures_fade_and_say_of_what_they_are(page: Page, server_url: str, name: str) -> None:
    place = PLACES[name]
    # The browser writes failed requests to the console of this page, which is not the one that is watched.
    page = page.context.new_page()
    page.goto(f"{server_url}{place.address}")
    touch(page)
    place.first(page)
    page.wait_for_load_state("networkidle")
    message, heading = page.locator("#stale"), page.locator(".finding").first
    change = place.change or (lambda page: page.fill(place.field, place.typed))
    for fail in place.failures:
        fail(page)
        change(page)
        said = re.compile(f"Still for .*{place.figures_of}.*: no answer from the server.*Try again")
        expect(message).to_have_text(said, timeout=2 * SECOND_MS)
        assert message.get_attribute("role") == "alert"
        expect(heading).to_have_css("color", FADED)
        assert page.input_value(place.field).endswith(place.typed)
        page.unroute_all()
        page.evaluate("window.htmx.config.timeout = 10_000")
        if fail is not offline:
            page.get_by_role("button", name="Try again").click()
        page.context.set_offline(False)
        expect(page.locator("#stale:not(:empty)")).to_have_count(0)
        expect(heading).not_to_have_css("color", FADED)
        assert page.input_value(place.field).endswith(place.typed)


def test_a_search_without_an_answer_says_so_in_its_list(page: Page, server_url: str) -> None:
    page = page.context.new_page()
    page.add_init_script("delete AbortSignal.any; delete AbortSignal.timeout;")  # As browsers of 2022 are.
    page.goto(f"{server_url}/plan/agent?models=gpt-5.4")
    touch(page)
    for fail in (broken, offline):
        fail(page)
        page.locator("#add").fill("kimi k2")
        expect(page.locator("#hits")).to_contain_text("No answer from the server", timeout=2 * SECOND_MS)
        expect(page.locator("#add")).to_have_value("kimi k2")
        page.unroute_all()
        page.context.set_offline(False)
        page.locator("#add").press("Enter")
        expect(page.locator("#hits")).to_contain_text("Kimi K2")
        page.locator("#add").fill("")


def test_where_the_scripts_do_not_come_the_page_is_a_plain_one(page: Page, server_url: str) -> None:
    page = page.context.new_page()
    page.route("**/live.js*", lambda route: route.abort())
    page.goto(f"{server_url}/plan/agent?models=gpt-5.4&runs=4")
    page.locator("#runs").fill("80")
    page.get_by_role("button", name="Show what it costs").press("Enter")
    expect(page).to_have_url(re.compile("runs=80"))
    page.get_by_role("link", name="Model, paid to").click()
    expect(page).to_have_url(re.compile("sort=model"))
    page.unroute_all()
    page.locator("#steps").fill("90")
    expect(page).to_have_url(re.compile("steps=90"))
