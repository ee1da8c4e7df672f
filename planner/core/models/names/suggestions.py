"""The offers nearest to a name that cannot be read, at most three: of a host, lab or family its newest, the maker's
first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from difflib import SequenceMatcher
from itertools import islice

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.lifecycle.served import is_live, served_unknown
from planner.core.models.lifecycle.status import successor_of
from planner.core.models.names.host_choice import answers_to_bare_names, choose, host_order, maker_of
from planner.core.models.names.model_groups import Group
from planner.core.models.names.name_index import NameIndex, index_of
from planner.core.models.names.nearest_version import PART_OF_NUMBERS, SLIP, nearest_versions
from planner.core.models.names.newest_first import Whose, in_two, newest_first, of_whom, whose
from planner.core.models.names.readings import Reading, Unread, read_name
from planner.core.models.names.respelling import respelled
from planner.core.models.names.spelling import bare_id, first_word, model_words, slug

MOST = 3
LONGEST = 80
NEAREST_GROUPS = 12
LEAST_LIKENESS = 0.8
"""The least similarity, of words and letters together; 2 is the same name."""
LEAST_IN_A_FAMILY = 0.65
"""The least similarity of models that share a word with the name: opus 6 is near Claude Opus 4.6."""
KEPT = "suggestion words"


def suggestions(catalogue: Catalogue, name: str, unread: Unread, day: date) -> tuple[str, ...]:
    """Ids of at most three offers: hosts of the model that the name seems to mean, then models of the host, lab or
    family in the name, then models with a like name. Misspelt words are read as their right spelling."""
    hosts = _hosts(catalogue, unread.group, day) if unread.group else iter(())
    found = dict.fromkeys(offer.id for offer in islice(hosts, MOST))
    if not found and (right := respelled(catalogue, name)) != name:
        found = dict.fromkeys(one.id for one in _meant(catalogue, right, day))
        name = right
    who = whose(catalogue, name[:LONGEST]) if not (unread.group and found) else None
    if who:
        found |= dict.fromkeys(offer.id for offer in islice(_of_whom(catalogue, who, day), MOST))
    if len(found) < MOST and not (who and found):
        choices = (
            choose(catalogue, group, day) for group in _alike(catalogue, who.rest if who and who.rest else name, day)
        )
        live = (_live_or_next(catalogue, choice.offer, day) for choice in choices if choice)
        found |= dict.fromkeys(offer.id for offer in live if offer)
    return tuple(islice(found, MOST))


def _meant(catalogue: Catalogue, name: str, day: date) -> Iterator[Offer]:
    """The offer, or the chosen host of the model, that a name means; none where it cannot be read."""
    reading = read_name(catalogue, name)
    if isinstance(reading, Reading):
        choice = choose(catalogue, reading.group, day) if reading.group else None
        offer = choice.offer if choice else reading.offer
        live = _live_or_next(catalogue, offer, day) if offer else None
        yield from (live,) if live else ()


def _live_or_next(catalogue: Catalogue, offer: Offer, day: date) -> Offer | None:
    """The offer; of one that has ended the successor that its maker names; None where that is not live either."""
    profile = catalogue.profile_of(offer)
    if is_live(offer, profile, day):
        return offer
    replacement = catalogue.offers.get(successor_of(offer, profile) or "")
    return replacement if replacement and is_live(replacement, catalogue.profile_of(replacement), day) else None


def _hosts(catalogue: Catalogue, group: Group, day: date) -> Iterator[Offer]:
    """The live hosts that a bare name may mean, the maker first, then those known to serve it, from the cheapest on."""
    live = [
        offer
        for offer in group.offers
        if answers_to_bare_names(catalogue, offer) and is_live(offer, catalogue.profile_of(offer), day)
    ]
    own = maker_of(catalogue, live, group.maker, day)
    makers = catalogue.hosts.known
    imported = [
        offer
        for offer in group.offers
        if first_word(bare_id(offer.model_id)) in catalogue.hosts.of(offer.host).makes
        and index_of(catalogue).groups.unlisted.get(offer.id) == "imported"
    ]
    yield from sorted(imported, key=lambda offer: list(makers).index(offer.host))
    doubtful = {offer.id for offer in live if served_unknown(offer, catalogue.profile_of(offer), day)}
    yield from sorted(live, key=lambda offer: (offer is not own, offer.id in doubtful, host_order(offer, day)))


def _of_whom(catalogue: Catalogue, who: Whose, day: date) -> Iterator[Offer]:
    """The offers of a host or lab that the rest of the name asks for, the newest first."""
    of_them = list(of_whom(catalogue, who, day))
    if who.rest:
        text, groups_words = bare_id(slug(who.rest)), _words_of_groups(index_of(catalogue))
        words = set(model_words(text))
        offers = {group.key: offer for group, offer in of_them}
        known = [(group, groups_words.get(group.key, set())) for group, _ in of_them]
        if nearest := nearest_versions(catalogue, text, words, known):
            yield from (offers[group.key] for group in nearest)
            return
        called = _letters(words)
        of_them = [(group, offers[group.key]) for group, has in known if called and called <= has]
    yield from (offer for _, offer in newest_first(catalogue, of_them, day))


def _letters(words: set[str]) -> set[str]:
    return {word for word in words if not word[0].isdigit()} - PART_OF_NUMBERS


def _alike(catalogue: Catalogue, name: str, day: date) -> list[Group]:
    """Models of the nearest versions where the name has one; else those that have all its words, the newest first; else
    those that share its rarest words, then those with the most similar spelling."""
    index = index_of(catalogue)
    text = bare_id(slug(name[:LONGEST]))
    words = set(model_words(text))
    # Models that share a number alone with a name are not near it where others share a word: grok 5, and GLM-5.
    called = _letters(words)
    is_of_letters = bool(called) and all(len(word) == 1 for word in called)
    groups_words = _words_of_groups(index)
    groups = index.groups.by_key
    known = ((groups[key], has) for key, has in groups_words.items())
    if versions := nearest_versions(catalogue, text, words, known):
        return versions
    if is_of_letters:
        # An x is in too many names to say which: nope/x.
        return []
    if family := _of_family(catalogue, called, groups_words, day):
        return _answering_first(family, _of_makers(catalogue, called, groups_words, day))
    in_family = any(known & called for known in groups_words.values())
    shares, least = (called, LEAST_IN_A_FAMILY) if in_family else (words, LEAST_LIKENESS)
    scores = {
        key: _shared(words, known)
        for key, known in groups_words.items()
        if known & shares and (in_family or _is_a_slip(called, known))
    }
    nearest = sorted(scores, key=lambda key: -scores[key])[:NEAREST_GROUPS]
    shared = [groups[key] for key in nearest] or _by_letters(index, text)
    like = [(scores.get(group.key, 0.0) + _likeness(text, group), group) for group in shared]
    return [group for how, group in sorted(like, key=lambda one: -one[0]) if how >= least]


def _of_family(
    catalogue: Catalogue, called: set[str], groups_words: dict[Hashable, set[str]], day: date
) -> list[Group]:
    """The models that have every word, or have it in two words, the newest first."""
    if not called:
        return []
    groups = index_of(catalogue).groups.by_key
    apart = in_two(sorted(called), groups_words.values())
    has = [groups[key] for key, known in groups_words.items() if called <= known or apart <= known]
    chosen = ((group, choose(catalogue, group, day)) for group in has)
    found = [(group, choice.offer) for group, choice in chosen if choice]
    return [group for group, _ in newest_first(catalogue, found, day)]


def _of_makers(
    catalogue: Catalogue, called: set[str], groups_words: dict[Hashable, set[str]], day: date
) -> list[Group]:
    """The models of a maker's family whose name is run together with another word, the newest first: gpt of chatgpt."""
    apart = in_two(sorted(called), groups_words.values()) - called
    family = apart & index_of(catalogue).makers.keys()
    return _of_family(catalogue, family, groups_words, day) if family else []


