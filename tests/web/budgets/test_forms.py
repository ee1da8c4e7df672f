"""What a person types into a budget, the state in its address, and the way from the form to the core and back."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.core.number_text import read_percent
from planner.core.workload import BadInput, Overrides
from planner.schema.budget.requests import parse_budget
from planner.web.budgets.examples import example
from planner.web.budgets.form.form import BudgetForm, next_month, read_budget
from planner.web.budgets.form.from_budget import form_of_budget
from planner.web.budgets.form.invoice import with_growth
from planner.web.budgets.form.state import MOST_LETTERS, fits, pack, unpack
from planner.web.budgets.form.texts import cells, money_text, month_text, read_day, read_money, read_month, read_paid
from planner.web.budgets.form.to_request import budget_request
from planner.web.budgets.line_text import line_text
from planner.web.present.macros import text_of
from tests.conftest import NOW
from tests.web.budgets.parts import fields


def form_of(catalogue: Catalogue, said: dict[str, str]) -> BudgetForm:
    return read_budget(MultiDict(said), catalogue, now=NOW)


@pytest.mark.parametrize("text", ["2026-12", "Dec 2026", "december 2026", "12/2026", " Dec.  2026 ", "12.2026"])
def test_months_as_people_type_them(text: str) -> None:
    assert read_month(text) == "2026-12"


@pytest.mark.parametrize("text", ["", "soon", "13/2026", "2026", "Dec", "31 Feb 2027", "2026-00", "Foo 2026"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="Type a month, such as Dec 2026"):
        read_day(text)


def test_a_budget_begins_with_a_month() -> None:
    with pytest.raises(ValueError, match="without a day, such as Dec 2026"):
        read_month("24 Dec 2026")


def test_days_and_months_are_written_as_they_are_read() -> None:
    assert read_day("24 Dec 2026") == "2026-12-24"
    assert [month_text(text) for text in ("2026-12", "2026-12-24")] == ["Dec 2026", "24 Dec 2026"]


def test_money_and_percents() -> None:
    assert (read_money("$36,000"), read_money("36k")) == (36000, 36000)
    assert (read_percent("2"), read_percent("2%"), read_percent("0.5")) == (
        Decimal("0.02"), Decimal("0.02"), Decimal("0.005"),
    )  # fmt: skip


def test_rows_are_pasted_from_a_spreadsheet() -> None:
    assert cells("1\t\t3") == ["1", "", "3"]
    assert cells("1\r\n\r\n3") == ["1", "", "3"]
    assert cells(" 1  2 ") == ["1", "2"]
    assert cells("\t2") == ["", "2"]
    assert read_paid("24,100\t-\t$1.5k\t") == [24100, None, 1500]
    assert read_paid("1\t\t\t") == [1] and read_paid("1\n-\n") == [1, None]
    assert read_paid("1 234 567;2 000") == [1234567, 2000]
    assert read_paid("24,100 23,900") == [24100, 23900] and read_paid("12 834 9") == [12, 834, 9]


@pytest.mark.parametrize("text", ["1 234 567", "$1 234", "120\u00a0340", " 1 234 "])
def test_thousands_with_spaces_are_asked_about(text: str) -> None:
    with pytest.raises(ValueError, match=r"Is that .* for one month"):
        read_paid(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1000, 2000, 3000", "Month 1, “1000,”: type dollars such as 24,100"),
        ("24,100 banana", "Month 2, “banana”: type dollars such as 24,100"),
        ("5%", "Month 1, “5%”: type dollars"),
        ("10\t24.100", "Month 2: 24,100 or 24.1. “24.100” can be read both ways"),
    ],
)
def test_what_was_not_paid_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_paid(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("36.000", "36,000 or 36?"),
        ("36.125", "36,125 or 36.1250?"),
        ("0,920", "0.92 or 920?"),
        ("5%", "not"),
    ],
)
def test_amounts_that_can_be_read_in_two_ways_are_asked_about(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_money(text)


@pytest.mark.parametrize("usd", ["36", "36.000", "36.125", "1234.5", "1234567.891", "0.125", "0.000"])
def test_amounts_come_back_from_their_text(usd: str) -> None:
    assert read_money(money_text(Decimal(usd))) == Decimal(usd)


def test_the_state_comes_back_from_the_address(catalogue: Catalogue) -> None:
    form = form_of(catalogue, fields(open="2", l2__row="1\t2"))
    address = form.address()
    assert address
    assert address.startswith("/budgets/new?b=")
    assert read_budget(MultiDict({"b": address.partition("=")[2]}), catalogue, now=NOW) == form


def test_the_example_is_short_and_the_greatest_budgets_stay_out_of_the_address(catalogue: Catalogue) -> None:
    assert len(example(catalogue, now=NOW).packed()) < 600
    noise = Random(1)  # noqa: S311 - no secret
    noisy = "".join(chr(noise.randrange(33, 126)) for _ in range(MOST_LETTERS))
    assert not fits(pack([("name", noisy)]))
    assert form_of(catalogue, {"name": noisy}).address() is None


@pytest.mark.parametrize("text", ["", "!!", "abc", "A" * 4001, urlsafe_b64encode(b"plain").decode(), "é"])
def test_a_damaged_state_is_an_empty_one(text: str) -> None:
    assert len(unpack(text)) == 0


def test_a_state_that_would_fill_the_memory_is_an_empty_one() -> None:
    bomb = urlsafe_b64encode(zlib.compress(b"a=" + b"b" * 50_000_000, 9)).decode()
    assert len(unpack(bomb)) == 0


def test_a_form_comes_back_from_the_budget_it_asks_for(catalogue: Catalogue, app: Flask) -> None:
    said = fields(
        label="EUR", per_usd="0.92", rescale="1", month="30", wish="gpt-5.4", p95="60", context="200,000",
        inputs="text, image", l0__start="Jan 2027", l0__end="24 Aug 2027", l0__part="80", l0__discount="12.5",
        l0__from_hour="8pm", l0__for_hours="10", l0__retire="end", l0__peak="2.5", l0__paid="1,000\t\t2.5",
        l0__my_input="$0.40", l0__my_read="0.1", l0__my_speed="80", l0__my_ttft="0.5",
        l0__figures='{"discount": "0.1"}',
        l1__growth="linear", l1__add="3", l2__growth="row", l2__row=" ".join(["7"] * 12), l3__runs="100,000",
        l3__per="once",
    ) | {"tpm:openai/gpt-5.4": "30,000"}  # fmt: skip
    with app.test_request_context():
        asked = parse_budget(budget_request(form_of(catalogue, said), catalogue))
        again = form_of_budget(asked, catalogue, now=NOW)
        assert parse_budget(budget_request(again, catalogue)) == asked
    assert asked.lines[0].hours is not None and asked.lines[0].hours.start == 20
    assert (asked.lines[0].share, asked.lines[0].discount) == (Decimal("0.8"), Decimal("0.125"))
    assert asked.lines[0].actuals == (Decimal(1000), None, Decimal("2.5"))
    rates = (("input", Decimal("0.40")), ("cache_read", Decimal("0.1")))
    assert asked.lines[0].overrides == Overrides(0.5, 80, rates, Decimal("0.1"))
    assert asked.limits[0].tokens_per_minute == 30000
    assert (asked.lines[3].growth.kind, again.lines[3].load.values["runs"]) == ("once", "100000")
    last = line_text(again.lines[3], (), catalogue, NOW.date())
    with app.app_context():
        assert text_of("budgets/_line_text.html", "runs", last) == "100,000 runs in all, once, in its first month"
    grown = with_growth(again, "3").lines
    assert [line.values["growth"] for line in grown] == ["compound", "compound", "compound", "none"]


def test_the_first_month_is_the_next_one() -> None:
    assert next_month(datetime(2026, 11, 23, tzinfo=UTC)) == "Dec 2026"
    assert next_month(datetime(2026, 12, 1, tzinfo=UTC)) == "Jan 2027"


def test_lines_are_read_in_the_order_of_their_places(catalogue: Catalogue) -> None:
    form = form_of(catalogue, {"l10-name": "ten", "l2-name": "two", "l0-name": "zero", "lx-name": "none", "l-1": "no"})
    assert [line.values["name"] for line in form.lines] == ["zero", "two", "ten"]


def test_a_line_keeps_the_parts_of_its_run(catalogue: Catalogue) -> None:
    said = {"l0-preset": "software_engineering", "l0-offer": "gpt-5.4", "l0-compact_at": "50%", "start": "Dec 2026"}
    form = form_of(catalogue, said | {"l0-s0-name": "Plan", "l0-s1-name": "Work", "l0-s1-model": "glm-5"})
    budget = parse_budget(budget_request(form, catalogue))
    assert [(s.name, s.offer) for s in budget.lines[0].workload.stages] == [("Plan", None), ("Work", "glm-5")]
    again = form_of_budget(budget, catalogue, now=NOW)
    assert parse_budget(budget_request(again, catalogue)) == budget
    kept = dict(form.lines[0].kept(["compact_at", "pauses"]))
    assert kept == {"compact_at": "50%", "s0-name": "Plan", "s1-name": "Work", "s1-model": "glm-5"}


def test_lines_that_nobody_typed_in_are_those_read_before(catalogue: Catalogue) -> None:
    first, changed = form_of(catalogue, fields()), form_of(catalogue, fields(l2__runs="41"))
    same = [one is other for one, other in zip(first.lines, changed.lines, strict=True)]
    assert same == [True, True, False, *[True] * (len(same) - 3)]
    before, after = budget_request(first, catalogue), budget_request(changed, catalogue)
    assert [one == other for one, other in zip(before["lines"], after["lines"], strict=True)] == same
    before["lines"][0]["name"] = "another"
    assert budget_request(changed, catalogue)["lines"][0]["name"] == fields()["l0-name"]


def test_what_is_wrong_in_a_line_is_said_again_and_at_its_place(catalogue: Catalogue) -> None:
    wrong = {"l0-peak": "many", "l0-own": "few"}
    moved = {name.replace("l0-", "l1-"): text for name, text in (fields() | wrong).items() if name.startswith("l0-")}
    for said, place in ((fields() | wrong, 0), (fields() | wrong, 0), (fields() | moved, 1)):
        with pytest.raises(BadInput) as bad:
            budget_request(form_of(catalogue, said), catalogue)
        assert {problem.field for problem in bad.value.problems} == {f"l{place}-peak", f"l{place}-own"}


def test_a_line_of_long_texts_is_read_anew(catalogue: Catalogue) -> None:
    said = fields() | {"l0-paid": "1,000\n" * 1000}
    assert form_of(catalogue, said).lines[0] is not form_of(catalogue, said).lines[0]
    assert not form_of(catalogue, said).lines[0].is_short
