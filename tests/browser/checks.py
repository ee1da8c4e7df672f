"""What every page must pass: nothing runs off its edge at any width, and axe finds nothing, in light and in dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Size = tuple[int, int]
DESK, PHONE, SMALLEST = (1440, 900), (390, 844), (320, 640)
WIDTHS = (1920, 1440, 1366, 1100, 950, 683, 390, 320)
LIGHT_AND_DARK: tuple[tuple[Size, Literal["light", "dark"]], ...] = ((DESK, "light"), (PHONE, "dark"))
"""Every size and every scheme once: axe takes seconds for a long page."""
EVERY_WAY: tuple[tuple[Size, Literal["light", "dark"]], ...] = tuple(
    (size, scheme) for size in (DESK, PHONE) for scheme in ("light", "dark")
)
UNFOLD = """() => {
    document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
    document.querySelectorAll("#change").forEach((box) => { box.checked = true; });
}"""
"""Opens what is folded, and the form of a phone."""
SHORTEN = """() => document.querySelectorAll("tbody").forEach((body) => {
    [...body.rows].slice(12).forEach((row) => row.remove());
})"""
"""Leaves twelve rows of each long table: hundreds of equal rows add nothing for axe."""

WIDEST = """() => {
    const edges = [document.documentElement.scrollWidth];
    for (const table of document.querySelectorAll(".tw > table")) {
        const scrolls = getComputedStyle(table.parentElement).overflowX !== "visible";
        if (!scrolls) edges.push(table.getBoundingClientRect().right);
    }
    for (const table of document.querySelectorAll(".inner table")) {
        const panel = table.closest(".inner"), scroller = table.closest(".scrolls");
        const past = table.getBoundingClientRect().right - panel.getBoundingClientRect().right;
        if (!scroller && past > 0) edges.push(window.innerWidth + past + 1);
    }
    return Math.floor(Math.max(...edges));
}"""
"""How far right anything reaches: what is cut off at the page's edge makes no page wider, nor does a table that
runs out of its opened row."""


def set_size(page: Page, size: Size) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def visit(page: Page, address: str, size: Size = (1366, 900)) -> None:
    set_size(page, size)
    page.goto(address)


def touch(page: Page) -> None:
    """Moves the mouse, by which the scripts come, and waits for them."""
    page.mouse.move(1, 1)
    wait_for_scripts(page)


def wait_for_scripts(page: Page) -> None:
    """Until they are there. Playwright's own wait evaluates a string, which the page's policy forbids."""
    while not page.evaluate("Boolean(window.htmx)"):
        page.wait_for_timeout(20)


QUIET = """() => new Promise((done) => {
    let since = performance.now();
    const again = () => { since = performance.now(); };
    const events = ["htmx:beforeRequest", "htmx:afterRequest", "htmx:afterSettle"];
    for (const event of events) document.addEventListener(event, again);
    const look = () => {
        if (document.querySelector(".htmx-request")) again();
        if (performance.now() - since < 400) setTimeout(look, 50);
        else done(events.forEach((event) => document.removeEventListener(event, again)));
    };
    look();
})"""


def quiet(page: Page) -> None:
    """Nothing is on its way, and nothing was for 0.4 s. A request begins 0.25 s after what it follows, by timers of the
    page, which are late on a busy machine. A page that is left before writes an error to its console."""
    if page.evaluate("Boolean(window.htmx)"):
        page.evaluate(QUIET)


def violations(page: Page) -> list[Any]:
    """What axe finds, as rule and first elements. It need not list the elements that pass."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(v["id"], [n["html"][:120] for n in v["nodes"]][:4]) for v in found]


def too_wide(page: Page, widths: Sequence[int] = WIDTHS) -> dict[int, int]:
    """Widths at which the page scrolls sideways or a table runs off its edge, with how wide it is."""
    found = {}
    for width in widths:
        set_size(page, (width, 800))
        found[width] = page.evaluate(WIDEST)
    return {width: wide for width, wide in found.items() if wide > width}


def faults(
    page: Page, ways: Sequence[tuple[Size, Literal["light", "dark"]]] = LIGHT_AND_DARK
) -> dict[tuple[Size, str], list[Any]]:
    """What axe finds on the loaded page at each size and in each scheme."""
    found = {}
    for size, scheme in ways:
        set_size(page, size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found[size, scheme] = violations(page)
    return {way: said for way, said in found.items() if said}


def scroll_to_below(page: Page) -> None:
    """To the sections below the first screen, in one step: an answer may replace them at any moment."""
    page.evaluate("document.getElementById('below').scrollIntoView()")