def _answering_first(called_so: list[Group], others: list[Group]) -> list[Group]:
    """The models that are called so, then others of their family; those that write no answers come last."""
    silent = [group for group in called_so if group.offers[0].purpose]
    answering = [group for group in called_so if not group.offers[0].purpose]
    return [*answering, *others, *silent] if others else called_so


def _is_a_slip(called: set[str], known: set[str]) -> bool:
    """Whether a word may be a misspelling of one of a model's words; a common number alone does not count."""
    return any(
        SequenceMatcher(None, word, other).ratio() >= SLIP
        for word in called
        for other in known
        if not other[0].isdigit()
    )


def _shared(words: set[str], known: set[str]) -> float:
    """The share of the words of both names that both have; a number identifies a model better than a word."""
    return _weight(words & known) / _weight(words | known)


def _weight(words: set[str]) -> int:
    return sum(2 if word[0].isdigit() else 1 for word in words)


def _by_letters(index: NameIndex, text: str) -> list[Group]:
    """Models whose ids have the letters of a name in the same order, for misspelt names."""
    matcher = SequenceMatcher(b=text)
    found = []
    for name, group in index.models.items():
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() > 0.7 and matcher.quick_ratio() > 0.7:
            found.append((matcher.ratio(), name, group))
    return [group for _, _, group in sorted(found, key=lambda one: (-one[0], one[1]))[:NEAREST_GROUPS]]


def _likeness(text: str, group: Group) -> float:
    return max(SequenceMatcher(None, text, bare_id(offer.model_id)).ratio() for offer in group.offers[:4])


def _words_of_groups(index: NameIndex) -> dict[Hashable, set[str]]:
    """The words of every model; gathered when a name is first not known."""
    kept = index.catalogue.kept
    if KEPT not in kept:
        found: dict[Hashable, set[str]] = {}
        for words, group in index.words.items():
            found.setdefault(group.key, set(words))
        kept[KEPT] = found
    return kept[KEPT]  # type: ignore[no-any-return]
