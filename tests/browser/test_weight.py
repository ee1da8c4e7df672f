"""What the first view weighs on the wire, and that nothing moves while it loads or while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

WATCH = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
  }).observe({ type: 'layout-shift', buffered: true });
}"""
MEASURED = """() => {
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {
    bytes: all.map((entry) => entry.encodedBodySize).reduce((a, b) => a + b, 0),
    plain: all.map((entry) => entry.decodedBodySize).reduce((a, b) => a + b, 0),
    blocking: all.filter((entry) => entry.renderBlockingStatus === 'blocking').length,
    painted: Boolean(paint && paint.startTime > 0),
    shift: window.shifts.reduce((a, b) => a + b, 0),
  };
}"""
MOST_BYTES = 53_000
"""What the first view may weigh with its styles and scripts; docs/performance.md has what is wanted."""


@pytest.mark.parametrize("width", [1440, 390])
def test_the_first_view_is_light_and_nothing_shifts(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(f"({WATCH})()")
    page.goto(server_url, wait_until="load")
    found = page.evaluate(MEASURED)
    assert found["bytes"] <= MOST_BYTES < found["plain"] / 3 and found["painted"]
    assert found["shift"] == 0
    if width > 1000:
        with page.expect_response("**/plan/results?**"):
            page.locator("#runs").fill("60")
        expect(page.locator("#main")).not_to_have_class("htmx-request")
        assert page.evaluate(MEASURED)["shift"] == 0
