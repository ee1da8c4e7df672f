"""Options of the type-ahead: a model or a single offer by its name, with a remark and a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Offer
from planner.core.models.lifecycle.served import is_live
from planner.core.models.lifecycle.status import Status, status_of, successor_of
from planner.core.models.names.host_choice import choose
from planner.core.models.names.name_index import index_of
from planner.core.models.names.readings import Reading, read_name
from planner.core.ranking.market import Market
from planner.web import filters
from planner.web.offers.search.matching import FoundModel


@dataclass(frozen=True, slots=True)
class Hit:
    """An option: the value to add to the plan, its name in three parts (the middle one is what was typed), a remark,
    and what a million tokens cost; empty where no price is published."""

    value: str
    before: str
    match: str
    after: str
    remark: str
    ended: bool
    price: str = ""


def model_hit(market: Market, model: FoundModel, words: Sequence[str], day: date) -> Hit:
    """A model with the host, and so the price, that choosing it gives; its first offer where no bare name means it."""
    offer = market.book.offers[model.places[0]]
    group = index_of(market.catalogue).groups.of.get(offer.id)
    choice = choose(market.catalogue, group, day) if group else None
    chosen = choice.offer if choice else offer
    value = _value(market, model, chosen) if choice else offer.id
    status = status_of(chosen, market.catalogue.profile_of(chosen), day)
    remark = "retired" if status.state == "ended" else _remark(model, chosen, status)
    return Hit(value, *_parts(model.name, words), remark, status.state == "ended", _price(chosen, day))


def _value(market: Market, model: FoundModel, chosen: Offer) -> str:
    """The name of the model for the plan: its profile, its name where that is read as this model, else the offer."""
    if model.profile:
        return model.profile.id
    read = read_name(market.catalogue, model.name)
    group = read.group if isinstance(read, Reading) and read.thinking is None else None
    return model.name if group and any(offer.id == chosen.id for offer in group.offers) else chosen.id


def _remark(model: FoundModel, chosen: Offer, status: Status) -> str:
    others = model.hosts - 1
    text = f"{chosen.host_name}{f' and {others} more' if others > 0 else ''}"
    if status.maker:
        return f"{text}, {status.maker} ended it"
    return f"{text}, no thinking" if model.profile and model.profile.modes.value == ("off",) else text


def offer_hit(market: Market, place: int, words: Sequence[str], day: date) -> Hit:
    offer, live = market.book.offers[place], is_live_at(market, place, day)
    remark = offer.host_name if live else _ended(market, offer, day)
    return Hit(offer.id, *_parts(offer.name, words), remark, not live, _price(offer, day) if live else "")


def _ended(market: Market, offer: Offer, day: date) -> str:
    """That it can no longer be called, and the successor that its host names."""
    heir = market.catalogue.offers.get(successor_of(offer, market.catalogue.profile_of(offer)) or "")
    return f"ended, now {heir.name}" if heir else "ended"


def _price(offer: Offer, day: date) -> str:
    """What a million tokens cost, in and out, at this offer; empty where it has no price."""
    card = card_for(offer, day, "standard")
    if card is None or card.input is None or card.output is None:
        return ""
    return f"{filters.money(card.input.base)} in, {filters.money(card.output.base)} out per million tokens"


def _parts(name: str, words: Sequence[str]) -> tuple[str, str, str]:
    """The name around the first word that is in it."""
    low = name.casefold()
    word = next((word for word in words if word in low and len(low) == len(name)), "")
    at = low.index(word)
    return name[:at], name[at : at + len(word)], name[at + len(word) :]


def at_effort(hit: Hit, typed: str, thinking: str) -> Hit:
    """The model at the effort in its name, which is chosen by the name as it was typed."""
    effort = f"thinking {thinking}" if thinking in ("on", "off") else f"{thinking} effort"
    return replace(hit, value=typed, remark=f"{effort}, {hit.remark}")


def is_live_at(market: Market, place: int, day: date) -> bool:
    offer = market.book.offers[place]
    return is_live(offer, market.catalogue.profile_of(offer), day)
