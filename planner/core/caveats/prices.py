"""Caveats of prices: what a list leaves out, borrows, disputes or has not checked for long."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.caveats.situation import Situation, dollars
from planner.core.cost.pricing import borrowed, tier_starts
from planner.core.cost.run_shape import first_step_above
from planner.core.cost.units import not_planned
from planner.core.models.catalogue import OWN_HOST
from planner.core.models.lifecycle.reports import day_text
from planner.core.models.offers.makers_price import against_maker
from planner.core.results import Caveat

PRICE_STALE_DAYS = 90
SEARCH_MAKER, SEARCH_MODELS = "perplexity", "perplexity/sonar"
REGIONAL_ROWS = ("regional.", "eu.", "us.")
"""Beginnings of ids whose price is that of one region already."""
TIER_WORDS = {"input": "input", "output": "output", "cache_read": "cached input"}


def price_cliff_caveats(s: Situation) -> Iterator[Caveat]:
    for start in tier_starts(s.inputs.card):
        step = first_step_above(s.run.shape, Decimal(start))
        if step:
            text = f"From step {step} on calls cost the long-context rate, above {start:,} tokens of input."
            yield Caveat("price_cliff", text, step)


def missing_prices_caveats(s: Situation) -> Iterator[Caveat]:
    card, load = s.inputs.card, s.inputs.workload
    wants_cache = load.cache.mode != "off" and (load.shared_prefix_tokens > 0 or load.steps > 1)
    if card.cache_read is None and wants_cache:
        offer = s.inputs.offer
        none = (
            f"{offer.name} has no cache price"
            if offer.host == OWN_HOST
            else f"Our price list has no cache price of {offer.host_name}"
        )
        yield Caveat("price_missing", f"{none}: all input at full rate.")
    yield from _borrowed_prices(s, wants_cache)
    if load.web_searches_per_run and card.web_search_kcount is None:
        yield Caveat("price_missing", "Our price list has no fee for web searches here; they are not in this figure.")


def request_fee_caveats(s: Situation) -> Iterator[Caveat]:
    """A maker's fee for every request that a reseller's row does not list."""
    offer, card = s.inputs.offer, s.inputs.card
    if card.requests_kcount is None and offer.host != SEARCH_MAKER and SEARCH_MODELS in offer.model_id:
        text = f"The maker charges a fee per request; our price list has none of {offer.host_name}: it is not counted."
        yield Caveat("price_missing", text)


def units_caveats(s: Situation) -> Iterator[Caveat]:
    """What is priced beside text and not planned, what is free, and what writes nothing."""
    offer, card, load = s.inputs.offer, s.inputs.card, s.inputs.workload
    if offer.is_free:
        yield Caveat("is_free", "Free: it costs nothing, within the host's limits on requests.")
    if offer.input_only:
        yield Caveat("input_only", "It is paid by input alone: its output is taken as 0.")
    found = [f"{unit.name} at {dollars(usd)} per {unit.per}" for unit, usd in not_planned(card, load)]
    if found:
        yield Caveat("unit_not_planned", f"Priced and not in this plan: {', '.join(found)}.")


def _borrowed_prices(s: Situation, wants_cache: bool) -> Iterator[Caveat]:
    """Rates that a service tier does not publish, so that the standard ones are used."""
    tier, card = s.inputs.workload.service_tier, s.inputs.card
    used = ("input", "output", *(("cache_read",) if wants_cache else ()))
    missing = borrowed(s.inputs.offer, s.day, tier) - s.inputs.own_rates
    names = [TIER_WORDS[name] for name in used if name in missing and getattr(card, name)]
    if names:
        host, what = s.inputs.offer.host_name, ", ".join(names)
        yield Caveat(
            "price_missing", f"Our price list has no {tier} price of {host} for {what}: the standard one is used."
        )


def other_host_caveats(s: Situation) -> Iterator[Caveat]:
    """What a host's row leaves out that the maker charges for, and a price far below the maker's."""
    found, host = against_maker(s.catalogue, s.inputs.offer, s.day), s.inputs.offer.host_name
    if found is None:
        return
    maker = found.maker.host_name
    step = first_step_above(s.run.shape, Decimal(found.tier_start)) if found.tier_start else None
    if found.tier_start and step:
        text = f"{host}'s row names no long-context rate; {maker} charges more above {found.tier_start:,} tokens."
        yield Caveat("tier_not_listed", text, step)
    if found.fee_usd_per_thousand:
        fee = dollars(found.fee_usd_per_thousand)
        text = f"{host}'s row names no fee of requests; {maker} charges {fee} per thousand."
        yield Caveat("fee_not_listed", text)
    if (text := found.far_below(host)) and not {"input", "output"} & s.inputs.own_rates:
        yield Caveat("below_list_price", f"{text}.")


def stale_price_caveats(s: Situation) -> Iterator[Caveat]:
    own = s.inputs.offer.checked
    checked = own or s.catalogue.prices_checked
    if checked and (s.day - checked).days > PRICE_STALE_DAYS:
        text = "The newest check of this price is of" if own else "This price is not dated; its list is of"
        yield Caveat("price_stale", f"{text} {day_text(checked)}.")


def one_region_caveats(s: Situation) -> Iterator[Caveat]:
    """Whether keeping requests in one region costs more, as far as the vendor publishes it."""
    if not s.inputs.workload.one_region:
        return
    uplift = s.inputs.offer.regional_uplift
    if uplift:
        more = float((uplift.factor - 1) * 100)
        yield Caveat("one_region", f"In one region every rate is {more:g}% higher: {uplift.note}")
    elif not s.inputs.offer.model_id.startswith(REGIONAL_ROWS):
        text = f"We know of no uplift of {s.inputs.offer.host_name} for one region: none is counted."
        yield Caveat("one_region", text)


def disputed_price_caveats(s: Situation) -> Iterator[Caveat]:
    opinion, tier = s.inputs.offer.second_opinion, s.inputs.workload.service_tier
    if opinion and s.disputes:
        rivals = ", ".join(
            f"{one.name.replace('_', ' ')} {dollars(one.theirs)} (here {dollars(one.ours)})" for one in s.disputes
        )
        price = "price" if tier == "standard" else "standard price"
        yield Caveat("price_disputed", f"{opinion.source} has another {price} per million: {rivals}.")
