"""Budgets that were kept: their pages on every screen, in both schemes, for axe, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import UNFOLD, faults, quiet, set_size, too_wide
from tests.web.budgets.parts import fields

WIDTHS = (1440, 1366, 1100, 900, 683, 390, 360, 320)
A4_INSIDE = 710
"""CSS pixels of a page 210 mm wide within its margins of 11 mm."""
ON_PAPER = ("saved", "shared", "compare")
LIMIT = {"rpm:google/gemini-3.7-flash": "30", "l0-paid": "15,000\t14,000", "label": "EUR", "per_usd": "0.92"}


def kept(page: Page, server_url: str, **changes: str) -> str:
    """The address of a budget with limits, actuals and another currency, saved."""
    answer = page.request.post(f"{server_url}/budgets", form=fields(**changes) | LIMIT, max_redirects=0)
    assert answer.status == 303, answer.text()[:500]
    return server_url + answer.headers["location"].partition("?")[0].removesuffix("/sheet")


def revised(page: Page, server_url: str) -> str:
    """A budget with two revisions."""
    budget = kept(page, server_url)
    said = fields(budget=budget.rpartition("/")[2], revision="1", cap="50,000", note="More room") | LIMIT
    assert page.request.post(f"{server_url}/budgets", form=said, max_redirects=0).status == 303
    return budget


def open_saved(page: Page, server_url: str) -> None:
    page.goto(kept(page, server_url))
    expect(page.get_by_text(re.compile("What fits the cap"))).to_be_visible()
    quiet(page)


def open_revision(page: Page, server_url: str) -> None:
    page.goto(f"{revised(page, server_url)}/revisions/1")
    expect(page.get_by_role("button", name="Restore")).to_be_visible()


def open_shared(page: Page, server_url: str) -> None:
    headers = {"Accept": "application/json"}
    given = page.request.post(f"{kept(page, server_url, months='36')}/share", headers=headers).json()["url"]
    page.goto(f"{server_url}/b/{given.rpartition('/b/')[2]}")
    expect(page.get_by_role("button", name="Duplicate into my workspace")).to_be_visible()


def open_share(page: Page, server_url: str) -> None:
    page.goto(f"{kept(page, server_url)}/share")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", name="Here is the link")).to_be_visible()


def open_revisions(page: Page, server_url: str) -> None:
    page.goto(f"{revised(page, server_url)}/revisions")
    expect(page.get_by_text("More room")).to_be_visible()


def open_compare(page: Page, server_url: str) -> None:
    one, other = (kept(page, server_url, name=name, cap=cap) for name, cap in (("Now", "36,000"), ("Then", "20,000")))
    page.goto(f"{server_url}/budgets/compare?s={one.rpartition('/')[2]}&s={other.rpartition('/')[2]}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("the same")


def open_pick(page: Page, server_url: str) -> None:
    kept(page, server_url)
    kept(page, server_url, name="Another")
    page.goto(f"{server_url}/budgets/compare")
    expect(page.get_by_role("checkbox").first).to_be_visible()


def open_conflict(page: Page, server_url: str) -> None:
    """Somebody else has saved revision 2 meanwhile."""
    said = fields(budget=revised(page, server_url).rpartition("/")[2], revision="1", cap="60,000") | LIMIT
    page.goto(f"{server_url}/budgets")
    page.evaluate(
        """said => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = "/budgets";
            for (const [name, value] of Object.entries(said)) {
                const field = document.createElement("input");
                [field.type, field.name, field.value] = ["hidden", name, value];
                form.append(field);
            }
            document.body.append(form);
            form.submit();
        }""",
        said,
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody saved while you were working.")


PAGES: dict[str, Callable[[Page, str], None]] = {
    "saved": open_saved,
    "revision": open_revision,
    "shared": open_shared,
    "share": open_share,
    "revisions": open_revisions,
    "compare": open_compare,
    "pick": open_pick,
    "conflict": open_conflict,
}


BEYOND = """() => {
    const edge = document.documentElement.clientWidth + 1;
    const seen = [...document.querySelectorAll("main *, .rail *")].filter(e => e.getClientRects().length);
    const scrolls = e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    const isHeld = e => e && (scrolls(e) || isHeld(e.parentElement));
    const isHidden = e => e.closest(".vh") || e.closest("svg svg") || isHeld(e.parentElement);
    const isCut = e => {
        const own = e.getBoundingClientRect();
        const strip = e.closest("svg.strip");
        if (!strip || getComputedStyle(strip).overflow === "visible") return own.right > edge;
        const room = strip.getBoundingClientRect();
        return own.right > room.right + 1 || own.left < room.left - 1;
    };
    return seen.filter(e => isCut(e) && !isHidden(e)).map(e => e.outerHTML.slice(0, 90));
}"""
"""What is cut off at the edge of the page, or of its strip, and stands in nothing that can be scrolled."""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_or_is_cut_off_and_axe_finds_nothing(page: Page, server_url: str, name: str) -> None:
    PAGES[name](page, server_url)
    page.evaluate(UNFOLD)
    assert too_wide(page, WIDTHS) == {}
    for width in WIDTHS:
        set_size(page, (width, 800))
        assert page.evaluate(BEYOND) == [], width
    assert faults(page) == {}
    if name in ON_PAPER:
        page.emulate_media(media="print", color_scheme="light")
        set_size(page, (A4_INSIDE, 1000))
        assert page.evaluate(BEYOND) == []
        assert too_wide(page, [A4_INSIDE]) == {}


# ---------- paper


def test_three_years_stand_under_one_another_on_paper(page: Page, server_url: str) -> None:
    open_shared(page, server_url)
    expect(page.locator(".months:visible")).to_have_count(1)
    page.emulate_media(media="print")
    tables = page.locator(".months:visible")
    expect(tables).to_have_count(3)
    assert [row.count(" ") for row in tables.locator("caption").all_inner_texts()] == [4, 4, 4]
    for table, columns in zip(tables.all(), (13, 13, 14), strict=True):
        expect(table.locator("thead th")).to_have_count(columns)
        assert table.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    paper = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", paper)) == {(b"594", b"841")}  # A4, upright
    assert 3 <= len(re.findall(rb"/Type /Page\b", paper)) <= 6
