"""The drawing of a budget: bars from zero, the fan, the cap, dates on the way, the tornado; and its sentences."""

from __future__ import annotations

import copy
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from planner.core.budget.advice.advice_types import Swing
from planner.schema.as_data import from_data
from planner.schema.shapes.budget import BudgetAnswer
from planner.web import filters
from planner.web.budgets.budget_view import SENTENCES, BudgetView, _shown, finding_text, follow_text
from planner.web.budgets.sections.add_up import adding_up, rounded, rounded_matrix
from planner.web.budgets.sections.advice import SHORT, effect_of
from planner.web.budgets.sections.chart import budget_chart
from planner.web.charts.fan import draw
from planner.web.charts.fan_shapes import NARROW, WIDE, FanChart, Happening, Month
from planner.web.charts.fan_words import chance_kind
from planner.web.charts.tornado import Effect
from planner.web.charts.tornado import draw as draw_tornado
from planner.web.present.macros import text_of

NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def month(index: int, *parts: float, chance: float | None = 0.1, paid: bool = False) -> Month:
    total = sum(parts)
    label = f"{NAMES[index % 12]} {2027 + index // 12}"
    return Month(label, parts, total * 0.8, total * 0.9, total * 1.05, total * 1.1, total * 1.2, chance, paid)


def chart(count: int = 12, *, frame: Any = WIDE, cap: float | None = 100, **given: Any) -> FanChart:
    months = [month(i, 60.0, 30.0, chance=given.get("chance", 0.1)) for i in range(count)]
    return draw(frame, months, ["a", "b"], cap=cap, happenings=given.get("happenings", ()))


def test_bars_stand_on_the_base_and_on_each_other() -> None:
    bars = [bar for bar in chart().bars if bar.x == chart().bars[0].x]
    assert [bar.line for bar in bars] == [0, 1]
    assert bars[0].y + bars[0].height == pytest.approx(WIDE.base - 1, abs=0.11)
    assert bars[1].y + bars[1].height == pytest.approx(bars[0].y - 1, abs=0.11)
    assert bars[0].height / bars[1].height == pytest.approx(2, rel=0.05)
    assert bars[0].title == "Jan 2027, a: $60.00"


def test_the_fan_and_the_cap_are_on_the_bars_scale() -> None:
    found = chart(cap=90)  # the cap is where the bars end
    assert found.cap is not None
    assert found.cap.y == pytest.approx(found.bars[1].y, abs=0.2)
    assert found.over == pytest.approx(found.cap.y / WIDE.height * 100, abs=0.01)
    first = found.upper.split(" ")[0]
    assert first.startswith("9.50,")
    top = float(first.partition(",")[2]) * WIDE.height / 100
    assert WIDE.base - top == pytest.approx((WIDE.base - found.cap.y) * 1.2, abs=0.5)
    assert chart(cap=None).cap is None


def test_the_cap_is_named_beside_the_months_and_clear_of_the_lines() -> None:
    found = chart(cap=90)
    assert [label.text for label in found.labels if label.kind == "strong"] == ["your cap, $90"]
    ys = sorted(label.y for label in found.labels)
    assert all(below - above >= 20 for above, below in pairwise(ys))
    assert chart(cap=90, frame=NARROW).labels == ()


def test_nothing_leaves_the_drawing() -> None:
    for frame in (WIDE, NARROW):
        for count in (1, 2, 12, 24, 36):
            found = chart(count, frame=frame, cap=5)
            for bar in found.bars:
                assert float(bar.x[:-1]) >= 0
                assert float(bar.x[:-1]) + float(bar.width[:-1]) <= 100
                assert bar.y >= 20


@pytest.mark.parametrize(("count", "words", "chances"), [(1, 1, 1), (12, 12, 12), (24, 24, 24), (36, 36, 18)])
def test_labels_thin_out_where_room_is_short(count: int, words: int, chances: int) -> None:
    found = chart(count)
    assert (len([m for m in found.months if m.text]), len(found.chances)) == (words, chances)
    assert len(chart(count, frame=NARROW).chances) <= 12
    assert len(chart(count, frame=NARROW, chance=1.0).chances) <= 8


def test_months_say_their_year_once() -> None:
    assert [m.text for m in chart().months][:3] == ["Jan ’27", "Feb", "Mar"]
    assert [m.text for m in chart(24).months][11:14] == ["D", "’28", "F"]


def test_a_date_stands_between_its_months_and_its_words_have_room() -> None:
    happenings = [Happening(0.5, "1 Feb: early"), Happening(11.5, "1 Jan: " + "late " * 60), Happening(3, "x")]
    rules = chart(happenings=happenings).rules
    assert [rule.anchor for rule in rules] == ["start", "end", "start"]
    assert 9.5 < float(rules[0].x[:-1]) < 9.5 + 72 / 11
    assert rules[1].text.endswith("…")
    assert len({rule.y for rule in rules}) == 3
    assert rules[2].text == "x"


