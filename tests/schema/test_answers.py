"""The shape of an answer: the keys and kinds of values that programs rely on, and exact money."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue, SecondOpinion
from planner.core.models.offers.second_prices import Disagreement
from planner.core.results import Tokens
from planner.core.uncertainty.band import Band
from planner.core.uncertainty.steps import StepsRange
from planner.core.workload import LIMITS, BadInput, CacheSettings, Compaction, People, Workload, field_names
from planner.schema.answers import comparison_to_data, opinion_to_data
from planner.schema.as_data import shaped
from planner.schema.request_shape import FIELDS
from planner.schema.requests import parse_request
from planner.schema.scalars import count, instant, money, money_band_to_data, to_json
from planner.schema.shapes import estimate as shape

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KIMI = "novita/moonshotai/kimi-k2-thinking"
REQUEST = {
    "workload": {"task_class": "expert_qa", "input_tokens": 2000, "shared_prefix_tokens": 1500},
    "offers": ["openai/gpt-5.4", KIMI],
    "thinking": ["off", "high"],
    "price_date": "2026-11-23",
}
BAND = {"p10", "p50", "p90"}
DOCS = Path(__file__).parents[2] / "docs" / "api.md"
TOKENS = {"input", "input_fresh", "cache_read", "cache_write", "reasoning", "visible"}


def answer(catalogue: Catalogue, **changes: object) -> dict[str, Any]:
    """The answer as it looks after a trip through JSON."""
    comparison = compare(parse_request({**REQUEST, **changes}), catalogue, now=NOW)
    data: dict[str, Any] = json.loads(to_json(comparison_to_data(comparison)))
    return data


@pytest.fixture(scope="module")
def data(catalogue: Catalogue) -> dict[str, Any]:
    return answer(catalogue)


def test_the_top_of_an_answer(data: dict[str, Any]) -> None:
    assert data.keys() == {"price_date", "seed", "estimates", "refused"}
    assert (data["price_date"], data["seed"]) == ("2026-11-23T00:00:00Z", 1)


def test_estimates_come_in_the_order_asked(data: dict[str, Any]) -> None:
    found = [(e["offer"], e["model"], e["thinking"]) for e in data["estimates"]]
    assert found == [
        ("openai/gpt-5.4", "GPT-5.4", "off"),
        ("openai/gpt-5.4", "GPT-5.4", "high"),
        (KIMI, "Kimi K2 Thinking", "on"),
    ]


def test_every_estimate_has_the_keys_of_the_contract(data: dict[str, Any]) -> None:
    for estimate in data["estimates"]:
        assert estimate.keys() >= {"offer", "model", "thinking", "tokens", "cost", "latency", "flags", "evidence"}
        assert estimate["tokens"].keys() >= TOKENS | {"reasoning_band", "visible_band", "reasoning_mean_band"}
        assert estimate["latency"].keys() == {"ttft", "first_answer", "e2e", "run", "solved"}
        assert all(tail is None or tail.keys() == {"p50", "p95"} for tail in estimate["latency"].values())
        assert estimate["cost"].keys() >= {"lines", "usd_per_run", "run_band", "usd_per_month", "month_band"}
        assert estimate["evidence"].keys() >= {"price", "reasoning", "speed"}
        assert estimate["evidence"]["price"].keys() >= {"source", "checked"}
        assert estimate["evidence"]["reasoning"].keys() >= {"basis", "source"}


def test_lines_add_up_to_the_run_exactly(data: dict[str, Any]) -> None:
    for estimate in data["estimates"]:
        cost = estimate["cost"]
        assert all(line.keys() >= {"name", "tokens", "usd_per_mtok", "usd"} for line in cost["lines"])
        assert sum(Decimal(line["usd"]) for line in cost["lines"]) == Decimal(cost["usd_per_run"])
        for line in cost["lines"]:
            assert Decimal(str(line["tokens"])) * Decimal(line["usd_per_mtok"]) / 1_000_000 == Decimal(line["usd"])


def test_a_flag_has_a_code_a_sentence_and_a_step(data: dict[str, Any]) -> None:
    flags = [flag for estimate in data["estimates"] for flag in estimate["flags"]]
    assert "effort_not_offered" in {flag["code"] for flag in flags}
    assert all(flag.keys() == {"code", "text", "step"} for flag in flags)


def test_a_refusal_has_a_reason_and_a_way_out(data: dict[str, Any]) -> None:
    (refused,) = data["refused"]
    assert (refused["offer"], refused["thinking"], refused["code"]) == (KIMI, "off", "thinking_always_on")
    assert refused["instead"] == "novita/moonshotai/kimi-k2-0905"
    assert refused["text"]


def test_money_is_text_and_nothing_else_is(data: dict[str, Any]) -> None:
    for name, value in leaves(data["estimates"]):
        known = name != "usd_per_solved" or value is not None
        assert ("usd" in name and known) <= isinstance(value, str), name


def leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    else:
        yield name, value


def test_batch_has_no_seconds(catalogue: Catalogue) -> None:
    workload = {**REQUEST["workload"], "service_tier": "batch"}  # type: ignore[dict-item]
    data = answer(catalogue, workload=workload, offers=["openai/gpt-5.4"], thinking=["off"])
    assert [estimate["latency"] for estimate in data["estimates"]] == [None]


def test_an_unknown_offer_is_bad_input(catalogue: Catalogue) -> None:
    with pytest.raises(BadInput) as caught:
        answer(catalogue, offers=["nobody/nothing"])
    assert [problem.field for problem in caught.value.problems] == ["offers.0"]


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        ("0.0003375", "0.0003375"),
        ("1E-7", "0.0000001"),
        ("1E+3", "1000"),
        ("0E-10", "0"),
        ("0E+5", "0"),
        ("2.500", "2.5"),
        ("374.10", "374.1"),
        ("100", "100"),
        ("404.7545833333333333333333333", "404.7545833333333333333333333"),
        ("-0.50", "-0.5"),
    ],
)
def test_money_is_plain_and_never_rounded(usd: str, text: str) -> None:
    assert money(Decimal(usd)) == text


@pytest.mark.parametrize(("number", "shown"), [("3500", 3500), ("3500.0", 3500), ("0.5", 0.5), ("1E+3", 1000)])
def test_whole_counts_are_integers(number: str, shown: float) -> None:
    assert (count(Decimal(number)), type(count(Decimal(number)))) == (shown, type(shown))


def test_an_instant_is_utc_to_the_second() -> None:
    assert instant(datetime.fromisoformat("2026-11-24T00:30:00.5+01:00")) == "2026-11-23T23:30:00Z"


def test_shapes_are_filled_by_name_and_type_and_what_is_not_known_is_null() -> None:
    steps = StepsRange(4.0, 1.0, 3.0, 9.0)
    tokens = Tokens(*map(Decimal, ("1", "1", "0", "0", "0.5", "2", "0.5", "2")), steps=steps)
    data = shaped(shape.Tokens, tokens)
    assert list(data) == list(shape.Tokens.__annotations__)
    assert (data["reasoning"], data["visible"], data["reasoning_band"]) == (0.5, 2, None)
    assert data["steps"] == {"mean": 4.0, "p10": 1.0, "p50": 3.0, "p90": 9.0}
    assert money_band_to_data(None) is None
    assert money_band_to_data(Band(1e-7, 0.1, 3.0)) == {"p10": "0.0000001", "p50": "0.1", "p90": "3"}


def test_a_second_source_is_shown_with_where_it_differs() -> None:
    theirs = (("input", Decimal("0.280")), ("output", Decimal(1)))
    differs = [Disagreement("input", Decimal("0.2288"), Decimal("0.28"))]
    assert opinion_to_data(SecondOpinion("another list", "", date(2026, 10, 23), theirs), differs) == {
        "source": "another list",
        "url": None,
        "as_of": "2026-10-23",
        "differs": [{"rate": "input", "usd_per_mtok": "0.2288", "second_usd_per_mtok": "0.28"}],
    }
    assert opinion_to_data(None, ()) is None


def test_the_price_of_an_estimate_has_its_second_source(data: dict[str, Any]) -> None:
    gpt, _, kimi = (estimate["evidence"]["price"]["second"] for estimate in data["estimates"])
    assert gpt["differs"] == []
    assert gpt["source"].startswith("model-prices")
    assert kimi is None


@pytest.mark.parametrize(
    ("offer", "effort", "basis"),
    [
        ("anthropic/claude-sonnet-5", "high", "model+effort"),
        ("novita/zai-org/glm-5.3", "high", "model"),
        ("openai/gpt-6-astra", "high", "family"),
        ("openrouter/inflection/inflection-3-pi", "off", "class"),
    ],
)
def test_a_model_without_a_profile_has_the_evidence_of_its_own_figures(
    catalogue: Catalogue, offer: str, effort: str, basis: str
) -> None:
    load = {"task_class": "expert_qa", "input_tokens": 200}
    (one,) = answer(catalogue, workload=load, offers=[offer], thinking=[effort])["estimates"]
    assert one["evidence"]["visible" if effort == "off" else "reasoning"]["basis"] == basis


def test_what_is_no_number_never_becomes_json() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json({"p50": float("nan")})


def test_a_date_and_its_midnight_are_named_alike(catalogue: Catalogue) -> None:
    assert answer(catalogue, price_date=date(2026, 11, 23).isoformat())["price_date"] == "2026-11-23T00:00:00Z"
    assert answer(catalogue, price_date=None)["price_date"] == "2026-11-23T12:00:00Z"


def test_the_documented_example_is_answered_as_documented(catalogue: Catalogue) -> None:
    request, shown = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    comparison = compare(parse_request(json.loads(request)), catalogue, now=NOW)
    assert list(missing(json.loads(shown), json.loads(to_json(comparison_to_data(comparison))))) == []


def missing(shown: object, real: object, at: str = "$") -> Iterator[str]:
    """Where `real` does not hold what `shown` shows of it."""
    if isinstance(shown, dict) and isinstance(real, dict):
        for key, value in shown.items():
            yield from missing(value, real.get(key), f"{at}.{key}")
    elif isinstance(shown, list) and isinstance(real, list) and len(shown) == len(real):
        for number, (left, right) in enumerate(zip(shown, real, strict=True)):
            yield from missing(left, right, f"{at}[{number}]")
    elif shown != real:
        yield f"{at}: {shown} is documented, {real} answered"


def test_every_field_of_the_workload_is_documented_with_its_default_and_bounds() -> None:
    rows = dict(re.findall(r"^\| `([a-z0-9._]+)` \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows.keys() >= set(field_names()) - {"cache"} | {f"cache.{f.name}" for f in fields(CacheSettings)}
    for name, limit in LIMITS.items():
        default, bounds, *_ = rows[name].split(" | ")
        assert bounds == f"{limit.low:,g} to {limit.high:,.0f}", name
        value = operator.attrgetter(name)(Workload(compaction=Compaction(), people=People()))
        assert default.strip("`") == ("null" if value is None else f"{value:g}"), name


def test_every_mode_and_kind_of_question_is_documented() -> None:
    rows = dict(re.findall(r"^\| `([a-z._]+)` \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows.keys() >= {"offers", "thinking", "overrides", "price_date", "month", "seed"}
    for name in FIELDS["overrides.*"]:
        assert f"`{name}`" in rows["overrides"]
