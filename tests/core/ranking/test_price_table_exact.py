"""The exact path against genai-prices' own calc_price, to the last digit, for every offer there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.core.cost.pricing import TIER_KEYS, card_at, card_for, tier_starts, windows_of
from planner.core.models.catalogue import Offer
from planner.core.models.rates import RateCard
from planner.core.ranking.price_book import change_days
from planner.sources.prices.genai import load_offers
from tests.core.budget.inputs import bounded
from tests.core.oracle import CONTEXTS, MODELS, Call, active_rows, at_card, edges, oracle_usd, our_usd, row_context


def change_times(offers: Sequence[Offer]) -> tuple[time, ...]:
    """Every UTC time of day at which some price begins or ends, ascending."""
    windows = [window for offer in offers for window in windows_of(offer)]
    return tuple(sorted({t for w in windows for t in (w.start_time, w.end_time) if t is not None}))


OFFERS = load_offers()
TIERS = tuple(CONTEXTS)
DAYS = change_days(tuple(OFFERS.values()))
TIMES = change_times(tuple(OFFERS.values()))
WRITES = (None, "cache_write", "cache_write_1h")


def complaint(offer: Offer, tier: str, moment: datetime, call: Call) -> str | None:
    """What is wrong with our answer for one call, None when nothing is."""
    card, context = card_at(offer, moment, tier), row_context(offer.id, tier, moment)
    if card is None or context is None:
        return None if card is None and context is None else f"{offer.id} {tier} {moment}: {card} but row {context}"
    call = at_card(card, call)
    ours, theirs = our_usd(card, call), oracle_usd(offer.id, call, moment, context)
    return None if ours == theirs else f"{offer.id} {tier} {moment} {call}: ours {ours}, theirs {theirs}"


def calls_around(card: RateCard | None) -> Iterator[Call]:
    """Below, at and above every threshold of a card, and one small call, with every kind of token in them."""
    starts = tier_starts(card) if card else ()
    for total in (1000, *(start + step for start in starts for step in (-1, 0, 1))):
        for write in WRITES:
            yield Call(Decimal(total), Decimal(800), 1, write, Decimal(300), Decimal(77), 3)


def test_every_offer_is_compared() -> None:
    assert set(OFFERS) == set(MODELS)
    assert len(OFFERS) >= 2000


def test_every_offer_tier_boundary_and_price_change() -> None:
    wrong = [
        found
        for offer in OFFERS.values()
        for moment in dict.fromkeys(edges(offer))
        for tier in TIERS
        for call in calls_around(card_at(offer, moment, tier))
        if (found := complaint(offer, tier, moment, call))
    ]
    assert wrong == []


def test_no_card_means_no_published_row() -> None:
    """genai-prices would answer with the standard price, in silence."""
    missing = 0
    for offer in OFFERS.values():
        for moment in dict.fromkeys(edges(offer)):
            for tier in set(TIERS) - {"standard"}:
                if card_at(offer, moment, tier) is None:
                    missing += 1
                    assert not any(active_rows(offer.id, context, moment) for context in CONTEXTS[tier])
    assert missing > 2 * len(OFFERS)


def test_the_planner_asks_for_the_keys_the_source_uses() -> None:
    assert {tier: [dict([key]) for key in keys] for tier, keys in TIER_KEYS.items()} == {
        tier: list(contexts) for tier, contexts in CONTEXTS.items() if tier != "standard"
    }


@st.composite
def recipes(draw: st.DrawFn) -> tuple[datetime, str, int, int, int, int, str | None, int, int, int]:
    day = draw(st.sampled_from([d + timedelta(days=k) for d in DAYS for k in (-1, 0, 1)]))
    clock = draw(st.one_of(st.sampled_from((time(0), time(23, 59, 59, 999_999), *TIMES)), st.times()))
    small = st.integers(0, 300_000)
    return (
        datetime.combine(day, clock, UTC),
        draw(st.sampled_from(TIERS)),
        draw(st.integers(0, 2)),
        draw(st.sampled_from((-1, 0, 1)) | st.integers(-50_000, 2_000_000)),
        draw(st.integers(0, 25_000)),
        draw(st.integers(0, 4)),
        draw(st.sampled_from(WRITES)),
        draw(small),
        draw(small),
        draw(st.integers(0, 40)),
    )


@bounded(30)
@given(recipes())
@example((datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "standard", 0, 0, 0, 0, None, 0, 0, 0))
@example((datetime(2026, 10, 11, 23, 59, tzinfo=UTC), "flex", 0, 1, 100, 3, "cache_write", 9, 9, 1))
def test_every_offer_over_drawn_usages(
    recipe: tuple[datetime, str, int, int, int, int, str | None, int, int, int],
) -> None:
    moment, tier, which, step, quarters, hits, write, reasoning, visible, searches = recipe
    wrong = []
    for offer in OFFERS.values():
        starts = tier_starts(card_at(offer, moment, tier) or RateCard()) or (100_000,)
        total = max(starts[min(which, len(starts) - 1)] + step, 0)
        shared = min(4 * quarters, total // 4 * 4)
        call = Call(Decimal(total), Decimal(shared), hits, write, Decimal(reasoning), Decimal(visible), searches)
        found = complaint(offer, tier, moment, call)
        wrong += [found] if found else []
    assert wrong == []


def test_a_date_is_the_mean_of_its_half_hours() -> None:
    """Every published window begins and ends on a half hour, so 48 instants of genai-prices make the exact mean."""
    assert all(t.minute in (0, 30) and t.second == 0 for t in TIMES)
    call = Call(Decimal(1000), Decimal(400), 2, None, Decimal(30), Decimal(70))
    varying = [offer for offer in OFFERS.values() if change_times((offer,))]
    assert varying
    for offer in varying:
        for day in (*DAYS[-2:], datetime(2026, 11, 23, tzinfo=UTC).date()):
            card = card_for(offer, day)
            assert card is not None
            instants = [datetime.combine(day, time(k // 2, 30 * (k % 2)), UTC) for k in range(48)]
            mean = sum(oracle_usd(offer.id, call, moment, {}) for moment in instants) / 48
            assert our_usd(card, call) == pytest.approx(mean, rel=Decimal("1e-12"), abs=Decimal(0))


def test_the_free_midnight_of_a_day_is_not_its_price() -> None:
    """A guard that the test above sees what it should: one instant differs from the mean of its day."""
    offer = OFFERS["deepseek/deepseek-reasoner"]
    midnight, day = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC).date()
    assert card_for(offer, midnight) != card_for(offer, day)
