"""Which rates apply: the card of an offer at an instant or over a day, service tiers and the user's own rates.

Service tiers are published rows, never a multiplier: no row, no card. Rates are USD per million tokens.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from planner.core.models.catalogue import Offer, Rate, RateCard, VariantCard, Window
from planner.core.workload import Overrides

# How each tier is keyed in the price source; a tier with two spellings is offered when either has a row.
TIER_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "batch": (("processing", "batch"),),
    "flex": (("service_tier", "flex"),),
    "priority": (("service_tier", "priority"),),
    "fast": (("service_tier", "fast"), ("speed", "fast")),
}
RATE_NAMES = tuple(f.name for f in fields(RateCard))
MILLION = Decimal(1_000_000)
# A mean over a day may not end (0.41166...); it is cut where no bill can notice, so that lines add up exactly.
MEAN_PLACES = Decimal("1e-12")
DAY_SECONDS = Decimal(86_400)


def is_active(window: Window | None, moment: datetime) -> bool:
    """Whether `window` holds at `moment` (aware; compared in UTC); no window always holds."""
    if window is None:
        return True
    moment = moment.astimezone(UTC)
    if window.start_date is not None:
        return moment.date() >= window.start_date
    if window.start_time is None or window.end_time is None:
        return True
    start, end, now = window.start_time, window.end_time, moment.time()
    if end < start:
        return now >= start or now < end
    return start <= now < end


def card_at(offer: Offer, moment: datetime, tier: str = "standard") -> RateCard | None:
    """The rates of `offer` at one instant in `tier`; None when no row for the tier is published then."""
    standard = next((c.card for c in reversed(offer.cards) if is_active(c.window, moment)), offer.cards[0].card)
    if tier == "standard":
        return standard
    rows = _tier_rows(offer, moment, tier)
    if not rows:
        return None
    found: dict[str, Rate] = {}
    for row in rows:
        for name in RATE_NAMES:
            rate = getattr(row.card, name)
            if rate is not None:
                found.setdefault(name, rate)
    return replace(standard, **found)


def borrowed(offer: Offer, day: date, tier: str) -> frozenset[str]:
    """The rates that a tier's rows do not hold, so that the standard ones stand in for them."""
    midnight = datetime.combine(day, time(0), UTC)
    if tier == "standard":
        return frozenset()
    published = {name for row in _tier_rows(offer, midnight, tier) for name in RATE_NAMES if getattr(row.card, name)}
    return frozenset(name for name in RATE_NAMES if name not in published)


def _tier_rows(offer: Offer, moment: datetime, tier: str) -> list[VariantCard]:
    for key in TIER_KEYS[tier]:
        rows = [v for v in offer.variants if set(v.when) == {key} and is_active(v.window, moment)]
        if rows:
            return rows
    return []


def card_for(offer: Offer, when: date | datetime, tier: str = "standard") -> RateCard | None:
    """The rates at an instant (a datetime) or the hour-weighted mean of a UTC day (a date)."""
    if isinstance(when, datetime):
        return card_at(offer, when, tier)
    return _mean_card(offer, when, tier)


def cards_of_day(offer: Offer, day: date, tier: str = "standard") -> list[RateCard | None]:
    """The rates between each change of a UTC day and the next."""
    midnight = datetime.combine(day, time(0), UTC)
    return [card_at(offer, midnight + timedelta(seconds=float(s)), tier) for s in _changes_of_day(offer)]


def _mean_card(offer: Offer, day: date, tier: str) -> RateCard | None:
    starts, cards = _changes_of_day(offer), cards_of_day(offer, day, tier)
    ends = [*starts[1:], DAY_SECONDS]
    if all(card == cards[0] for card in cards):
        return cards[0]
    shares = [(end - start) / DAY_SECONDS for start, end in zip(starts, ends, strict=True)]
    known = [(card, share) for card, share in zip(cards, shares, strict=True) if card is not None]
    return RateCard(**{name: _blend([(getattr(card, name), share) for card, share in known]) for name in RATE_NAMES})


def _changes_of_day(offer: Offer) -> list[Decimal]:
    windows = [c.window for c in offer.cards] + [v.window for v in offer.variants]
    times = {t for w in windows if w is not None for t in (w.start_time, w.end_time) if t is not None}
    return sorted({Decimal(0)} | {Decimal(t.hour * 3600 + t.minute * 60 + t.second) for t in times})


def _blend(parts: list[tuple[Rate | None, Decimal]]) -> Rate | None:
    """The time-weighted mean rate, tier by tier; unknown when any part of the day is unknown."""
    if any(rate is None for rate, _ in parts):
        return None
    starts = sorted({start for rate, _ in parts if rate is not None for start, _ in rate.tiers})

    def mean(total: int) -> Decimal:
        blended = sum((rate.at(Decimal(total)) * share for rate, share in parts if rate is not None), Decimal(0))
        return blended.quantize(MEAN_PLACES).normalize()

    return Rate(mean(0), tuple((start, mean(start + 1)) for start in starts))


def with_overrides(card: RateCard, overrides: Overrides) -> RateCard:
    """The card with the user's own rates in place of the published ones, then his discount (a share) on every rate."""
    own = {name: Rate(rate) for name, rate in overrides.usd_per_mtok}
    card = replace(card, **own)
    if not overrides.discount:
        return card
    keep = 1 - overrides.discount
    return RateCard(**{name: _scaled(getattr(card, name), keep) for name in RATE_NAMES})


def _scaled(rate: Rate | None, factor: Decimal) -> Rate | None:
    if rate is None:
        return None
    return Rate(rate.base * factor, tuple((start, price * factor) for start, price in rate.tiers))


def tier_starts(card: RateCard) -> tuple[int, ...]:
    """Every long-context threshold on the card, ascending, in tokens of one call's total input."""
    rates = (getattr(card, name) for name in RATE_NAMES)
    return tuple(sorted({start for rate in rates if rate is not None for start, _ in rate.tiers}))
