"""Dictionaries of every name in a catalogue, built once: what an id, a rule of the list or a display name means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.match_rules import MatchRule, RuleBook, dated, rule_book
from planner.core.models.names.model_groups import HOST_WORDS, Group, Groups, group_offers, is_variant, name_of, slugs
from planner.core.models.names.naming import Words
from planner.core.models.names.spelling import AWS_ID, AWS_VERSION, bare_id, first_word, model_words, slug

KEPT = "names"
DIGIT_AND_LETTER = re.compile(r"(?<![a-z\d.])(\d)([a-z])(?![a-z\d])")
LEFT_OUT_OF_WORDS = frozenset(":@")
"""What words leave out together with all that follows, which may be a tier, a host or a price of its own."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Look-ups by lower-case text. `ids`: offer ids; `at_host`: (host, id or its tail); `words_at_host`; `hosts`:
    ways to name a host; `makers`: hosts by the first word of what they make; `models`: groups by id, tail, name and
    alias; `words`: groups by their words; `variants`: free and batch rows by display name; `vendors`: what stands
    before models in ids of routers; `prefixes`: beginnings of ids that tell the host. `read` and `choices` are
    memories, for speed alone."""

    catalogue: Catalogue
    groups: Groups
    ids: dict[str, Offer]
    at_host: dict[tuple[str, str], Offer]
    words_at_host: dict[tuple[str, Words], Offer]
    rules: dict[str, RuleBook]
    hosts: dict[str, str]
    makers: dict[str, tuple[str, ...]]
    models: dict[str, Group]
    words: dict[Words, Group]
    variants: dict[str, Offer]
    vendors: dict[str, set[str]]
    prefixes: tuple[tuple[str, str], ...]
    read: dict[str, Any] = field(default_factory=dict)
    choices: dict[Hashable, Any] = field(default_factory=dict)

    def host_offer(self, host: str, name: str) -> Offer | None:
        """What a name of a model means at one host: its id, the list's rules, then its words; None where nothing."""
        for form in dated(name):
            if (host, form) in self.at_host:
                return self.at_host[host, form]
        book = self.rules.get(host)
        found = book.offer_id(name) if book else None
        if found:
            return self.catalogue.offers[found]
        if name.startswith("ft:"):
            return None
        path, _, tail = name.rpartition("/")
        aws = AWS_ID.match(tail)
        if aws and aws["region"]:
            return self._in_a_region(host, tail[aws.start("vendor") :], aws["region"])
        offer = self.at_host.get((host, tail))
        if offer is None and not LEFT_OUT_OF_WORDS & set(bare_id(tail)):
            offer = self.words_at_host.get((host, model_words(bare_id(tail))))
        return offer if offer and _path_fits(path, offer) else None

    def _in_a_region(self, host: str, name: str, region: str) -> Offer | None:
        """A profile of AWS that no rule names: its regional row, else the row that names no region."""
        scopes = ("global.",) if region == "global" else ("regional.", "")
        texts = (f"{scope}{form}" for scope in scopes for form in (name, AWS_VERSION.sub("", name)))
        return next((offer for text in texts if (offer := self.at_host.get((host, text)))), None)

    def makers_offer(self, name: str) -> Offer | None:
        """The maker's offer that a bare model id means by the list's rules or by its id."""
        for host in self.makers.get(first_word(name), ()):
            for form in dated(name):
                if (host, form) in self.at_host:
                    return self.at_host[host, form]
            found = self.rules[host].offer_id(name) if host in self.rules else None
            if found:
                return self.catalogue.offers[found]
        return None

    def model(self, name: str) -> Group | None:
        """The model that a bare name means, by id, display name, alias or words; None where nothing is called so."""
        for form in dated(name):
            if form in self.models:
                return self.models[form]
        if "/" in name or LEFT_OUT_OF_WORDS & set(name):
            return None
        found = self.words.get(model_words(name))
        return found if found and not _is_turned_round(name, found) else None


def _is_turned_round(name: str, group: Group) -> bool:
    """Whether a digit and a letter stand the other way round in the model's names: 4o is not o4."""
    names = [text for offer in group.offers for text in slugs(offer)]
    return any(
        any(f"{letter}{digit}" in text for text in names) and not any(f"{digit}{letter}" in text for text in names)
        for digit, letter in DIGIT_AND_LETTER.findall(name)
    )


def _path_fits(path: str, offer: Offer) -> bool:
    """Whether the vendor in a name is the one in the host's id, where that has one."""
    vendor, known = path.rpartition("/")[2], offer.model_id.casefold()
    return not vendor or "/" not in known or vendor in known.split("/")


def index_of(catalogue: Catalogue) -> NameIndex:
    """The index of a catalogue, built when it is first asked for."""
    if KEPT not in catalogue.kept:
        catalogue.kept[KEPT] = _build(catalogue)
    index: NameIndex = catalogue.kept[KEPT]
    return index


