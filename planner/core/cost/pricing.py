"""Which rates apply: the card of an offer at an instant or over a day, service tiers and the user's own rates.

Service tiers are published rows, never a multiplier: no row, no card. Rates are USD per million tokens.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from planner.core.keeping import Kept
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate, RateCard, VariantCard, Window
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


def is_active(window: Window | None, moment: datetime, weekday: int | None = None) -> bool:
    """Whether `window` holds at `moment` (aware; compared in UTC); no window always holds.

    With `weekday` (0 is Monday) the day of `moment` is taken for a usual one of that name: no holiday.
    """
    if window is None:
        return True
    moment = moment.astimezone(UTC)
    day = moment.date()
    if window.start_date is not None:
        return day >= window.start_date
    if window.since is not None and day < window.since:
        return False
    if weekday is None and day in window.except_days:
        return False
    if window.weekdays is not None and (day.weekday() if weekday is None else weekday) not in window.weekdays:
        return False
    return _at_that_time(window, moment.time())


def _at_that_time(window: Window, now: time) -> bool:
    start, end = window.start_time, window.end_time
    if start is None or end is None:
        return True
    return (now >= start or now < end) if end < start else start <= now < end


def card_at(offer: Offer, moment: datetime, tier: str = "standard", *, weekday: int | None = None) -> RateCard | None:
    """The rates of `offer` at one instant in `tier`; None when no row for the tier is published then.

    With `weekday` as if the day were a usual one of that name.
    """
    rows_then = (c.card for c in reversed(offer.cards) if is_active(c.window, moment, weekday))
    standard = next(rows_then, offer.cards[0].card)
    if tier == "standard":
        return standard
    rows = _tier_rows(offer, moment, tier, weekday)
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
    """The rates that a tier's rows lack, so that the standard ones are used."""
    midnight = datetime.combine(day, time(0), UTC)
    if tier == "standard":
        return frozenset()
    published = {name for row in _tier_rows(offer, midnight, tier) for name in RATE_NAMES if getattr(row.card, name)}
    return frozenset(name for name in RATE_NAMES if name not in published)


def _tier_rows(offer: Offer, moment: datetime, tier: str, weekday: int | None = None) -> list[VariantCard]:
    for key in TIER_KEYS[tier]:
        rows = [v for v in offer.variants if set(v.when) == {key} and is_active(v.window, moment, weekday)]
        if rows:
            return rows
    return []


def card_for(offer: Offer, when: date | datetime, tier: str = "standard") -> RateCard | None:
    """The rates at an instant (a datetime) or the hour-weighted mean of a UTC day (a date)."""
    if isinstance(when, datetime):
        return card_at(offer, when, tier)
    return _mean_card(offer, when, tier)


def usual_card(offer: Offer, day: date, tier: str = "standard") -> RateCard | None:
    """The mean over the hours and weekdays of a usual week at the prices that hold on `day`: what a month costs,
    whatever the minute of the request (docs/methodology.md, Prices through time)."""

    def mean() -> tuple[Offer, RateCard | None]:
        return offer, _mean_of(parts_of_week(offer, day, tier))

    # The offer itself is kept too: once it is freed, another object may have its address.
    return _USUAL.get((id(offer), day, tier), mean)[1]


_USUAL: Kept[tuple[Offer, RateCard | None]] = Kept(4096)
"""Means of a week: each estimate of a model asks for them several times, and every keystroke again. More than there are
offers (2,330 in November 2026): a pass through all of them must not push out its own beginning."""


Part = tuple[RateCard | None, int, int]
"""Rates, and the seconds of a day from and to which they hold."""


def parts_of_week(offer: Offer, day: date, tier: str) -> list[Part]:
    """The rates of a usual week, day by day. One day stands for all where no price knows weekdays."""
    midnight, starts = datetime.combine(day, time(0), UTC), [int(s) for s in _changes_of_day(offer)]
    week = range(7) if any(w.weekdays is not None for w in windows_of(offer)) else range(1)
    return [
        (card_at(offer, midnight + timedelta(seconds=start), tier, weekday=weekday), start, end)
        for weekday in week
        for start, end in zip(starts, [*starts[1:], int(DAY_SECONDS)], strict=True)
    ]


