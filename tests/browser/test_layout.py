"""Where things stand: room between columns, labels that nothing covers, values that are not cut."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

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


@pytest.mark.parametrize("width", [1366, 1100, 390])
def test_no_error_covers_a_field_or_its_name(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server_url}/plan?runs=x&shared=y&own=y&answer=z&steps=0&gap=q&retries=200&share=300&tool=t")
    assert page.locator(".err:not(:empty)").count() == 9
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("width", [1366, 1100, 901, 390, 320])
def test_a_long_number_is_read_to_its_end(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    if width <= 900:
        page.get_by_text("Change", exact=True).click()
    for name in ("runs", "shared", "own", "answer"):
        field = page.locator(f"#{name}")
        field.evaluate("e => { e.value = '1,200,000' }")
        assert field.evaluate("e => e.scrollWidth <= e.clientWidth"), name
    result = page.locator("#result")
    result.evaluate("e => { e.value = '32000' }")
    assert result.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_long_name_breaks_no_table(page: Page, server_url: str) -> None:
    """Two plans, one with a name of 120 letters in one word, side by side."""
    page.set_viewport_size({"width": 1366, "height": 900})
    for name in ("Short", "L" * 120):
        page.goto(f"{server_url}/plan?models=openai/gpt-5.4")
        page.locator("summary", has_text="Save plan").locator("visible=true").click()
        page.get_by_label("Name", exact=True).locator("visible=true").fill(name)
        page.get_by_role("button", name="Save", exact=True).locator("visible=true").click()
        expect(page).to_have_url(re.compile(r"said=saved"))
        assert page.evaluate("document.querySelector('.head .actions').getBoundingClientRect().right") <= 1326 + 1
    page.goto(f"{server_url}/saved")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/saved/compare"))
    heads = page.locator(".compared thead").last.locator("th + th")
    one, other = (box["width"] for box in (heads.nth(i).bounding_box() for i in range(2)) if box)
    assert one == pytest.approx(other, abs=1)
    table, room = page.evaluate("""
        ['.compared', '.tw'].map((s) => [...document.querySelectorAll(s)].at(-1).getBoundingClientRect().width)
    """)
    assert table <= room + 1


@pytest.mark.parametrize("width", [1366, 390])
def test_every_flag_of_a_row_has_a_line_of_its_own(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    rows = page.evaluate("""
        [...document.querySelectorAll('.flagrow')].map((row) =>
            [...row.querySelectorAll('.flag')].map((flag) => flag.getBoundingClientRect().top))
    """)
    assert max(len(tops) for tops in rows) > 1
    assert all(len(set(tops)) == len(tops) for tops in rows)


def test_bands_are_in_full_and_the_table_fits_a_phone(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    bands = page.locator(".plan-table td.band").all_inner_texts()
    assert any("–" in band for band in bands)
    assert not any(letter in band for band in bands for letter in "kM")
    assert page.evaluate("document.querySelector('.plan-table').scrollWidth") <= 391


@pytest.mark.parametrize("width", [1366, 1100, 390])
def test_every_gridline_has_its_label_and_every_missing_mark_its_reason(
    page: Page, server_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    labels, grid = page.evaluate("""
        ['.axis .strip text', '.strip .c-grid'].map((marks) => {
            const chart = [...document.querySelectorAll('.pairs, .npairs')].find((chart) => chart.checkVisibility());
            const shown = [...chart.querySelectorAll(marks)].filter((mark) => mark.checkVisibility());
            return [...new Set(shown.map((mark) => mark.getAttribute('x') || mark.getAttribute('x1')))].sort();
        })
    """)
    assert labels == grid
    for reason in ("off not offered", "cannot be switched off", "off is Kimi K2 0905"):
        expect(page.locator("figure").first.get_by_text(reason).locator("visible=true").first).to_be_visible()


def test_the_date_of_the_prices_stays_on_one_line(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 1100, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    box = page.locator("#asof").bounding_box()
    assert box
    assert box["height"] < 24
    assert page.locator(".rail select.unit + svg").first.is_visible()


@pytest.mark.parametrize("path", ["/saved", "/models", "/budgets", "/no-such-page"])
def test_a_page_without_a_rail_keeps_to_the_edges_of_the_header(page: Page, server_url: str, path: str) -> None:
    for width in (1366, 1920, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{server_url}{path}")
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
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{server_url}/plan?preset=research_agent")
    runs = page.locator("#runs")
    before = runs.bounding_box()
    page.locator("#preset").focus()
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
        assert runs.bounding_box() == before
    assert "Start from this" not in stops
    assert "runs" in stops


def test_a_plan_prints_its_assumptions_and_no_controls(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/plan?tier=batch&retries=0.1&month=30")
    assert not page.locator(".asked").is_visible()
    page.emulate_media(media="print")
    asked = page.locator(".asked")
    for line in ("Service tier\nbatch", "Share of runs repeated\n10%", "A month is\n30 days", "Effort\nhigh"):
        assert line in asked.inner_text()
    assert not page.get_by_text("Open a row for its arithmetic").is_visible()
    assert page.locator(".in svg:visible, .open-row svg:visible, .actions:visible, .rail:visible").count() == 0
    page.goto(f"{server_url}/plan?preset=research_agent")
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 3