@pytest.mark.parametrize(
    ("chance", "word", "kind"),
    [
        (0, "0%", "mute"), (0.004, "<1%", "mute"), (0.05, "5%", ""), (0.199, "20%", ""), (0.2, "20%", "bad"),
        (0.9951, ">99%", "bad"), (1, "100%", "bad"),
    ],
)  # fmt: skip
def test_chances_as_people_read_them(chance: float, word: str, kind: str) -> None:
    assert (filters.chance(chance), chance_kind(chance)) == (word, kind)


def test_bars_stand_in_the_order_of_their_words() -> None:
    """Caches that work all of the time save, those that work 60 % of it cost more."""
    (ranges,) = (text for text, short in SHORT.items() if "100%" in short)
    cache = Swing("cache", ranges, Decimal(130), Decimal(100), Decimal(70))
    assert effect_of(cache) == Effect("Caching", "working 100% or 60% of the time", -30, 30)
    runs = Swing("volume", "20% fewer or more runs", Decimal(80), Decimal(100), Decimal(120))
    assert (effect_of(runs).low, effect_of(runs).high) == (-20, 20)


def test_the_tornado_is_on_one_scale_and_leaves_out_what_moves_nothing() -> None:
    rows = draw_tornado([Effect("a", "r", -50, 100), Effect("b", "r", 0, 25), Effect("c", "r", 0, 0)])
    assert [row.name for row in rows] == ["a", "b"]
    low, high = rows[0].blades
    assert (low.x, low.width, high.x, high.width) == ("40.00%", "10.00%", "50.00%", "20.00%")
    assert [blade.words for blade in rows[1].blades] == ["+$25.00"]
    assert rows[0].sentence == "a, r: −$50.00 and +$100."
    assert draw_tornado([Effect("off", "r", -314.6, 8_100)])[0].sentence == "off, r: −$315 and +$8,100."
    (both,) = draw_tornado([Effect("both dearer", "r", 40, 100)])
    upper, lower = both.blades
    assert (upper.y, upper.height) == (0, 0.45) and lower.y > upper.y + upper.height and high.height == 1


def data(**finding: Any) -> dict[str, Any]:
    fan = {"p10": "160", "p25": "180", "p50": "200", "p75": "220", "p90": "240", "mean": "200"}
    usual = {
        "usd": "200", "fan": fan, "chance_any_month": 0.41, "chance_period": None, "likeliest_month": "2027-02",
        "first_month_over": None, "first_month_risky": "2027-02", "biggest_line": 0, "biggest_share": 1.0,
    }  # fmt: skip
    months = [
        {"month": f"2027-0{i}", "usd": "100", "actual_usd": None, "fan": fan, "chance_over_cap": i / 10} for i in (1, 2)
    ]
    line = {"name": "A", "months": copy.deepcopy(months), "usd": "200", "refused": None}
    currency = {"label": "USD", "per_usd": "1"}
    return {
        "name": "B",
        "finding": usual | finding,
        "months": months,
        "lines": [line],
        "events": [],
        "currency": currency,
    }


def shown_of(request: dict[str, Any], found: dict[str, Any]) -> BudgetView:
    return _shown(request, from_data(BudgetAnswer, found))


def shown(cap: str | None = "120", total: str | None = None, **finding: Any) -> BudgetView:
    return shown_of({"cap_usd_per_month": cap, "cap_usd_period": total}, data(**finding))


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (shown(), "with a 41% chance of passing your $120 cap in some month, most likely in February."),
        (shown(chance_any_month=0.08), "$200 expected over 2 months, with an 8% chance of"),
        (shown(chance_any_month=0.85), "with an 85% chance"),
        (shown(chance_any_month=0.001, likeliest_month=None), "with a less than 1% chance of passing"),
        (shown(first_month_over="2027-01"), "cap in some month, first expected in January."),
        (shown(usd="150"), "$150 expected over 2 months"),
        (shown(None), "$200 expected over 2 months."),
        (shown(None, "300", chance_any_month=None, chance_period=0.3), "with a 30% chance of passing your $300."),
    ],
)  # fmt: skip
def test_the_sentence(app: Flask, view: BudgetView, said: str) -> None:
    with app.app_context():
        assert said in finding_text(view)


