"""Saved plans in a browser: the whole story from plan to revoked link, without a script too, and what axe says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from planner.core.models.catalogue import Catalogue
from planner.web import workspace
from tests.browser.checks import UNFOLD, faults, too_wide
from tests.conftest import serving
from tests.web.saved.parts import LATER, OFFER, OTHER, make_app, with_moved_price

DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
START = f"/plan?preset=support_chat&models={OFFER}&models={OTHER}&focus={OFFER}"
NAME = "Support desk, spring"


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    """Prices move on 1 December; the clock of the test moves on its own."""
    return make_app(with_moved_price(catalogue), tmp_path / "planner.sqlite3")


@pytest.fixture
def server_url(app: Flask) -> Iterator[str]:
    """A server for each test, as tests move its clock and take away its database."""
    with serving(app) as address:
        yield address


@pytest.fixture
def other_page(other: BrowserContext) -> Page:
    """A second reader with a browser of his own."""
    return other.new_page()


def finding(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def open_save(page: Page) -> None:
    page.locator("summary", has_text="Save plan").locator("visible=true").click()


def save(page: Page, url: str, name: str = NAME) -> str:
    """Saves the plan from its page, and goes on from the finance view to what was saved; its address."""
    page.goto(f"{url}{START}")
    open_save(page)
    field = page.get_by_label("Name", exact=True).locator("visible=true")
    if page.evaluate("document.documentElement.classList.contains('scripted')"):
        expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/saved/[0-9a-f]{32}/sheet\?notice=saved"))
    expect(page.get_by_role("status").filter(has_text=f"Saved as revision 1 of {name}.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(page.locator(".kicker")).to_contain_text("revision 1")
    return page.url


def test_the_whole_story(page: Page, other_page: Page, app: Flask, server_url: str) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    scenario = save(page, server_url)

    # Change it in the planner, save over it.
    page.get_by_role("link", name="Open in the planner").click()
    page.locator("#runs").fill("4000")
    expect(page).to_have_url(re.compile(r"runs=4000.*scenario=[0-9a-f]{32}&revision=1"))
    expect(page.locator("input[name=plan]").first).to_have_value(re.compile("runs=4000"))
    open_save(page)
    page.get_by_label("What has changed").locator("visible=true").fill("More runs")
    page.get_by_role("button", name="Save a new revision").locator("visible=true").click()
    expect(page.get_by_role("status").filter(has_text="revision 2")).to_be_visible()

    # Share it; another visitor reads it without a cookie and takes a copy.
    page.get_by_role("link", name="Share", exact=True).locator("visible=true").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to this plan").input_value()
    shared_page_tells(other_page, link)
    other_page.get_by_role("button", name="Duplicate into my workspace").click()
    expect(other_page).to_have_url(re.compile(r"/saved/[0-9a-f]{32}\?notice=duplicated"))
    assert not other_page.url.startswith(scenario)

    # Side by side.
    page.goto(f"{scenario}/revisions")
    for number in (1, 2):
        page.get_by_label(f"Compare revision {number}", exact=True).check()
    page.get_by_role("button", name="Compare selected").click()
    expect(page.get_by_role("row", name=re.compile("^Conversations"))).to_contain_text("4,000 per day")

    # Three months later a price has moved.
    app.config["CLOCK"].now = LATER
    page.goto(scenario)
    assert "would cost" in finding(page)
    assert "has raised the prices of GPT-5.4" in finding(page)
    expect(page.get_by_role("table").first).to_contain_text("+100%")
    page.get_by_role("button", name="Save at today’s prices").locator("visible=true").click()
    expect(page.locator(".kicker")).to_contain_text("revision 3")
    assert "costs the same today" in finding(page)

    # The reader still sees it as it was saved, until the link is closed.
    shared_page_tells(other_page, link)
    page.goto(f"{scenario}/share")
    page.get_by_role("button", name="Close this link").click()
    expect(page.get_by_role("status").filter(has_text="The link is closed")).to_be_visible()
    assert other_page.goto(link).status == 404  # type: ignore[union-attr]
    expect(other_page.get_by_text("This link leads nowhere")).to_be_visible()


def shared_page_tells(reader: Page, link: str) -> None:
    answer = reader.goto(link)
    assert answer and answer.status == 200
    assert NAME in reader.title()
    assert "costs" in finding(reader) and "would cost" not in finding(reader)
    expect(reader.locator(".kicker")).to_contain_text("as saved on 23 Nov 2026")
    expect(reader.locator(".facts").first).to_contain_text("4,000 per day")


def test_everything_without_a_script(plain_page: Page, server_url: str) -> None:
    page = plain_page
    scenario = save(page, server_url, "Plain")
    page.get_by_role("link", name="Change name, note, tags").click()
    page.get_by_label("Note").fill("Typed by hand")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("blockquote")).to_have_text("Typed by hand")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    assert page.url.startswith(scenario)
    page.goto(f"{server_url}/saved")
    page.get_by_label("Name, tag or note").fill("nothing")
    page.get_by_role("button", name="Show").click()
    assert finding(page) == "No plan fits."
    page.goto(f"{scenario}/share")
    page.get_by_role("button", name="Make a link").click()
    assert "/s/" in page.get_by_label("Link to this plan").input_value()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


def test_a_conflict_in_two_windows(context: BrowserContext, page: Page, server_url: str) -> None:
    save(page, server_url)
    page.get_by_role("link", name="Open in the planner").click()
    second = context.new_page()
    second.goto(page.url)
    for window, runs in ((page, "111"), (second, "222")):
        window.locator("#runs").fill(runs)
        expect(window.locator("input[name=plan]").first).to_have_value(re.compile(f"runs={runs}"))
        open_save(window)
        window.get_by_role("button", name="Save a new revision").locator("visible=true").click()
    expect(second.get_by_role("row", name=re.compile("^Conversations"))).to_contain_text("111 per day")
    second.get_by_role("button", name="Save yours as revision 3").click()
    expect(second.locator(".kicker")).to_contain_text("revision 3")
    second.get_by_role("link", name="Edit").click()
    expect(second.locator(".revs li")).to_have_count(3)


def test_a_join_link_in_a_second_browser(page: Page, other_page: Page, server_url: str) -> None:
    save(page, server_url)
    page.goto(f"{server_url}/workspace")
    other_page.goto(page.get_by_label("Link that joins this workspace").input_value())
    other_page.get_by_role("button", name="Join").click()
    expect(other_page.get_by_role("link", name=NAME)).to_be_visible()


def test_a_database_that_cannot_be_written_keeps_what_was_typed(
    page: Page, app: Flask, server_url: str, tmp_path: Path
) -> None:
    page.goto(f"{server_url}{START}")
    working, app.config["DATABASE"] = app.config["DATABASE"], str(tmp_path)
    open_save(page)
    page.get_by_label("Name", exact=True).locator("visible=true").fill("Kept name")
    page.get_by_role("button", name="Save", exact=True).locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved")
    expect(page.get_by_label("Name")).to_have_value("Kept name")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the plan").click()
    assert download.value.suggested_filename == "kept-name.json"
    app.config["DATABASE"] = working
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".kicker")).to_contain_text("Kept name")


def test_the_one_file_page_opens_from_disk(
    page: Page, context: BrowserContext, server_url: str, tmp_path: Path
) -> None:
    scenario = save(page, server_url)
    file = tmp_path / "plan.html"
    file.write_text(context.request.get(f"{scenario}/export.html").text(), encoding="utf-8")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    assert requests == [file.as_uri()]
    assert "costs" in finding(page)
    assert page.locator(".rail").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(245, 246, 245)"


def test_save_opens_by_key_and_escape_gives_the_focus_back(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}{START}")
    opener = page.locator("summary", has_text="Save plan").locator("visible=true")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True).locator("visible=true")).to_have_value("Support chat")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Name", exact=True).locator("visible=true")).to_have_count(0)
    expect(opener).to_be_focused()


@pytest.fixture
def every_page(page: Page, app: Flask, server_url: str) -> list[str]:
    """The address of every kind of page, with something on each."""
    scenario = save(page, server_url)
    sid = scenario.rpartition("/")[2]
    client = app.test_client()
    key = next(c["value"] for c in page.context.cookies() if c["name"] == workspace.COOKIE)
    client.set_cookie(workspace.COOKIE, key)
    plan = START.partition("?")[2]
    client.post("/saved", data={"plan": f"{plan}&runs=7", "scenario": sid, "revision": "1"})
    client.post(f"/saved/{sid}/edit", data={"note": "A note", "tags": "team"})
    deleted = (
        client.post("/saved", data={"plan": plan, "name": "Gone"})
        .headers["Location"]
        .partition("?")[0]
        .removesuffix("/sheet")
    )
    client.post(f"{deleted}/delete")
    made = client.post(f"/saved/{sid}/share", data={}, headers={"Accept": "application/json"})
    link = "/s/" + str(made.json["url"]).rpartition("/")[2]
    app.config["CLOCK"].now = LATER
    return [
        "/saved", f"/saved?deleted={deleted.rpartition('/')[2]}", "/saved?q=nothing", "/saved/bin",
        "/saved/import", "/saved/compare", f"/saved/compare?s={sid}@1&s={sid}@2", f"/saved/{sid}",
        f"/saved/{sid}/edit", f"/saved/{sid}/revisions", f"/saved/{sid}/share", "/workspace", link,
        f"/workspace/join/{key}", f"{START}&scenario={sid}&revision=1",
    ]  # fmt: skip


def test_no_page_scrolls_sideways_and_axe_finds_nothing(page: Page, server_url: str, every_page: list[str]) -> None:
    found: dict[str, list[object]] = {}
    for path in every_page:
        page.goto(f"{server_url}{path}")
        page.evaluate(UNFOLD)
        found[path] = [wrong for wrong in (too_wide(page, (1440, 683, 390, 320)), faults(page)) if wrong]
        if "/s/" in path:
            page.set_viewport_size(PHONE)
            scrolled = page.locator(".tw").evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).length")
            found[path] += ["its tables scroll on a phone"] if scrolled else []
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_printed_it_is_figures_without_buttons(page: Page, server_url: str) -> None:
    page.goto(save(page, server_url))
    page.emulate_media(media="print")
    for words in ("Save at today’s prices", "Share", "Delete", "Open in the planner"):
        expect(page.get_by_text(words, exact=True).locator("visible=true")).to_have_count(0)
    expect(page.get_by_text("Runs", exact=True).first).to_be_visible()
    expect(page.locator(".saved-figures")).to_be_visible()
    assert page.pdf()[:4] == b"%PDF"
