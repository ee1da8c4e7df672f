"""The shell around every page, in a browser: its own files load, and inline code does not run."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import touch, violations

INLINE_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
}"""


def test_htmx_is_ours_and_of_the_locked_version(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/no-such-page")
    touch(page)
    assert page.evaluate("htmx.version") == "2.0.11"


def test_the_stylesheet_is_served_and_applied(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/no-such-page")
    assert page.evaluate("document.styleSheets.length") > 0
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")


def test_a_wrong_address_leads_back_to_the_plan(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/no-such-page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Go to the plan").click()
    expect(page).to_have_url(f"{server_url}/plan")


def test_inline_code_does_not_run(context: BrowserContext, server_url: str) -> None:
    bare = context.new_page()
    bare.goto(f"{server_url}/no-such-page")
    with bare.expect_console_message(lambda message: "Content Security Policy" in message.text):
        bare.evaluate(INLINE_SCRIPT)
    assert bare.evaluate("window.ran") is None


def test_axe_reports_what_is_wrong(context: BrowserContext) -> None:
    """Every page is expected to have no violation: this one has some, so that a check that finds none would fail."""
    bare = context.new_page()
    bare.set_content(
        '<html lang="en"><title>t</title><main><h1>t</h1><p style="color:#bbb">pale</p>'
        '<p style="color:#bbb">pale too</p><input></main>'
    )
    assert [(rule, len(nodes)) for rule, nodes in violations(bare)] == [("color-contrast", 2), ("label", 1)]