def test_a_month_that_is_no_likelier_than_another_is_not_named(app: Flask) -> None:
    found = data()
    found["months"][0]["chance_over_cap"] = 0.203
    equal = shown_of({"cap_usd_per_month": "120", "cap_usd_period": None}, found)
    with app.app_context():
        assert finding_text(equal).endswith("chance of passing your $120 cap in some month.")


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (shown(), "February is the first month with a 20% chance of passing the cap"),
        (shown(first_month_risky=None), "No month has a 20% chance of passing the cap"),
        (shown(first_month_risky=None, chance_any_month=0.0), "The cap holds in every month"),
        (shown(first_month_over="2027-01"), "January is the first month whose expected bill passes the cap"),
        (shown(None), "From $100 per month to $100"),
    ],
)
def test_the_title_of_the_chart_is_a_finding(app: Flask, view: BudgetView, said: str) -> None:
    with app.app_context():
        assert text_of(SENTENCES, "chart_title", view) == said


def test_what_follows_names_the_range_and_the_period(app: Flask) -> None:
    with app.app_context():
        said = follow_text(shown(total="300", chance_period=0.3))
    assert "80% range $160 to $240 if your inputs hold. The chance of passing $300 in all is 30%." in said


def test_many_lines_share_the_last_ink_and_later_ones_are_hatched() -> None:
    many = data()
    many["lines"] = [many["lines"][0] | {"name": f"L{i}"} for i in range(12)]
    found = budget_chart(shown_of({"cap_usd_per_month": None}, many))
    assert found is not None
    assert [key.name for key in found.keys][-2:] == ["L6", "5 other lines"]
    assert [key.is_hatched for key in found.keys] == [False] * 4 + [True] * 3 + [False]
    assert len({(key.ink, key.is_hatched) for key in found.keys}) == 8


def test_a_day_stands_where_it_falls_in_its_month() -> None:
    with_event = data()
    with_event["events"] = [{"on": "2027-02-15", "text": "It doubles.", "lines": ["A"]}]
    found = budget_chart(shown_of({"cap_usd_per_month": None}, with_event))
    assert found is not None
    rule = found.charts[0].rules[0]
    assert float(rule.x[:-1]) == pytest.approx(76.5, abs=0.1)  # half of February is the middle of its bar
    assert rule.text == "15 Feb: It doubles"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("X ends at H on 15 February 2027; from then on Y is priced.", "15 Feb: X ends at H"),
        ("X ended at H on 3 January 2027; from then on Y is priced.", "15 Feb: X ended at H on 3 January 2027"),
        ("X may retire from 15 February 2027; it is priced as if it stayed.", "15 Feb: X may retire"),
    ],
)
def test_the_drawing_names_a_change_in_short(sentence: str, label: str) -> None:
    """Its day once, and what follows from it in the list below alone."""
    with_event = data()
    with_event["events"] = [{"on": "2027-02-15", "text": sentence, "lines": ["A"]}]
    found = budget_chart(shown_of({"cap_usd_per_month": None}, with_event))
    assert found is not None
    assert (found.charts[0].rules[0].text, found.events[0].text) == (label, sentence)


def test_whole_dollars_add_up_both_ways() -> None:
    """Cells of a third of a dollar: each sum is right, and no cell is a dollar off."""
    exact = [[Decimal("10.33")] * 12, [Decimal("7.5")] * 12, [Decimal("1.9")] * 12]
    total = sum((sum(row) for row in exact), Decimal(0))
    months = adding_up([sum(column, Decimal(0)) for column in zip(*exact, strict=True)], total)
    found = rounded_matrix(exact, months, total)
    assert [sum(column) for column in zip(*found, strict=True)] == months and sum(months) == 237
    assert [sum(row) for row in found] == [124, 90, 23]
    pairs = (pair for rows in zip(found, exact, strict=True) for pair in zip(*rows, strict=True))
    assert all(abs(whole - value) < 1 for whole, value in pairs)


@pytest.mark.parametrize("step", [Decimal("0.01"), Decimal(1), Decimal(100)])
def test_lines_and_what_they_buy_add_up_to_the_same_months(step: Decimal) -> None:
    lines = [[Decimal("33.333") * step] * 12, [Decimal("32.4") * step] * 12]
    split = [[Decimal("21.911") * step] * 12 for _ in range(3)]
    months = [Decimal("65.733") * step] * 12
    found = rounded(months, lines, split, sum(months), step)
    for rows in (found.lines, found.split):
        assert [sum(column) for column in zip(*rows, strict=True)] == found.months
        assert all(value % step == 0 for row in rows for value in row)
    assert sum(found.months) == 789 * step
    # Of a month that was paid it is not known what it bought: what was planned adds up by itself.
    months[0] = 50 * step
    paid = rounded(months, lines, split, sum(months), step)
    sums = [sum(column) for column in zip(*paid.split, strict=True)]
    assert sum(sums) == 789 * step and {one / step for one in sums} == {65, 66}
    assert all(value % step == 0 for row in paid.split for value in row)
