"""The float table against the exact cards it stands beside, and how long one table may serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.models.rates import DatedCard, Rate, RateCard, VariantCard, Window
from planner.core.ranking.price_book import KEPT_TABLES, open_book
from planner.core.ranking.price_table import FEES, TOKEN_RATES, CallUsage, call_usd, compile_table
from planner.sources.prices.genai import load_offers
from tests.core.budget.inputs import bounded
from tests.core.build import NOW, card, offer, rate
from tests.core.oracle import Call, at_card, our_usd

BOOK = open_book(load_offers().values())
TIERS = ("standard", "batch", "flex", "priority", "fast")
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("when", [NOW, datetime(2025, 1, 5, 3, tzinfo=UTC), DAY, date(2027, 1, 1)], ids=str)
def test_every_array_holds_what_its_card_holds(when: date | datetime, tier: str) -> None:
    table = compile_table(BOOK.offers, when, tier)
    cards = [exact or RateCard() for exact in table.cards]
    starts = [[int(start) for start in row if np.isfinite(start)] for row in table.starts]
    for known, row in zip(cards, starts, strict=True):
        assert row == sorted({s for name in TOKEN_RATES if (r := getattr(known, name)) for s, _ in r.tiers})
    for name in TOKEN_RATES:
        # Columns past an offer's last tier are not looked at.
        expected = table.rates[name].copy()
        for i, (known, row) in enumerate(zip(cards, starts, strict=True)):
            published: Rate | None = getattr(known, name)
            totals = [0, *(start + 1 for start in row)]
            expected[i, : len(totals)] = [float(published.at(Decimal(t))) if published else np.nan for t in totals]
        np.testing.assert_array_equal(table.rates[name], expected)
    for name in FEES:
        fees: list[Rate | None] = [getattr(known, name) for known in cards]
        np.testing.assert_array_equal(table.fees[name], [float(fee.base) if fee else np.nan for fee in fees])


@bounded(40)
@given(
    st.sampled_from([1000, 32_000, 128_000, 200_000, 272_000]),
    st.sampled_from([-1, 0, 1, 77]),
    st.integers(0, 4),
    st.sampled_from((None, "cache_write", "cache_write_1h")),
    st.integers(0, 100_000),
    st.integers(0, 100_000),
    st.integers(0, 9),
    st.sampled_from(TIERS),
)
def test_a_call_costs_in_floats_what_it_costs_exactly(
    total: int, step: int, hits: int, write: str | None, reasoning: int, visible: int, searches: int, tier: str
) -> None:
    table = BOOK.table(DAY, tier)
    call = Call(Decimal(total + step), Decimal(800), hits, write, Decimal(reasoning), Decimal(visible), searches)
    for (name, has), hits_here in _groups(call).items():
        usage = _usage(replace(call, write=name, hits=hits_here))
        usd = call_usd(table, usage)
        for i, exact in enumerate(table.cards):
            if exact is None or exact.input is None or exact.output is None:
                assert np.isnan(usd[i])
            elif (at := at_card(exact, call)).write == name and at.hits == hits_here and has:
                assert usd[i] == pytest.approx(float(our_usd(exact, at)), rel=1e-12, abs=0)


def _groups(call: Call) -> dict[tuple[str | None, bool], int]:
    """The usages that `at_card` may make of the call: other hits, or 5-minute writes for 1-hour ones."""
    names = {call.write, "cache_write"} if call.write == "cache_write_1h" else {call.write}
    return {(name, True): call.hits for name in names}


def _usage(call: Call) -> CallUsage:
    written = float(call.shared - call.read) if call.write else 0.0
    return CallUsage(
        fresh=float(call.total - call.read) - written,
        cache_read=float(call.read),
        cache_write=written if call.write == "cache_write" else 0.0,
        cache_write_1h=written if call.write == "cache_write_1h" else 0.0,
        visible=float(call.visible),
        reasoning=float(call.reasoning),
        web_searches=call.web_searches,
    )


def test_the_worked_calls_of_the_method() -> None:
    """GPT-5.4 at and above 272,000; Grok 4.3's inclusive boundary; Sonnet 4.5 with a cache."""
    usd = {
        (name, usage.total_input): call_usd(BOOK.table(DAY), usage)[[o.id for o in BOOK.offers].index(name)]
        for name, usage in [
            ("openai/gpt-5.4", CallUsage(fresh=272_000, visible=10_000)),
            ("openai/gpt-5.4", CallUsage(fresh=272_001, visible=10_000)),
            ("x-ai/grok-4.3", CallUsage(fresh=199_999)),
            ("x-ai/grok-4.3", CallUsage(fresh=200_000)),
            ("anthropic/claude-sonnet-4-5", CallUsage(fresh=1000, cache_read=8000, cache_write=1000, visible=1000)),
        ]
    }
    assert list(usd.values()) == pytest.approx([0.83, 1.585005, 0.24999875, 0.5, 0.02415], rel=1e-12)


