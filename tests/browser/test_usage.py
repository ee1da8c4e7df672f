"""Your usage in a browser: a file with its progress, stopped, its columns chosen; all of it without a script too."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.checks import LIGHT_AND_DARK, UNFOLD, faults, too_wide
from tests.sources.usage.samples import SAMPLES, lines, litellm

UNKNOWN = b"When,LLM used,Sent,Said\n2026-11-02T09:00:00Z,gpt-5.4,1000,200\n2026-11-03T09:00:00Z,gpt-5.4,1100,210\n"


def runs(count: int) -> FilePayload:
    """A log of so many runs of two calls each."""
    rows = [{**row, "session_id": f"s{run}", "request_id": f"r{run}"} for run in range(count) for row in litellm()]
    return {"name": "gateway.jsonl", "mimeType": "application/json", "buffer": lines(rows)}


def test_a_log_with_a_script(page: Page, server_url: str) -> None:
    """Stopped once, then read: its bill, the other models, a cap typed two ways, and its runs kept for plans."""
    held: list[Route] = []
    page.goto(f"{server_url}/usage")
    page.route("**/usage?job=*", lambda route: held.append(route))
    page.set_input_files("#file", [runs(10)])
    page.select_option("#task_class", "support_agent")
    page.click("text=Read it")
    expect(page.locator("#reading")).to_be_visible()
    page.click("#reading-stop")
    expect(page.locator(".problem")).to_have_text("Stopped. Nothing of the file is kept.")
    expect(page.locator("#reading")).to_be_hidden()
    page.unroute("**/usage?job=*")
    page.click("text=Read it")
    expect(page.locator("main h1")).to_contain_text("These calls cost")
    assert page.input_value("#file").endswith("gateway.jsonl")
    assert page.locator("figure:has(#elsewhere) tbody tr").count() >= 9
    page.fill("#cap", "6.000")
    page.click("text=Will it be passed?")
    page.click('#err-cap button:text-is("6")')
    expect(page.locator(".cap-says")).to_contain_text("too few")
    assert page.input_value("#cap") == "6"
    assert too_wide(page, (1440, 901, 390, 320)) == {}
    assert faults(page) == {}
    page.click("form.keep-runs button")
    expect(page.locator("[role=status].keep-runs")).to_contain_text("Saved.")
    expect(page.locator("main h1")).to_contain_text("These calls cost")
    page.click(".keep-runs >> text=Plan with these figures")
    expect(page.locator(".own-badge")).to_contain_text("Yours, 10 runs")
    page.goto(f"{server_url}/usage")
    page.set_input_files("#file", [{"name": "r", "mimeType": "text/csv", "buffer": SAMPLES["anthropic.csv"][1]}])
    page.click("text=Read it")
    page.fill("#calls", "4")
    page.click("text=Read it again")
    expect(page.locator("main .kicker")).to_contain_text("4 runs")


def test_without_a_script(plain_page: Page, server_url: str) -> None:
    """Columns are chosen and the file chosen again; ten runs are kept and narrow a range of a plan."""
    page = plain_page
    file: FilePayload = {"name": "ours.csv", "mimeType": "text/csv", "buffer": UNKNOWN}
    page.goto(f"{server_url}/usage?way=log")
    page.set_input_files("#file", [file])
    page.click("text=Read it")
    expect(page.locator("main h1")).to_have_text("Say which column holds what.")
    for figure, column in (("model", "LLM used"), ("input", "Sent"), ("output", "Said")):
        page.select_option(f"[name='map.{figure}']", column)
    page.set_input_files("#file", [file])
    page.click("text=Read it")
    expect(page.locator("main h1")).to_contain_text("These calls cost")
    assert page.input_value("[name='map.model']") == "LLM used"
    page.set_input_files("#file", [runs(10)])
    for figure in ("model", "input", "output"):
        page.select_option(f"[name='map.{figure}']", "")
    page.select_option("#task_class", "support_agent")
    page.click("text=Read it")
    page.click("form.keep-runs button")
    expect(page.locator("main h1")).to_have_text("Your own runs: 10")
    page.goto(f"{server_url}/plan/chat?models=gpt-5.4&task=support_agent&effort=high")
    said = page.inner_text(".own-badge")
    low, high, now_low, now_high = (float(end) for end in re.findall(r"([\d.]+)×", said))
    assert "Yours, 10 runs" in said and low <= now_low < now_high < high


def test_own_runs_pass_the_checks_of_every_page(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/own-runs/new")
    for name, text in (("model", "gpt-5.4"), ("runs", "14"), ("reasoning_tokens", "5.200")):
        page.fill(f"[name={name}]", text)
    page.click("main .pair button")
    assert faults(page, LIGHT_AND_DARK[1:]) == {}
    page.click('#err-reasoning_tokens button:text-is("5,200")')
    expect(page.locator("main h1")).to_have_text("Your own runs: 14")
    page.evaluate(UNFOLD)
    assert too_wide(page, (1440, 390, 320)) == {}
    assert faults(page) == {}
