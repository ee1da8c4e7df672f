"""Where things stand: room between columns, labels that nothing covers, values that are not cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import UNFOLD, set_size, too_wide, visit

RESEARCH = "/plan?preset=research_agent"


@pytest.fixture(scope="module")
def research(browser: Browser, server_url: str) -> Iterator[Page]:
    """The plan of a research agent, loaded once: tests set its size and measure, and change nothing."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server_url}{RESEARCH}")
    yield page
    context.close()


GUTTERS = """() => {
  const words = (cell) => {
    const found = [], walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (!walk.currentNode.textContent.trim() || walk.currentNode.parentElement.closest('.vh')) continue;
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      found.push(...range.getClientRects());
    }
    return found;
  };
  const narrow = [];
  for (const row of document.querySelectorAll('tr')) {
    let end = null, before = '';
    for (const cell of row.cells) {
      if (!cell.checkVisibility() || cell.querySelector('table')) continue;
      const rects = words(cell);
      if (!rects.length) continue;
      const gap = Math.min(...rects.map((r) => r.left)) - end;
      if (end !== null && gap < 15.5) narrow.push([before, cell.textContent.trim(), gap]);
      end = Math.max(...rects.map((r) => r.right));
      before = cell.textContent.trim();
    }
  }
  return narrow;
}"""
"""Pairs of neighbours in a row of a table whose words stand closer than a gutter."""


@pytest.mark.parametrize("path", ["/models", "/models/kimi-k2.5", "/method"])
def test_no_figure_runs_into_the_words_beside_it(page: Page, server_url: str, path: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{server_url}{path}")
    assert page.evaluate(GUTTERS) == []


COVERED = """() => {
  const box = (e) => e.getBoundingClientRect();
  const errors = [...document.querySelectorAll('.err:not(:empty)')];
  const others = [...document.querySelectorAll('label:not(.vh), legend, .in, .hint, summary')]
    .filter((e) => e.checkVisibility());
  return errors.map((error) => {
    const e = box(error);
    const met = others.filter((o) => box(o).width && box(o).left < e.right - 1 && e.left < box(o).right - 1
      && box(o).top < e.bottom - 1 && e.top < box(o).bottom - 1);
    return [error.id, e.height, met.map((o) => o.textContent.trim())];
  }).filter(([, height, met]) => height < 18 || met.length);
}"""
"""Errors that cannot be read or that lie over a field or its name."""


def test_no_error_covers_a_field_or_its_name(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/plan?runs=x&shared=y&own=y&answer=z&steps=0&gap=q&retries=z&share=300&tool=t")
    for width in (1366, 1100, 390):
        set_size(page, (width, 900))
        assert page.locator(".err:not(:empty)").count() == 9
        assert page.evaluate(COVERED) == [], width


def test_a_long_number_is_read_to_its_end(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}{RESEARCH}")
    for name, text in {**dict.fromkeys(("runs", "shared", "own", "answer"), "1,200,000"), "result": "32000"}.items():
        page.locator(f"#{name}").evaluate("(field, text) => { field.value = text; }", text)
    page.evaluate(UNFOLD)
    for width in (1440, 1366, 1280, 1100, 901, 390, 320):
        set_size(page, (width, 900))
        for name in ("runs", "shared", "own", "answer", "result", "compact_to"):
            field = page.locator(f"#{name}")
            assert field.is_visible()
            assert field.evaluate("e => e.scrollWidth <= e.clientWidth"), (name, width)


def test_a_long_name_breaks_no_table(page: Page, server_url: str) -> None:
    """Two plans, one with a name of 120 letters in one word, side by side."""
    page.set_viewport_size({"width": 1366, "height": 900})
    for name in ("Short", "L" * 120):
        page.goto(f"{server_url}/plan?models=openai/gpt-5.4")
        page.locator("summary", has_text="Save plan").locator("visible=true").click()
        page.get_by_label("Name", exact=True).locator("visible=true").fill(name)
        page.get_by_role("button", name="Save", exact=True).locator("visible=true").click()
        expect(page).to_have_url(re.compile(r"/sheet\?notice=saved"))
        assert too_wide(page) == {}
        page.get_by_role("link", name="Edit").click()
        assert too_wide(page) == {}
        set_size(page, (1366, 900))
        assert page.evaluate("document.querySelector('.head .actions').getBoundingClientRect().right") <= 1326 + 1
    page.goto(f"{server_url}/saved")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/saved/compare"))
    heads = page.locator(".compared thead").first.locator("th + th")
    one, other = (box["width"] for box in (heads.nth(i).bounding_box() for i in range(2)) if box)
    assert one == pytest.approx(other, abs=1)
    table, room = page.evaluate("""
        ['.compared', '.tw'].map((s) => document.querySelector(s).getBoundingClientRect().width)
    """)
    assert table <= room + 1


def test_every_flag_of_a_row_has_a_line_of_its_own(research: Page) -> None:
    for width in (1366, 390):
        set_size(research, (width, 900))
        rows = research.evaluate("""
            [...document.querySelectorAll('.flagrow')].map((row) =>
                [...row.querySelectorAll('.flag')].map((flag) => flag.getBoundingClientRect().top))
        """)
        assert max(len(tops) for tops in rows) > 1
        assert all(len(set(tops)) == len(tops) for tops in rows)


def test_bands_are_in_full_and_the_table_fits_a_phone(research: Page) -> None:
    set_size(research, (390, 900))
    bands = research.locator(".plan-table td.band").all_inner_texts()
    assert any("–" in band for band in bands)
    assert not any(letter in band for band in bands for letter in "kM")
    assert research.evaluate("document.querySelector('.plan-table').scrollWidth") <= 391
    edges = """cells => cells.map((cell) => {
        const words = document.createRange();
        words.selectNodeContents(cell);
        return words.getBoundingClientRect().right;
    })"""
    assert max(research.locator(".plan-table .end-n:visible").evaluate_all(edges)) <= 390 - 19


def test_every_gridline_has_its_label_and_every_missing_mark_its_reason(research: Page) -> None:
    for width in (1366, 1100, 390):
        set_size(research, (width, 900))
        labels, grid = research.evaluate("""
            ['.axis .strip text', '.strip .c-grid'].map((marks) => {
                const charts = [...document.querySelectorAll('.pairs')];
                const chart = charts.find((one) => one.checkVisibility());
                const shown = [...chart.querySelectorAll(marks)].filter((mark) => mark.checkVisibility());
                return [...new Set(shown.map((mark) => mark.getAttribute('x') || mark.getAttribute('x1')))].sort();
            })
        """)
        assert labels == grid
        silent = research.locator("[role=listitem][aria-label*='cannot be switched off']").locator("visible=true")
        reasons = research.locator("figure").first.get_by_text("always thinks").locator("visible=true")
        assert reasons.count() == silent.count() > 0, width


def test_the_date_of_the_prices_stays_on_one_line(research: Page) -> None:
    set_size(research, (1100, 900))
    box = research.locator("#asof").bounding_box()
    assert box
    assert box["height"] < 24
    assert research.locator(".rail select.unit + svg").first.is_visible()


@pytest.mark.parametrize("path", ["/saved", "/models", "/budgets", "/no-such-page"])
def test_a_page_without_a_rail_keeps_to_the_edges_of_the_header(page: Page, server_url: str, path: str) -> None:
    page.goto(f"{server_url}{path}")
    for width in (1366, 1920, 1000):
        set_size(page, (width, 900))
        mark, date, heading, main = page.evaluate("""
            ['.mark', '.asof', 'main h1', 'main'].map((s) => document.querySelector(s).getBoundingClientRect())
        """)
        assert heading["left"] == mark["left"]
        inside = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).paddingRight)")
        assert main["right"] - inside == pytest.approx(date["right"], abs=1)


