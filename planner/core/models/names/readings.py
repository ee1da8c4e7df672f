"""What a name means: offers it may stand for and the effort in it, or why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.model_groups import Group, is_own
from planner.core.models.names.name_index import NameIndex, index_of
from planner.core.models.names.nearest_version import version_in
from planner.core.models.names.newest_first import whose
from planner.core.models.names.spelling import OWN_ROUTES, bare_id, first_word, model_words, slug
from planner.core.models.names.taken_apart import LONGEST_NAME, Form, Parts, forms, said_effort, take_apart

MOST_REMEMBERED = 8_192


@dataclass(frozen=True, slots=True)
class Reading:
    """`offer`: the one offer that the name means; with `group`, the model whose host is to be chosen, it is the maker's
    offer in the name. `thinking`: the mode in the name; `left_out`: the parts of the name that were ignored;
    `host_is_vendor`: the host in the name is the maker, which routers write before the model too."""

    offer: Offer | None = None
    group: Group | None = None
    thinking: str | None = None
    left_out: tuple[str, ...] = ()
    listed_with: str = ""
    host_is_vendor: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A name that cannot be read: a clause that says why, and the model it seems to mean, if any."""

    why: str
    group: Group | None = None


WORD = re.compile(r"[a-z]{3,}")
NOT_KNOWN = "is not a known offer or model"
OTHER_MODEL = re.compile(r"chat|codex|max|pro|audio|search|vision|\d+\.[1-9]\d*")
"""Words that tell models apart which the list has in one row: gpt-5.1-codex-max in that of GPT-5.1."""
NOTHING_LIKE_IT = "nothing in the price list is like it"
NOT_IN_LIST = "is not in our price list at"


def read_name(catalogue: Catalogue, name: str) -> Reading | Unread:
    """What `name` means: an exact offer id first, then a name with a host, then a model alone."""
    index = index_of(catalogue)
    if name in catalogue.offers:
        return Reading(catalogue.offers[name])
    found: Reading | Unread | None = index.read.get(name)
    if found is None:
        found = _read(index, name)
        if len(index.read) >= MOST_REMEMBERED:
            index.read.clear()
        index.read[name] = found
    return found


def _read(index: NameIndex, name: str) -> Reading | Unread:
    text = name.strip().casefold()
    if not text or len(text) > LONGEST_NAME:
        return Unread(NOT_KNOWN)
    if text in index.ids:
        return Reading(index.ids[text], left_out=("spelling",))
    parts = take_apart(index, name)
    if parts.unpriced:
        return Unread(f"{NOT_IN_LIST} {parts.unpriced}", _nearest(index, parts))
    if parts.host:
        return _at_host(index, parts)
    found = _anywhere(index, parts)
    return (_beside_host(index, text) or found) if isinstance(found, Unread) else found


def _beside_host(index: NameIndex, text: str) -> Reading | Unread | None:
    """The offer of a name that has a host beside the model: "Kimi K2.6, Novita", "novita kimi k2.6"; or that the host
    does not list the model."""
    who = whose(index.catalogue, text)
    if who is None or not who.host or not who.rest:
        return None
    parts = Parts(slug(who.rest), host=who.host)
    for form in forms(parts.rest):
        offer = index.host_offer(parts.host, form.text)
        if offer and _same_way(offer, form):
            return _reading(parts, form, offer=offer)
    model = _nearest(index, Parts(parts.rest))
    return Unread(_not_listed_at(index, who.host), model) if model else None


def _at_host(index: NameIndex, parts: Parts) -> Reading | Unread:
    """The offer of the host in the name. A maker's name may also be the vendor in a router's id."""
    for form in forms(parts.rest):
        offer = index.host_offer(parts.host, form.text)
        if offer and _same_way(offer, form):
            there = _priced_elsewhere(index, parts, offer) or _reading(parts, form, offer=offer)
            return replace(there, host_is_vendor=parts.vendor in index.vendors and is_own(index.catalogue, offer))
    if index.catalogue.hosts.of(parts.host).makes and parts.vendor in index.vendors:
        found = _anywhere(index, parts)
        if isinstance(found, Reading):
            return replace(found, left_out=(*found.left_out, "vendor"))
    return Unread(_not_listed_at(index, parts.host), _nearest(index, parts))


def _not_listed_at(index: NameIndex, host: str) -> str:
    name = next(offer.host_name for offer in index.catalogue.offers.values() if offer.host == host)
    return f"{NOT_IN_LIST} {name}"


def _priced_elsewhere(index: NameIndex, parts: Parts, offer: Offer) -> Reading | None:
    """The model at other hosts, where the maker's row has no price and its name may be the vendor in a router's id."""
    if index.groups.unlisted.get(offer.id) != "no price" or parts.vendor not in index.vendors:
        return None
    found = _anywhere(index, parts)
    return found if isinstance(found, Reading) and found.group and _can_be_chosen(index, found.group) else None


