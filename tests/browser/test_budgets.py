"""Budgets in a browser: from the example to a saved, shared and exported one; without a script; narrow; axe."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.checks import EVERY_WAY, LIGHT_AND_DARK, UNFOLD, faults, quiet, too_wide, visit

DESK = (1366, 900)
EXAMPLE = "/budgets/new?from=example"


def open_at(page: Page, server_url: str, path: str = EXAMPLE, size: tuple[int, int] = DESK) -> None:
    visit(page, f"{server_url}{path}", size)
    if path == EXAMPLE:
        advised(page)


def finding(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def advised(page: Page) -> None:
    """All of the page is there, and nothing is on its way."""
    expect(page.get_by_text(re.compile("What fits the cap|Where each line could go"))).to_be_visible()
    quiet(page)


def test_a_budget_from_the_example_to_finance(page: Page, server_url: str, other: BrowserContext) -> None:
    open_at(page, server_url, "/budgets")
    page.get_by_role("link", name="Start with an example").click()
    before = finding(page)
    assert re.match(
        r"\$\d{3},000 expected over the next 12 months, with an? \d+% chance of passing your \$36,000 cap", before
    )

    page.get_by_role("button", name="Support chat").click()
    page.get_by_label("Growth per month").fill("15")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    expect(page.get_by_label("Growth per month")).to_be_focused()
    expect(page.get_by_text("2,500 runs per day, growing 15% per month")).to_be_visible()
    changed = finding(page)
    advised(page)
    page.reload()
    assert finding(page) == changed
    expect(page.get_by_label("Growth per month")).to_have_value("15")
    advised(page)

    page.get_by_role("button", name="Save budget").click()
    expect(page).to_have_url(re.compile(r"/budgets/[0-9a-f]{32}/sheet\?notice=saved$"))
    expect(page.get_by_role("status").filter(has_text="Saved as revision 1 of Agents and chat.")).to_be_visible()
    assert finding(page).startswith("We expect to pay $")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 1
    page.get_by_role("link", name="Edit").click()
    advised(page)
    assert finding(page) == changed

    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to this budget").input_value()
    theirs = other.new_page()
    theirs.goto(link)
    assert finding(theirs) == changed.replace("the next ", "")
    expect(theirs.get_by_role("button", name="Save budget")).to_have_count(0)
    theirs.locator("summary", has_text="Export").click()
    with theirs.expect_download() as got:
        theirs.get_by_role("link", name="Months as CSV").click()
    text = Path(got.value.path()).read_text("utf-8-sig")
    assert "Support chat,usd," in text


def test_an_export_holds_what_is_on_the_page(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    page.get_by_label("Budget", exact=True).fill("Typed just now")
    page.locator("summary", has_text="Export").locator("visible=true").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="JSON, to import").locator("visible=true").click()
    data = json.loads(Path(got.value.path()).read_text())
    assert data["name"] == "Typed just now"
    assert len(data["revisions"][0]["snapshot"]["months"]) == 12


def test_what_was_typed_a_moment_before_saving_is_saved(other: BrowserContext, server_url: str) -> None:
    page, saves = other.new_page(), list[str]()

    def save_slowly(route: Route) -> None:
        """Longer than what is typed waits to be sent: it must not be saved as a second budget, in another workspace."""
        saves.append(route.request.resource_type)
        time.sleep(0.5)
        route.continue_()

    page.route(re.compile("/budgets$"), save_slowly)
    open_at(page, server_url)
    page.get_by_label("Cap per month").fill("1,000")
    page.get_by_role("button", name="Save budget").locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/budgets/[0-9a-f]{32}/sheet\?notice=saved$"))
    expect(page.get_by_text("some month passes the $1,000 cap")).to_be_visible()
    assert saves == ["document"]
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Cap per month")).to_have_value("1,000")
    assert "your $1,000 cap" in finding(page)


def test_an_error_stands_beside_its_field_and_goes_again(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    before, months = finding(page), page.get_by_label("Months", exact=True)
    months.fill("99")
    expect(page.locator("#err-months")).to_have_text("Type at most 36.")
    expect(months).to_have_attribute("aria-invalid", "true")
    expect(months).to_be_focused()
    assert finding(page) == before
    months.fill("6")
    expect(page.locator("#err-months")).to_have_text("")
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 months")


def test_lines_come_and_go_and_the_address_follows(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    page.get_by_label("A workload or a saved plan").select_option("preset:rag")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name="Answers over documents")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".months tbody").first.locator("tr")).to_have_count(5)
    advised(page)
    page.reload()
    expect(page.locator(".months tbody").first.locator("tr")).to_have_count(5)
    advised(page)
    page.get_by_role("button", name="Remove this line").click()
    expect(page.locator(".months tbody").first.locator("tr")).to_have_count(4)
    advised(page)
    expect(page.get_by_role("status").filter(has_text="Removed “Answers over documents”.")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    expect(page.locator(".months tbody").first.locator("tr")).to_have_count(5)


def test_enter_does_not_leave_the_page(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    cap = page.get_by_label("Cap per month")
    cap.fill("50,000")
    cap.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$50,000 cap")
    expect(cap).to_be_focused()


def test_actuals_and_limits_are_typed_beside_what_they_change(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    page.get_by_text("Type or paste what you paid", exact=True).click()
    page.locator("#paid").get_by_label("Research agent").fill("15000\t14000")
    expect(page.locator("#paid-months")).to_contain_text("$29,000 was paid")
    expect(page.locator("#paid").get_by_label("Research agent")).to_be_focused()
    kept = finding(page)
    page.get_by_label("Scale the months to come by what was paid").check()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(kept)
    limit = page.get_by_label("google/gemini-3.7-flash: limit of requests per minute")
    limit.fill("30")
    expect(page.locator("#limits-title")).to_contain_text("A limit is passed in")
    expect(limit).to_be_focused()
    advised(page)
    page.reload()
    expect(limit).to_have_value("30")
    expect(page.locator("#paid-months")).to_contain_text("$29,000 was paid")


def test_a_sample_month_comes_and_goes_in_place(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    before = page.locator(".months .total").inner_text()
    page.get_by_role("button", name="Fill in a sample month").click()
    expect(page.get_by_text("is made up from the forecast")).to_be_visible()
    expect(page.locator(".against tbody tr")).to_have_count(4)
    out = page.get_by_role("button", name="Remove the sample")
    expect(out).to_be_focused()
    advised(page)
    page.reload()
    expect(page.locator(".against tbody tr")).to_have_count(4)
    page.locator("#paid").get_by_label("Research agent").fill("10,000")
    expect(page.locator("#paid-months .sample")).to_contain_text("for Coding assistant, Support chat and Nightly")
    page.locator("#paid").get_by_label("Research agent").fill("")
    expect(page.locator(".against tbody tr")).to_have_count(3)
    out.click()
    expect(page.get_by_role("button", name="Fill in a sample month")).to_be_focused()
    expect(page.locator(".months .total")).to_have_text(re.compile(r"\s*".join(map(re.escape, before.split()))))
    advised(page)


SLOW = """() => {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...body) { setTimeout(() => send.apply(this, body), 300); };
}"""
"""Requests of the page take 0.3 s longer."""


def test_the_advice_follows_the_budget(page: Page, server_url: str) -> None:
    open_at(page, server_url)
    advised(page)
    total = page.locator(".capnow .big")
    expect(total).to_contain_text("Ticked for a start")
    for box in [box.get_attribute("id") for box in page.locator(".opts input:checked").all()]:
        page.locator(f'[id="{box}"]').uncheck()
    expect(total).to_contain_text("Nothing is ticked")
    # Two ticked one after the other while the answer to the first is on its way.
    page.evaluate(SLOW)
    pair = [box.get_attribute("id") for box in page.locator(".opts input:visible").all()]
    first, second = pair[0], next(box for box in pair if box and pair[0] and box[:6] != pair[0][:6])
    page.evaluate("box => document.getElementById(box).click()", first)
    page.evaluate("box => setTimeout(() => document.getElementById(box).click(), 50)", second)
    expect(total).to_contain_text("With these two")
    expect(page.locator(".opts input:checked")).to_have_count(2)
    page.evaluate("box => document.getElementById(box).click()", second)
    expect(total).to_contain_text("With this one")
    page.locator(f'[id="{first}"]').uncheck()
    expect(total).to_contain_text("Nothing is ticked")
    page.locator(".opts input").first.check()
    expect(total).to_contain_text("With this one")
    page.get_by_label("Cap per month").fill("90,000")
    page.wait_for_selector("#drivers.htmx-request #drivers-title")  # the bars of the cap before are dimmed
    expect(page.locator(".capnow")).to_contain_text("Over $90,000 in some month")
    expect(total).to_contain_text("With this one")
    page.get_by_role("button", name="Apply this one").click()
    expect(page.get_by_role("status").filter(has_text="Applied one change")).to_be_visible()
    expect(total).to_contain_text(re.compile("Nothing is ticked|Ticked for a start"))


def test_the_advice_is_of_the_last_change(page: Page, server_url: str) -> None:
    """A change while the advice on the one before is being worked out is not lost."""
    open_at(page, server_url)
    cap = page.get_by_label("Cap per month")
    cap.fill("44,000")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$44,000 cap")
    cap.fill("")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("in some month")
    expect(page.locator(".capnow")).not_to_contain_text("in some month")


def test_everything_works_without_a_script(plain_page: Page, server_url: str) -> None:
    page = plain_page
    page.goto(f"{server_url}/budgets/new")
    page.get_by_label("A workload or a saved plan").select_option("preset:support_chat")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Model or offer")).to_have_value("Kimi K2.5")
    page.get_by_label("Cap per month").fill("2,000")
    page.get_by_role("button", name="Show the total").last.click()
    assert "your $2,000 cap" in finding(page)
    advised(page)
    page.get_by_label("Months", exact=True).fill("0")
    page.get_by_role("button", name="Show the total").last.click()
    expect(page.locator("#err-months")).to_have_text("Type at least 1.")
    expect(page.get_by_label("Months", exact=True)).to_have_value("0")
    page.get_by_label("Months", exact=True).fill("3")
    page.get_by_role("button", name="Show the total").last.click()
    page.get_by_role("button", name="Save budget").locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/budgets/[0-9a-f]{32}/sheet\?notice=saved$"))
    expect(page.get_by_role("status").filter(has_text="Saved as revision 1")).to_be_visible()


@pytest.mark.parametrize("path", ["/budgets", "/budgets/new", EXAMPLE])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(page: Page, server_url: str, path: str) -> None:
    open_at(page, server_url, path)
    if path == EXAMPLE:
        page.get_by_role("button", name="Support chat").click()
        expect(page.get_by_label("Growth per month")).to_be_visible()
        advised(page)
    assert too_wide(page) == {}
    page.evaluate(UNFOLD)
    assert faults(page, EVERY_WAY if path == EXAMPLE else LIGHT_AND_DARK) == {}
