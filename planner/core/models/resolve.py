"""From a name that people or logs use to an offer: one resolver for API, terminal, forms, files and imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import OWN_HOST, Catalogue, Offer, Profile
from planner.core.models.lifecycle.served import is_live
from planner.core.models.modes import mode_in_name
from planner.core.models.names.host_choice import Choice, cheapest_live, choose, maker_of
from planner.core.models.names.model_groups import tuned
from planner.core.models.names.name_index import index_of
from planner.core.models.names.readings import NOT_KNOWN, NOTHING_LIKE_IT, Reading, Unread, read_name
from planner.core.models.names.suggestions import suggestions
from planner.core.results import ReadAs
from planner.core.workload import BadInput, Problem

MOST_NAMES = 5_000
"""Names that one request may hold."""
MOST_EXPLAINED = 20
"""Unreadable names of one request that are answered with suggestions."""
DATE = re.compile(r"20\d\d-?[01]\d-?[0-3]\d")
SHOWN = 80
"""Characters of a name that a message shows."""


@dataclass(frozen=True, slots=True)
class Named:
    """The offer that `name` means. `thinking`: the mode in the name, None for none; `why`: how the name was read, empty
    where it is the offer's id."""

    name: str
    offer: Offer
    thinking: str | None = None
    why: str = ""


def plain(name: str) -> str:
    """A name as it is compared: letters and digits only, in lower case."""
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def resolve(catalogue: Catalogue, name: str, when: date | datetime) -> Named | Unread:
    """The offer that `name` means at `when`, or why it cannot be read."""
    if name.startswith(f"{OWN_HOST}/") and name in catalogue.offers:
        return Named(name, catalogue.offers[name], None, "")
    reading = read_name(catalogue, name)
    if isinstance(reading, Unread):
        return reading
    if reading.host_is_vendor and reading.offer and not _is_live(catalogue, reading.offer, when):
        elsewhere = _without_vendor(catalogue, name, when)
        if elsewhere:
            return elsewhere
    if reading.group is None and reading.offer is not None:
        return Named(name, reading.offer, reading.thinking, _why(reading, name, reading.offer, _at(reading.offer)))
    choice = _choice(catalogue, reading, when)
    if choice is None:
        return Unread("answers to the ids of its offers alone: seats, batch and regional rows are not chosen by name")
    return Named(name, choice.offer, reading.thinking, _why(reading, name, choice.offer, choice.why))


def _without_vendor(catalogue: Catalogue, name: str, when: date | datetime) -> Named | None:
    """What is meant where the maker in the name no longer serves the model but another host does: routers and hosts of
    open weights write the maker before it ("deepseek-ai/DeepSeek-V3.2", "MoonshotAI: Kimi K2 Thinking")."""
    vendor, _, model = name.replace(": ", "/", 1).rpartition("/")
    found = resolve(catalogue, model, when) if vendor else None
    return replace(found, name=name) if isinstance(found, Named) and _is_live(catalogue, found.offer, when) else None


def _choice(catalogue: Catalogue, reading: Reading, when: date | datetime) -> Choice | None:
    """The host of the model in the name. A model that no host serves at `when` is replaced by its instruction-tuned
    version where a host serves that: "Llama 3.3 70B" at one host is "Llama 3.3 70B Instruct" at sixteen."""
    if reading.group is None:
        return None
    choice = choose(catalogue, reading.group, when, named=reading.offer)
    if choice is None or _is_live(catalogue, choice.offer, when):
        return choice
    for group in tuned(index_of(catalogue).groups, reading.group):
        other = choose(catalogue, group, when)
        if other and _is_live(catalogue, other.offer, when):
            return Choice(other.offer, f"its instruction-tuned version, which is still served; {other.why}")
    return choice


def _is_live(catalogue: Catalogue, offer: Offer, when: date | datetime) -> bool:
    return is_live(offer, catalogue.profile_of(offer), when.date() if isinstance(when, datetime) else when)


def _at(offer: Offer) -> str:
    """The host, and of AWS whether the price is one region's."""
    return f"at {offer.host_name}{', its regional row' if offer.model_id.startswith('regional.') else ''}"


def _why(reading: Reading, name: str, offer: Offer, host: str) -> str:
    """How a name was read: the mode in it, what was ignored, and why this host."""
    if name == offer.id:
        return ""
    left = [part for part in reading.left_out if part not in ("vendor", "spelling")]
    if DATE.search(name) and not DATE.search(offer.id) and "date" not in left:
        left.append("date")
    clauses = [
        f"{reading.thinking} effort" if reading.thinking not in (None, "on", "off") else "",
        {"on": "thinking on", "off": "thinking off"}.get(reading.thinking or "", ""),
        f"{', '.join(left)} left out" if left else "",
        f"listed with {reading.listed_with}" if reading.listed_with else "",
        host,
    ]
    return "; ".join(part for part in clauses if part)


