"""Requests in: what is refused and in which words, what is accepted, and that a question survives the round trip."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.request import EstimateRequest
from planner.core.workload import LIMITS, BadInput, CacheSettings, Month, Overrides, People, Workload
from planner.schema.budget.requests import parse_budget
from planner.schema.requests import TASK_CLASSES, parse_json, parse_request, request_to_data, typed_numbers

OFFER = "openai/gpt-5.4"
MODES = ["off", "minimal", "low", "medium", "high", "xhigh", "max", "on", "default", "pair"]


def request(**changes: Any) -> dict[str, Any]:
    return {"offers": [OFFER], **changes}


def problems(data: object) -> dict[str, str]:
    with pytest.raises(BadInput) as caught:
        parse_request(data)
    fields = [problem.field for problem in caught.value.problems]
    assert len(fields) == len(set(fields)), "one problem per field"
    return {problem.field: problem.message for problem in caught.value.problems}


WORKLOADS: list[tuple[str, object, str]] = [
    ("input_tokens", -1, "must be at least 0"),
    ("input_tokens", 100_000_001, "must be at most 100,000,000"),
    ("input_tokens", "2000", "must be a number"),
    ("input_tokens", "many", "must be a number"),
    ("input_tokens", True, "must be a number"),
    ("input_tokens", None, "must be a number"),
    ("input_tokens", [], "must be a number"),
    ("input_tokens", {}, "must be a number"),
    ("input_tokens", float("nan"), "must be a finite number"),
    ("input_tokens", float("inf"), "must be a finite number"),
    ("input_tokens", 10**400, "must be a finite number"),
    ("visible_tokens_per_call", -0.5, "must be at least 0"),
    ("reasoning_tokens_per_call", float("-inf"), "must be a finite number"),
    ("steps", 0, "must be at least 1"),
    ("steps", 1001, "must be at most 1,000"),
    ("steps", 1.5, "must be a whole number"),
    ("steps", True, "must be a whole number"),
    ("steps", "3", "must be a whole number"),
    ("thinking_share", 1.01, "must be at most 1"),
    ("thinking_share", -0.01, "must be at least 0"),
    ("hours_per_day", 25, "must be at most 24"),
    ("hours_per_day", 0, "must be at least 0.01"),
    ("runs_per_day", "1e400", "must be a number"),
    ("max_output_tokens", 0, "must be at least 1"),
    ("thinking_budget_tokens", -1, "must be at least 0"),
    ("parallel_tools", 0, "must be at least 1"),
    ("step_kind", "call", "must be one of tool, user_turn"),
    ("service_tier", None, "must be one of standard, batch, flex, priority, fast"),
    ("keep_reasoning", "some", "must be one of default, none, within_run, all"),
    ("token_basis", 3, "must be one of native, o200k"),
    ("task_class", "poetry", "must be one of " + ", ".join(TASK_CLASSES)),
    ("task_class", 7, "must be text"),
    ("cache", "auto", "must be an object"),
    ("cache", None, "must be an object"),
    ("stepz", 3, "is not a known field; did you mean steps?"),
]


@pytest.mark.parametrize(("name", "value", "message"), WORKLOADS, ids=[f"{n}={str(v)[:9]}" for n, v, _ in WORKLOADS])
def test_a_bad_workload_names_the_field(name: str, value: object, message: str) -> None:
    assert problems(request(workload={name: value})) == {f"workload.{name}": message}


CACHES = [
    ("prefix_hit_rate", 1.1, "must be at most 1"),
    ("prefix_hit_rate", -0.1, "must be at least 0"),
    ("loop_hit_rate", float("nan"), "must be a finite number"),
    ("loop_hit_rate", "0.5", "must be a number"),
    ("mode", "2h", "must be one of auto, off, 5m, 1h"),
    ("ttl", 1, "is not a known field; known here: mode, prefix_hit_rate, loop_hit_rate, write_1h_share"),
]


@pytest.mark.parametrize(("name", "value", "message"), CACHES)
def test_a_bad_cache_setting_names_the_field(name: str, value: object, message: str) -> None:
    assert problems(request(workload={"cache": {name: value}})) == {f"workload.cache.{name}": message}


TOP: list[tuple[str, object, str]] = [
    ("offers", [], "must name at least one offer"),
    ("offers", OFFER, "must be a list"),
    ("thinking", [], "must name at least one mode, such as off or high"),
    ("thinking", ["off", "deep"], "entry 2 must be one of " + ", ".join(MODES)),
    ("thinking", "deep", "entry 1 must be one of " + ", ".join(MODES)),
    (
        "thinking",
        None,
        "must be one of off, minimal, low, medium, high, xhigh, max, on, default, pair, or a list of these",
    ),
    ("overrides", [], "must be an object"),
    ("price_date", "tomorrow", "must be a date such as 2026-11-23, or with a time 2026-11-23T08:00Z"),
    ("price_date", "2026-02-30", "must be a date such as 2026-11-23, or with a time 2026-11-23T08:00Z"),
    ("price_date", "0001-01-01", "must lie between the years 2000 and 2100"),
    ("price_date", 20261123, "must be text"),
    ("month", "31", "must be one of calendar, 30, working"),
    ("seed", -1, "must be at least 0"),
    ("seed", 1.5, "must be a whole number"),
    ("seed", True, "must be a whole number"),
    ("seed", 10**30, "must be at most 9,007,199,254,740,992"),
    ("workload", [], "must be an object"),
    ("workloads", {}, "is not a known field; did you mean workload?"),
]


@pytest.mark.parametrize(("name", "value", "message"), TOP, ids=[f"{n}={str(v)[:12]}" for n, v, _ in TOP])
def test_a_bad_request_names_the_field(name: str, value: object, message: str) -> None:
    assert problems(request(**{name: value})) == {name: message}


def test_every_wrong_field_of_every_part_is_listed() -> None:
    parts = [{"name": "a", "steps": 0, "starts_fresh": 1}, {"name": 5, "steps": -1, "input_tokens": "q"}, {"steps": 0}]
    at, least = "workload.stages", "must be at least 1"
    assert problems(request(workload={"stages": parts})) == {
        f"{at}.0.starts_fresh": "must be true or false",
        f"{at}.0.steps": least,
        f"{at}.1.name": "must be text",
        f"{at}.1.input_tokens": "must be a number",
        f"{at}.1.steps": least,
        f"{at}.2.name": "must be given",
        f"{at}.2.steps": least,
    }
    assert problems(request(workload={"stages": [3]})) == {f"{at}.0": "must be an object"}


OVERRIDES: list[tuple[str, object, str]] = [
    ("tokens_per_second", 0, "must be at least 0.001"),
    ("tokens_per_second", "60", "must be a number"),
    ("ttft_seconds", -1, "must be at least 0"),
    ("ttft_seconds", float("inf"), "must be a finite number"),
    ("discount", "1.01", "must be at most 1"),
    ("discount", "1e-400", "must have at most 12 decimals"),
    ("reasoning_tokens_per_call", -1, "must be at least 0"),
    ("usd_per_mtok.input", "-1", "must be at least 0"),
    ("usd_per_mtok.input", "1e400", "must be at most 999,999"),
    ("usd_per_mtok.input", "1e-400", "must have at most 12 decimals"),
    ("usd_per_mtok.input", "NaN", "must be a finite number"),
    ("usd_per_mtok.output", "free", "must be a number, such as 2.50"),
    ("usd_per_mtok.output", True, "must be a number, such as 2.50"),
    ("usd_per_mtok.reads", "1", "is not a known field; known here: input, output, cache_read, cache_write"),
    ("speed", 3, "is not a known field; known here: ttft_seconds, tokens_per_second, usd_per_mtok, discount, "
     "reasoning_tokens_per_call"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "message"), OVERRIDES, ids=[f"{n}={v}" for n, v, _ in OVERRIDES])
def test_a_bad_override_names_the_offer_and_the_field(name: str, value: object, message: str) -> None:
    *inside, leaf = name.split(".")
    override = {inside[0]: {leaf: value}} if inside else {leaf: value}
    assert problems(request(overrides={OFFER: override})) == {f"overrides.{OFFER}.{name}": message}


@pytest.mark.parametrize("data", [None, [], "text", 3, [request()]])
def test_a_body_that_is_no_object_has_no_field(data: object) -> None:
    assert problems(data) == {"": "must be a JSON object"}


def test_every_problem_is_reported_at_once() -> None:
    workload = {"steps": 0, "input_tokens": "x", "retry_rate": {}, "cache": {"mode": "x", "loop_hit_rate": 2}, "foo": 1}
    data = {"workload": workload, "offers": [], "seed": -1, "overrides": {OFFER: {"ttft_seconds": -1}}}
    assert problems(data).keys() == {
        "workload.steps",
        "workload.input_tokens",
        "workload.retry_rate",
        "workload.cache.mode",
        "workload.cache.loop_hit_rate",
        "workload.foo",
        "offers",
        "seed",
        f"overrides.{OFFER}.ttft_seconds",
    }


@pytest.mark.parametrize("name", LIMITS)
def test_the_bounds_themselves_are_accepted(name: str) -> None:
    for bound in (LIMITS[name].low, LIMITS[name].high):
        *inside, leaf = name.split(".")
        workload = {inside[0]: {leaf: bound}} if inside else {leaf: bound}
        parsed = parse_request(request(workload=workload)).workload
        target = getattr(parsed, inside[0]) if inside else parsed
        assert getattr(target, leaf) == bound


def test_the_request_of_the_contract_is_read() -> None:
    question = parse_request(
        {
            "workload": {"task_class": "expert_qa", "input_tokens": 2000, "cache": {"mode": "1h"}, "steps": 3.0},
            "offers": ["a/b", OFFER, "a/b"],
            "thinking": ["off", "high", "off"],
            "overrides": {OFFER: {"ttft_seconds": 0.8, "usd_per_mtok": {"input": "2.0", "output": 0.1}}},
            "price_date": "2026-11-23",
            "month": "working",
            "seed": 7,
        }
    )
    assert question == EstimateRequest(
        Workload(task_class="expert_qa", input_tokens=2000, cache=CacheSettings("1h"), steps=3),
        ("a/b", OFFER),
        ("off", "high"),
        {OFFER: Overrides(0.8, usd_per_mtok=(("input", Decimal("2.0")), ("output", Decimal("0.1"))))},
        date(2026, 11, 23),
        "working",
        7,
    )
    assert isinstance(question.workload.steps, int)


def test_what_is_left_out_has_its_default() -> None:
    assert parse_request(request()) == EstimateRequest(Workload(), (OFFER,))


def test_a_bare_mode_and_a_bare_thirty_are_understood() -> None:
    question = parse_request(request(thinking="pair", month=30))
    assert (question.thinking, question.month) == (("pair",), "30")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-11-23T08:30:00Z", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T08:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23 08", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-24T00:30:00+01:00", datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_date_is_a_day_and_a_time_is_an_instant_in_utc(text: str | None, moment: date | None) -> None:
    parsed = parse_request(request(price_date=text)).price_date
    assert (parsed, type(parsed)) == (moment, type(moment))


@pytest.mark.parametrize(
    "text",
    ["", "{", b"\xff\xfe", "nothing", "[" * 100_000, '{"seed": ' + "9" * 5_000 + "}"],
    ids=["empty", "cut off", "not utf-8", "a word", "deep", "a long number"],
)
def test_text_that_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadInput) as caught:
        parse_json(text)
    assert [problem.field for problem in caught.value.problems] == [""]


def test_deep_json_is_refused_and_not_a_crash() -> None:
    for depth in (100, 300, 450, 600, 900):
        with pytest.raises(BadInput):
            parse_json('{"offers": ' + "[" * depth + "]" * depth + "}")


def test_numbers_that_overflow_in_json_are_refused() -> None:
    with pytest.raises(BadInput, match="must be a finite number"):
        parse_json('{"offers": ["a/b"], "workload": {"input_tokens": 1e400}}')
    with pytest.raises(BadInput, match="must be a finite number"):
        parse_json('{"offers": ["a/b"], "workload": {"input_tokens": NaN}}')


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(BadInput, match="not valid Unicode"):
        parse_json('{"offers": ["\\ud800"]}')


def test_very_many_problems_are_cut_short() -> None:
    assert 0 < len(problems({f"field{n}": 1 for n in range(20_000)})) < 100


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2000", 2000),
        (" 2,000 ", 2000),
        ("1 000 000", 1_000_000),
        ("1\u202f000", 1000),
        ("0.25", 0.25),
        ("1,234.5", 1234.5),
        ("1e3", 1000.0),
        ("-5", -5),
        ("", None),
        ("  ", None),
        ("1,5", "1,5"),
        ("12k", "12k"),
        ("1,00,000", "1,00,000"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("0x10", "0x10"),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: object) -> None:
    assert typed_numbers({"workload": {"input_tokens": typed}}) == {"workload": {"input_tokens": number}}


def test_typed_text_stays_text_and_an_empty_price_is_left_out() -> None:
    data = {
        "workload": {"task_class": "1000"},
        "overrides": {"a/b": {"usd_per_mtok": {"input": "", "output": "1,000"}}},
    }
    assert typed_numbers(data) == {
        "workload": {"task_class": "1000"},
        "overrides": {"a/b": {"usd_per_mtok": {"output": "1000"}}},
    }


def test_a_typed_overflow_is_refused_like_any_other() -> None:
    assert problems(typed_numbers(request(workload={"input_tokens": "1e400"}))) == {
        "workload.input_tokens": "must be a finite number"
    }


def numbers(name: str) -> st.SearchStrategy[Any]:
    limit = LIMITS[name]
    whole = st.integers(min_value=int(limit.low + 0.999), max_value=int(limit.high))
    return (
        whole if name in ("steps", "parallel_tools", "max_output_tokens") else whole | st.floats(limit.low, limit.high)
    )


def maybe(name: str) -> st.SearchStrategy[Any]:
    return st.none() | numbers(name)


workloads = st.builds(
    Workload,
    task_class=st.sampled_from(TASK_CLASSES),
    runs_per_day=numbers("runs_per_day"),
    input_tokens=numbers("input_tokens"),
    visible_tokens_per_call=maybe("visible_tokens_per_call"),
    reasoning_tokens_per_call=maybe("reasoning_tokens_per_call"),
    steps=numbers("steps"),
    thinking_share=numbers("thinking_share"),
    step_kind=st.sampled_from(["tool", "user_turn"]),
    cache=st.builds(
        CacheSettings, st.sampled_from(["auto", "off", "5m", "1h"]), maybe("cache.prefix_hit_rate"), st.none()
    ),
    max_output_tokens=maybe("max_output_tokens"),
)
prices = st.decimals(0, 999_999, places=6)
overrides = st.builds(
    Overrides,
    ttft_seconds=st.none() | st.floats(0, 86_400),
    usd_per_mtok=st.dictionaries(st.sampled_from(["input", "output"]), prices).map(lambda d: tuple(d.items())),
    discount=st.decimals(0, 1, places=4),
)
moments = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)) | st.datetimes(
    datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001
)  # fmt: skip
questions = st.builds(
    EstimateRequest,
    workload=workloads,
    offers=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, unique=True).map(tuple),
    thinking=st.lists(st.sampled_from(MODES), min_size=1, unique=True).map(tuple),
    overrides=st.dictionaries(st.text(st.characters(codec="utf-8")), overrides, max_size=2),
    price_date=moments,
    month=st.sampled_from(["calendar", "30", "working"]),
    seed=st.integers(0, 2**53),
)


@given(questions)
@settings(max_examples=200, deadline=None)
def test_a_question_survives_the_round_trip_through_json(question: EstimateRequest) -> None:
    assert parse_json(json.dumps(request_to_data(question))) == question


def test_defaults_are_left_out_of_the_request() -> None:
    assert request_to_data(EstimateRequest(Workload(), (OFFER,))) == {"workload": {}, "offers": [OFFER]}


@pytest.mark.parametrize(
    ("people", "month", "in_all"),
    [
        (None, "calendar", 365), (None, "30", 360), (None, "working", 264),
        (People(10, 1.0, None, 5), "calendar", 50 * 365 / 12), (People(10, 1.0, None, 5), "30", 1500),
        (People(10, 1.0, None, 5), "working", 1100), (People(10, 1.0, 20, 5), "working", 1000),
        (People(10, 1.0, 20, 5), "30", 1000),
    ],
)  # fmt: skip
def test_a_saved_plan_that_is_done_once_has_the_runs_of_its_own_month(
    people: People | None, month: Month, in_all: float
) -> None:
    """12 a day, or ten people five times a day: so many in all, in whatever month the budget counts."""
    saved = EstimateRequest(Workload(runs_per_day=12, people=people), ("here/model",), month=month)
    data = {"start": "2026-11", "lines": [{"name": "A", "scenario": "x" * 32, "growth": {"kind": "once"}}]}
    (line,) = parse_budget(data, lambda _id: saved).lines
    assert line.workload.runs_per_day * 365 / 12 == pytest.approx(in_all)


def test_an_offer_that_is_no_text_is_reported_at_its_place() -> None:
    found = problems(request(offers=[1, OFFER, None]))
    assert found == {"offers.0": "must be text", "offers.2": "must be text"}
