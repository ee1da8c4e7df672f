"""Price rules missing from the price list: the days on which hourly prices hold, and uplifts for one region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from planner.core.models.catalogue import Offer, RegionalUplift
from planner.core.models.rates import DatedCard, Rate, RateCard, Window
from planner.sources.facts.toml_reader import Table, read_toml, required, source_of

NOTHING = Rate(Decimal(0))


@dataclass(frozen=True, slots=True)
class Named:
    """The offers a rule holds for: any of the hosts, and any of the parts of a model id."""

    hosts: tuple[str, ...]
    models: tuple[str, ...]

    def matches(self, offer: Offer) -> bool:
        return offer.host in self.hosts and any(part in offer.model_id for part in self.models)


@dataclass(frozen=True, slots=True)
class TimeRule:
    """On which days the hours of an offer's windows hold."""

    named: Named
    weekdays: frozenset[int]
    except_days: frozenset[date]
    since: date


def with_price_rules(offer: Offer) -> Offer:
    """The offer with the days of its prices by the hour and its vendor's regional uplift, where we know them."""
    rule = next((rule for rule in load_time_rules() if rule.named.matches(offer)), None)
    uplift = next((uplift for named, uplift in load_uplifts() if named.matches(offer)), None)
    cards = tuple(_dated(card, rule) for card in offer.cards) if rule else offer.cards
    if is_free(offer):
        cards = (DatedCard(RateCard(input=NOTHING, output=NOTHING)),)
    return replace(offer, cards=tuple(_with_fees(card, offer) for card in cards), regional_uplift=uplift)


def is_free(offer: Offer) -> bool:
    """Whether it is OpenRouter's free variant of a model, which the list names without a price."""
    return offer.id.startswith("openrouter/") and offer.id.endswith(":free") and offer.cards[0].card == RateCard()


def _with_fees(card: DatedCard, offer: Offer) -> DatedCard:
    """The request fees of smaller search contexts, beside the dearest that the list has."""
    fees = load_request_fees().get(offer.id)
    if fees is None or card.card.requests_kcount is None:
        return card
    low, medium = fees
    return replace(card, card=replace(card.card, requests_low_kcount=low, requests_medium_kcount=medium))


def _dated(card: DatedCard, rule: TimeRule) -> DatedCard:
    if card.window is None or card.window.start_time is None:
        return card
    return replace(card, window=_window(card.window, rule))


def _window(window: Window, rule: TimeRule) -> Window:
    return replace(window, weekdays=rule.weekdays, except_days=rule.except_days, since=rule.since)


@cache
def load_time_rules() -> tuple[TimeRule, ...]:
    """The rules of planner/data/price_times.toml, in their order."""
    return tuple(_time_rule(raw, number) for number, raw in enumerate(read_toml("price_times.toml")["rules"], start=1))


def _time_rule(raw: Table, number: int) -> TimeRule:
    where = f"price_times.toml, rule {number}"
    source_of(raw, where)
    return TimeRule(
        _named(raw, where),
        frozenset(required(raw, "weekdays", where)),
        frozenset(required(raw, "except_days", where)),
        required(raw, "since", where),
    )


@cache
def load_uplifts() -> tuple[tuple[Named, RegionalUplift], ...]:
    """The rules of planner/data/regional.toml, in their order."""
    return tuple(_uplift(raw, number) for number, raw in enumerate(read_toml("regional.toml")["rules"], start=1))


def _uplift(raw: Table, number: int) -> tuple[Named, RegionalUplift]:
    where = f"regional.toml, rule {number}"
    source = source_of(raw, where)
    factor, note = Decimal(required(raw, "factor", where)), required(raw, "note", where)
    return _named(raw, where), RegionalUplift(factor, note, source.name, source.checked)


@cache
def load_request_fees() -> dict[str, tuple[Rate, Rate]]:
    """Low and medium fees of planner/data/request_fees.toml by offer id."""
    found: dict[str, tuple[Rate, Rate]] = {}
    for number, raw in enumerate(read_toml("request_fees.toml")["rules"], start=1):
        where = f"request_fees.toml, rule {number}"
        source_of(raw, where)
        fees = (Rate(Decimal(required(raw, "low", where))), Rate(Decimal(required(raw, "medium", where))))
        found |= {f"{host}/{model}": fees for host in raw["hosts"] for model in raw["ids"]}
    return found


def _named(raw: Table, where: str) -> Named:
    return Named(tuple(required(raw, "hosts", where)), tuple(required(raw, "models", where)))
