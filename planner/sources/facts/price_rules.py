"""What the price list does not say of prices: the days on which prices by the hour hold, and uplifts for one region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from planner.core.models.catalogue import DatedCard, Offer, RegionalUplift, Window
from planner.sources.facts.toml_reader import Table, read_toml, required, source_of


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
    return replace(offer, cards=cards, regional_uplift=uplift)


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


def _named(raw: Table, where: str) -> Named:
    return Named(tuple(required(raw, "hosts", where)), tuple(required(raw, "models", where)))
