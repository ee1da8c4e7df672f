"""Which offers are of one model, which of them are the maker's own, and which a bare name may mean.

Offers are grouped by profile, else by the words of their ids, else by those of their display names. Where a host sells
two ids under one display name (GPT-4 and GPT-4 32k), the ids distinguish them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.naming import Words
from planner.core.models.names.spelling import OWN_ROUTES, bare_id, first_word, model_words, slug
from planner.core.models.rates import RateCard

HOST_WORDS = re.compile(r"\s*\((?:free|batch|global|regional|extended)\)|\s+Batch$", re.IGNORECASE)
"""Words that a host adds to the name of a model that it serves in a special way."""
TUNED = ("instruct", "it")
"""Endings with which makers name instruction-tuned models."""
TWIN_ORDER = ("profile", "name", "id")
"""Kinds of keys: a model is shown under the first."""
IMPORTED = "Imported from"
"""How the price list marks a row whose price is another host's."""


@dataclass(frozen=True, slots=True)
class Group:
    """The offers of one model. `maker`: the maker's own offer, the one to prefer where it has several, None where the
    list has none of its maker; `name`: what to call the model, a display name where any host has one."""

    key: Hashable
    offers: tuple[Offer, ...]
    maker: Offer | None
    name: str


@dataclass(frozen=True, slots=True)
class Groups:
    """`of`: the group of every offer id; `by_key`: of every key; `unlisted`: offers found by their own id only, with
    the reason; `by_words`: groups that have an id with these words."""

    of: Mapping[str, Group]
    by_key: Mapping[Hashable, Group]
    unlisted: Mapping[str, str]
    by_words: Mapping[Words, Sequence[Group]]


def group_offers(catalogue: Catalogue) -> Groups:
    """The offers of the catalogue grouped by model; made once for a catalogue."""
    keys = _keys(catalogue)
    members: dict[Hashable, list[Offer]] = defaultdict(list)
    for offer in catalogue.offers.values():
        members[keys[offer.id]].append(offer)
    groups = [_group(catalogue, key, offers) for key, offers in members.items()]
    unlisted = {
        offer.id: why for group in groups for offer in group.offers if (why := _why_unlisted(catalogue, group, offer))
    }
    of = {offer.id: group for group in groups for offer in group.offers}
    return Groups(of, {group.key: group for group in groups}, unlisted, _by_words(groups))


def tuned(groups: Groups, group: Group) -> Iterator[Group]:
    """The instruction-tuned models of the same name: hosts that serve no other say "instruct" or leave it out."""
    kind, words = group.key[:2]  # type: ignore[index]
    if kind == "name":
        keys = (("name", tuple(sorted((*words, ending)))) for ending in TUNED if ending not in words)
        yield from (groups.by_key[key] for key in keys if key in groups.by_key)


def twin(groups: Groups, group: Group) -> Group | None:
    """The model under which lists show a group that differs from it in name only: another id that a host has of it
    ("lfm-7b" beside "liquid/lfm-7b"), or a host that its profile does not list. Both words and name are the same."""
    kind = _kind(group)
    if kind == "profile":
        return None
    words, name = _words(_without_region(group.offers[0])), _plain(group.name)
    same = (
        other
        for other in groups.by_words.get(words, ())
        if other is not group
        and _plain(other.name) == name
        and any(offer.id not in groups.unlisted for offer in other.offers)
    )
    found = min(same, key=lambda other: TWIN_ORDER.index(_kind(other)), default=None)
    return found if found and TWIN_ORDER.index(_kind(found)) < TWIN_ORDER.index(kind) else None


def _kind(group: Group) -> str:
    return str(group.key[0])  # type: ignore[index]


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _by_words(groups: Iterable[Group]) -> dict[Words, list[Group]]:
    found: dict[Words, list[Group]] = defaultdict(list)
    for group in groups:
        for words in {_words(_without_region(offer)) for offer in group.offers}:
            found[words].append(group)
    return found


def _group(catalogue: Catalogue, key: Hashable, offers: list[Offer]) -> Group:
    maker = _maker(catalogue, offers)
    profile = catalogue.profile_of(offers[0])
    names = [name_of(offer) for offer in ([maker] if maker else []) + offers]
    readable = [name for name in names if name != name.casefold()]
    return Group(key, tuple(offers), maker, profile.name if profile else (readable or names)[0])


def _keys(catalogue: Catalogue) -> dict[str, Hashable]:
    """The key of every offer's model: its profile, else the words of its id, else of its display name."""
    loose = [offer for offer in catalogue.offers.values() if not offer.profile_id]
    keys: dict[str, Hashable] = {o.id: ("profile", o.profile_id) for o in catalogue.offers.values() if o.profile_id}
    keys |= _by_id(loose)
    hosts: dict[Hashable, set[str]] = defaultdict(set)
    for offer in loose:
        hosts[keys[offer.id]].add(offer.host)
    for offer in loose:
        named = ("name", _words(name_of(offer)))
        alone = len(hosts[keys[offer.id]]) == 1
        free = is_variant(offer) or offer.host not in hosts[named]
        if alone and free and named != keys[offer.id] and keys[offer.id][0] == "name":  # type: ignore[index]
            keys[offer.id] = named
            hosts[named] |= set() if is_variant(offer) else {offer.host}
    return keys