def _anywhere(index: NameIndex, parts: Parts) -> Reading | Unread:
    """The model that a name without a host means: by a router's id, the maker's rules, or any of its names."""
    if "/" in parts.rest:
        # The part before the slash is neither a host nor the vendor of any model.
        return Unread(NOT_KNOWN)
    found = _called_so(index, parts)
    if found:
        return found
    for form in forms(parts.rest) if _may_lack_family(parts.rest) else ():
        if whole := _with_family(index, parts, form):
            return whole
    return Unread(NOT_KNOWN, _base_of_fine_tune(index, parts))


def _called_so(index: NameIndex, parts: Parts) -> Reading | Unread | None:
    for form in forms(parts.rest):
        if form.text in index.variants:
            return _reading(parts, form, offer=index.variants[form.text])
        if OWN_ROUTES.search(form.text):
            return _routed(index, parts, form)
        offer = index.makers_offer(form.text)
        group = index.groups.of[offer.id] if offer else None
        if offer is None or group is None or not _can_be_chosen(index, group):
            group = (index.model(form.text) if slug(form.text) == form.text else None) or group
        if group and _vendor_fits(index, parts, form, group):
            own = offer if offer in group.offers and offer and is_own(index.catalogue, offer) else None
            return _reading(parts, form, offer=own, group=group)
    return None


def _may_lack_family(text: str) -> bool:
    """Whether a name has a version and a word, so that it may be a model's without the name of its family."""
    return bool(version_in(text) and WORD.search(text)) and len(model_words(text)) > 1


def _with_family(index: NameIndex, parts: Parts, form: Form) -> Reading | None:
    """The one model that is called so with the name of its maker's family before it: Claude of "sonnet 4.5"."""
    found: dict[Hashable, Group] = {}
    for family in index.makers:
        group = index.words.get(model_words(f"{family}-{form.text}")) if family not in form.text else None
        if group and group.maker:
            found[group.key] = group
    return _reading(parts, form, group=next(iter(found.values()))) if len(found) == 1 else None


def _can_be_chosen(index: NameIndex, group: Group) -> bool:
    """Whether a bare name may mean any offer of the model."""
    return any(offer.id not in index.groups.unlisted for offer in group.offers)


def _base_of_fine_tune(index: NameIndex, parts: Parts) -> Group | None:
    """The model that an unpriced fine-tune was made from."""
    return _nearest(index, Parts(parts.rest.removeprefix("ft:"))) if parts.rest.startswith("ft:") else None


def _routed(index: NameIndex, parts: Parts, form: Form) -> Reading | Unread:
    """A free or batch row, which has its own price and so is found by its own id only. The model without the ending is
    only suggested; each look-up removes one ending, so it ends."""
    path = f"{parts.vendor}/{form.text}" if parts.vendor else form.text
    for host in sorted(index.vendors.get(parts.vendor, set()) | {"openrouter"}):
        offer = index.at_host.get((host, path)) or index.at_host.get((host, form.text))
        if offer:
            return _reading(parts, form, offer=offer)
    return Unread(NOT_KNOWN, _nearest(index, Parts(OWN_ROUTES.sub("", form.text))))


def _same_way(offer: Offer, form: Form) -> bool:
    """Whether a free or batch ending of the name is the offer's too: it is a price of its own."""
    ending = OWN_ROUTES.search(form.text)
    return ending is None or ending.group()[1:] in offer.model_id.casefold()


def _vendor_fits(index: NameIndex, parts: Parts, form: Form, group: Group) -> bool:
    """Whether some host has this vendor before the model, or the vendor makes such models: "meta-llama/gpt-5.4" means
    nothing."""
    if not parts.vendor:
        return True
    makers = index.hosts.get(parts.vendor)
    if makers and first_word(form.text) in index.catalogue.hosts.of(makers).makes:
        return True
    return any(
        offer.host == makers or index.hosts.get(part, part) == (makers or parts.vendor)
        for offer in group.offers
        for part in (*offer.model_id.casefold().split("/")[:-1], offer.model_id.casefold().split(".")[0])
    )


def _reading(parts: Parts, form: Form, *, offer: Offer | None = None, group: Group | None = None) -> Reading:
    thinking = said_effort(form, offer.model_id.casefold()) if offer else form.thinking
    listed_with = offer.name if offer and _is_another(form, offer, thinking) else ""
    return Reading(offer, group, thinking, (*parts.left_out, *form.left_out), listed_with)


def _is_another(form: Form, offer: Offer, thinking: str | None) -> bool:
    """Whether the name holds a word that tells its model from the one that the offer's row is called after."""
    own_words = {*model_words(bare_id(offer.model_id)), *model_words(offer.name), thinking}
    more = [word for word in model_words(bare_id(form.text)) if not {word, f"{word}.0"} & own_words]
    return any(OTHER_MODEL.fullmatch(word) for word in more)


def _nearest(index: NameIndex, parts: Parts) -> Group | None:
    """The model that the name seems to mean, at any host."""
    path = parts.rest.split("/")
    for text in dict.fromkeys((parts.rest, path[-1], bare_id(path[-1]))):
        found = _anywhere(index, Parts(OWN_ROUTES.sub("", text)))
        if isinstance(found, Reading):
            return found.group or (index.groups.of[found.offer.id] if found.offer else None)
    return None
