"""Where things stand: room between columns, labels that nothing covers, values that are not cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

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
