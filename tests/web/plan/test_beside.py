"""What stands beside the expected bill: dollars of a solved task, from which worth of one thinking pays, averages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planner.core.estimate.solved import Success, solved_of
from planner.core.lazy import Lazy
from planner.core.people import PersonCost, PublishedAverage
from planner.core.results import Difference, Estimate, Pair, TimePart
from planner.web.plan.row.detail import added
from planner.web.plan.row.times import time_table
from tests.web.plan.parts import QUESTION, estimate, pair, printed

WORTH, TIME = "plan/_worth.html", "plan/row/_time.html"

SPENT = PublishedAverage(
    "A tool",
    ("coding_agent",),
    Decimal(150),
    Decimal(250),
    Decimal(13),
    Decimal(30),
    "its page",
    "https://x",
    date(2026, 11, 27),
    "a lab",
)


def solving(rate: float, tries: int | None, worth: str | None) -> tuple[Pair, Estimate]:
    """On solves `rate` of tasks at $1 a run, off half as many."""
    on, off = (
        estimate(cost=replace(estimate().cost, solved=solved_of(Success(p, "", stated=True), tries, Decimal(1))))
        for p in (rate, rate / 2)
    )
    return pair(on=on, off=off, worth_usd=None if worth is None else Decimal(worth)), on


@pytest.mark.parametrize(
    ("tries", "worth", "expected"),
    [
        (2, "3.08", "Thinking is worth it when a solved task is worth more than $3.08."),
        (None, "3.08", "Thinking is worth it when a solved task, tried once, is worth more than $3.08."),
        (2, "0", "Thinking solves more of these tasks, and costs no more."),
        (2, None, "Thinking solves no more of these tasks, so it is not worth its price."),
    ],
)
def test_from_which_worth_thinking_pays(tries: int | None, worth: str | None, expected: str) -> None:
    words = printed(WORTH, "solved_words", *solving(0.5, tries, worth))
    assert words == f"A solved task costs $2.00: 50% of tries succeed. {expected}"


def test_averages_stand_beside_a_persons_month_with_what_puts_it_outside() -> None:
    near, far = (PersonCost(Decimal(usd), Decimal(9), SPENT, why) for usd, why in ((200, ""), (900, "the days worked")))
    assert averages(near).startswith("Published averages for A tool: $150 to $250 per developer and month (Nov 2026).")
    assert averages(far).endswith("The estimate is 3.6 times as high. What differs most is the days worked.")
    low = PersonCost(Decimal(3), Decimal(0), SPENT, "the length of a run")
    assert averages(low).endswith("The estimate is 50 times lower. What differs most is the length of a run.")
    own = printed(
        WORTH, "averages_words", low, (("Claude Opus 5.5", Decimal(162)), ("Claude Haiku 5.5", Decimal("8.2")))
    )
    assert own.endswith(
        "They are for a lab’s models: on this page Claude Opus 5.5 comes to $162 and Claude Haiku 5.5 to $8.20."
    )
    assert averages(PersonCost(Decimal(0), Decimal(0), SPENT)) == ""
    assert averages(PersonCost(Decimal(1), Decimal(1))) == averages(None) == ""
    assert printed(WORTH, "solved_words", pair(), estimate()) == ""


def averages(person: PersonCost | None) -> str:
    return printed(WORTH, "averages_words", person)


def test_thinking_that_brings_summaries_on_is_said_in_words() -> None:
    """It costs $0.20 itself and saves $0.50 of reading: no figure below nothing is added to a run."""
    month = Decimal(50) * 365 / 12
    parts = Difference(*(Decimal(usd) * month for usd in ("-0.3", "0.2", "-0.5", "0", "0", "0")))
    one = pair(parts=Lazy.of(parts))
    assert printed("plan/row/_thinking_adds.html", "added", one, added(one)) == (
        "Thinking takes $0.30 off a run: it costs $0.20, but the context is summarised sooner, which saves $0.50 of "
        "later steps."
    )


def test_the_whole_difference_comes_first_where_answers_differ_in_length() -> None:
    month = Decimal(50) * 365 / 12
    parts = Difference(*(Decimal(usd) * month for usd in ("0.72", "0.5", "0.25", "-0.03", "0", "0")))
    one = pair(parts=Lazy.of(parts))
    assert printed("plan/row/_thinking_adds.html", "added", one, added(one), "item") == (
        "With thinking an item costs $0.72 more: the thinking itself costs $0.50 and reading that reasoning again at "
        "every later step $0.25. Shorter answers save $0.030."
    )


def test_waits_are_assumed_until_typed_and_a_conversation_is_timed_without_its_person() -> None:
    side, tool = estimate(), replace(QUESTION.workload, step_kind="tool")
    table = time_table(side, tool)
    assert table
    time = replace(table, parts=(TimePart("tool", 5.0, 50.0),))
    assert "Tool as assumed" in printed(TIME, "times", time, side, tool, False)
    talk = replace(tool, step_kind="user_turn")
    said = printed(TIME, "times", time, side, talk, True)
    assert "Tool as you typed" in said and "Whole run is done without the person’s time" in said
    assert "person" not in printed(TIME, "times", time, side, replace(talk, steps=1), True)


def test_thinking_that_only_shortens_the_answer_says_why_it_costs_no_less() -> None:
    month = Decimal(50) * 365 / 12
    parts = Difference(*(Decimal(usd) * month for usd in ("0", "0.2", "0", "-0.2", "0", "0")))
    said = "What it thinks shortens its answer: both together are taken as long as the answer without thinking"
    for longer, told in ((0, True), (1, False)):
        on = replace(estimate().tokens, reasoning_per_call=Decimal(95), visible_per_call=Decimal(221 + longer))
        off = replace(on, reasoning_per_call=Decimal(0), visible_per_call=Decimal(316))
        sides = replace(estimate(), tokens=on), replace(estimate(thinking="off"), tokens=off)
        one = pair(on=sides[0], off=sides[1], parts=Lazy.of(parts))
        words = printed("plan/row/_thinking_adds.html", "added", one, added(one))
        assert words.startswith(
            "With thinking a run costs the same: the thinking itself costs $0.20. Shorter answers save $0.20."
        )
        assert (said in words) is told
