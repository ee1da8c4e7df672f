"""Prices of genai-prices itself, offer by offer, against our exact path for the same request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from genai_prices import Usage
from genai_prices.data import providers
from genai_prices.types import ModelInfo, PriceVariant, Provider

from planner.core.cost.caching import NO_CACHE, CachePlan
from planner.core.cost.loop import walk
from planner.core.cost.pricing import tier_starts
from planner.core.cost.quote import fee_lines, token_lines
from planner.core.cost.run_shape import RunShape
from planner.core.models.catalogue import Offer
from planner.core.models.rates import RateCard, Window

ZERO = Decimal(0)
MODELS: dict[str, tuple[Provider, ModelInfo]] = {f"{p.id}/{m.id}": (p, m) for p in providers for m in p.models}
# Written here again, so that a slip in the planner's own table of keys is seen.
CONTEXTS: dict[str, tuple[Mapping[str, str], ...]] = {
    "standard": ({},),
    "batch": ({"processing": "batch"},),
    "flex": ({"service_tier": "flex"},),
    "priority": ({"service_tier": "priority"},),
    "fast": ({"service_tier": "fast"}, {"speed": "fast"}),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call's tokens: of the `total` input, `shared` can be cached and `hits` quarters of that are read."""

    total: Decimal
    shared: Decimal
    hits: int
    write: str | None
    reasoning: Decimal
    visible: Decimal
    web_searches: int = 0

    @property
    def read(self) -> Decimal:
        return self.shared * self.hits / 4


def active_rows(offer_id: str, context: Mapping[str, str], moment: datetime) -> list[PriceVariant]:
    """The variants genai-prices would apply."""
    rows = MODELS[offer_id][1].price_variants or ()
    return [
        row
        for row in rows
        if (row.constraint is None or row.constraint.active(moment))
        and all(context.get(key) == value for key, value in row.when.items())
    ]


def row_context(offer_id: str, tier: str, moment: datetime) -> Mapping[str, str] | None:
    """The price context under which a row of `tier` is published at `moment`; None where none is."""
    if tier == "standard":
        return {}
    return next((context for context in CONTEXTS[tier] if active_rows(offer_id, context, moment)), None)


def oracle_usd(offer_id: str, call: Call, moment: datetime, context: Mapping[str, str]) -> Decimal:
    """What genai-prices asks for the call."""
    provider, model = MODELS[offer_id]
    written = call.shared - call.read if call.write else ZERO
    usage = Usage(
        input_tokens=call.total,
        cache_read_tokens=call.read,
        cache_write_tokens=written,
        cache_write_1h_tokens=written if call.write == "cache_write_1h" else ZERO,
        output_tokens=call.visible + call.reasoning,
        output_reasoning_tokens=call.reasoning,
        web_searches=call.web_searches,
    )
    answer = model.calc_price(usage, provider, genai_request_timestamp=moment, price_context=dict(context) or None)
    return answer.total_price


def our_usd(card: RateCard, call: Call) -> Decimal:
    """The same call through the planner's own walk and lines."""
    shape = RunShape(call.total, call.shared, ZERO, call.reasoning, call.visible, 1)
    plan = plan_of(card, call)
    lines = token_lines(walk(shape, plan, tier_starts(card)), card, plan.writes)
    fees = fee_lines(card, web_searches=Decimal(call.web_searches), calls=Decimal(1))
    return sum((line.usd for line in (*lines, *fees)), ZERO)


def at_card(card: RateCard, call: Call) -> Call:
    """The call as it can be had at `card`: 5-minute writes where there is no 1-hour rate, and where a rate for
    writing is published and none for reading, writes alone."""
    if call.write == "cache_write_1h" and card.cache_write_1h is None:
        call = replace(call, write="cache_write")
    return replace(call, hits=0) if call.write and card.cache_read is None else call


def plan_of(card: RateCard, call: Call) -> CachePlan:
    """The cache as stated by `call`; what has no rate of its own is fresh input."""
    writes = call.write if call.write and getattr(card, call.write) is not None else None
    if card.cache_read is None and writes is None:
        return NO_CACHE
    return CachePlan(Decimal(call.hits) / 4, ZERO, ZERO, writes, 300.0, 0.0, derived=False, prefix_given=True)


def edges(offer: Offer) -> Iterator[datetime]:
    """Instants at, just before and just after every change of the offer's prices; one instant where none changes."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    yield now
    for window in [row.window for row in offer.cards] + [row.window for row in offer.variants]:
        for moment in _changes(window, now.date()) if window else ():
            yield from (moment - timedelta(microseconds=1), moment)


def _changes(window: Window, today: date) -> list[datetime]:
    clocks = [clock for clock in (window.start_time, window.end_time) if clock is not None]
    starts = [datetime.combine(window.start_date, time(0), UTC)] if window.start_date else []
    return starts + [datetime.combine(today, clock, UTC) for clock in clocks]
