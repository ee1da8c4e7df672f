"""When the first view is seen at 50 kB/s: a browser that has nothing of it yet, a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench.measure import Figure, readable
from tests.bench.server import served
from tests.browser.conftest import ARGUMENTS, find_browser

BYTES_PER_SECOND, LATENCY_MS = 50_000, 40
WANTED_SECONDS = 1.0
REPEATS = 7
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const seen = list.getEntriesByName('first-contentful-paint')[0];
  if (seen) done(seen.startTime);
}).observe({ type: 'paint', buffered: true }))"""


def figures() -> Iterator[Figure]:
    """Nothing where there is no browser."""
    path = find_browser()
    if path is None:
        return
    with served() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for what, page in (("start page", "/"), ("ranking", "/offers")):
            _painted(browser, address + page)
            seconds = median(_painted(browser, address + page) for _ in range(REPEATS))
            yield Figure(
                f"first paint of the {what} at {BYTES_PER_SECOND // 1000} kB/s",
                "",
                readable(seconds),
                wanted=readable(WANTED_SECONDS),
                met=seconds <= WANTED_SECONDS,
                note=f"`planner serve`, chromium with an empty cache, each answer {LATENCY_MS} ms later.",
            )
        browser.close()


def _painted(browser: Browser, address: str) -> float:
    """Seconds from the click to the first words on the screen."""
    context = browser.new_context()
    page = context.new_page()
    context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        },
    )
    page.goto(address, wait_until="commit")
    seconds = page.evaluate(PAINTED) / 1000
    context.close()
    return float(seconds)
