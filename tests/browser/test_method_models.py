"""The method and the models in a browser: no sideways scroll, nothing for axe to find, usable without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import SHORTEN, faults, too_wide

PATHS = (
    "/method",
    "/method/tables",
    "/models",
    "/models?q=kimi",
    "/models/kimi-k2-thinking",
    "/models/grok-4",
    "/method/validate",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_and_axe_finds_nothing(page: Page, server_url: str, path: str) -> None:
    page.goto(server_url + path)
    assert too_wide(page) == {}
    # Two of each page's folds: there are hundreds alike among the look-ups, and axe is slow.
    page.evaluate("[...document.querySelectorAll('details')].slice(0, 2).forEach(d => { d.open = true })")
    if path == "/method/tables":
        page.evaluate("[...document.querySelectorAll('details:not([open])')].forEach(d => d.remove())")
    page.evaluate(SHORTEN)
    assert faults(page) == {}


def test_measured_runs_are_compared(page: Page, server_url: str) -> None:
    """Scores, every row opened and refused rows: nothing for axe to find, no sideways scroll on a phone."""
    page.goto(f"{server_url}/method/validate")
    page.get_by_label("Rows, as CSV").press("Control+End")
    page.keyboard.type("nobody,on,maths,1,1,1,1")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="3 rows answered, 1 refused")).to_be_visible()
    every = page.get_by_role("region", name="Every row")
    expect(every).to_be_hidden()
    page.locator("#every summary").click()
    expect(every).to_be_visible()
    assert faults(page) == {}
    assert too_wide(page) == {}


def test_search_and_presets_work_without_a_script(plain_page: Page, server_url: str) -> None:
    page = plain_page
    page.goto(f"{server_url}/models")
    page.get_by_label("Name, lab or host").fill("kimi novita")
    page.get_by_role("button", name="Find offers").click()
    offer = re.compile(r"novita/moonshotai/kimi-k2-thinking$")
    expect(page.locator(".under", has_text=offer)).to_be_visible()
    page.get_by_role("link", name="Kimi K2 Thinking", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("per month")
    page.get_by_label("Work it out for").select_option("olympiad_maths")
    page.get_by_role("button", name="Show this work").click()
    expect(page).to_have_url(f"{server_url}/models/kimi-k2-thinking?preset=olympiad_maths")
    expect(page.locator(".kicker")).to_contain_text("Olympiad mathematics")


def test_the_lists_of_models_need_no_scrolling_on_a_phone(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/models")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("[...document.querySelectorAll('.tw')].every(box => box.scrollWidth <= box.clientWidth)")
    row = page.locator("tr", has=page.get_by_role("link", name="Claude Opus 4.5", exact=True)).first
    expect(row.locator("th")).to_contain_text("Anthropic")


def test_facts_fold_on_a_phone(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server_url}/models/kimi-k2-thinking")
    facts = page.locator(".side .facts")
    expect(facts).to_be_hidden()
    page.get_by_text("Facts", exact=True).click()
    expect(facts).to_be_visible()


def test_a_caveat_is_found_by_its_code(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/method#context_overflow")
    expect(page.get_by_role("heading", name="The context is full", exact=True)).to_be_in_viewport()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Caches").click()
    expect(page.get_by_role("heading", name="Caches", exact=True)).to_be_in_viewport()


def test_print_leaves_out_what_cannot_be_used_on_paper(page: Page, server_url: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{server_url}/method")
    expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()
    page.goto(f"{server_url}/models")
    expect(page.get_by_label("Name, lab or host")).to_be_hidden()