def input_rate_hours(offer: Offer, day: date, tier: str = "standard") -> dict[Decimal, Decimal]:
    """Hours of a usual week by the rate of fresh input that holds in them, the most hours first; one entry, or none,
    where a price knows no hours and no weekdays."""
    found: dict[Decimal, Decimal] = {}
    parts = parts_of_week(offer, day, tier)
    scale = Decimal(7 * 24) / sum(end - start for _, start, end in parts)
    for card, start, end in parts:
        if card and card.input:
            found[card.input.base] = found.get(card.input.base, Decimal(0)) + scale * (end - start)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def mean_rate_words(offer: Offer, day: date, tier: str = "standard") -> str:
    """A sentence on a rate that changes with the hour, since a month costs its mean; empty for any other rate."""
    hours = input_rate_hours(offer, day, tier)
    if len(hours) < 2:
        return ""
    parts = ", ".join(f"{rate.normalize():f} in {count.normalize():f} of 168 hours" for rate, count in hours.items())
    return f"Rates change with the hour; a month is priced at the week's mean. Fresh input: {parts}."


def windows_of(offer: Offer) -> list[Window]:
    """The windows of all its prices."""
    rows = (*(c.window for c in offer.cards), *(v.window for v in offer.variants))
    return [window for window in rows if window is not None]


def cards_of_day(offer: Offer, day: date, tier: str = "standard") -> list[RateCard | None]:
    """The rates between each change of a UTC day and the next."""
    midnight = datetime.combine(day, time(0), UTC)
    return [card_at(offer, midnight + timedelta(seconds=float(s)), tier) for s in _changes_of_day(offer)]


def _mean_card(offer: Offer, day: date, tier: str) -> RateCard | None:
    starts = [int(s) for s in _changes_of_day(offer)]
    if len(starts) == 1:
        return card_at(offer, datetime.combine(day, time(0), UTC), tier)
    ends = [*starts[1:], int(DAY_SECONDS)]
    return _mean_of(list(zip(cards_of_day(offer, day, tier), starts, ends, strict=True)))


def _mean_of(parts: list[Part]) -> RateCard | None:
    """The mean of cards, weighted by the seconds they hold; of those that are published where some are not."""
    first = parts[0][0]
    if all(card == first for card, _, _ in parts):
        return first
    whole = sum(end - start for _, start, end in parts)
    known = [(card, Decimal(end - start) / whole) for card, start, end in parts if card is not None]
    return RateCard(**{name: _blend([(getattr(card, name), share) for card, share in known]) for name in RATE_NAMES})


def _changes_of_day(offer: Offer) -> list[Decimal]:
    times = {t for w in windows_of(offer) for t in (w.start_time, w.end_time) if t is not None}
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
    """The card with the user's own rates in place of the published ones, then the user's discount (a share) on every
    rate."""
    if overrides.usd_per_mtok:
        card = replace(card, **{name: Rate(rate) for name, rate in overrides.usd_per_mtok})
    if not overrides.discount:
        return card
    keep = 1 - overrides.discount
    return RateCard(**{name: scaled(getattr(card, name), keep) for name in RATE_NAMES})


def in_one_region(card: RateCard | None, offer: Offer, wanted: bool) -> RateCard | None:
    """The card with the vendor's uplift for processing in one region, where that is wanted and published."""
    if card is None or not wanted or offer.regional_uplift is None:
        return card
    factor = offer.regional_uplift.factor
    return RateCard(**{name: scaled(getattr(card, name), factor) for name in RATE_NAMES})


def scaled(rate: Rate | None, factor: Decimal) -> Rate | None:
    """The rate multiplied, tiers included; what is not published stays so."""
    if rate is None:
        return None
    return Rate(rate.base * factor, tuple((start, price * factor) for start, price in rate.tiers))


def tier_starts(card: RateCard) -> tuple[int, ...]:
    """Every long-context threshold on the card, ascending, in tokens of one call's total input."""
    rates = [getattr(card, name) for name in RATE_NAMES]
    tiers = [rate.tiers for rate in rates if rate is not None and rate.tiers]
    return tuple(sorted({start for one in tiers for start, _ in one})) if tiers else ()
