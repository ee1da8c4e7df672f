"""Names as people and logs send them: which offer they mean, at which effort, and what is suggested instead."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.reports import LifeReport
from planner.core.models.names.match_rules import MatchRule, rule_book
from planner.core.models.names.model_groups import group_offers
from planner.core.models.names.readings import Unread, read_name
from planner.core.models.names.suggestions import suggestions
from planner.core.models.offers.hosts import Host, Hosts
from planner.core.models.rates import DatedCard, RateCard
from planner.core.models.resolve import MOST_NAMES, Named, candidates, meant_by, resolve, resolve_all, unreadable
from planner.core.workload import BadInput
from tests.core.build import card, offer, rate
from tests.core.build import catalogue as world

DAY = date(2026, 11, 23)
TABLE = Path(__file__).parent / "sent_names.csv"
SENT = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
"""Ids as routers, clouds, client libraries, benchmarks and people write them, each with what is right."""


@pytest.mark.parametrize("row", SENT, ids=[row["name"] for row in SENT])
def test_a_sent_name_is_read_right(catalogue: Catalogue, row: dict[str, str]) -> None:
    found = resolve(catalogue, row["name"], DAY)
    if isinstance(found, Named):
        assert (found.offer.id, found.thinking or "") == (row["offer"], row["thinking"])
        assert bool(found.why) == (found.offer.id != row["name"])
    else:
        assert row["offer"] == ""
        problem = unreadable(catalogue, "offers.0", row["name"], found, DAY)
        assert problem.suggestions is not None
        assert len(problem.suggestions) <= 3
        assert (problem.suggestions or ("",))[0] == row["nearest"]


def test_there_are_as_many_names_as_were_asked_for() -> None:
    assert len({row["name"] for row in SENT}) == len(SENT) > 184
    assert sum(bool(row["offer"]) for row in SENT) > 170


def test_every_offer_answers_to_its_own_id(catalogue: Catalogue) -> None:
    named = resolve_all(catalogue, list(catalogue.offers), DAY, field="offers")
    assert [one.offer.id for one in named] == list(catalogue.offers)
    assert not any(one.why or one.thinking for one in named)


def test_every_display_name_is_answered_with_any_ending(catalogue: Catalogue) -> None:
    """Endings of rows with prices of their own, and of what a name leaves out, once and twice: never a failure."""
    names = {one.name for one in catalogue.offers.values() if one.name}
    for ending in ("", " (batch)", "-batch", ":batch (batch)", " batch high", ":free-batch-20260101"):
        assert all(isinstance(resolve(catalogue, f"{name}{ending}", DAY), (Named, Unread)) for name in names)
    own = {one.name for one in catalogue.offers.values() if one.name.endswith(("(batch)", "(free)"))}
    assert all(isinstance(resolve(catalogue, name, DAY), Named) for name in own)


def test_every_host_of_the_price_list_is_known_by_its_names(catalogue: Catalogue) -> None:
    assert {one.host for one in catalogue.offers.values()} == set(catalogue.hosts.known)


# ---------- a small world: a maker, a reseller, a seat, a cloud

HOSTS = Hosts(
    {
        "maker": Host("maker", ("maker-api", "mk"), frozenset({"big"})),
        "seat": Host("seat", own_id_only=True),
        "cheap": Host("cheap"),
        "cloud": Host("cloud"),
    },
    {"gateway": "The Gateway"},
    frozenset({"proxy"}),
)


def at(offer_id: str, usd: str, **changes: Any) -> Any:
    return offer(offer_id, cards=(DatedCard(card(input=usd, output=usd)),), **changes)


def known(*offers: Any) -> Catalogue:
    return replace(world(*offers), hosts=HOSTS)


RULE = MatchRule("any", parts=(MatchRule("equals", "big-1"), MatchRule("starts", "big-1-20")))
BIG = known(
    at("maker/big-1", "5", match=RULE),
    at("maker/big-1-turbo", "3"),
    at("cheap/big-1", "1"),
    at("seat/big-1", "0.5"),
    at("cloud/lab/big-1", "4"),
    at("cloud/lab/big-1:batch", "2"),
)


def read(name: str, catalogue: Catalogue = BIG) -> tuple[str, str | None] | str:
    """The offer and the mode said, or why the name cannot be read."""
    found = resolve(catalogue, name, DAY)
    return (found.offer.id, found.thinking) if isinstance(found, Named) else found.why


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("big-1", ("maker/big-1", None)),
        ("BIG 1", ("maker/big-1", None)),
        ("mk/big-1", ("maker/big-1", None)),
        ("proxy/maker-api:big-1", ("maker/big-1", None)),
        ("big-1-2026-01-31", ("maker/big-1", None)),
        ("big-1-20260131", ("maker/big-1", None)),
        ("big-1-high", ("maker/big-1", "high")),
        ("big-1-20260131-thinking", ("maker/big-1", "on")),
        ("big-1-turbo", ("maker/big-1-turbo", None)),
        ("big-1-turbo-low", ("maker/big-1-turbo", "low")),
        ("cloud/big-1", ("cloud/lab/big-1", None)),
        ("cloud/lab/big-1:nitro", ("cloud/lab/big-1", None)),
        ("cloud/lab/big-1:batch", ("cloud/lab/big-1:batch", None)),
        ("seat/big-1", ("seat/big-1", None)),
        ("lab/big-1", ("maker/big-1", None)),
        ("big-1-mini", "is not a known offer or model"),
        ("big-1-2-mini", "is not a known offer or model"),
        ("big-1-20260131-mini", "is not a known offer or model"),
        ("other/big-1", "is not a known offer or model"),
        ("cheap/big-1:batch", "is not in our price list at Cheap"),
        ("gateway/maker/big-1", "is not in our price list at The Gateway"),
        ("cheap/big-1-turbo", "is not in our price list at Cheap"),
        ("", "is not a known offer or model"),
        ("b" * 301, "is not a known offer or model"),
    ],
)
def test_a_name_says_host_model_and_effort(name: str, right: object) -> None:
    assert read(name) == right


def test_the_answer_says_how_a_name_was_read() -> None:
    found = [resolve(BIG, name, DAY) for name in ("big-1", "maker/big-1", "big-1-20260131-high", "cloud/big-1")]
    assert [one.why for one in found if isinstance(one, Named)] == [
        "Maker's own API",
        "",
        "high effort; date left out; Maker's own API",
        "at Cloud",
    ]


def test_the_cheapest_live_host_answers_where_the_maker_no_longer_does() -> None:
    left = known(
        at("maker/big-1", "5", deprecated=True),
        at("cheap/big-1", "1", deprecated=True),
        at("seat/big-1", "0.5"),
        at("cloud/lab/big-1", "4"),
        offer("cloud2/big-1", cards=(DatedCard(card(input="4", output="4", cache_read="1")),)),
    )
    found = resolve(left, "big-1", DAY)
    assert isinstance(found, Named)
    # Of equals the one with a cache rate.
    assert (found.offer.id, found.why) == ("cloud2/big-1", "Maker no longer serves it: the cheapest live host")


def test_a_host_that_is_known_to_serve_it_comes_before_a_cheaper_one_that_is_not() -> None:
    lists = (LifeReport("listed", "a list", DAY),)
    hosts = known(at("cheap/big-1", "1"), replace(at("cloud/lab/big-1", "4"), life=lists))
    found = resolve(hosts, "big-1", DAY)
    assert isinstance(found, Named) and found.offer.id == "cloud/lab/big-1"


def test_a_model_that_nobody_serves_keeps_the_makers_last_price() -> None:
    gone = known(at("maker/big-1", "5", deprecated=True), at("cheap/big-1", "1", deprecated=True))
    found = resolve(gone, "big-1", DAY)
    assert isinstance(found, Named)
    assert (found.offer.id, found.why) == ("maker/big-1", "no host of the list serves it any more")


def test_only_seats_and_batch_rows_answer_to_no_bare_name() -> None:
    found = read("big-2", known(at("seat/big-2", "1"), at("cheap/big-2:batch", "1")))
    assert "ids of its offers alone" in str(found)


@pytest.mark.parametrize(
    ("makers", "others", "listed"),
    [
        ({"input": rate("5", (200_000, "10"))}, {"input": rate("5")}, False),
        ({"input": rate("5", (200_000, "10"))}, {"input": rate("5", (200_000, "10"))}, True),
        ({"input": rate("5"), "requests_kcount": rate("5")}, {"input": rate("5")}, False),
        ({"input": rate("5"), "requests_kcount": rate("5")}, {"input": rate("5"), "requests_kcount": rate("5")}, True),
    ],
)
def test_a_row_silent_on_the_makers_tier_or_fee_answers_to_its_id_alone(
    makers: dict[str, Any], others: dict[str, Any], listed: bool
) -> None:
    def row(offer_id: str, rates: dict[str, Any], **changes: Any) -> Any:
        return offer(offer_id, cards=(DatedCard(RateCard(output=rate("9"), **rates)),), **changes)

    for open_weights, expected in ((False, listed), (True, True)):
        rows = known(row("maker/big-1", makers), row("cheap/big-1", others, open_weights=open_weights))
        assert ("cheap/big-1" not in group_offers(rows).unlisted) == expected


def test_candidates_leave_out_what_a_name_never_means_and_own_figures_hold_for_all() -> None:
    assert {o.id for o in candidates(BIG, "big-1")} == {"maker/big-1", "cheap/big-1", "cloud/lab/big-1"}
    assert len(meant_by(BIG, "big-1")) == 5
    assert [o.id for o in meant_by(BIG, "cheap/big-1")] == ["cheap/big-1"]
    assert meant_by(BIG, "nobody") == []


def test_models_that_a_host_sells_under_one_display_name_are_told_apart() -> None:
    twins = known(
        at("maker/big-4", "30", name="Big 4"),
        at("maker/big-4-32k", "60", name="Big 4"),
        at("cloud/lab/big-4", "31", name="Big 4"),
        at("cloud/lab/big-4-32k", "61", name="Big 4 (32k)"),
    )
    assert read("big-4-32k", twins) == ("maker/big-4-32k", None)
    assert {o.id for o in meant_by(twins, "Big 4")} == {"maker/big-4", "cloud/lab/big-4"}


def test_a_name_is_read_the_same_the_second_time() -> None:
    assert read_name(BIG, "big-1-high") is read_name(BIG, "big-1-high")


@pytest.mark.parametrize(
    ("many", "message"), [(MOST_NAMES, "is not a known"), (MOST_NAMES + 1, "takes at most 5,000 names")]
)
def test_more_names_than_the_limit_are_refused_before_any_is_read(many: int, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        resolve_all(BIG, [f"nobody-{i}" for i in range(many)], DAY, field="offers")
    assert message in caught.value.problems[0].message
    assert len(caught.value.problems) == (many if many == MOST_NAMES else 1)


def test_each_unreadable_name_is_a_problem_of_its_own_with_the_nearest_offers() -> None:
    with pytest.raises(BadInput) as caught:
        resolve_all(BIG, ["big-1", "bgi-1", "gateway/big-1"], DAY, field="offers")
    assert [(p.field, p.suggestions) for p in caught.value.problems] == [
        ("offers.1", ("maker/big-1", "maker/big-1-turbo")),
        ("offers.2", ("maker/big-1", "cheap/big-1", "cloud/lab/big-1")),
    ]


def test_unread_names_say_why() -> None:
    found = resolve(BIG, "nobody/nothing", DAY)
    assert isinstance(found, Unread)
    assert found.why == "is not a known offer or model"


# ---------- the rules of the list


@pytest.mark.parametrize(
    ("kind", "text", "name", "matches"),
    [
        ("equals", "big-1", "big-1", True),
        ("equals", "big-1", "big-1-x", False),
        ("starts", "big-1", "big-1-preview-06-05", True),
        ("starts", "big-1", "big-1-lite", False),
        ("starts", "big-1", "big-15", False),
        ("starts", "big-2", "big-2.1", True),
        ("starts", "big-1-2026", "big-1-20260101", True),
        ("starts", "big-", "big-27b-it", True),
        ("starts", "big-", "big-mini", False),
        ("contains", "lab.big-1", "us.lab.big-1-20251101-v1:0", True),
        ("contains", "big-1", "huge-big-1", False),
        ("contains", "big-1", "big-1-8b", False),
        ("ends", "lab.big-1", "global.lab.big-1", True),
        ("regex", r"^big-1-\d{8}$", "big-1-2026-01-31", True),
        ("regex", r"^big-1-\d", "big-1-8b", False),
        ("regex", r"^big-1-\d", "big-1-001", True),
    ],
)
def test_what_a_rule_leaves_over_may_not_be_another_model(kind: Any, text: str, name: str, matches: bool) -> None:
    book = rule_book([(MatchRule(kind, text), "it")])
    assert book.offer_id(name) == ("it" if matches else None)


def test_all_tests_of_a_rule_must_hold() -> None:
    rule = MatchRule("all", parts=(MatchRule("starts", "big-1"), MatchRule("regex", "^(?!.*-preview)")))
    book = rule_book([(rule, "it")])
    assert (book.offer_id("big-1-latest"), book.offer_id("big-1-preview")) == ("it", None)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("deepseek v5", "deepseek/deepseek-flash"),  # V4.1 Flash
        ("DeepSeek R3", "openrouter/deepseek/deepseek-r1-0528"),
        ("mistral-large-v9", "mistral/mistral-large-4"),
        ("grok 5", "x-ai/grok-4.7"),
        ("opus 6", "anthropic/claude-opus-5-5"),
        ("Claude Sonnet 6", "anthropic/claude-sonnet-5-5"),
        ("Qwen 4", "openrouter/qwen/qwen3.8-27b"),
        ("qwen-4-max", "fireworks/qwen3p8-max"),
        ("GPT-6.2", "openai/gpt-6.1-sol"),
        ("gpt 6.2 luna", "openai/gpt-6-luna"),
        ("Gemini 4 Ultra", "google/gemini-4-argon"),
        ("gemini 5 pro", "google/gemini-3.1-pro-preview"),
        ("Kimi K4", "moonshotai/kimi-k3"),
        ("Kimi K2.55", "fireworks/kimi-k2p5"),
        ("GLM 6", "zai/GLM-5.3"),
        ("MiniMax M4", "minimax/minimax-m3"),
        ("Llama 5", "openrouter/meta-llama/llama-4-maverick"),
        ("Claude Sonet 5", "anthropic/claude-sonnet-5"),
        ("Claude Opuss 4.5", "anthropic/claude-opus-4-5"),
        ("doubao 3", ""),
    ],
)
def test_a_version_that_is_not_there_is_not_left_out_and_near_is_its_family(
    catalogue: Catalogue, name: str, nearest: str
) -> None:
    found = read_name(catalogue, name)
    assert isinstance(found, Unread)
    assert (unreadable(catalogue, "offers.0", name, found, DAY).suggestions or ("",))[0] == nearest


def test_hosts_of_deepseek_v3_are_those_of_one_model(catalogue: Catalogue) -> None:
    hosts = {offer.host for offer in candidates(catalogue, "DeepSeek V3")}
    assert {"novita", "huggingface_novita"} <= hosts


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Qwen 4", "Qwen3.8"),  # not the tune Qwen-SEA-LION-v4, nor a small old one
        ("gpt 9", "GPT-6.1"),
        ("Claude Opus 9", "Claude Opus 5.5"),
        ("Kimi K9", "Kimi K3"),
        ("Mistral Large 9", "Mistral Large 4"),
        ("grok 9", "Grok 4.7"),
    ],
)
def test_a_version_above_all_of_them_means_the_newest(catalogue: Catalogue, name: str, first: str) -> None:
    found = resolve(catalogue, name, DAY)
    assert isinstance(found, Unread)
    nearest = suggestions(catalogue, name, found, DAY)
    assert nearest and catalogue.offers[nearest[0]].name.replace("Qwen ", "Qwen").startswith(first)
    assert not any("sea-lion" in offer.casefold() for offer in nearest)
