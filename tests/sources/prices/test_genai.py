"""The translation of genai-prices, and that our rates and its own arithmetic agree to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from genai_prices import Usage
from genai_prices.data import providers
from genai_prices.types import ModelPrice

from planner.core.cost.pricing import TIER_KEYS, card_at
from planner.core.models.catalogue import Offer
from planner.core.models.rates import DatedCard, Rate, RateCard, Window
from planner.sources.prices.checks import newest_check
from planner.sources.prices.genai import checked_on, load_offers, prices_version, rate_card

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MODELS = {f"{provider.id}/{model.id}": (provider, model) for provider in providers for model in provider.models}


def windows(offer: Offer) -> Iterator[Window]:
    yield from (row.window for row in (*offer.cards, *offer.variants) if row.window)


def instants(offer: Offer) -> set[datetime]:
    """Now, next year, and a second before, at and after every edge of a window."""
    edges = set()
    for window in windows(offer):
        if window.start_date:
            edges.add(datetime.combine(window.start_date, time(0), UTC))
        edges |= {datetime.combine(NOON.date(), t, UTC) for t in (window.start_time, window.end_time) if t}
    return {NOON, NOON.replace(year=2027)} | {edge + step for edge in edges for step in (-SECOND, 0 * SECOND, SECOND)}


def inputs(offer: Offer) -> set[int]:
    """Total inputs below, at and above the start of every tier of any row."""
    cards = [row.card for row in (*offer.cards, *offer.variants)]
    rates = [getattr(card, name) for card in cards for name in RateCard.__dataclass_fields__]
    starts = {start for rate in rates if rate for start, _ in rate.tiers}
    return {5_000} | {start + step for start in starts for step in (-1, 0, 1)}


def usages(offer: Offer) -> Iterator[dict[str, int]]:
    for total in inputs(offer):
        yield {"input_tokens": total, "output_tokens": 1_000}
        yield {
            "input_tokens": total,
            "cache_read_tokens": 2_000,
            "cache_write_tokens": 700,
            "cache_write_1h_tokens": 300,
            "output_tokens": 1_000,
            "output_reasoning_tokens": 600,
            "web_searches": 3,
        }


def theirs(offer: Offer, usage: dict[str, int], moment: datetime, context: dict[str, str] | None) -> Decimal:
    provider, model = MODELS[offer.id]
    calculation = model.calc_price(
        Usage(**usage), provider, genai_request_timestamp=moment, price_context=context or None
    )
    return calculation.total_price


def ours(card: RateCard, usage: dict[str, int]) -> Decimal:
    """The whole call at our rates; tokens without a rate of their own count as what they are a part of."""
    total = Decimal(usage["input_tokens"])
    tokens: dict[str, Decimal] = {"input": total, "output": Decimal(usage["output_tokens"])}
    nested = (
        ("cache_read", "cache_read_tokens", "input"),
        ("cache_write", "cache_write_tokens", "input"),
        ("cache_write_1h", "cache_write_1h_tokens", "cache_write"),
        ("reasoning", "output_reasoning_tokens", "output"),
    )
    for part, key, whole in nested:
        if getattr(card, part) is None:
            continue
        tokens[part] = Decimal(usage.get(key, 0))
        tokens[whole if whole in tokens else "input"] -= tokens[part]
    usd = sum((_rated(card, name, count, total) / 1_000_000 for name, count in tokens.items()), Decimal(0))
    usd += _rated(card, "web_search_kcount", Decimal(usage.get("web_searches", 0)), total) / 1_000
    return usd + _rated(card, "requests_kcount", Decimal(1), total) / 1_000


def _rated(card: RateCard, name: str, count: Decimal, total: Decimal) -> Decimal:
    rate = getattr(card, name)
    return rate.at(total) * count if rate else Decimal(0)


def contexts(offer: Offer) -> Iterator[tuple[str, dict[str, str]]]:
    yield "standard", {}
    for tier, keys in TIER_KEYS.items():
        yield from ((tier, dict([key])) for key in keys if any(row.when == (key,) for row in offer.variants))


def test_every_model_is_an_offer() -> None:
    offers = load_offers()
    assert len(offers) == sum(len(provider.models) for provider in providers)
    assert offers.keys() == MODELS.keys()
    assert len({offer.host for offer in offers.values()}) == len(providers)


def test_rates_agree_with_genai_prices_to_the_last_digit() -> None:
    """Every offer at every edge of its windows and tiers in every service tier it has a row for."""
    compared = 0
    for offer in load_offers().values():
        for moment in instants(offer):
            for tier, context in contexts(offer):
                card = card_at(offer, moment, tier)
                if card is None:
                    continue
                for usage in usages(offer):
                    compared += 1
                    assert ours(card, usage) == theirs(offer, usage, moment, context), (offer.id, moment, tier, usage)
    assert compared > 10_000


def test_a_tier_without_a_row_is_no_card_where_genai_prices_falls_back() -> None:
    offer = load_offers()["novita/moonshotai/kimi-k2-thinking"]
    usage = {"input_tokens": 1_000, "output_tokens": 1_000}
    assert theirs(offer, usage, NOON, {"processing": "batch"}) == theirs(offer, usage, NOON, None)
    assert card_at(offer, NOON, "batch") is None


@pytest.mark.parametrize(
    ("model", "moment", "total", "output", "usd"),
    [
        ("openai/gpt-5.4", NOON, 272_000, 10_000, "0.83"),
        ("openai/gpt-5.4", NOON, 272_001, 10_000, "1.585005"),
        ("x-ai/grok-4.3", NOON, 199_999, 0, "0.24999875"),
        ("x-ai/grok-4.3", NOON, 200_000, 0, "0.50"),
        ("anthropic/claude-sonnet-4-5", NOON, 200_000, 0, "0.60"),
        ("anthropic/claude-sonnet-4-5", NOON, 200_001, 0, "1.200006"),
        ("deepseek/deepseek-reasoner", NOON.replace(hour=0), 1_000_000, 0, "0.135"),
        ("deepseek/deepseek-reasoner", NOON, 1_000_000, 0, "0.55"),
    ],
)
def test_worked_prices(model: str, moment: datetime, total: int, output: int, usd: str) -> None:
    card = card_at(load_offers()[model], moment, "standard")
    assert card is not None
    assert ours(card, {"input_tokens": total, "output_tokens": output}) == Decimal(usd)


def test_a_rate_of_zero_is_a_rate_and_a_missing_one_is_none() -> None:
    card = rate_card(ModelPrice(input_mtok=Decimal(0), input_audio_mtok=Decimal(7)))
    assert card == RateCard(input=Rate(Decimal(0)), audio_in=Rate(Decimal(7)))


def test_an_offer_says_where_its_price_comes_from() -> None:
    offer = load_offers()["openai/gpt-5.4"]
    assert offer.source == prices_version() == "genai-prices 0.2.3"
    assert offer.source_url == "https://developers.openai.com/api/docs/pricing"
    assert (offer.name, offer.host_name, offer.context_window) == ("GPT-5.4", "OpenAI", 1_050_000)


def test_a_model_without_a_name_goes_by_its_id() -> None:
    nameless = next(key for key, (_, model) in MODELS.items() if not model.name)
    assert load_offers()[nameless].name == MODELS[nameless][1].id


def test_times_of_day_are_utc_without_a_zone() -> None:
    found = [t for offer in load_offers().values() for w in windows(offer) for t in (w.start_time, w.end_time) if t]
    assert found
    assert all(t.tzinfo is None for t in found)


@pytest.mark.parametrize(
    ("comment", "day"),
    [
        ("Rates verified on 2026-10-12 at a page.", date(2026, 10, 12)),
        ("Catalog rates (checked 2026-10-19).", date(2026, 10, 19)),
        ("Checked on 2026-01-02; re-verified on 2026-10-15: unchanged.", date(2026, 10, 15)),
        ("Batch rates verified on 2026-10-14 at a page.", None),
        ("Flex/priority/fast rates verified on 2026-10-12 at a page.", None),
        ("No longer listed in the catalog (checked 2026-10-09); kept for history.", None),
        ("Launched on 2026-09-18.", None),
        ("", None),
    ],
)
def test_a_check_is_one_of_the_standard_price(comment: str, day: date | None) -> None:
    assert checked_on(comment) == day


def test_prices_are_no_older_than_their_newest_entry_and_announced_ones_do_not_count() -> None:
    window = Window(start_date=date(2026, 11, 9))
    announced = Window(start_date=date(2027, 1, 1))
    dated = Offer("h/m", "h", "H", "m", "m", tuple(DatedCard(RateCard(), w) for w in (window, announced)))
    checked = replace(dated, cards=(DatedCard(RateCard()),), checked=date(2026, 11, 3))
    today = date(2026, 11, 23)
    assert newest_check([dated, checked], today=today) == date(2026, 11, 9)
    assert newest_check([checked], today=today) == date(2026, 11, 3)
    assert newest_check([], today=today) is None
