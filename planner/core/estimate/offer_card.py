"""The rates at which an offer is priced, or the reason why it cannot be."""

from __future__ import annotations

from planner.core.cost.caching import ttl_offered
from planner.core.cost.pricing import with_overrides
from planner.core.cost.units import is_priced, not_planned
from planner.core.estimate.terms import Terms, published_card
from planner.core.models.catalogue import Catalogue, Offer, Profile, model_name
from planner.core.models.rates import RateCard
from planner.core.results import Refusal
from planner.core.workload import Overrides, Workload

BATCH_ID = ":batch"
"""How a host marks the id of a model whose calls all are of its batch tier."""


def card_to_use(
    terms: Terms, offer: Offer, profile: Profile | None, asked: str, overrides: Overrides
) -> RateCard | Refusal:
    """The rates to use, or the reason why this offer has none for the request."""

    def no(code: str, text: str, instead: str | None = None) -> Refusal:
        return Refusal(offer.id, model_name(offer, profile), asked, code, text, instead)

    load = terms.workload
    published = published_card(terms, offer, load.service_tier)
    if published is None:
        standard = published_card(terms, offer, "standard")
        way_out = "standard" if standard and standard.input else None
        return no(
            "tier_not_offered", f"Our price list has no {load.service_tier} price of it at {offer.host_name}.", way_out
        )
    if load.steps > 1 and (load.service_tier == "batch" or offer.model_id.endswith(BATCH_ID)):
        of = ("conversation", "message") if load.step_kind == "user_turn" else ("agent", "step")
        text = f"Batch cannot run this {of[0]}: each {of[1]} waits for the one before."
        return no("batch_cannot_loop", text, _without_batch(terms.catalogue, offer))
    card = with_overrides(published, overrides)
    if not is_priced(offer, card, load):
        return no("price_unknown", _unpriced(offer, card, load))
    if load.cache.mode in ("5m", "1h") and not ttl_offered(load.cache.mode, offer.cache, card):
        text = f"We know of no cache of {load.cache.mode} for it at {offer.host_name}."
        return no("cache_ttl_not_offered", text, "auto")
    return card


def _unpriced(offer: Offer, card: RateCard, load: Workload) -> str:
    """Why there is no price, with the units that do have one, if any."""
    rates = ", ".join(f"{unit.name} at ${usd:f} per {unit.per}" for unit, usd in not_planned(card, load))
    text = f"Our price list has no token price of it at {offer.host_name}"
    return f"{text}; it is priced by {rates}." if rates else f"{text}."


def _without_batch(catalogue: Catalogue, offer: Offer) -> str | None:
    """The tier to take instead, or where the id itself contains batch, the id without it; None where there is none."""
    if not offer.model_id.endswith(BATCH_ID):
        return "standard"
    plain = offer.id.removesuffix(BATCH_ID)
    return plain if plain in catalogue.offers else None