@pytest.mark.parametrize("path", ["/no-such-page", "/plan?models=", "/plan?runs=x", "/budgets/new"])
def test_no_hole_follows_a_short_finding(page: Page, server_url: str, path: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{server_url}{path}")
    box = page.locator(".finding").bounding_box()
    assert box
    assert box["height"] <= 40


def test_tabbing_through_the_form_moves_nothing(page: Page, server_url: str) -> None:
    """The buttons for readers without a script are no stops, and take no room."""
    visit(page, f"{server_url}{RESEARCH}")
    place = "['runs', 'steps', 'add', 'preset'].map((id) => document.getElementById(id).offsetTop)"
    page.locator("#runs").focus()
    before, stops = page.evaluate(place), []
    while "preset" not in stops and len(stops) < 40:
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert page.evaluate(place) == before
    assert "steps" in stops and "add" in stops and "preset" in stops
    page.keyboard.press("Tab")
    stops.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert not {"Start from this", "Show what it costs"} & set(stops)


def test_a_plan_prints_its_assumptions_and_no_controls(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/plan?tier=batch&retries=10%25&month=30")
    assert not page.locator(".asked").is_visible()
    page.emulate_media(media="print")
    asked = page.locator(".asked")
    for line in ("Service tier\nbatch", "Share of runs repeated\n10%", "A month is\n30 days", "Effort\nhigh"):
        assert line in asked.inner_text()
    assert not page.get_by_text("Open a row for its arithmetic").is_visible()
    assert page.locator(".in svg:visible, .open-row svg:visible, .actions:visible, .rail:visible").count() == 0
    page.goto(f"{server_url}/plan?preset=research_agent")
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 3
    # What is brought when it is near is on paper too.
    assert page.locator("#ladder").count() == 1