def resolve_all(catalogue: Catalogue, names: Sequence[str], when: date | datetime, *, field: str) -> list[Named]:
    """What each name means, in order. Raises BadInput with a problem for every name that cannot be read, under `field`
    and its place, and for more than 5,000 names before any is looked at."""
    if len(names) > MOST_NAMES:
        raise BadInput([Problem(field, f"takes at most {MOST_NAMES:,} names; these are {len(names):,}")])
    found = [resolve(catalogue, name, when) for name in names]
    problems = [
        unreadable(catalogue, f"{field}.{place}", names[place], one, when, explained=place_among < MOST_EXPLAINED)
        for place_among, (place, one) in enumerate((p, o) for p, o in enumerate(found) if isinstance(o, Unread))
    ]
    if problems:
        raise BadInput(problems)
    return [one for one in found if isinstance(one, Named)]


def offer_named(catalogue: Catalogue, name: str, when: date | datetime) -> Named:
    """The offer of a name that is known to be readable. Raises BadInput, field "offer", where it is not."""
    found = resolve(catalogue, name, when)
    if isinstance(found, Unread):
        raise BadInput([unreadable(catalogue, "offer", name, found, when)])
    return found


def read_as(catalogue: Catalogue, named: Named) -> ReadAs | None:
    """How the name was read; None where it is the offer's id."""
    if named.name == named.offer.id:
        return None
    mode = named.thinking and mode_in_name(named.offer, catalogue.profile_of(named.offer), named.thinking)
    return ReadAs(named.name, named.offer.id, mode, named.why)


def unreadable(
    catalogue: Catalogue, field: str, name: str, unread: Unread, when: date | datetime, *, explained: bool = True
) -> Problem:
    """The problem of a name that cannot be read, with the nearest offers."""
    if not name.strip():
        return Problem(field, "must name a model or an offer: it is empty", ())
    day = when.date() if isinstance(when, datetime) else when
    nearest = suggestions(catalogue, name, unread, day) if explained else ()
    nothing = f", and {NOTHING_LIKE_IT}" if explained and not nearest and unread.why == NOT_KNOWN else ""
    return Problem(field, f"{name[:SHOWN]} {unread.why}{nothing}", nearest)


def candidates(catalogue: Catalogue, name: str) -> list[Offer]:
    """All offers that `name` may mean: one where it has a host, else those of the model that a bare name may mean; none
    when it is not known."""
    reading = read_name(catalogue, name)
    if isinstance(reading, Unread):
        return []
    if reading.group is None:
        return [reading.offer] if reading.offer else []
    unlisted = index_of(catalogue).groups.unlisted
    return [offer for offer in reading.group.offers if offer.id not in unlisted]


def meant_by(catalogue: Catalogue, name: str) -> list[Offer]:
    """All offers that `name` may mean: the candidates, and for a model its seats and surcharged rows too."""
    reading = read_name(catalogue, name)
    if isinstance(reading, Unread):
        return []
    if reading.group is None:
        return [reading.offer] if reading.offer else []
    return list(reading.group.offers)


def pick_host(terms: Terms, offers: Iterable[Offer]) -> Offer:
    """The maker's own live offer, else the cheapest live one by list price, a published cache rate before none, then by
    id; among all where none is live, so that a retired model keeps its last price."""
    offers = list(offers)
    live = [o for o in offers if is_live(o, terms.catalogue.profile_of(o), terms.day)]
    return maker_of(terms.catalogue, live, None, terms.day) or cheapest_live(terms.catalogue, live or offers, terms.day)


def partner_offer(terms: Terms, profile: Profile | None, host: str) -> Offer | None:
    """The offer to take for not thinking where thinking cannot be switched off; at the same host if it has it."""
    if profile is None or profile.partner_without_thinking is None:
        return None
    partner = terms.catalogue.profiles.get(profile.partner_without_thinking)
    if partner is None:
        return None
    return _at_host(terms, partner, host)


def _at_host(terms: Terms, profile: Profile, host: str) -> Offer | None:
    """This model at `host` while it is live there, else at the host that its name means."""
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
    """The offers of a model that are live on `day`."""
    known = (catalogue.offers[i] for i in profile.offers if i in catalogue.offers)
    return [offer for offer in known if is_live(offer, profile, day)]


def unknown_names(catalogue: Catalogue, names: Iterable[str]) -> Iterator[tuple[int, str, Unread]]:
    """The names that cannot be read, with their places."""
    for place, name in enumerate(names):
        reading = read_name(catalogue, name)
        if isinstance(reading, Unread):
            yield place, name, reading
