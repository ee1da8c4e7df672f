"""The plan page in a browser: typing, focus, keys, no script, narrow screens, and what axe has to say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import UNFOLD, faults, set_size, too_wide, violations, visit

DESK, PHONE = (1366, 900), (390, 844)
STATES = (
    # The doors differ in their forms: two models are enough to show the rest.
    "/plan/chat?models=gpt-5.4&models=kimi-k2.5",
    "/plan/documents?models=gpt-5.4&models=kimi-k2.5",
    "/plan/batch?models=gpt-5.4&models=kimi-k2.5",
    "/plan/agent",
    "/plan/agent?models=gpt-5.4&s0-name=Scout&s0-model=glm-5&s1-name=Finish&s1-share=20%25&success=60%25&open=gpt-5.4",
    "/plan?open=kimi-k2-thinking&mine=openai/gpt-5.4",
    "/plan?steps=abc",
    "/plan?models=",
    "/plan?tier=batch&models=gpt-5.4&models=kimi-k2.5",
)


def open_plan(
    page: Page, server_url: str, path: str = "/plan?preset=research_agent", size: tuple[int, int] = DESK
) -> None:
    visit(page, f"{server_url}{path}", size)


def finding(page: Page) -> str:
    return page.locator(".finding").inner_text()


def follow(page: Page) -> str:
    return page.locator(".follow").inner_text()


# ---------- typing


def test_typing_changes_the_sentence_and_keeps_the_focus(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    before = follow(page)
    field = page.locator("#runs")
    field.fill("500")
    expect(page.locator(".follow")).not_to_have_text(before)
    expect(field).to_be_focused()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&runs=500")
    expect(page.locator("#announcement")).to_contain_text("per report")


def test_reload_and_back_keep_the_plan(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.locator("#runs").fill("500")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&runs=500")
    page.reload()
    expect(page.locator("#runs")).to_have_value("500")
    page.goto(f"{server_url}/no-such-page")
    page.go_back()
    expect(page.locator("#runs")).to_have_value("500")


def test_a_preset_fills_the_form_in_place(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan/agent?preset=research_agent&runs=500")
    page.locator("#runs").fill("501")
    # The answer to what was typed takes the notice of the preset away if it comes after it.
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&runs=501")
    page.get_by_label("Start from").select_option("computer_control")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=computer_control&runs=501")
    expect(page.locator("#steps")).to_have_value("14")
    said = page.get_by_text(
        "The fields are those of Interactive computer control now, but for what you typed of your own."
    )
    expect(said.filter(visible=True)).to_have_count(1)
    page.get_by_role("link", name="Undo").click()
    expect(page.locator("#steps")).to_have_value("300")
    expect(page.locator("#runs")).to_have_value("501")


def test_an_error_is_said_beside_its_field_and_goes_again(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    before = finding(page)
    steps = page.locator("#steps")
    steps.fill("0")
    expect(page.locator("#err-steps")).to_have_text("Type at least 1.")
    expect(steps).to_have_attribute("aria-invalid", "true")
    expect(steps).to_be_focused()
    assert finding(page) == before
    steps.fill("10")
    expect(page.locator("#err-steps")).to_have_text("")
    expect(steps).not_to_have_attribute("aria-invalid", "true")


def test_how_a_comma_was_read_is_said_beside_its_field_and_is_no_error(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    field = page.locator("#runs")
    field.fill("12,5")
    expect(page.locator("#err-runs")).to_have_text("Read as 12.5.")
    expect(page).to_have_url(re.compile(r"runs=12\.5"))
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.fill("12")
    expect(page.locator("#err-runs")).to_have_text("")


def tops(page: Page) -> dict[str, float]:
    """Where the fields of the plan stand, in their order."""
    places: dict[str, float] = page.evaluate("""
        Object.fromEntries([...document.querySelectorAll('#plan input[id], #plan label[for]')]
            .map((e) => [e.id || `for ${e.htmlFor}`, e.getBoundingClientRect().top]))
    """)
    return places


def test_results_of_what_was_typed_before_say_so_and_what_is_typed_in_stays(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    for size in (DESK, (1000, 800)):
        set_size(page, size)
        before, height = tops(page), page.locator("#results").bounding_box()
        page.locator("#steps").fill("0")
        expect(page.locator("#stale")).to_have_text(re.compile(r"Still for 300 steps\. Correct the marked field\."))
        expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
        expect(page.get_by_text("Save plan").first).to_be_hidden()
        page.wait_for_timeout(300)
        after, names = tops(page), list(before)
        above = names[: names.index("steps") + 1]
        assert [after[name] for name in above] == [before[name] for name in above]
        assert after["for add"] > before["for add"] + 10
        now = page.locator("#results").bounding_box()
        assert now and height
        assert (now["x"], now["y"], now["width"]) == (height["x"], height["y"], height["width"])
        assert size == DESK or violations(page) == []
        page.locator("#steps").fill("300")
        expect(page.locator("#stale")).to_have_text("")
        expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def test_the_table_has_room_and_nothing_is_cut_off(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan?steps=1000&preset=research_agent")
    for width in (901, 1000, 1251, 1252, 1280, 1300, 1339, 1340, 1366, 1440, 1503, 1504):
        set_size(page, (width, 900))
        table, room = page.evaluate(
            "['.plan-table', '.tw'].map((s) => document.querySelector(s).getBoundingClientRect().width)"
        )
        assert table <= room + 1, width
        assert page.evaluate("""
            [...document.querySelectorAll('.plan-table > tbody > tr.on > td:not(.mode)')]
                .filter((cell) => cell.offsetParent)
                .every((cell) => parseFloat(getComputedStyle(cell).paddingLeft) >= 11)
        """), width


def test_a_model_is_added_by_name(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan?models=gpt-5.4")
    field = page.locator("#add")
    field.fill("GLM-5")
    expect(page.locator("#hits [role=option]").first).to_contain_text("GLM-5")
    field.press("Enter")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&models=gpt-5.4&models=glm-5")
    expect(field).to_have_value("")
    page.get_by_text("Choose", exact=True).click()
    expect(page.get_by_role("checkbox", name="GLM-5")).to_be_checked()
    # Enter pressed before the list has come: it is taken when it comes, and here it is there already.
    field.fill("GLM-5")
    field.press("Enter")
    expect(page.locator("#add-note")).to_have_text("GLM-5 is in the plan already.")
    expect(field).to_have_value("")
    # Who makes models is none.
    field.fill("openai")
    expect(page.locator("#hits")).to_contain_text("“openai” is a lab or a host. Choose one of its models.")
    field.press("Enter")
    expect(page.locator("#err-add")).to_contain_text(
        "“openai” is a lab or a host. Add one of its models, by its name, such as"
    )


# ---------- keys


def test_slash_finds_a_model_and_does_not_type_itself(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.keyboard.press("/")
    expect(page.locator("#add")).to_be_focused()
    expect(page.locator("#add")).to_have_value("")


def test_a_row_opens_and_closes_by_keyboard_and_keeps_the_focus(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    row = page.locator("#m-kimi-k2-thinking-w")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".inner")).to_be_visible()
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&open=kimi-k2-thinking")
    page.keyboard.press("Escape")
    expect(page.locator(".inner")).to_have_count(0)
    expect(row).to_be_focused()


def test_arrows_move_from_row_to_row(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    rows = page.locator(".prow.row .nm a")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rows.first).to_be_focused()


def test_the_keyboard_comes_to_the_table_at_once_and_reads_the_glossary(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.className") == "open-row"
    word = page.locator(".word").first
    shown = "(word) => getComputedStyle(word, '::after').content"
    assert word.evaluate(shown) == "none"
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".word", has_text="Evidence")).to_be_focused()
    assert page.locator(".word:focus-visible").evaluate(shown).startswith('"What a figure rests on')


def test_a_model_leads_when_chosen_and_is_changed_in_place(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.locator(".prow .nm").get_by_role("link", name="Kimi K2.5").click()
    expect(page.locator(".finding")).to_contain_text("Kimi K2.5")
    page.locator(".finding").get_by_role("button").click()
    page.locator("#picks").get_by_role("link", name="GPT-5.4").click()
    expect(page.locator(".finding")).to_contain_text("GPT-5.4")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&focus=gpt-5.4")
    page.get_by_role("link", name="Compare all nine").click()
    expect(page.locator(".finding")).to_contain_text("Cheapest of these nine is")


def test_opening_a_row_on_a_phone_leaves_the_page_where_it_is(page: Page, server_url: str) -> None:
    open_plan(page, server_url, size=PHONE)
    row = page.locator("table .open-row").locator("visible=true").first
    row.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    row.click()
    expect(page.locator(".inner").first).to_be_visible()
    assert before > 0 and page.evaluate("scrollY") == before


def test_a_header_sorts_and_the_order_then_holds(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.locator("#sort-model").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Model")
    names = page.locator("th.model .open-row").all_inner_texts()
    page.get_by_role("group", name="Thinking").get_by_text("max").click()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&effort=max&sort=model")
    assert page.locator("th.model .open-row").all_inner_texts() == names


def test_another_door_keeps_what_still_means_the_same(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan/chat")
    page.locator("#shared").fill("900")
    expect(page).to_have_url(f"{server_url}/plan/chat?shared=900")
    page.locator(".door").nth(1).click()
    expect(page).to_have_url(f"{server_url}/plan/documents?shared=900")
    page.goto(server_url)
    expect(page.locator(".door[aria-current]")).to_contain_text("Answers over documents")


def test_another_unit_converts_the_number(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan/chat?shared=1300")
    page.locator("#shared_unit").select_option("pages")
    expect(page.locator("#shared")).to_have_value("2")
    expect(page).to_have_url(f"{server_url}/plan/chat?shared=2&shared_unit=pages")


def test_slash_works_after_a_button(page: Page, server_url: str) -> None:
    open_plan(page, server_url)
    page.get_by_role("group", name="Thinking").get_by_text("max").click()
    page.keyboard.press("/")
    expect(page.locator("#add")).to_be_focused()


def test_copy_link_copies_the_plan_with_the_day_of_its_prices(page: Page, server_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_plan(page, server_url)
    page.locator("#steps").fill("12")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&steps=12")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toast")).to_have_text(
        "Link copied: this plan at the prices of 23 Nov 2026. It works on this machine only."
    )
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"{server_url}/plan/agent?preset=research_agent&steps=12&date=2026-11-23"
    )


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_link_to_ones_own_figures_leads_into_their_first_field(
    page: Page, server_url: str, size: tuple[int, int]
) -> None:
    open_plan(page, server_url, "/plan?open=gpt-5.4", size)
    page.get_by_role("link", name="Use my own figures").click()
    field = page.locator(".ownfig input").first
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    page.locator("#more > summary").click()
    page.get_by_role("link", name="Use my own figures").click()
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()


def test_the_chart_tells_two_hosts_of_one_model_apart(page: Page, server_url: str) -> None:
    both = "models=kimi-k2.5&models=huggingface_novita/moonshotai/Kimi-K2.5"
    open_plan(page, server_url, f"/plan?{both}")
    names = page.locator(".prow .nm")
    assert names.all_inner_texts()[1] == "Kimi K2.5 at Hugging Face (Novita)"
    assert names.evaluate_all(
        "all => all.every(n => n.scrollWidth <= n.clientWidth && n.scrollHeight <= n.clientHeight)"
    )


# ---------- without a script


def test_everything_works_without_a_script(plain_page: Page, server_url: str) -> None:
    page = plain_page
    page.goto(f"{server_url}/plan?preset=research_agent")
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    page.locator("#steps").fill("12")
    page.get_by_role("button", name="Show what it costs").click()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&steps=12")
    page.locator("#m-gpt-5-4-w").click()
    expect(page.locator(".inner")).to_be_visible()
    page.get_by_label("Start from").select_option("coding_session")
    page.get_by_role("button", name="Start from this").click()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=coding_session")
    page.locator("#parts > summary").click()
    page.get_by_role("link", name="Parts of your own").click()
    page.locator("#s1-name").fill("Check")
    page.get_by_role("button", name="Add another part").click()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=coding_session&s0-name=Part+1&s1-name=Check")
    expect(page.locator("#s2-name")).to_be_visible()


def test_ones_own_figures_are_in_sight_without_a_script(plain_page: Page, server_url: str) -> None:
    plain_page.goto(f"{server_url}/plan?open=gpt-5.4")
    plain_page.get_by_role("link", name="Use my own figures").click()
    expect(plain_page.locator(".ownfig input").first).to_be_in_viewport()


# ---------- sizes


@pytest.mark.parametrize("door", ["chat", "documents", "batch", "agent"])
def test_the_fields_of_a_door_need_no_scrolling_on_a_laptop(page: Page, server_url: str, door: str) -> None:
    open_plan(page, server_url, f"/plan/{door}")
    box = page.locator("#add").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900


def test_on_a_phone_the_form_is_one_line_until_changed(page: Page, server_url: str) -> None:
    open_plan(page, server_url, size=PHONE)
    expect(page.get_by_text("50 reports per day, 300 steps, high")).to_be_visible()
    expect(page.locator("#runs")).to_be_hidden()
    page.get_by_text("Change", exact=True).click()
    expect(page.locator("#runs")).to_be_visible()
    page.get_by_text("Done", exact=True).click()
    expect(page.locator("#runs")).to_be_hidden()


def test_on_a_phone_a_wrong_field_is_shown_at_once(page: Page, server_url: str) -> None:
    open_plan(page, server_url, "/plan?steps=abc", PHONE)
    expect(page.locator("#steps")).to_be_visible()
    expect(page.get_by_text("Done", exact=True)).to_be_visible()


# ---------- axe


@pytest.mark.parametrize("path", STATES)
def test_no_page_scrolls_sideways_and_axe_finds_nothing(page: Page, server_url: str, path: str) -> None:
    open_plan(page, server_url, path)
    assert too_wide(page) == {}
    page.evaluate(UNFOLD)
    assert faults(page) == {}
    expect(page.locator("#runs")).to_be_visible()
