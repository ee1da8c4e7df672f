"""From what a person calls a model to an offer: full ids as they are, bare names to the cheapest live host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from planner.core.estimate import Terms, prepare, published_card
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.lifecycle import is_live
from planner.core.models.modes import reference_mode
from planner.core.results import Refusal


def plain(name: str) -> str:
    """A name as it is compared: letters and digits only, in lower case."""
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def profile_named(catalogue: Catalogue, name: str) -> Profile | None:
    """The profile a person means by `name`: its id, its name or an alias."""
    wanted = plain(name)
    for profile in catalogue.profiles.values():
        if wanted in {plain(word) for word in (profile.id, profile.name, *profile.aliases)}:
            return profile
    return None


def candidates(catalogue: Catalogue, name: str) -> list[Offer]:
    """Every offer that `name` may mean; none when it is not known."""
    exact = catalogue.offers.get(name)
    if exact:
        return [exact]
    if names_a_host(catalogue, name):
        return [offer for offer in catalogue.offers.values() if offer.id.casefold() == name.casefold()]
    profile = profile_named(catalogue, name)
    if profile:
        return [catalogue.offers[i] for i in profile.offers if i in catalogue.offers]
    wanted = plain(name)
    return [o for o in catalogue.offers.values() if wanted in (plain(o.model_id.rsplit("/", 1)[-1]), plain(o.name))]


def meant_by(catalogue: Catalogue, name: str) -> list[Offer]:
    """Every offer that `name` speaks of: the candidates, and for a model its seats and surcharged rows too."""
    profile = None if names_a_host(catalogue, name) else profile_named(catalogue, name)
    also = profile.also_offers if profile else ()
    return candidates(catalogue, name) + [catalogue.offers[i] for i in also if i in catalogue.offers]


def names_a_host(catalogue: Catalogue, name: str) -> bool:
    """Whether `name` says which host is meant; then no other host may answer for it."""
    host, slash, _ = name.partition("/")
    return bool(slash) and any(offer.host.casefold() == host.casefold() for offer in catalogue.offers.values())


def pick_host(terms: Terms, offers: Iterable[Offer]) -> Offer:
    """The cheapest live host for this workload, then one with a published cache rate, then by id.

    Where no host is live any more the choice is among all, so that a retired model keeps its last price.
    """
    offers = list(offers)
    live = [o for o in offers if is_live(o, terms.catalogue.profile_of(o), terms.day)]
    return min(live or offers, key=lambda offer: _rank(terms, offer))


def _rank(terms: Terms, offer: Offer) -> tuple[Decimal, bool, str]:
    answer = prepare(terms, offer, reference_mode(terms.catalogue.profile_of(offer)))
    if isinstance(answer, Refusal):
        answer = prepare(terms, offer, "off")
    usd = Decimal("Infinity") if isinstance(answer, Refusal) else answer.cost.usd_per_run
    card = published_card(terms, offer, "standard")
    return usd, card is None or card.cache_read is None, offer.id


def partner_offer(terms: Terms, profile: Profile | None, host: str) -> Offer | None:
    """The offer to take for not thinking where thinking cannot be switched off; at the same host if it has it."""
    if profile is None or profile.partner_without_thinking is None:
        return None
    partner = terms.catalogue.profiles.get(profile.partner_without_thinking)
    if partner is None:
        return None
    return _at_host(terms, partner, host)


def _at_host(terms: Terms, profile: Profile, host: str) -> Offer | None:
    """This model at `host` while it is live there, else at its cheapest live host."""
    offers = [terms.catalogue.offers[i] for i in profile.offers if i in terms.catalogue.offers]
    own = [o for o in offers if o.host == host and is_live(o, profile, terms.day)]
    if own:
        return own[0]
    return pick_host(terms, offers) if offers else None


def counterpart(terms: Terms, profile: Profile | None, host: str) -> Offer | None:
    """The thinking model that `profile` is the partner of, when it does not think itself."""
    if profile is None or profile.modes.value != ("off",):
        return None
    for other in terms.catalogue.profiles.values():
        if other.partner_without_thinking == profile.id:
            return _at_host(terms, other, host)
    return None


def live_offers(catalogue: Catalogue, profile: Profile, day: date) -> list[Offer]:
    """The offers of a model that can be had on `day`."""
    known = (catalogue.offers[i] for i in profile.offers if i in catalogue.offers)
    return [offer for offer in known if is_live(offer, profile, day)]
