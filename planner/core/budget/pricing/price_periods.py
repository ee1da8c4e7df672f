"""One leg of a line, priced: its days in pieces of one month and one price, and a sentence for each price change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planner.core.budget.calendar import Cards, MonthSpan, cards_of, change_days, cut, days_between
from planner.core.budget.odds.whatif import WhatIf
from planner.core.budget.pricing.cache_traffic import Warming, price_at, warming_of
from planner.core.budget.pricing.routing import Leg, least_effort, long_date, takes_stated_output
from planner.core.budget.pricing.run_prices import NoPriceError, RunPrice, price_run
from planner.core.budget.results import Event
from planner.core.budget.tasks import Task
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Catalogue, Offer, model_name
from planner.core.models.resolve import counterpart, partner_offer
from planner.core.results import Refusal
from planner.core.workload import Overrides

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Days of one month at one price. `leg` counts the offers a line goes through, `rates` the price changes on a
    leg; `runs` are those of these days."""

    month: int
    leg: int
    rates: int
    runs: Decimal
    price: RunPrice


@dataclass(frozen=True, slots=True)
class Pricer:
    """What all days of a leg share; `known` holds the prices that are computed so far, by set of rates."""

    task: Task
    leg: Leg
    prepared: Prepared
    terms: Terms
    overrides: Overrides
    what_if: WhatIf
    known: dict[int, Warming] = field(default_factory=dict)


def pricer_of(task: Task, leg: Leg, catalogue: Catalogue, what_if: WhatIf) -> Pricer | Refusal:
    """A leg ready to be priced, or why its offer cannot do the work. The user's own figures hold for his offer only."""
    given = task.line.overrides if leg.offer.id == task.offer.id else Overrides()
    discount = ONE - (ONE - given.discount) * (ONE - task.line.discount)
    overrides = replace(given, discount=discount)
    terms = task.terms(catalogue, leg.first)
    prepared = prepare(terms, leg.offer, leg.mode, overrides=overrides)
    profile = catalogue.profile_of(leg.offer)
    if isinstance(prepared, Refusal) and takes_stated_output(leg.offer, profile, task.line, leg.mode):
        mode = least_effort(leg.offer, profile) or leg.mode
        prepared = prepare(terms, leg.offer, mode, overrides=replace(overrides, reasoning_tokens_per_call=0))
    if isinstance(prepared, Refusal) and (partner := _partner(terms, leg.offer)):
        # Asked again, as the refusal names the way out that an estimate names.
        prepared = prepare(terms, leg.offer, leg.mode, overrides=overrides, partner=partner.id)
    return prepared if isinstance(prepared, Refusal) else Pricer(task, leg, prepared, terms, overrides, what_if)


def _partner(terms: Terms, offer: Offer) -> Offer | None:
    """The model to take instead where thinking cannot be switched off, or on."""
    profile = terms.catalogue.profile_of(offer)
    return partner_offer(terms, profile, offer.host) or counterpart(terms, profile, offer.host)


def pieces_of(pricer: Pricer, number: int, spans: Sequence[MonthSpan]) -> Iterator[Piece]:
    """The leg's days within the months. Raises NoPriceError where no price is published for some of them."""
    for rates, (begin, end, cards) in enumerate(priced_days(pricer)):
        for span in spans:
            first, last = max(begin, span.first), min(end, span.last)
            if first <= last:
                runs = pricer.task.runs[span.index] * days_between(first, last) * span.weight
                yield Piece(span.index, number, rates, runs, price_in(pricer, rates, cards, span.index))


def priced_days(pricer: Pricer) -> list[tuple[date, date, Cards]]:
    """The leg's days in parts within which no rate changes, each with its rates."""
    leg, tier, hours = pricer.leg, pricer.terms.workload.service_tier, pricer.task.line.hours
    days = []
    for first, last in cut(leg.first, leg.last, change_days(leg.offer)):
        cards = cards_of(leg.offer, first, tier, hours)
        if cards is None:
            raise NoPriceError(f"Our price list has no {tier} price for {long_date(first)}.")
        days.append((first, last, cards))
    return days


def price_in(pricer: Pricer, rates: int, cards: Cards, month: int) -> RunPrice:
    """The run's price at `cards` with the month's traffic, worked out in full for the first month at these rates."""
    traffic = pricer.task.traffic[month]
    if rates not in pricer.known:
        terms = _with_traffic(pricer.terms, traffic)
        first = price_run(pricer.prepared, cards, terms, pricer.overrides, pricer.what_if)
        pricer.known[rates] = warming_of(first)
    return price_at(pricer.known[rates], float(traffic))


def _with_traffic(terms: Terms, runs_per_day: Decimal) -> Terms:
    return replace(terms, workload=replace(terms.workload, runs_per_day=float(runs_per_day)))


def price_events(pricer: Pricer, spans: Sequence[MonthSpan]) -> Iterator[Event]:
    """A sentence for each day on which a run's cost changes because the offer's rates do."""
    days = priced_days(pricer)
    offer, line = pricer.leg.offer, pricer.task.line
    for rates, ((_, _, before), (first, _, after)) in enumerate(pairwise(days)):
        month = next(span.index for span in spans if span.first <= first <= span.last)
        was = price_in(pricer, rates, before, month).split.usd
        now = price_in(pricer, rates + 1, after, month).split.usd
        if was and now != was:
            text = f"{model_name(offer, pricer.prepared.inputs.profile)} {price_words(now / was)}."
            yield Event(first, "price", (line.name,), text, offer.id, ratio=now / was)


def price_words(ratio: Decimal) -> str:
    """A clause on a run's price that is multiplied by `ratio`, which is not 1."""
    plain = {Decimal(2): "doubles its price", Decimal("0.5"): "halves its price"}
    if ratio in plain:
        return plain[ratio]
    change = float(abs(ratio - 1) * 100)
    return f"costs {change:.3g}% {'more' if ratio > 1 else 'less'} per run"
