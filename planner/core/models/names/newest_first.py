"""Models that a name says a part of: a family, a host or a lab, or a host and a family.

They are in one order everywhere: those that write answers, those known to be served, those of their maker, the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.lifecycle.status import status_of
from planner.core.models.names.host_choice import choose, maker_rank
from planner.core.models.names.model_groups import Group, is_variant
from planner.core.models.names.name_index import NameIndex, index_of
from planner.core.models.names.nearest_version import version_in

BETWEEN = re.compile(r"[\s/,:]+")
STATES = ("live", "ending", "unknown", "ended")
ROUTER = "openrouter"
"""The host whose ids begin with the maker of each model."""
KEPT = "names of hosts and labs"
LETTERS = re.compile(r"[a-z]{2}")
LONGEST_HOST = 3
"""Words of the longest host's name that is looked for in a name."""

Turn = tuple[bool, int, bool, int, float, int, str]


@dataclass(frozen=True, slots=True)
class Whose:
    """Who makes or serves the models that a name asks for, by host id or by the name of a lab, and the rest of the
    name."""

    host: str
    lab: str
    rest: str


def whose(catalogue: Catalogue, name: str) -> Whose | None:
    """The host or lab that a name consists of, or has beside a model; None where it has none. A word that models are
    called by ("kimi") is a host's only where it is the host's own name, and alone."""
    index = index_of(catalogue)
    known = _names(index)
    words = [word for word in BETWEEN.split(name.casefold()) if word]
    for size in range(min(LONGEST_HOST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            text = _plain(" ".join(words[at : at + size]))
            rest = " ".join((*words[:at], *words[at + size :]))
            if text in known and not (rest and (text in index.makers or not LETTERS.search(rest))):
                host, lab = known[text]
                return Whose(host, lab, rest)
    return None


def _is_word(text: str) -> bool:
    return text[:1].isalnum()


def _plain(text: str) -> str:
    return text.replace("-", " ").replace("_", " ")


def _names(index: NameIndex) -> Mapping[str, tuple[str, str]]:
    """Hosts and labs by every way to write them, a host before a lab of the same name."""
    kept = index.catalogue.kept
    if KEPT not in kept:
        labs = index.catalogue.labs
        found = {_plain(text): ("", lab) for text, lab in labs.items()}
        found |= {_plain(lab.casefold()): ("", lab) for lab in labs.values()}
        found |= {_plain(profile.lab.casefold()): ("", profile.lab) for profile in index.catalogue.profiles.values()}
        found |= {
            _plain(text): ("", text) for text, hosts in index.vendors.items() if ROUTER in hosts and _is_word(text)
        }
        found |= {_plain(text): (host, "") for text, host in index.hosts.items() if text not in index.makers}
        for offer in index.catalogue.offers.values():
            found[_plain(offer.host)] = found[_plain(offer.host_name.casefold())] = (offer.host, "")
        kept[KEPT] = found
    return kept[KEPT]  # type: ignore[no-any-return]


def of_whom(catalogue: Catalogue, who: Whose, day: date) -> Iterator[tuple[Group, Offer]]:
    """The models of a lab, or those of a host with its offer, that are not known to have ended; in no order."""
    for group in index_of(catalogue).groups.by_key.values():
        offer = _at(catalogue, group, who.host) if who.host else _of_lab(catalogue, group, who.lab, day)
        if offer and status_of(offer, catalogue.profile_of(offer), day).state != "ended":
            yield group, offer


def _at(catalogue: Catalogue, group: Group, host: str) -> Offer | None:
    """The plainest offer of the model at a host."""
    there = [offer for offer in group.offers if offer.host == host]
    return min(there, key=lambda offer: (is_variant(offer), offer.deprecated, len(offer.model_id)), default=None)


def _of_lab(catalogue: Catalogue, group: Group, lab: str, day: date) -> Offer | None:
    profile = catalogue.profile_of(group.offers[0])
    written = {offer.model_id.casefold().partition("/")[0] for offer in group.offers}
    vendors = {*written, *map(catalogue.labs.get, written)}
    if (profile.lab if profile else None) != lab and lab not in vendors:
        return None
    choice = choose(catalogue, group, day)
    return choice.offer if choice else None


def newest_first(catalogue: Catalogue, found: Iterable[tuple[Group, Offer]], day: date) -> list[tuple[Group, Offer]]:
    """Models, each with the offer to take, in the order in which they are proposed."""
    return sorted(found, key=lambda one: turn(catalogue, one[0], one[1], day))


def turn(catalogue: Catalogue, group: Group, offer: Offer, day: date) -> Turn:
    """The place of a model among others that a name may mean: the key to sort them by."""
    profile = catalogue.profile_of(offer)
    state = max(STATES.index(status_of(offer, profile, day).state), 1)
    return (
        bool(offer.purpose),
        state,
        maker_rank(catalogue, offer) is None,
        *age_of(profile, group.name),
        len(group.name),
        group.name,
    )


def age_of(profile: Profile | None, name: str) -> tuple[int, float]:
    """What orders models from the newest on: the day of release where it is known, then the version in the name."""
    released = profile.lifecycle.released if profile else None
    return -released.value.toordinal() if released else 0, -float(version_in(name) or 0)


def in_two(words: Sequence[str], known: Iterable[set[str]]) -> set[str]:
    """The words, each that is two known ones run together as those two: chat and gpt of chatgpt."""
    every = set().union(*known)
    found: set[str] = set()
    for word in words:
        cuts = ({word[:at], word[at:]} for at in range(3, len(word) - 2))
        found |= next((both for both in cuts if both <= every), {word})
    return found
