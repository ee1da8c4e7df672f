"""Entries of the catalogues joined to the offers of the price list.

By host and id: the same id, or the one whose offer the price list's own match rule names. Where that has the words of
the offer's id (in another order, with a date) it tells how the offer thinks, else only whether it is still served. An
offer without an entry of its own takes the limits of nobody, but the thinking modes of the model at its maker, else at
OpenRouter. What the maker says cannot be switched off is kept beside a host's own entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genai_prices.data import providers
from genai_prices.types import Provider

from planner.core.models.catalogue import Offer
from planner.core.models.names.naming import Words
from planner.core.models.names.same_model import LATEST, model_words
from scripts.facts.entries import Entry

PROVIDERS: Mapping[str, Provider] = {provider.id: provider for provider in providers}
SAME_ID, SAME_WORDS, BY_RULE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry of an offer, and how surely it is the offer's: SAME_ID, SAME_WORDS or BY_RULE."""

    offer: str
    entry: Entry
    how: int


def join(entries: Iterable[Entry], offers: Mapping[str, Offer]) -> list[Joined]:
    """Every entry whose offer is found; the host's own ids first, then words, then the price list's rules."""
    by_words: dict[tuple[str, Words], str] = {}
    for offer in offers.values():
        by_words.setdefault((offer.host, model_words(offer.model_id)), offer.id)
    lower = {key.casefold(): key for key in offers}
    found = (_joined(entry, offers, lower, by_words) for entry in entries)
    return [one for one in found if one]


def _joined(
    entry: Entry, offers: Mapping[str, Offer], lower: Mapping[str, str], by_words: Mapping[tuple[str, Words], str]
) -> Joined | None:
    same = lower.get(f"{entry.host}/{entry.model}".casefold())
    if same:
        return Joined(same, entry, SAME_ID)
    provider = PROVIDERS.get(entry.host)
    model = provider.find_model(entry.model) if provider else None
    ruled = f"{entry.host}/{model.id}" if model else ""
    said = None if ":" in entry.model else by_words.get((entry.host, model_words(entry.model)))
    if ruled in offers:
        return Joined(ruled, entry, SAME_WORDS if said == ruled else BY_RULE)
    return Joined(said, entry, SAME_WORDS) if said else None


def best(joined: Sequence[Joined], *, most: int) -> dict[tuple[str, str], list[Joined]]:
    """By offer and source, the entries that are most surely its own, none less sure than `most`."""
    groups: dict[tuple[str, str], list[Joined]] = {}
    for one in joined:
        if one.how <= most:
            groups.setdefault((one.offer, one.entry.source), []).append(one)
    return {key: [one for one in group if one.how == min(o.how for o in group)] for key, group in groups.items()}


def borrowed(
    own: Mapping[tuple[str, str], list[Joined]], offers: Mapping[str, Offer], makers: frozenset[str]
) -> Iterator[tuple[str, str, Joined]]:
    """Offer, "maker" or "router", and the entry of the same model elsewhere, for offers without modes of their own."""
    places: dict[tuple[Words, str], tuple[str, Joined]] = {}
    for wanted, where in ((makers, "maker"), (_hosted(offers, "openrouter"), "router")):
        for (offer, source), group in own.items():
            if offer in wanted and _lists_usual_efforts(group[0].entry):
                places.setdefault((model_words(offers[offer].model_id), source), (where, group[0]))
    for borrower in offers.values():
        for source in ("litellm", "pi-ai"):
            there = places.get((model_words(borrower.model_id), source))
            mine = own.get((borrower.id, source))
            says_more = mine and _lists_usual_efforts(mine[0].entry)
            if not there or borrower.id == there[1].offer or _is_newest_of(there[1].offer, borrower.id):
                continue
            if _never_off(*there) or not says_more:
                yield borrower.id, *there


def _is_newest_of(lender: str, borrower: str) -> bool:
    """Whether the lender is an alias of whatever is newest (gemini-pro-latest), which says nothing of an older row with
    that name (gemini-pro, once Gemini 1.0 Pro)."""
    return bool(LATEST.search(lender)) and not LATEST.search(borrower) and not re.search(r"\d", lender)


def _lists_usual_efforts(entry: Entry) -> bool:
    """Whether the entry lists more than xhigh and max, which some lists add to what every model has."""
    return any(mode not in ("xhigh", "max") for mode in entry.thinking)


def _never_off(where: str, one: Joined) -> bool:
    """Whether the maker says that thinking cannot be switched off: then no host can."""
    return where == "maker" and one.entry.thinking.get("off") is False


def _hosted(offers: Mapping[str, Offer], host: str) -> frozenset[str]:
    return frozenset(key for key, offer in offers.items() if offer.host == host)
