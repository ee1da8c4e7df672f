"""Where the money between thinking and not thinking goes; the parts add up to the whole exactly."""

from __future__ import annotations

from decimal import Decimal

from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Terms, published_card
from planner.core.models.rates import RateCard
from planner.core.results import Difference, Estimate, Refusal
from planner.core.workload import Overrides

ZERO = Decimal(0)
# What a price override can replace; the rest of a card is fees.
OWN_RATES = ("input", "output", "cache_read", "cache_write", "cache_write_1h")


def same_offer(on: Estimate, off: Estimate, month: Decimal) -> Difference:
    """Off and on are one offer: reasoning, reasoning sent again, and the rest, which is the answer's length."""
    return _parts(on, off.cost.usd_per_run, off.cost.usd_per_run, off.cost.usd_per_run, month, off)


def between_offers(terms: Terms, on: Estimate, off: Estimate, month: Decimal, overrides: Overrides) -> Difference:
    """Off is another model. The partner's run without thinking is priced at this offer's token rates, then with its
    cache rates too, so that each effect is known."""
    at_token_rates = _partner_priced(terms, on, off, overrides, ("input", "output"))
    at_all_rates = _partner_priced(terms, on, off, overrides, OWN_RATES)
    return _parts(on, off.cost.usd_per_run, at_token_rates, at_all_rates, month, off)


def _partner_priced(terms: Terms, on: Estimate, off: Estimate, overrides: Overrides, names: tuple[str, ...]) -> Decimal:
    """Dollars of the partner's run at the rates of `on`'s offer, or at the partner's own where that offer has none."""
    card = published_card(terms, on.offer, terms.workload.service_tier) or RateCard()
    found = tuple((name, getattr(card, name).base) for name in names if getattr(card, name) is not None)
    own = tuple(pair for pair in overrides.usd_per_mtok if pair[0] not in dict(found))
    answer = prepare(
        terms, off.offer, off.asked, overrides=Overrides(usd_per_mtok=found + own, discount=overrides.discount)
    )
    return off.cost.usd_per_run if isinstance(answer, Refusal) else answer.cost.usd_per_run


def _parts(
    on: Estimate, off_usd: Decimal, token_rates_usd: Decimal, all_rates_usd: Decimal, month: Decimal, off: Estimate
) -> Difference:
    total = on.cost.usd_per_run - off_usd
    here, there = on.rereading.get(), off.rereading.get()
    thinking, rereading = here.own_usd - there.own_usd, here.again_usd - there.again_usd
    price, cache = token_rates_usd - off_usd, all_rates_usd - token_rates_usd
    return Difference(
        total_usd=total * month,
        thinking_usd=thinking * month,
        rereading_usd=rereading * month,
        answer_usd=(total - thinking - rereading - price - cache) * month,
        cache_usd=cache * month,
        price_usd=price * month,
    )
