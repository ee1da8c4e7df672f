"""The objects the plan page is printed from: the sentence, the sum, the rows, the order."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue
from planner.core.results import Caveat, Estimate, Pair, Summaries
from planner.core.uncertainty.band import Band, RunSpread
from planner.core.workload import People
from planner.store.files.plan_workbook import plan_workbook
from planner.store.files.result_tables import COLUMNS, results_markdown, rows
from planner.web import filters
from planner.web.forms import PlanForm, read_form
from planner.web.plan.export import as_csv, as_markdown, snapshot_of
from planner.web.plan.measures.seconds import run_seconds
from planner.web.plan.row.detail import added, open_row
from planner.web.plan.rows import held, ordered, time_unit
from planner.web.present.caveats import caveats
from planner.web.present.names import distinct_names, distinctly_named
from tests.core.build import CHECKED
from tests.web.plan.parts import QUESTION, estimate, flagged, line, offer, pair, printed, refusal, silent

D = Decimal
SUM = "plan/row/_sum.html"


def lead(one: Pair) -> str:
    return printed("plan/row/_thinking_adds.html", "added", one, added(one))


# ---------- the finding


def over_window(made: Estimate, step: int = 4) -> Estimate:
    return replace(made, caveats=(Caveat("context_overflow", f"Context is full at step {step} of 10.", step),))


FITTING = (pair(name="Other", asked="other"), pair(name="Third", asked="third", on=silent(thinking="low")))


# ---------- the opened row


def test_lead_of_one_offer() -> None:
    assert lead(pair()) == (
        "Thinking adds $0.30 to a run: $0.20 is the thinking itself, "
        "$0.10 reading that reasoning again at every later step."
    )


def test_the_lead_tells_the_long_context_rate_of_the_thinking_apart() -> None:
    """So that what it says of the thinking and the line of the sum differ by a figure that is on the page."""
    made = estimate()
    lines = tuple(replace(one, usd=one.usd + D("0.06")) if one.kind == "reasoning" else one for one in made.cost.lines)
    dearer = replace(made, cost=replace(made.cost, lines=lines))
    assert lead(pair(on=dearer)).endswith(
        "at every later step, and the long-context rate that begins sooner, $0.060 of it on the thinking."
    )


def test_the_sum_adds_up_as_printed() -> None:
    assert printed(SUM, "sum", estimate(), QUESTION) == (
        "One run, thinking at high effortTokens$/MDollars Fresh input all of the input500,0001.000.50000000"
        "Reasoning 10,000 a call, kept in the context100,0002.000.20000000Visible 15,000 a call150,0002.000.30000000 "
        "One run 1.00000000 Runs per month 50 per day × 365 ÷ 12× 1,520.833 One month 1,520.83"
    )


def test_runs_of_people_are_counted_by_their_working_days() -> None:
    team = People(count=40, active_share=0.7, days_per_month=22, runs_per_day=1)
    asked = replace(QUESTION, workload=replace(QUESTION.workload, people=team))
    said = printed(SUM, "sum", estimate(), asked)
    assert "40 people × 70% active × 1 per working day × 22×" in said and "365" not in said


@given(st.lists(st.decimals(min_value=0, max_value=1000, places=12, allow_nan=False), min_size=1, max_size=8))
def test_rounded_lines_make_the_rounded_total(values: list[Decimal]) -> None:
    rounded = filters.adding_up(values)
    assert sum(rounded) == sum(values, D(0)).quantize(filters.EIGHT, "ROUND_HALF_UP")
    assert all(abs(a - b) <= filters.EIGHT for a, b in zip(rounded, values, strict=True))


def test_tiers_say_where_they_hold() -> None:
    dear = replace(line("input_fresh", "300000", "2"), tier_start=272_000, steps=(8, 10))
    varied = replace(QUESTION.workload, steps_spread=0.7)
    assert printed(SUM, "note", dear, estimate(), QUESTION.workload) == "steps 8–10, calls above 272,000 tokens"
    assert printed(SUM, "note", dear, estimate(), varied) == "from step 8 on, calls above 272,000 tokens"
    rare = replace(dear, steps=(16, 99))
    assert printed(SUM, "note", rare, estimate(), varied) == "in runs of 16 steps or more, calls above 272,000 tokens"
    summed = estimate(summaries=Summaries(2, 9, D(5_000), D(1), D(2)))
    assert printed(SUM, "note", dear, summed, QUESTION.workload) == (
        "calls above 272,000 tokens, which begin at step 8 and again after each summary"
    )


def test_what_it_rests_on_names_source_and_day() -> None:
    opened = open_row(pair(), QUESTION, day=CHECKED)
    assert opened is not None and opened.time is not None and opened.context is not None
    said = printed("plan/row/_sources.html", "rests_on", opened.main, QUESTION, opened.price_hours)
    assert said.startswith("Prices Here’s rates by a price list, checked 20 Nov 2026. Source of prices Reasoning ")
    assert "Measured for this model at another effort. a study, 10 Jul 2026. Answer As you stated it." in said
    assert opened.time.run == 100
    assert opened.other is opened.pair.off


def test_a_plan_that_leads_with_not_thinking_opens_on_that_sum() -> None:
    """The least effort of a model without a strict off stands for off."""
    for off in (silent(), replace(silent(), thinking="minimal", asked="minimal")):
        one = pair(off=off)
        opened = open_row(one, QUESTION, day=CHECKED, mode="off")
        assert opened is not None and (opened.main, opened.other) == (one.off, one.on)


def test_nothing_opens_without_a_figure() -> None:
    assert open_row(pair(on=refusal(), off=refusal()), QUESTION, day=CHECKED) is None


# ---------- rows


def test_flags_are_said_once_with_their_mode() -> None:
    both = "The price was last checked on 1 May 2026."
    two = pair(
        on=flagged(flagged(estimate(), "price_stale", both), "context_overflow", "Context is full at step 9 of 10."),
        off=flagged(silent(), "price_stale", both),
    )
    assert [(c.text, c.code) for c in caveats(two)] == [
        ("The price was last checked on 1 May 2026", "price_stale"),
        ("Does not fit: context is full at step 9 of 10 (thinking on)", "context_overflow"),
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


def test_two_hosts_of_one_model_go_by_their_hosts() -> None:
    here, there = pair(asked="a"), pair(asked="b", offer=offer("there"))
    named = distinctly_named([here, there, pair(name="Other", asked="c")])
    assert [p.name for p in named] == ["Model at Here", "Model at There", "Other"]
    assert distinct_names([("A", ""), ("A", "B")]) == ["A", "A at B"]


# ---------- export


def form(catalogue: Catalogue, door: str = "agent", **args: str) -> PlanForm:
    return read_form(MultiDict({"door": door, **args}), catalogue)


def test_csv_and_markdown_hold_every_row(catalogue: Catalogue) -> None:
    evil = pair(name="=1+1", off=refusal())
    text = as_csv([pair(), evil], form(catalogue))
    lines = text.split("\r\n")
    assert lines[0].split(",")[0] == COLUMNS[0]
    assert len(lines) == 6
    assert "1520.83," in lines[2]
    assert any(line.startswith("'=1+1,") and "cannot be switched off" in line for line in lines)
    assert as_markdown([evil], form(catalogue), "Plan").count("\n|") == 4
    bare = snapshot_of([pair(off=refusal())], form(catalogue))
    del bare["refused"][0]["host_name"]  # as the API and older saves have it
    assert {row[1] for row in rows(bare)} == {offer().host_name} == {line.split(",")[1] for line in lines[1:5]}
    assert offer().host_name != offer().host


def test_files_hold_what_the_page_says_of_times_and_dates(catalogue: Catalogue) -> None:
    """36,000 items of 100 s, 100 at once: 10 h, up to 14; a host without a batch price takes its standard one."""
    spread = RunSpread((1.0,) * 99, (100.0,) * 99, (2.5,) * 99)
    timed = estimate(run_spread=spread, mean_seconds=Lazy.of(Band(70, 95, 140)))
    timed = replace(timed, price_evidence=replace(timed.price_evidence, checked=None, list_date=date(2026, 11, 9)))
    promised = estimate(latency=None)
    batch = form(catalogue, "batch", runs="36,000", at_once="100", starts="20:00")
    both = [pair(on=timed, off=promised, off_note="minimal, it has no strict off")]
    off, on = csv.DictReader(as_csv(both, batch).splitlines())
    names = ("price_checked", "first_word_seconds", "run_seconds", "service_tier", "ends_at", "ends_at_p90")
    assert [on[name] for name in names] == ["2026-11-09", "2.5", "100", "standard", "06:00 +1", "10:00 +1"]
    assert (off["service_tier"], off["ends_at"], off["ends_at_p90"]) == ("batch", "within 24 h", "")
    assert off["notes"].startswith("Minimal, it has no strict off.")
    head, _, *rows = as_markdown(both, batch, "Batch").splitlines()[2:]
    assert head.endswith("| Tier | Ends at, expected | Ends at, 80% range, to |")
    assert rows[1].endswith("| standard | 06:00 +1 | 10:00 +1 |")
    saved = results_markdown(snapshot_of(both, batch)).splitlines()
    assert (
        "| Ends at, expected | Ends at, 80% range, to | Notes |" in saved[0] and "| 06:00 +1 | 10:00 +1 |" in saved[3]
    )
    assert "| $ per run, expected | First word, s, average | Run, s, average | Reasoning" in saved[0]
    assert "| 2.5 | 100 |" in saved[3]
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook("Plan", snapshot_of(both, batch))))["Plan"]
    assert book["I7"].value == "2026-11-09"
    assert [[cell.value for cell in row] for row in book["K5:M7"]] == [
        ["Tier", "Ends at, expected", "Ends at, 80% range, to"],
        ["batch", "within 24 h", ""],
        ["standard", "06:00 +1", "10:00 +1"],
    ]


def test_markdown_heads_the_price_by_what_it_is_of(catalogue: Catalogue) -> None:
    spread = RunSpread((1.0,) * 99, tuple(60.0 + i for i in range(99)), (2.0,) * 99)
    text = as_markdown(
        [pair(on=estimate(run_spread=spread))], form(catalogue), "Batch", whole="$ for 400,000 items", one="item"
    )
    head = text.splitlines()[2]
    assert "| $ for 400,000 items, expected | 80% range | $ per item, expected |" in head
    assert "median" not in head and "per month" not in head
    assert filters.duration(run_seconds(estimate(run_spread=spread)).value) in text  # type: ignore[union-attr]


def test_names_draw_nothing_in_markdown(catalogue: Catalogue) -> None:
    evil = "<b> ![p](http://t/x.png) `x`|*"
    head, *rows = as_markdown([pair(name=evil)], form(catalogue), evil).splitlines()
    said = r"\<b\> \!\[p\](http://t/x.png) \`x\`\|\*"
    assert head == f"# {said}"
    assert [row.startswith(f"| {said} |") for row in rows[-2:]] == [True, True]
