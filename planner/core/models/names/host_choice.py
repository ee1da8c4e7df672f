"""Which host answers for a model that is named without one: the maker while it serves the model, else the cheapest.

The choice rests on list prices of the day alone, three tokens of input to one of output and half of the input read from
the cache where a rate for that is published, so that it stays the same whatever workload is typed and a search can show
its price. Without the cached half, a host that sells no cached input leads by cents and costs agents five times as
much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.lifecycle.served import is_live, served_unknown
from planner.core.models.names.model_groups import Group, is_own, is_variant
from planner.core.models.names.name_index import index_of
from planner.core.models.rates import RateCard

INPUT_SHARE = Decimal("0.75")
"""The share of input tokens in the compared price: most work reads more than it writes."""
CACHED_SHARE = Decimal("0.5")
"""The share of the input that is read from cache, where a cache rate is published. A judgement: agents send nearly all
of their input again, questions without a shared prefix none."""
MOST_REMEMBERED = 8_192
NO_PRICE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Choice:
    """The offer, and a clause that says why this host."""

    offer: Offer
    why: str


def list_usd(card: RateCard | None) -> Decimal:
    """USD per million tokens, input and output blended; infinite where no price of input is published."""
    if card is None or card.input is None:
        return NO_PRICE
    output = card.output.base if card.output else Decimal(0)
    return card.input.base * INPUT_SHARE + output * (1 - INPUT_SHARE)


def cheapest(offers: Iterable[Offer], when: date | datetime) -> Offer:
    """The cheapest by usual price, of equals one with a published cache rate, then by id. ValueError for no offers."""
    return min(offers, key=lambda offer: host_order(offer, when))


def cheapest_live(catalogue: Catalogue, offers: Iterable[Offer], day: date) -> Offer:
    """As cheapest, of those that a source reports as served where there are any."""

    def turn(offer: Offer) -> tuple[bool, Decimal, bool, str]:
        return served_unknown(offer, catalogue.profile_of(offer), day), *host_order(offer, day)

    return min(offers, key=turn)


def host_order(offer: Offer, when: date | datetime) -> tuple[Decimal, bool, str]:
    """The key by which hosts of one model are ordered, at `when`."""
    return card_order(offer, card_for(offer, when))


def card_order(offer: Offer, card: RateCard | None) -> tuple[Decimal, bool, str]:
    """The same key for a given rate card."""
    return usual_usd(card), card is None or card.cache_read is None, offer.id


def usual_usd(card: RateCard | None) -> Decimal:
    """USD per million tokens as `list_usd`, half of the input read from the cache where that is cheaper."""
    if card is None or card.input is None or card.cache_read is None:
        return list_usd(card)
    saved = max(card.input.base - card.cache_read.base, Decimal(0)) * INPUT_SHARE * CACHED_SHARE
    return list_usd(card) - saved


def choose(catalogue: Catalogue, group: Group, when: date | datetime, *, named: Offer | None = None) -> Choice | None:
    """The host that the bare name of a model means at `when`; `named`: the maker's offer in the name. None where every
    offer of it can be named by its own id only. `when` counts by its day."""
    day = when.date() if isinstance(when, datetime) else when
    kept = index_of(catalogue).choices
    key = (group.key, day, named.id if named else "")
    if key not in kept:
        if len(kept) >= MOST_REMEMBERED:
            kept.clear()
        kept[key] = _choose(catalogue, group, day, named)
    choice: Choice | None = kept[key]
    return choice


def _choose(catalogue: Catalogue, group: Group, day: date, named: Offer | None) -> Choice | None:
    listed = [offer for offer in group.offers if answers_to_bare_names(catalogue, offer)]
    live = [offer for offer in listed if is_live(offer, catalogue.profile_of(offer), day)]
    own = maker_of(catalogue, live, named or group.maker, day)
    if own:
        return Choice(own, f"{own.host_name}'s own API")
    maker = named or group.maker
    gone = f"{maker.host_name} no longer serves it: " if maker and maker in listed else ""
    if live:
        return Choice(cheapest_live(catalogue, live, day), f"{gone}the cheapest live host")
    if listed:
        last = maker if maker in listed and maker else cheapest(listed, day)
        return Choice(last, "no host of the list serves it any more")
    free = [offer for offer in group.offers if offer.model_id.casefold().endswith(":free")]
    if free:
        return Choice(min(free, key=lambda offer: offer.id), "only a free row is listed")
    return Choice(maker, "the list has no token price of it") if maker else None


def maker_of(
    catalogue: Catalogue, offers: Iterable[Offer], preferred: Offer | None, when: date | datetime
) -> Offer | None:
    """The maker's own among `offers`: the preferred one, else that of the first maker's host."""
    own = [offer for offer in offers if maker_rank(catalogue, offer) is not None]
    if preferred in own:
        return preferred
    return min(own, key=lambda offer: (maker_rank(catalogue, offer), *host_order(offer, when)), default=None)


def maker_rank(catalogue: Catalogue, offer: Offer) -> int | None:
    """The place of the host among makers where it makes this model, None where it does not."""
    return list(catalogue.hosts.known).index(offer.host) if is_own(catalogue, offer) else None


def answers_to_bare_names(catalogue: Catalogue, offer: Offer) -> bool:
    """Whether the bare name of its model may mean this offer. Seats, batch, regional and silent rows are found by their
    own id only."""
    return offer.id not in index_of(catalogue).groups.unlisted


def makers_offer(catalogue: Catalogue, offer: Offer) -> str | None:
    """The id of the maker's own offer of the same model, None where the list has none."""
    group = index_of(catalogue).groups.of.get(offer.id)
    return group.maker.id if group and group.maker else None


def served_by_maker(catalogue: Catalogue, offer: Offer) -> bool:
    """Whether this row is the maker's own price of its model."""
    return is_own(catalogue, offer) and not is_variant(offer)
