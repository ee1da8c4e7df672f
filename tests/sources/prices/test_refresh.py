"""Refreshed prices: taken over when good, left alone when not, and always honest about their age. No network."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from genai_prices import data_snapshot
from genai_prices.data import providers
from genai_prices.data_snapshot import DataSnapshot
from genai_prices.types import ModelPrice, Provider

from planner.core.models.catalogue import Catalogue
from planner.sources.prices.refresh import VARIABLE, LivePrices, open_prices, price_age, wanted

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAME = "openai/gpt-4.1-nano"


@pytest.fixture(autouse=True)
def _snapshot_of_its_own() -> Iterator[None]:
    """genai-prices keeps what was fetched for the whole process: not here."""
    yield
    data_snapshot.set_custom_snapshot(None)
    logging.getLogger("genai-prices").disabled = False


def dearer() -> list[Provider]:
    """Every price as it was, but one."""
    found = []
    for provider in providers:
        models = [
            replace(m, prices=ModelPrice(input_mtok=Decimal(7), output_mtok=Decimal(8)))
            if f"{provider.id}/{m.id}" == NAME
            else m
            for m in provider.models
        ]
        found.append(replace(provider, models=models))
    return found


GOOD = DataSnapshot(dearer(), from_auto_update=True)


def refused() -> DataSnapshot:
    raise OSError("no route to secret-proxy:3128")


def wait_for(happened: Callable[[], bool]) -> None:
    """Until the background task has done it; its thread is shared by all tests, so its own `wait` may be of another."""
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)


def input_rate(prices: LivePrices) -> Decimal:
    rate = prices.catalogue.offers[NAME].cards[-1].card.input
    assert rate is not None
    return rate.base


@pytest.mark.parametrize(("said", "on"), [({}, False), ({VARIABLE: "0"}, False), ({VARIABLE: " 1 "}, True)])
def test_refreshing_is_off_until_asked_for(said: dict[str, str], on: bool) -> None:
    assert wanted(said) is on


@pytest.mark.parametrize("said", ["", "yes", "true", "11"])
def test_anything_else_is_said_loudly(said: str) -> None:
    with pytest.raises(ValueError, match="PLANNER_REFRESH_PRICES must be 1 or 0"):
        wanted({VARIABLE: said})


def test_off_fetches_nothing(catalogue: Catalogue) -> None:
    prices = open_prices(catalogue, {}, clock=lambda: NOW, fetch=refused)
    assert prices.wait(0.01) is False
    assert prices.catalogue is catalogue
    assert prices.age().problem == ""


def test_good_prices_are_taken_over(catalogue: Catalogue) -> None:
    before = input_rate(LivePrices(catalogue, clock=lambda: NOW))
    prices = open_prices(catalogue, {VARIABLE: "1"}, clock=lambda: NOW, fetch=lambda: GOOD)
    try:
        wait_for(lambda: prices.news.fetched is not None)
    finally:
        prices.stop()
    assert (before, input_rate(prices)) == (Decimal("0.1"), Decimal(7))
    offer = prices.catalogue.offers[NAME]
    assert offer.source == prices.catalogue.prices_version == "genai-prices, fetched 23 Nov 2026 12:00 UTC"
    assert prices.age().fetched == NOW
    assert prices.age().problem == ""
    joined = prices.catalogue.offers["openai/gpt-5.4"]
    assert (joined.profile_id, joined.cache) == ("gpt-5.4", catalogue.offers["openai/gpt-5.4"].cache)


def test_a_failed_refresh_keeps_the_prices_and_says_so(catalogue: Catalogue) -> None:
    logging.getLogger("genai-prices").disabled = True
    prices = open_prices(catalogue, {VARIABLE: "1"}, clock=lambda: NOW, fetch=refused)
    try:
        wait_for(lambda: prices.news.problem != "")
    finally:
        prices.stop()
    assert prices.catalogue is catalogue
    age = prices.age()
    assert age.problem == (
        "The refresh of 23 Nov 2026 12:00 UTC failed: the list could not be fetched or read. "
        "These are the prices from before."
    )
    assert age.problem in age.text
    assert "secret-proxy" not in age.text


@pytest.mark.parametrize(
    "bad", [None, DataSnapshot([], True), DataSnapshot(providers[:3], True)], ids=["none", "0", "3"]
)
def test_a_list_with_too_little_in_it_is_refused(catalogue: Catalogue, bad: DataSnapshot | None) -> None:
    prices = LivePrices(catalogue, clock=lambda: NOW, fetch=lambda: bad)
    with pytest.raises(ValueError, match="known offers"):
        prices.fetch()
    assert prices.catalogue is catalogue
    assert "failed: the list holds" in prices.age().text


def test_a_later_success_takes_the_complaint_away_and_a_later_failure_keeps_what_came(catalogue: Catalogue) -> None:
    answers: list[DataSnapshot | None] = [None, GOOD, None]
    moments = iter(NOW + timedelta(hours=k) for k in range(9))
    prices = LivePrices(catalogue, clock=lambda: next(moments), fetch=lambda: answers.pop(0))
    with pytest.raises(ValueError, match="known offers"):
        prices.fetch()
    prices.fetch()
    fetched = prices.news.fetched
    assert (prices.news.problem, input_rate(prices)) == ("", Decimal(7))
    with pytest.raises(ValueError, match="known offers"):
        prices.fetch()
    assert prices.news.problem
    assert (prices.news.fetched, input_rate(prices)) == (fetched, Decimal(7))


@pytest.mark.parametrize(
    ("checked", "days", "said"),
    [
        (date(2026, 11, 23), 0, "list of 23 Nov 2026 (today)."),
        (date(2026, 11, 22), 1, "list of 22 Nov 2026 (yesterday)."),
        (date(2026, 11, 1), 22, "list of 1 Nov 2026 (22 days ago)."),
        (None, None, "Prices: test 1."),
    ],
)
def test_the_age_in_figures_and_words(catalogue: Catalogue, checked: date | None, days: int | None, said: str) -> None:
    age = price_age(replace(catalogue, prices_checked=checked, prices_version="test 1"), NOW)
    assert (age.source, age.checked, age.days, age.fetched, age.problem) == ("test 1", checked, days, None, "")
    assert age.text.startswith("Prices: test 1")
    assert age.text.endswith(said)


def test_a_list_older_than_the_one_in_use_is_refused(catalogue: Catalogue) -> None:
    newer = replace(catalogue, prices_checked=date(2026, 11, 22))
    prices = LivePrices(newer, clock=lambda: NOW, fetch=lambda: GOOD)
    with pytest.raises(ValueError, match="the one in use is of 22 Nov 2026"):
        prices.fetch()
    assert prices.catalogue is newer
    assert "failed: the list is of " in prices.age().problem


def test_a_list_as_old_as_the_one_in_use_is_taken(catalogue: Catalogue) -> None:
    prices = LivePrices(catalogue, clock=lambda: NOW, fetch=lambda: GOOD)
    prices.fetch()
    assert prices.catalogue.prices_checked == catalogue.prices_checked
