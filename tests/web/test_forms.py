"""The form: what was typed, the request it stands for, and an address that says it again."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput, Compaction, People, Problem
from planner.schema.requests import parse_request
from planner.web.forms import (
    DEFAULT_PRESET,
    SPECS,
    PlanForm,
    day_of,
    form_problems,
    in_one_line,
    more_in_words,
    people_in_words,
    read_form,
    read_number,
    same,
    tidy,
    to_request,
    volume_in_words,
    ways_to_count,
)
from planner.web.present.problem_text import beside_field
from planner.web.saved.plans.form_from_saved import form_of_question


def form(catalogue: Catalogue, query: str = "") -> PlanForm:
    return read_form(MultiDict(parse_qsl(query, keep_blank_values=True)), catalogue)


def problems(catalogue: Catalogue, query: str) -> dict[str, str]:
    with pytest.raises(BadInput) as caught:
        to_request(form(catalogue, query))
    return {p.field: p.message for p in caught.value.problems}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("300", "300"),
        (" 6,000 ", "6000"),
        ("6 000", "6000"),
        ("6\u00a0000", "6000"),
        ("1_000", "1000"),
        ("6k", "6000"),
        ("1.5M", "1500000"),
        ("90%", "0.90"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("1,234.5", "1234.5"),
        ("1 million", "1000000"),
        ("1.2M", "1200000"),
        ("20k", "20000"),
        ("1,5", "1.5"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,2345", "1.2345"),
        ("0.125", "0.125"),
    ],
)
def test_numbers_as_people_type_them(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["abc", "1,23,4", "1.2.3", "--1", "k", "", "1,234,5", "9" * 40, "nan", "inf", "1e9"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="Type a number"):
        read_number(text)


def test_the_default_is_the_research_agent_and_an_empty_address(catalogue: Catalogue) -> None:
    plain = form(catalogue)
    assert plain.preset.id == DEFAULT_PRESET
    assert plain.models == catalogue.opening_set.models
    assert plain.query() == []
    assert plain.address() == "/plan/agent?preset=research_agent"


def test_every_preset_makes_a_question(catalogue: Catalogue) -> None:
    for name, preset in catalogue.presets.items():
        question = parse_request(to_request(form(catalogue, f"preset={name}")))
        said = {a.field: a.value for a in preset.assumptions}
        assert question.workload.task_class == said["task_class"]
        assert question.workload.runs_per_day == pytest.approx(said["runs_per_day"], rel=0.02)
        assert question.workload.steps == said.get("steps", 1)


def test_defaults_are_left_out_however_they_are_written(catalogue: Catalogue) -> None:
    steps = form(catalogue).defaults["steps"]
    assert form(catalogue, f"steps={steps}&shared=6k&shared_unit=tokens&retries=0&sort=month").query() == []
    assert form(catalogue, "steps=1,200&share=50").query() == [("steps", "1200"), ("share", "50%")]


def test_an_address_says_itself_again(catalogue: Catalogue) -> None:
    query = (
        "preset=rag&runs=70&per=month&own=3&own_unit=pages&answer=&effort=low&models=gpt-5.4&models=glm-5"
        "&speed:openai/gpt-5.4=60&discount:openai/gpt-5.4=10&sort=-run&open=gpt-5.4&focus=glm-5"
    )
    once = form(catalogue, query)
    again = form(catalogue, urlencode(once.query()))
    assert again.address() == once.address()
    assert to_request(again) == to_request(once)


@given(st.dictionaries(st.sampled_from(sorted(SPECS)), st.text(max_size=12), max_size=6))
def test_any_address_settles(catalogue: Catalogue, args: dict[str, str]) -> None:
    once = read_form(MultiDict(args), catalogue)
    again = form(catalogue, urlencode(once.query()))
    assert again.address() == once.address()
    assert dict(again.values) == {n: v if again.values[n] == v else again.values[n] for n, v in once.values.items()}


def test_blank_is_the_default_or_an_estimate(catalogue: Catalogue) -> None:
    blank = form(catalogue, "steps=&answer=")
    assert blank.values["steps"] == blank.defaults["steps"]
    assert to_request(blank)["workload"]["visible_tokens_per_call"] is None
    assert ("answer", "") in blank.query()


def test_units(catalogue: Catalogue) -> None:
    load = to_request(form(catalogue, "shared=3&shared_unit=pages&own=750&own_unit=words&answer=150&answer_unit=words"))
    work = load["workload"]
    assert (work["shared_prefix_tokens"], work["input_tokens"], work["visible_tokens_per_call"]) == (1950, 1000, 200)


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("runs=50", 50),
        ("runs=365&per=month", 12),
        ("runs=30&per=month&month=30", 1),
        ("runs=3&per=person&people=40", 120),
    ],
)
def test_volume(catalogue: Catalogue, query: str, runs: int) -> None:
    assert to_request(form(catalogue, query))["workload"]["runs_per_day"] == pytest.approx(runs)


def test_absent_models_are_the_default_and_an_empty_group_is_none(catalogue: Catalogue) -> None:
    assert len(form(catalogue).models) == 9
    assert form(catalogue, "models=").models == ()
    assert form(catalogue, "models=").query() == [("models", "")]
    assert form(catalogue, "models=&models=gpt-5.4&models=gpt-5.4").models == ("gpt-5.4",)


def test_every_problem_at_once_by_the_fields_of_the_form(catalogue: Catalogue) -> None:
    found = problems(catalogue, "steps=abc&loop_hit=0.9&shared=1.500&effort=huge&speed:openai/gpt-5.4=fast")
    assert found == {
        "steps": "Type a number, such as 300.",
        "loop_hit": "0.9% or 90%? “0.9” can be read both ways: type one of them.",
        "shared": "1,500 or 1.5? “1.500” can be read both ways: type one of them.",
        "effort": "Choose one of off, low, medium, high, xhigh, max.",
        "speed:openai/gpt-5.4": "Type a number, such as 60.",
    }


def test_problems_of_the_request_come_back_to_their_fields() -> None:
    found = form_problems(
        [
            Problem("workload.steps", "must be at least 1"),
            Problem("workload.cache.loop_hit_rate", "must be at most 1"),
            Problem("overrides.openai/gpt-5.4.usd_per_mtok.input", "must be a number"),
        ]
    )
    assert found["steps"] == "Type at least 1."
    assert found["loop_hit"] == "Type at most 100%."
    assert found["input:openai/gpt-5.4"] == "Type a number, such as 2.50."


def test_own_figures_become_overrides(catalogue: Catalogue) -> None:
    request = to_request(
        form(catalogue, "speed:openai/gpt-5.4=60&input:openai/gpt-5.4=$2.00&discount:openai/gpt-5.4=15")
    )
    own = request["overrides"]["openai/gpt-5.4"]
    assert own == {"tokens_per_second": 60, "usd_per_mtok": {"input": "2.00"}, "discount": "0.15"}


@pytest.mark.parametrize(
    ("name", "one", "other", "equal"),
    [
        ("steps", "6,000", "6000", True),
        ("share", "90%", "90", True),
        ("share", "90%", "0.9", False),
        ("steps", "abc", "6", False),
        ("task", "code", "maths", False),
    ],
)
def test_same(name: str, one: str, other: str, equal: bool) -> None:
    assert same(name, one, other) is equal


def test_tidy_keeps_what_is_no_number() -> None:
    assert tidy("steps", "abc") == "abc"
    assert tidy("steps", "6,000.0") == "6000"
    assert tidy("share", "0.9") == "0.9"
    assert tidy("share", "90") == "90%"


def test_the_plan_in_one_line(catalogue: Catalogue) -> None:
    assert in_one_line(form(catalogue)) == "50 reports per day, 300 steps, high"
    assert in_one_line(form(catalogue, "steps=1&per=month")) == "50 reports per month, high"
    assert in_one_line(form(catalogue, "door=agent")) == "20 developers, 4 tasks per working day, 32 steps, high"
    assert in_one_line(form(catalogue, "door=batch&runs=1000000")) == "1,000,000 items, thinking off"
    tasks = {kind.id: kind.name for kind in catalogue.task_classes.values()}
    more = more_in_words(form(catalogue, "door=agent&think_budget=16000&task=everyday_qa"), tasks)
    assert more.endswith(", kind of work everyday question, thinking budget, each call 16,000")


def test_runs_are_counted_by_the_days_of_the_month(catalogue: Catalogue) -> None:
    """A month of working days has runs on no other; of people whose days are typed these count, and once."""
    agent, chat = dict(ways_to_count(form(catalogue, "door=agent"))), dict(ways_to_count(form(catalogue, "door=chat")))
    assert agent["person"] == "per working day" and agent["day"] == "per working day, of all"
    assert chat["day"] == "per day" and chat["person"] == "per person per day"
    own = form(catalogue, "door=agent&workdays=20")
    assert day_of(own) == "working day" and to_request(own)["month"] == "calendar"
    assert to_request(form(catalogue, "door=agent"))["month"] == "working"


def test_runs_that_people_start_come_back_as_they_were_typed(catalogue: Catalogue) -> None:
    typed = form(catalogue, "preset=coding_session&people=12&active=50%25&workdays=20&runs=2")
    question = parse_request(to_request(typed))
    assert question.workload.people == People(12, 0.5, 20, 2)
    assert question.workload.runs_per_day == pytest.approx(12 * 0.5 * 2 * 20 * 12 / 365)
    again = form_of_question(question, catalogue)
    assert {name: again.values[name] for name in ("runs", "per", "people", "active", "workdays")} == {
        "runs": "2", "per": "person", "people": "12", "active": "50%", "workdays": "20",
    }  # fmt: skip


PARTS = (
    "door=agent&models=gpt-5.4&s0-name=Plan&s0-steps=3&s1-model=glm-5&s1-effort=off&s1-steps=20&s1-own=2,000&s1-fresh=1"
    "&s1-share=30%&s1-times=4&s1-at_once=1&s2-name=&s2-share=100%&s3-name=Sum"
)


def test_parts_of_a_run_from_the_form_and_back(catalogue: Catalogue) -> None:
    """A row in which nothing is said is none; what the form has no field for is carried along."""
    typed = form(catalogue, PARTS)
    question = parse_request(to_request(typed))
    plan, work, end = question.workload.stages
    assert (plan.name, plan.offer, plan.steps, plan.starts_fresh) == ("Plan", None, 3, False)
    assert (work.name, work.offer, work.thinking, work.input_tokens) == ("Part 2", "glm-5", "off", 2000)
    assert (work.starts_fresh, work.share, work.times, work.parallel) == (True, 0.3, 4, True)
    assert end.name == "Sum"
    more = replace(work, tool_result_tokens=70, compaction=Compaction(0.5, 1000))
    question = replace(question, workload=replace(question.workload, stages=(plan, more, end)))
    again = form_of_question(question, catalogue)
    assert parse_request(to_request(again)).workload.stages == question.workload.stages
    assert again.with_typed("s1-steps", "7").typed("s1-steps") == "7"


def test_what_is_wrong_in_a_part_is_said_beside_its_field(catalogue: Catalogue) -> None:
    assert problems(catalogue, "door=agent&s0-steps=many&s0-share=2%25")["s0-steps"] == "Type a number, such as 20."
    wrong = [Problem("workload.stages.1.times", "must be at least 1"), Problem("workload.stages.0.offer", "x is none")]
    assert form_problems(wrong) == {"s1-times": "Type at least 1.", "s0-model": "x is none."}


@pytest.mark.parametrize(
    ("query", "said", "people"),
    [
        ("door=agent&people=1&runs=1", "1 task per working day", "1 developer"),
        ("door=agent&people=2&runs=4", "4 tasks per working day", "2 developers"),
        ("door=agent&preset=research_agent&per=person&people=1&runs=2", "2 reports per day", "1 person"),
        ("door=chat&runs=1&per=once", "1 conversation", ""),
        ("door=chat&runs=1,000", "1,000 conversations per day", ""),
        ("door=batch&runs=1&at_once=1", "1 item", ""),
    ],
)
def test_one_of_a_thing_is_not_said_as_several(catalogue: Catalogue, query: str, said: str, people: str) -> None:
    plan = form(catalogue, query)
    assert said in volume_in_words(plan)
    assert not people or people_in_words(plan) == people
    assert ("1 call at once" in more_in_words(plan, {})) == ("at_once" in query)


def test_a_comma_before_decimals_is_told_beside_its_field(client: FlaskClient) -> None:
    """Not where it parts thousands, nor in a field of words; a field that is wrong says that alone."""
    page = client.get("/plan/agent?tool=2,5&shared=6,000&steps=12,5&s0-name=1,5&s0-times=1,5&models=gpt-5.4")
    said = dict(re.findall(r'id="err-([\w-]+)"[^>]*>(?:<svg.*?</svg>)?([^<]+)</p>', page.text))
    assert said["tool"] == "Read as 2.5." and "shared" not in said and "s0-name" not in said
    assert said["steps"] == "Type a whole number, such as 32."
    assert 'class="err read" id="err-tool"' in page.text
    swapped = client.get("/plan/results?sent=1&door=agent&tool=2,5&models=gpt-5.4", headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert '<p class="err read" id="err-tool" hx-swap-oob="true">Read as 2.5.</p>' in swapped.text
    ranked = client.get("/offers?price=12,5&within=1,5 min").text
    assert "Read as 12.5." in ranked and "Read as 1.5." in ranked


@pytest.mark.parametrize(
    ("message", "example", "said"),
    [
        ("must be at least 1", "8", "Type at least 1."),
        ("must be at most 1,000", "8", "Type at most 1,000."),
        ("must be a whole number", "8", "Type a whole number, such as 8."),
        ("must be a number, such as 2.50", "8", "Type a number, such as 8."),
        ("must be a number, such as 2.50", "", "Type a number."),
        ("must be a finite number", "8", "Type a number, such as 8."),
        ("must be one of off, on", "on", "Choose one of off, on."),
        ("must be a month such as 2026-12", "Dec 2026", "Type a month such as 2026-12."),
        ("must have at most 200 characters", "x", "Type at most 200 characters."),
        ("must lie between the years 2000 and 2100", "x", "Type a date between the years 2000 and 2100."),
        ("must name an offer or a model", "x", "Name an offer or a model."),
        ("is not a known field", "x", "Is not a known field."),
        ("Type a month.", "x", "Type a month."),
    ],
)
def test_a_message_beside_a_field_says_what_to_type(message: str, example: str, said: str) -> None:
    assert beside_field(message, example) == said


def test_passages_that_are_wrong_are_said_once(client: FlaskClient) -> None:
    """They are added to the question: its own field is right."""
    page = client.get("/plan/documents?passages=-1&models=gpt-5.4")
    assert "Type a figure from 0 to 10,000, such as 8." in page.text
    assert '<p class="err" id="err-own"></p>' in page.text


@pytest.mark.parametrize(
    ("query", "field"), [("runs=150%25", "runs"), ("steps=50%25", "steps"), ("s0-times=50%25&s0-name=A", "s0-times")]
)
def test_a_percentage_is_no_count(client: FlaskClient, query: str, field: str) -> None:
    page = client.get(f"/plan/agent?{query}&models=gpt-5.4")
    assert page.status_code == 422
    assert re.search(rf'id="err-{field}"[^>]*><svg.*?</svg>Type a number, not a percentage, such as ', page.text)
