"""All offers and the type-ahead in a browser: typing, keys, no script, narrow screens, and what axe has to say."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import (
    LIGHT_AND_DARK,
    PHONE,
    SMALLEST,
    UNFOLD,
    faults,
    scroll_to_below,
    set_size,
    too_wide,
    visit,
    wait_for_scripts,
)

DESK = (1366, 900)


def first_name(page: Page) -> str:
    return page.locator("tr.main th").first.inner_text()


# ---------- every offer


def test_typing_filters_in_place_and_keeps_the_focus(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?steps=12")
    field = page.get_by_label("Name, lab or host")
    field.press_sequentially("kimi novita")
    expect(page).to_have_url(f"{server_url}/offers?steps=12&q=kimi+novita")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kimi")
    expect(field).to_be_focused()
    expect(field).to_have_value("kimi novita")
    page.get_by_role("checkbox", name="images").check()
    expect(page).to_have_url(f"{server_url}/offers?steps=12&q=kimi+novita&takes=image")
    page.reload()
    expect(page.get_by_role("checkbox", name="images")).to_be_checked()


def test_a_wrong_limit_is_said_beside_its_field(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=kimi")
    before = first_name(page)
    field = page.get_by_label("95% of tasks under")
    field.fill("soon")
    expect(page.locator("#err-within")).to_have_text("Type a number, such as 90 s or 30 min.")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert first_name(page) == before
    field.fill("10 h")
    expect(page.locator("#err-within")).to_have_text("")


def test_a_list_that_is_older_than_a_wrong_limit_is_marked(page: Page, server_url: str) -> None:
    """One field is put right and another mistyped at once: the empty list is still that of the first."""
    visit(page, f"{server_url}/offers?q=zzzz")
    expect(page.locator("#stale")).to_be_hidden()
    page.get_by_label("95% of tasks under").fill("soon")
    expect(page.locator("#stale")).to_contain_text("Still for “zzzz”. Correct the marked field.")
    page.get_by_label("Name, lab or host").fill("kimi")
    expect(page.get_by_role("heading", level=1)).to_have_text("No offer is called “zzzz”.")
    expect(page.locator("#stale")).to_be_visible()
    page.get_by_label("95% of tasks under").fill("")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kimi")
    expect(page.locator("#stale")).to_be_hidden()


def test_a_dropped_filter_brings_offers_back(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=zzzz&price=5k")
    page.get_by_role("link", name="Without “zzzz”").click()
    expect(page).to_have_url(f"{server_url}/offers?price=5k")
    expect(page.get_by_label("Name, lab or host")).to_have_value("")
    expect(page.locator("tr.main").first).to_be_visible()


def test_the_next_page_and_back(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    before = first_name(page)
    page.locator("#pages-next").click()
    expect(page).to_have_url(f"{server_url}/offers?page=2")
    expect(page.locator("tr.main th").first).not_to_have_text(before)
    expect(page.locator("#pages-next")).to_be_focused()
    page.locator("#pages-back").click()
    expect(page).to_have_url(f"{server_url}/offers")
    assert first_name(page) == before


def test_rows_come_as_they_are_neared_and_stay_while_one_types(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    rows = page.locator("tr.main")
    expect(rows).to_have_count(8)
    scroll_to_below(page)
    expect(rows).to_have_count(50)
    # Past where they begin, an answer has all of them, so that the page does not shrink below its reader.
    rows.nth(40).scroll_into_view_if_needed()
    page.locator("#below ~ tbody:nth-of-type(n + 30) a.hosts-of").first.click()
    expect(page.locator("tr.other").first).to_be_attached()
    expect(rows).to_have_count(50)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.get_by_label("Context, at least").fill("100k")
    expect(page).to_have_url(re.compile("context=100k"))
    expect(rows).to_have_count(8)


def test_the_keyboard_goes_on_where_the_other_rows_came(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    page.keyboard.press("Tab")
    wait_for_scripts(page)
    page.get_by_role("link", name="The other 42 models of this page").focus()
    expect(page.locator("tr.main")).to_have_count(50)
    expect(page.locator("#below + tbody a").first).to_be_focused()


def test_a_list_on_paper_is_whole(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    page.wait_for_load_state("load")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("tr.main").count() == 50


def test_without_a_script_a_link_brings_the_other_rows(plain_page: Page, server_url: str) -> None:
    plain_page.goto(f"{server_url}/offers?preset=research_agent")
    plain_page.get_by_role("link", name="The other 42 models of this page").click()
    expect(plain_page.locator("tr.main")).to_have_count(50)
    expect(plain_page).to_have_url(re.compile("preset=research_agent&whole=1#below$"))


def test_a_header_orders_the_list_and_stays_in_focus(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=gpt")
    page.locator("#by-seconds_off").click()
    expect(page).to_have_url(f"{server_url}/offers?q=gpt&mode=off&by=seconds")
    expect(page.locator("#by-seconds_off")).to_be_focused()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    # What is typed next keeps the order that the header chose.
    page.get_by_label("Name, lab or host").fill("gpt-5")
    expect(page).to_have_url(f"{server_url}/offers?q=gpt-5&mode=off&by=seconds")


def test_the_other_hosts_unfold(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=kimi-k2-thinking")
    others, opener = page.locator("tr.other"), page.locator("a.hosts-of").first
    expect(others).to_have_count(0)
    opener.click()
    expect(others.first).to_be_visible()
    expect(opener).to_be_focused()
    # What is typed next keeps them unfolded.
    page.get_by_label("Name, lab or host").fill("kimi-k2")
    expect(page).to_have_url(f"{server_url}/offers?q=kimi-k2&unfold=Kimi+K2+Thinking")
    expect(others.first).to_be_visible()


def test_a_row_goes_into_the_plan_by_one_key(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=gemini&models=glm-5&steps=12")
    rows = page.locator("a.add:visible")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    offer = (rows.nth(1).get_attribute("href") or "").split("add=")[1]
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&steps=12&models=glm-5&models={offer}")


def test_a_mark_goes_into_the_plan_by_keyboard(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers?q=kimi&models=glm-5")
    mark = page.locator("svg.only-wide a.pt:not([tabindex])").first
    page.keyboard.press("Tab")
    mark.focus()
    expect(mark).to_be_focused()
    expect(mark).to_have_accessible_name(re.compile(r"per month, .+ per report\. Add it to the plan$"))
    expect(mark).to_have_css("outline-style", "solid")
    assert mark.locator(".reach").evaluate("ring => getComputedStyle(ring).stroke") != "none"
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        re.compile(re.escape(f"{server_url}/plan/agent?preset=research_agent&models=glm-5&models=") + ".+")
    )


def test_slash_goes_to_the_search(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    page.keyboard.press("/")
    expect(page.get_by_label("Name, lab or host")).to_be_focused()
    expect(page.get_by_label("Name, lab or host")).to_have_value("")


def test_all_of_it_works_without_a_script(plain_page: Page, server_url: str) -> None:
    page = plain_page
    page.goto(f"{server_url}/plan?steps=12")
    page.get_by_role("link", name=re.compile("^Rank all .*offers$")).click()
    expect(page).to_have_url(f"{server_url}/offers?steps=12")
    page.get_by_label("Name, lab or host").fill("kimi")
    page.get_by_role("button", name="Show these offers").click()
    expect(page).to_have_url(f"{server_url}/offers?steps=12&q=kimi")
    page.locator("#by-name").click()
    expect(page).to_have_url(f"{server_url}/offers?steps=12&q=kimi&by=name")
    page.locator("a.hosts-of").first.click()
    expect(page.locator("tr.other").first).to_be_visible()
    page.locator("a.add").first.click()
    expect(page).to_have_url(re.compile(r"/plan/agent\?preset=research_agent&steps=12&models="))


def test_names_in_the_picture_do_not_meet(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/offers")
    for size in (DESK, (1000, 800), PHONE, SMALLEST):
        set_size(page, size)
        boxes = page.locator("svg.scatter:visible text.c-strong").evaluate_all(
            "texts => texts.map(t => t.getBoundingClientRect()).map(b => [b.left, b.top + 3, b.right, b.bottom - 3])"
        )
        assert len(boxes) >= 2
        for i, a in enumerate(boxes):
            assert a[0] >= 0 and a[2] <= size[0]
            # Letters reach less far than their boxes: two lines may stand 12 px apart.
            assert not any(
                a[0] < b[2] and b[0] < a[2] and a[1] + 3 < b[3] - 3 and b[1] + 3 < a[3] - 3 for b in boxes[:i]
            )


def test_both_lines_of_the_head_stay_in_sight(page: Page, server_url: str) -> None:
    """Each below the other, with no gap that rows would show through."""
    visit(page, f"{server_url}/offers?q=gpt&steps=12&whole=1")
    page.locator("tr.main").nth(20).scroll_into_view_if_needed()
    tops, bottoms = (
        page.locator(".ranked thead tr").evaluate_all(
            "(rows, side) => rows.map(r => r.querySelector('th.ranked-by').getBoundingClientRect()[side])", side
        )
        for side in ("top", "bottom")
    )
    assert tops[0] == 0
    assert abs(tops[1] - bottoms[0]) <= 1
    high = page.locator(".ranked thead .two-high:visible").evaluate_all(
        "all => all.map(t => t.getBoundingClientRect().bottom)"
    )
    assert all(abs(bottom - bottoms[1]) <= 1 for bottom in high)


def test_on_a_phone_each_figure_says_what_it_is(page: Page, server_url: str) -> None:
    def labels() -> list[str]:
        cells = page.locator("tr.main").first.locator("td[data-of]:visible")
        return cells.evaluate_all("all => all.map(td => getComputedStyle(td, '::after').content)")

    visit(page, f"{server_url}/offers?q=gpt-5.4&host=openai", PHONE)
    assert labels() == ["none", '"min"', "none"]
    dollars = page.locator("tr.main td[data-of='per month']:visible").first
    assert dollars.evaluate("td => getComputedStyle(td, '::before').content") == '"$"'
    assert page.locator(".tw").evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    visit(page, f"{server_url}/offers?q=gpt-5.4&host=openai&runs=0&steps=1", PHONE)
    assert labels() == ["none", '"s"', "none"]
    set_size(page, DESK)
    assert set(labels()) == {"none"}


@pytest.mark.parametrize("path", ["/offers", "/plan/agent?whole=1"])
def test_the_levels_stand_clear_of_the_line_and_of_marks(page: Page, server_url: str, path: str) -> None:
    visit(page, f"{server_url}{path}")
    edges = "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    for size in (DESK, PHONE, SMALLEST):
        set_size(page, size)
        chart = page.locator("svg.scatter:visible")
        levels = chart.locator("text.c-axis[x='-48']:not([y='-8'])").evaluate_all(edges)
        marks = chart.locator("line.front, circle:not(.reach), text:not(.c-axis)").evaluate_all(edges)
        assert len(levels) >= 2 and marks
        assert max(right for _, right in levels) <= min(left for left, _ in marks)
        assert min(left for left, _ in levels) >= 0


# ---------- the type-ahead


def combobox(page: Page, server_url: str, typed: str) -> Any:
    visit(page, f"{server_url}/plan?models=glm-5")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Models")
    expect(field).to_be_focused()
    # Not the list of its first letters.
    with page.expect_response(lambda answer: answer.url.endswith(f"/search?q={quote(typed)}")):
        field.press_sequentially(typed)
    expect(page.locator("#hits [role=option]").first).to_be_visible()
    return field


def test_half_a_name_lists_models_and_changes_nothing_yet(page: Page, server_url: str) -> None:
    field = combobox(page, server_url, "k2")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).not_to_have_attribute("aria-activedescendant", "hit-1")
    expect(page.locator("#hits .first")).to_have_attribute("id", "hit-1")
    expect(page.locator("#hits [role=option][data-value=kimi-k2-thinking]")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(page).to_have_url(f"{server_url}/plan?models=glm-5")


def test_arrows_choose_and_enter_adds(page: Page, server_url: str) -> None:
    field = combobox(page, server_url, "k2")
    second = page.locator("#hits [role=option]").nth(1)
    value = second.get_attribute("data-value")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "hit-1")
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page.locator("#hits [aria-selected=true]")).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", "hit-2")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&models=glm-5&models={value}")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.locator("#hits")).to_be_hidden()


def test_an_option_is_added_by_a_click(page: Page, server_url: str) -> None:
    combobox(page, server_url, "gpt-5.4")
    page.locator('#hits [data-value="gpt-5.4"]').click()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&models=glm-5&models=gpt-5.4")


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page, server_url: str) -> None:
    field = combobox(page, server_url, "k2")
    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("k2")
    expect(field).to_be_focused()


def test_nothing_found_says_so_and_adds_nothing(page: Page, server_url: str) -> None:
    combobox(page, server_url, "zzzz")
    expect(page.locator("#hits [role=option]")).to_have_text("Nothing is called “zzzz”.")
    page.keyboard.press("Enter")
    expect(page.locator("#err-add")).to_contain_text("No model or offer is called “zzzz”")
    expect(page).to_have_url(f"{server_url}/plan?models=glm-5")


def test_enter_takes_no_model_of_another_version(page: Page, server_url: str) -> None:
    field = combobox(page, server_url, "opus 6")
    expect(page.locator("#hits")).to_contain_text("Nothing is called “opus 6”. Nearest:")
    page.keyboard.press("Enter")
    expect(page.locator("#err-add")).to_contain_text("No model or offer is called “opus 6”. Nearest: Claude Opus")
    expect(field).to_have_value("opus 6")
    expect(page).to_have_url(f"{server_url}/plan?models=glm-5")
    field.fill("")
    expect(page.locator("#err-add")).to_be_empty()


def test_it_still_works_after_another_preset_came_in(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/plan?preset=research_agent")
    page.get_by_label("Start from").select_option("coding_session")
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=coding_session")
    page.locator("#add").press_sequentially("k2")
    expect(page.locator("#hits [role=option]").first).to_be_visible()


def test_without_a_script_a_typed_name_is_added(plain_page: Page, server_url: str) -> None:
    plain_page.goto(f"{server_url}/plan?models=glm-5")
    plain_page.locator("#add").fill("Kimi K2 Thinking")
    plain_page.get_by_role("button", name="Show what it costs").click()
    expect(plain_page).to_have_url(
        f"{server_url}/plan/agent?preset=research_agent&models=glm-5&models=kimi-k2-thinking"
    )


# ---------- sizes and axe


@pytest.mark.parametrize(
    "path", ["/offers?q=kimi", "/offers?within=soon&q=kimi-k2", "/offers?q=zzzz", "/offers?steps=abc"]
)
def test_no_page_scrolls_sideways_and_axe_finds_nothing(page: Page, server_url: str, path: str) -> None:
    visit(page, f"{server_url}{path}")
    assert too_wide(page) == {}
    page.evaluate(UNFOLD)
    assert faults(page) == {}


def test_axe_finds_nothing_in_the_open_list(page: Page, server_url: str) -> None:
    for way in LIGHT_AND_DARK:
        # One model: the rest of the page is looked at by the tests of the plan.
        visit(page, f"{server_url}/plan?models=glm-5", way[0])
        page.keyboard.press("/")
        page.keyboard.type("grok")
        expect(page.locator("#hits [role=option]").first).to_be_visible()
        assert faults(page, [way]) == {}
        expect(page.locator("#hits [role=option]").first).to_be_visible()


# ---------- the scatter on the plan


def test_asking_for_another_score_redraws_and_keeps_the_focus(page: Page, server_url: str) -> None:
    visit(page, f"{server_url}/plan?steps=20")
    scroll_to_below(page)
    title = page.locator("#scatter-title")
    expect(title).to_contain_text("Ask for 80% on tool use")
    field = page.get_by_label("Score at least")
    field.fill("90")
    expect(title).to_contain_text("Ask for 90% on tool use")
    expect(field).to_be_focused()
    expect(page).to_have_url(f"{server_url}/plan/agent?preset=research_agent&steps=20&score=90")
    page.locator("#bench").select_option("HLE")
    expect(title).to_contain_text("Ask for 90% on Humanity’s Last Exam, and none of these is left")
    field.fill("abc")
    expect(page.locator("#err-score")).to_have_text("Type a score from 0 to 100, such as 25.")
    # A change of the plan keeps what was asked for here.
    page.locator("#steps").fill("21")
    expect(page).to_have_url(re.compile(r"steps=21.*bench=HLE"))