def test_a_missing_rate_is_no_number_and_a_rate_of_zero_is_free() -> None:
    unknown = offer("h/a", cards=(DatedCard(card(input="1")),))
    free = offer("h/b", cards=(DatedCard(card(input="0", output="0")),))
    unread = offer("h/c", cards=(DatedCard(card(input="2", output="0")),))
    usd = call_usd(compile_table((unknown, free, unread), NOW), CallUsage(cache_read=1e6, visible=1.0))
    assert np.isnan(usd[0])
    assert usd[1:].tolist() == [0.0, 2.0]


def test_a_tier_without_a_row_has_no_card_and_no_rates() -> None:
    row = VariantCard((("processing", "batch"),), card(input="0.5", output="5"))
    table = compile_table((offer("h/a", variants=(row,)), offer("h/b")), NOW, "batch")
    assert table.offered.tolist() == [True, False]
    assert table.rates["input"][:, 0].tolist()[0] == 0.5
    assert np.isnan(table.rates["input"][1]).all()


CHANGING = open_book([o for o in BOOK.offers if any(c.window for c in (*o.cards, *o.variants))])


@pytest.mark.parametrize("tier", ["standard", "batch"])
def test_one_table_serves_from_one_change_to_the_next(tier: str) -> None:
    """Checked on both sides of every day on which a price of any offer changes, by compiling anew."""
    assert len(CHANGING.offers) > 200
    for day in CHANGING.days:
        for when in (day - timedelta(days=1), day):
            assert CHANGING.table(when, tier).cards == compile_table(CHANGING.offers, when, tier).cards


@bounded(60)
@given(st.integers(0, 2 * 365))
def test_a_kept_table_is_the_one_that_would_be_compiled(days: int) -> None:
    day = date(2025, 3, 1) + timedelta(days=days)
    assert CHANGING.table(day).cards == compile_table(CHANGING.offers, day).cards


def test_a_table_has_the_mean_of_a_usual_week() -> None:
    """Nine times the price for 16 hours on five days of seven, not before its first day."""
    window = Window(start_time=time(0, 30), end_time=time(16, 30), weekdays=frozenset(range(5)), since=date(2026, 1, 1))
    busy = offer("h/a", cards=(DatedCard(card(input="1", output="1")), DatedCard(card(input="9", output="9"), window)))
    book = open_book([busy])
    saturday = date(2026, 1, 3)
    assert book.table(saturday).rates["input"][0, 0] == pytest.approx(1 + 8 * 16 / 24 * 5 / 7)
    assert book.table(saturday) is book.table(date(2026, 7, 1))
    assert book.table(date(2025, 12, 31)).rates["input"][0, 0] == 1


def test_tables_do_not_pile_up() -> None:
    start = date(2026, 1, 1)
    dated = [DatedCard(card(input=str(k), output="1"), Window(start + timedelta(days=k))) for k in range(40)]
    book = open_book([offer("h/a", cards=tuple(dated))])
    found = [book.table(start + timedelta(days=k)).rates["input"][0, 0] for k in range(40)]
    assert found == list(range(40))
    assert len(book._kept) == KEPT_TABLES


def test_rates_of_two_thresholds_each_reach_their_own_column() -> None:
    two = RateCard(input=rate("1", (10, "2"), (20, "3")), output=rate("5", (20, "7")))
    table = compile_table((offer("h/a", cards=(DatedCard(two),)), offer("h/b")), NOW)
    usd = [call_usd(table, CallUsage(fresh=t, visible=1e6))[0] for t in (10, 11, 20, 21)]
    assert usd == pytest.approx([5 + 10e-6, 5 + 22e-6, 5 + 40e-6, 7 + 63e-6])
    assert table.starts.tolist() == [[10, 20], [np.inf, np.inf]]


@pytest.mark.parametrize(
    ("total", "usd"), [("9", "1"), ("10", "1"), ("10.5", "2"), ("11", "2"), ("20", "2"), ("21", "3")]
)
def test_a_tier_begins_above_its_start(total: str, usd: str) -> None:
    assert rate("1", (10, "2"), (20, "3")).at(Decimal(total)) == Decimal(usd)
