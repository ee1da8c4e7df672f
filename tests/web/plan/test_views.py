"""The objects the plan page is printed from: the sentence, the sum, the rows, the order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.results import Difference, Estimate, Flag
from planner.web.plan.export import HEAD, as_csv, as_markdown
from planner.web.plan.finding import find
from planner.web.plan.page import focus_of, why_first
from planner.web.plan.row.detail import lead, open_row
from planner.web.plan.row.sums import EIGHT, rounded_to_total, sum_of
from planner.web.plan.rows import cells, held, ordered, time_unit
from planner.web.plan.sections.pairs_title import chart_title
from planner.web.present.caveats import caveats
from planner.web.present.names import pairs_told_apart, told_apart
from tests.web.plan.parts import QUESTION, WORKLOAD, banded, estimate, flagged, line, offer, pair, refusal, silent

D = Decimal


def plain(pieces: object) -> str:
    return "".join(piece.text for piece in pieces)  # type: ignore[attr-defined]


# ---------- the finding


def test_one_offer() -> None:
    said = find([pair()], pair(), WORKLOAD)
    assert (
        said.plain == "Model costs $1,520 a month for this agent, 43% more than without thinking, "
        "and a run takes 1 min 40 s, not 50 s."
    )
    assert [p.text for p in said.pieces if p.kind == "strong"] == ["$1,520 a month", "1 min 40 s"]
    assert said.follow == ()


@pytest.mark.parametrize(
    ("price", "cache", "words"),
    [
        ("0", "-400", "thinking adds $456, cheaper caching than Partner’s saves $400"),
        ("300", "0", "thinking adds $456, dearer tokens than Partner’s $300 more"),
        ("-200", "-200", "thinking adds $456, cheaper tokens and caching than Partner’s save $400"),
        ("5", "0", "thinking adds $456 over Partner"),
    ],
)
def test_two_offers_tell_thinking_from_prices(price: str, cache: str, words: str) -> None:
    partner = silent(offer=offer("there", "Partner"))
    parts = Difference(D("456.25") + D(price) + D(cache), D(300), D("156.25"), D(0), D(cache), D(price))
    two = pair(off=partner, off_note="off is Partner", difference=parts)
    assert words in find([two], two, WORKLOAD).plain


def test_the_band_is_said_only_where_there_is_one() -> None:
    with_band = pair(on=banded(estimate()))
    assert find([with_band], with_band, WORKLOAD).follow == (
        "This is the expected bill; its 80% range is $1,200 to $2,100.",
    )


def test_refused_is_said_and_never_a_zero() -> None:
    only_on = pair(off=refusal(), off_note="cannot be switched off", difference=None)
    assert (
        find([only_on], only_on, WORKLOAD).plain
        == "Model costs $1,520 a month for this agent, and a run takes 1 min 40 s."
    )
    none = pair(on=refusal("Here publishes no batch price."), off=refusal(), difference=None)
    said = find([none], none, WORKLOAD)
    assert said.plain == "This model gives no figure for this plan."
    assert find([none, only_on], none, WORKLOAD).plain == "Model gives no figure here."
    assert said.follow == ("Here publishes no batch price.",)
    assert "$0" not in said.plain


def test_batch_has_no_seconds() -> None:
    batch = pair(on=estimate(latency=None, time_parts=()), off=silent(latency=None, time_parts=()))
    assert find([batch], batch, WORKLOAD).plain.endswith("or $1.00 a run, done within a day.")


def test_the_cheapest_and_the_quickest() -> None:
    slow_cheap = pair(name="Cheap", asked="cheap", on=silent(thinking="low"), off=silent())
    other = pair(name="Other", asked="other")
    said = find([other, slow_cheap], other, WORKLOAD)
    assert said.follow == ("With thinking, Cheap is both cheapest, at $1,060 a month, and quickest, at 50 s a run.",)


def outgrowing(made: Estimate, step: int = 4) -> Estimate:
    return replace(made, flags=(Flag("context_overflow", f"Context is full at step {step} of 10.", step),))


FITTING = (pair(name="Other", asked="other"), pair(name="Third", asked="third", on=silent(thinking="low")))


def test_who_cannot_finish_is_said_before_any_price_and_what_can_be_used_instead() -> None:
    full = pair(name="Cheap", asked="cheap", on=outgrowing(silent(thinking="low")))
    said = find([full, *FITTING], full, WORKLOAD)
    assert said.plain == "Cheap cannot finish such a run: its context is full at step 4 of 10."
    assert [p.text for p in said.pieces if p.kind == "strong"] == ["full at step 4 of 10"]
    assert said.follow == (
        "Without thinking Model can, at $1,060 a month.",
        "With thinking, Third is both cheapest, at $1,060 a month, and quickest, at 50 s a run.",
        "Its figures below are as if it fitted: $1,060 a month.",
    )


def test_who_cannot_finish_is_neither_the_cheapest_nor_the_quickest() -> None:
    full = pair(name="Cheap", asked="cheap", on=outgrowing(silent(thinking="low")))
    assert all("Cheap" not in text for text in find([full, *FITTING], FITTING[0], WORKLOAD).follow)


def test_where_nobody_can_finish_that_is_said() -> None:
    full = pair(on=outgrowing(estimate()), off=outgrowing(silent()))
    other = replace(full, name="Other", asked="other")
    assert find([full, other], full, WORKLOAD).follow[0] == "None of these two models can."
    silenced = pair(on=refusal(), off=outgrowing(silent()))
    said = find([silenced], silenced, WORKLOAD)
    assert said.plain.startswith("Model cannot finish such a run") and said.follow[0] == refusal().text


def test_where_only_those_that_do_not_think_can_finish_the_cheapest_is_named() -> None:
    full = pair(on=outgrowing(estimate()))
    other = replace(full, name="Other", asked="other", off=outgrowing(silent()))
    said = find([other, full], other, WORKLOAD).follow
    assert said[0] == "None of these can with thinking; without it Model is cheapest at $1,060 a month."


def test_the_one_call_of_a_run_has_no_step() -> None:
    full = pair(on=outgrowing(estimate(), step=1))
    said = find([full], full, replace(WORKLOAD, steps=1)).plain
    assert said == "Model cannot do this work: its context is full before the answer."


def test_a_share_of_runs_that_outgrow_the_window_is_said() -> None:
    tail = pair(on=flagged(estimate(), "context_tail", "About 33% of runs outgrow the window of 100,000 tokens."))
    assert find([tail], tail, WORKLOAD).follow[0] == "About 33% of runs outgrow the window of 100,000 tokens."


def test_who_cannot_finish_does_not_lead_unless_asked_for() -> None:
    usual = pair(asked="kimi-k2.5", on=outgrowing(estimate()))
    assert focus_of([usual, *FITTING], "", "kimi-k2.5") is FITTING[0]
    assert focus_of([usual, *FITTING], "kimi-k2.5") is usual
    assert focus_of([usual], "") is usual


def test_rows_and_tables_mark_what_does_not_fit() -> None:
    full = pair(on=outgrowing(estimate()))
    assert cells(full.on, "on", time_unit([])).misfit == "does not fit: context full at step 4"
    assert cells(full.off, "off", time_unit([])).misfit == ""
    assert "on (does not fit: context full at step 4)" in as_markdown([full], "Plan")


def test_the_title_of_the_chart_is_a_finding() -> None:
    assert chart_title([pair()]) == "With thinking it costs 1.4 times as much"
    assert (
        chart_title([pair(), pair(asked="b")]) == "With thinking each costs 1.4 times as much, and none changes place"
    )
    assert "thinking off and on" in chart_title([pair(off=refusal())])


# ---------- the opened row


def test_lead_of_one_offer() -> None:
    assert plain(lead(pair())) == (
        "Thinking adds $0.30 to a run: $0.20 is the thinking itself, "
        "$0.10 reading those thoughts again at every later step."
    )


def test_the_sum_adds_up_as_printed() -> None:
    printed = sum_of(estimate(), QUESTION)
    assert [item.usd for item in printed.lines] == ["0.50000000", "0.20000000", "0.30000000"]
    assert (printed.run_usd, printed.runs, printed.month_usd) == ("1.00000000", "1,520.833", "1,520.83")
    assert printed.runs_note == "50 a day × 365 ÷ 12"


@given(st.lists(st.decimals(min_value=0, max_value=1000, places=12, allow_nan=False), min_size=1, max_size=8))
def test_rounded_lines_make_the_rounded_total(values: list[Decimal]) -> None:
    rounded = rounded_to_total(values, EIGHT)
    assert sum(rounded) == sum(values, D(0)).quantize(EIGHT, "ROUND_HALF_UP")
    assert all(abs(a - b) <= EIGHT for a, b in zip(rounded, values, strict=True))


def test_tiers_say_where_they_hold() -> None:
    dear = replace(line("input_fresh", "300000", "2"), tier_start=272_000, steps=(8, 10))
    made = estimate()
    made = replace(made, cost=replace(made.cost, lines=(*made.cost.lines, dear)))
    assert sum_of(made, QUESTION).lines[-1].note == "steps 8–10, calls above 272,000 tokens"


def test_what_it_rests_on_names_source_and_day() -> None:
    opened = open_row(pair(), QUESTION)
    assert opened is not None and opened.time is not None and opened.context is not None
    texts = {g.name: g.text for g in opened.grounds}
    assert texts["Prices"] == "Here’s rates by a price list, checked 20 Nov 2026."
    assert texts["Reasoning"] == "Measured for this model. a study, 10 Jul 2026."
    assert texts["Answer"] == "As you stated it."
    assert opened.time.run == "1:40"
    assert opened.off_context == "thinking off, 90k"


def test_nothing_opens_without_a_figure() -> None:
    assert open_row(pair(on=refusal(), off=refusal()), QUESTION) is None


# ---------- rows


def test_cells_say_refusals_in_words() -> None:
    printed = cells(refusal(), "off", time_unit([]))
    assert printed.words == "Model cannot be switched off."
    assert (printed.month, printed.time, printed.reasoning) == ("", "", "")


def test_flags_are_said_once_with_their_mode() -> None:
    both = "The price was last checked on 1 May 2026."
    two = pair(
        on=flagged(flagged(estimate(), "price_stale", both), "context_overflow", "Context is full at step 9 of 10."),
        off=flagged(silent(), "price_stale", both),
    )
    assert [(c.text, c.url) for c in caveats(two)] == [
        ("The price was last checked on 1 May 2026", "/method#price_stale"),
        ("Does not fit: context is full at step 9 of 10 (thinking on)", "/method#context_overflow"),
    ]


def test_order_by_month_and_models_without_a_figure_last() -> None:
    cheap = pair(asked="cheap", on=silent())
    dear, none = pair(asked="dear"), pair(asked="none", on=refusal(), off=refusal())
    assert [p.asked for p in ordered([none, dear, cheap], "month")] == ["cheap", "dear", "none"]
    assert [p.asked for p in ordered([none, dear, cheap], "-month")] == ["dear", "cheap", "none"]
    assert [p.asked for p in held([cheap, dear, none], ("dear", "cheap"))] == ["dear", "cheap", "none"]


def test_time_columns_pick_their_unit() -> None:
    assert time_unit([pair()]).word == "Seconds"
    slow = estimate(latency=replace(estimate().latency, run=type(estimate().latency.run)(2000.0)))  # type: ignore[union-attr, arg-type]
    assert time_unit([pair(on=slow, off=refusal())]).word == "Minutes"
    assert time_unit([pair(on=slow, off=refusal())]).write(2000) == "33"


def test_focus_is_the_one_asked_for_else_one_that_thinks_and_does_not_at_one_offer() -> None:
    apart = pair(asked="apart", off=silent(offer=offer("there", "Partner")))
    same, usual = pair(asked="same"), pair(asked="kimi-k2.5")
    assert focus_of([apart, same, usual], "", "kimi-k2.5") is usual
    assert focus_of([apart, same], "") is same
    assert focus_of([apart, same, usual], "apart") is apart
    assert focus_of([apart, pair(asked="one", off=refusal())], "") is apart


def test_focus_without_both_sides_is_the_first_with_a_figure() -> None:
    one, two = pair(asked="one", off=refusal()), pair(asked="two")
    assert focus_of([one, two], "") is two
    assert focus_of([one, two], "one") is one
    assert focus_of([one], "gone") is one


def test_why_a_model_comes_first_is_said_where_there_is_another() -> None:
    apart = pair(asked="apart", name="Apart", off=silent(offer=offer("there", "Partner")))
    same = pair(asked="same")
    assert why_first([same], same, "") == ""
    assert why_first([same, apart], same, "") == (
        "Model comes first because it can think or not at one and the same offer."
    )
    assert why_first([same, apart], apart, "apart") == "You chose Apart."
    assert why_first([apart, apart], apart, "gone").endswith("has figures with thinking and without.")
    full = pair(asked="kimi-k2.5", on=outgrowing(estimate()))
    assert "can finish the run and can think or not" in why_first([full, same], same, "")


def test_two_hosts_of_one_model_go_by_their_hosts() -> None:
    here, there = pair(asked="a"), pair(asked="b", offer=offer("there"))
    named = pairs_told_apart([here, there, pair(name="Other", asked="c")])
    assert [p.name for p in named] == ["Model at Here", "Model at There", "Other"]
    assert told_apart([("A", ""), ("A", "B")]) == ["A", "A at B"]


# ---------- export


def test_csv_and_markdown_hold_every_row() -> None:
    evil = pair(name="=1+1", off=refusal())
    text = as_csv([pair(), evil])
    lines = text.split("\r\n")
    assert lines[0].split(",")[0] == HEAD[0]
    assert len(lines) == 6
    assert "1520.83333333" in lines[2]
    assert lines[3].startswith("'=1+1,") and "cannot be switched off" in lines[3]
    assert as_markdown([evil], "Plan").count("\n|") == 4


def test_names_draw_nothing_in_markdown() -> None:
    evil = "<b> ![p](http://t/x.png) `x`|*"
    head, *rows = as_markdown([pair(name=evil)], evil).splitlines()
    said = r"\<b\> \!\[p\](http://t/x.png) \`x\`\|\*"
    assert head == f"# {said}"
    assert [row.startswith(f"| {said} |") for row in rows[-2:]] == [True, True]
