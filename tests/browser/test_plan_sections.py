"""The plan's later sections in a browser: copying charts, choosing a ladder, all columns on a phone, no script, axe."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import DESK, PHONE, SMALLEST, faults, scroll_to_below, too_wide
from tests.browser.test_plan_page import open_plan

SVG = "{http://www.w3.org/2000/svg}"
DEEP = "/plan?open=claude-opus-4.5&ladder=gpt-5.2&spread=time&focus=gpt-5.4"


def open_below(page: Page, server_url: str, path: str = "/plan?preset=research_agent") -> None:
    """The plan, scrolled to what is below its first screen."""
    open_plan(page, server_url, path)
    expect(page.locator("#ladder")).to_have_count(0)
    scroll_to_below(page)
    expect(page.locator("#spread")).to_be_attached()


def test_no_violations_and_nothing_scrolls_sideways(page: Page, server_url: str) -> None:
    open_below(page, server_url, DEEP)
    assert too_wide(page) == {}
    assert faults(page, ((DESK, "light"), ((1100, 900), "dark"), (PHONE, "light"), (SMALLEST, "dark"))) == {}


def copied(page: Page, heading: str) -> ElementTree.Element:
    """The chart under the heading with this id, as it lands on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = page.locator("figure", has=page.locator(f"#{heading}"))
    figure.get_by_role("button", name="Copy as SVG").click()
    expect(page.locator("#toast")).to_have_text("Chart copied as SVG.")
    return ElementTree.fromstring(page.evaluate("navigator.clipboard.readText()"))  # noqa: S314


@pytest.mark.parametrize(
    ("heading", "said"),
    [("chart-title", "Dollars per report"), ("ladder-title", "GPT-5.2"), ("spread-title", "one report in ten")],
)
def test_a_copied_chart_stands_by_itself(page: Page, server_url: str, heading: str, said: str) -> None:
    open_below(page, server_url, DEEP)
    drawing = copied(page, heading)
    assert drawing.tag == f"{SVG}svg" and float(drawing.get("width", "0")) > 500
    marks = [e for e in drawing.iter() if e.tag in (f"{SVG}circle", f"{SVG}polyline")]
    assert len(marks) > 2
    assert all(e.get("fill") and e.get("class") is None for e in marks)
    words = " ".join(e.text or "" for e in drawing.iter(f"{SVG}text"))
    assert said in words and "Copy as SVG" not in words


def test_another_model_climbs_the_ladder_in_place(page: Page, server_url: str) -> None:
    open_below(page, server_url)
    ladder = page.locator("#ladder")
    ladder.get_by_role("heading").get_by_role("button").click()
    page.locator("#ladder-picks").get_by_role("link", name="GPT-5.2").click()
    expect(ladder.get_by_role("heading")).to_contain_text("GPT-5.2: ")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&ladder=gpt-5.2")


def test_dollars_turn_to_time_and_stay_while_typing(page: Page, server_url: str) -> None:
    open_below(page, server_url)
    page.locator("#spread").get_by_role("link", name="Time").click()
    heading = page.locator("#spread").get_by_role("heading")
    expect(heading).to_contain_text("takes longer than")
    page.locator("#runs").fill("500")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&runs=500&spread=time")
    expect(heading).to_contain_text("takes longer than")


def test_all_of_it_works_without_a_script(plain_page: Page, server_url: str) -> None:
    open_plan(plain_page, server_url)
    plain_page.get_by_role("link", name="Cost against time, every effort of").click()
    expect(plain_page.get_by_role("button", name="Copy as SVG")).to_have_count(0)
    plain_page.locator("#spread").get_by_role("link", name="Time").click()
    expect(plain_page.locator("#spread-title")).to_contain_text("takes longer than")
    plain_page.locator("#ladder summary").click()
    expect(plain_page.locator("#ladder table")).to_be_visible()


def test_a_phone_can_see_every_column(page: Page, server_url: str) -> None:
    open_plan(page, server_url, size=PHONE)
    cell = page.locator(".plan-table td.hide-n").first
    expect(cell).to_be_hidden()
    page.get_by_text("All columns").click()
    expect(cell).to_be_visible()
    page.get_by_text("Fewer columns").click()
    expect(cell).to_be_hidden()


def test_a_caveat_leads_to_its_paragraph(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.locator(".flagrow a").first.click()
    expect(page).to_have_url(re.compile(r"/method#\w+$"))
    code = page.url.partition("#")[2]
    expect(page.locator(f"#{code}")).to_be_in_viewport()