def _words(name: str) -> Words:
    """The words of a name; some hosts write Meta before Llama, others do not."""
    name_words = model_words(name)
    return tuple(word for word in name_words if word != "meta") if "llama" in name_words else name_words


def _by_id(offers: Iterable[Offer]) -> dict[str, Hashable]:
    """Keys by the words of ids. A host that has two ids with the same words (with and without a date, or under two
    paths) has only the plainest here."""
    keys: dict[str, Hashable] = {}
    alike: dict[tuple[str, Hashable], list[Offer]] = defaultdict(list)
    for offer in offers:
        keys[offer.id] = ("name", _words(_without_region(offer)))
        if not is_variant(offer):
            alike[offer.host, keys[offer.id]].append(offer)
    for same in alike.values():
        plainest = min(same, key=lambda o: (len(o.model_id), o.id))
        for offer in same:
            if bare_id(offer.model_id) != bare_id(plainest.model_id):
                keys[offer.id] = ("id", bare_id(offer.model_id))
            elif offer.id != plainest.id and "/" not in plainest.model_id and not offer.model_id.startswith("global."):
                keys[offer.id] = ("id", offer.host, offer.model_id)
    return keys


def _without_region(offer: Offer) -> str:
    return bare_id(offer.model_id).removesuffix("-us") if is_regional(offer) else bare_id(offer.model_id)


def name_of(offer: Offer) -> str:
    """The model's name at a host, without the words about how the host serves it."""
    if offer.name == offer.model_id:
        return bare_id(offer.model_id)
    name = HOST_WORDS.sub("", offer.name.rsplit("/", 1)[-1])
    return name.removesuffix(" US") if is_regional(offer) else name


def is_own(catalogue: Catalogue, offer: Offer) -> bool:
    """Whether the host is the maker of this model, and the price its own."""
    if first_word(bare_id(offer.model_id)) not in catalogue.hosts.of(offer.host).makes:
        return False
    return not is_imported(catalogue, offer)


def is_imported(catalogue: Catalogue, offer: Offer) -> bool:
    """A row of open weights under the maker's name whose price is another host's: the maker does not sell it."""
    return IMPORTED in offer.comment and has_open_weights(catalogue, offer)


def has_open_weights(catalogue: Catalogue, offer: Offer) -> bool:
    """Whether the weights are known to be open."""
    profile = catalogue.profile_of(offer)
    return bool(profile.open_weights.value if profile else offer.open_weights)


def _maker(catalogue: Catalogue, offers: Iterable[Offer]) -> Offer | None:
    """The maker's own offer: not a batch row or a regional one, live before one that is no longer listed."""
    own = [offer for offer in offers if is_own(catalogue, offer) and not is_variant(offer)]
    turns = list(catalogue.hosts.known)
    return min(own, key=lambda o: (o.deprecated, turns.index(o.host), len(o.model_id), o.id), default=None)


def is_variant(offer: Offer) -> bool:
    """A batch, free or regional row of a model."""
    return bool(OWN_ROUTES.search(offer.model_id.casefold())) or is_regional(offer)


def is_regional(offer: Offer) -> bool:
    """A row for one region alone."""
    return offer.model_id.startswith("regional.") or (offer.model_id.endswith("-us") and offer.name.endswith(" US"))


def _why_unlisted(catalogue: Catalogue, group: Group, offer: Offer) -> str:
    """Why no bare name means this offer; empty where one may."""
    if catalogue.hosts.of(offer.host).own_id_only:
        return "seat"
    profile = catalogue.profile_of(offer)
    if is_variant(offer) or (profile and offer.id in profile.also_offers):
        return "variant"
    if is_imported(catalogue, offer):
        return "imported"
    if not any(dated.card.input for dated in offer.cards):
        return "no price"
    if group.maker and offer.host != group.maker.host and unlisted_charges(catalogue, offer, group.maker):
        return "silent"
    return ""


def unlisted_charges(catalogue: Catalogue, offer: Offer, maker: Offer) -> str:
    """What the maker charges for and this row does not mention: "tier" of long prompts, "fee" of a request; else "".
    Hosts of open weights set their own prices."""
    if has_open_weights(catalogue, offer):
        return ""
    if _has_tiers(maker) and not _has_tiers(offer):
        return "tier"
    return "fee" if _has_fee(maker) and not _has_fee(offer) else ""


def _cards(offer: Offer) -> Iterator[RateCard]:
    return (dated.card for dated in offer.cards)


def _has_tiers(offer: Offer) -> bool:
    return any(card.input and card.input.tiers for card in _cards(offer))


def _has_fee(offer: Offer) -> bool:
    return any(card.requests_kcount for card in _cards(offer))


def slugs(offer: Offer) -> tuple[str, str, str]:
    """An offer's id at its host, the model in it, and its display name, as ids are written."""
    return slug(offer.model_id), slug(bare_id(offer.model_id)), slug(HOST_WORDS.sub("", offer.name))