def _build(catalogue: Catalogue) -> NameIndex:
    groups, offers = group_offers(catalogue), list(catalogue.offers.values())
    used = {offer.host for offer in offers}
    models, words = _models(catalogue, groups, offers)
    return NameIndex(
        catalogue=catalogue,
        groups=groups,
        ids={offer.id.casefold(): offer for offer in offers},
        at_host=_at_host(offers),
        words_at_host=_words_at_host(offers),
        rules={host: _rules(offer for offer in offers if offer.host == host) for host in used},
        hosts=_host_names(catalogue, used),
        makers=_makers(catalogue, used),
        models=models,
        words=words,
        variants=_variants(offers),
        vendors=_vendors(offers),
        prefixes=tuple((h.prefix, h.id) for h in catalogue.hosts.known.values() if h.prefix and h.id in used),
    )


def _at_host(offers: Iterable[Offer]) -> dict[tuple[str, str], Offer]:
    """Full ids first, so that no tail of another id hides one."""
    found: dict[tuple[str, str], Offer] = {}
    offers = list(offers)
    for offer in offers:
        found.setdefault((offer.host, offer.model_id.casefold()), offer)
    for offer in offers:
        found.setdefault((offer.host, slug(offer.model_id)), offer)
    for offer in sorted(offers, key=lambda o: len(o.model_id)):
        found.setdefault((offer.host, offer.model_id.casefold().rpartition("/")[2]), offer)
    return found


def _words_at_host(offers: Iterable[Offer]) -> dict[tuple[str, Words], Offer]:
    """The plainest offer of a host by the words of its id and of its name; variants answer to their ids alone."""
    found: dict[tuple[str, Words], Offer] = {}
    plain = sorted((o for o in offers if not is_variant(o)), key=lambda o: (o.deprecated, len(o.model_id), o.id))
    for offer in plain:
        found.setdefault((offer.host, model_words(slugs(offer)[1])), offer)
    for offer in plain:
        found.setdefault((offer.host, model_words(name_of(offer))), offer)
    return found


def _rules(offers: Iterable[Offer]) -> RuleBook:
    pairs: list[tuple[MatchRule, str]] = [(offer.match, offer.id) for offer in offers if offer.match]
    return rule_book(pairs)


def _host_names(catalogue: Catalogue, used: set[str]) -> dict[str, str]:
    """Every way to name a host that has offers."""
    names = {host.casefold(): host for host in used}
    for host in catalogue.hosts.known.values():
        if host.id in used:
            names |= {name: host.id for name in host.names if name not in names}
    return names


def _makers(catalogue: Catalogue, used: set[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for host in catalogue.hosts.known.values():
        for word in host.makes if host.id in used else ():
            found[word].append(host.id)
    return {word: tuple(hosts) for word, hosts in found.items()}


def _models(
    catalogue: Catalogue, groups: Groups, offers: Iterable[Offer]
) -> tuple[dict[str, Group], dict[Words, Group]]:
    """Groups by names and by words: profiles first, then the ids of makers, other ids, display names."""
    models: dict[str, Group] = {}
    words: dict[Words, Group] = {}
    for profile in catalogue.profiles.values():
        group = next((groups.of[i] for i in (*profile.offers, *profile.also_offers) if i in groups.of), None)
        for name in (profile.id, profile.name, *profile.aliases) if group else ():
            models.setdefault(slug(name), group)  # type: ignore[arg-type]
            words.setdefault(model_words(name), group)  # type: ignore[arg-type]
    ordered = sorted(offers, key=lambda o: (_is_not_maker(groups, o), is_variant(o), len(o.model_id), o.id))
    written = [(slugs(offer), groups.of[offer.id]) for offer in ordered]
    for place in (0, 1, 2):
        for names, group in written:
            models.setdefault(names[place], group)
    for place in (1, 2):
        for names, group in written:
            words.setdefault(model_words(names[place]), group)
    return models, words


def _variants(offers: Iterable[Offer]) -> dict[str, Offer]:
    """Rows with prices of their own by the display names that only they have, as "o3 (batch)"; live ones first."""
    named = [(offer.name.casefold(), offer) for offer in offers if offer.name and HOST_WORDS.search(offer.name)]
    return dict(sorted(named, key=lambda pair: (pair[1].deprecated, len(pair[1].id)), reverse=True))


def _is_not_maker(groups: Groups, offer: Offer) -> bool:
    maker = groups.of[offer.id].maker
    return maker is None or maker.id != offer.id


def _vendors(offers: Iterable[Offer]) -> dict[str, set[str]]:
    """The hosts that write each vendor before a model, "qwen" of "qwen/qwen3-32b"."""
    found: dict[str, set[str]] = defaultdict(set)
    for offer in offers:
        *path, _ = offer.model_id.casefold().split("/")
        for vendor in path:
            found[vendor].add(offer.host)
        aws = AWS_ID.match(offer.model_id.casefold())
        if aws:
            found[aws["vendor"]].add(offer.host)
    return dict(found)
