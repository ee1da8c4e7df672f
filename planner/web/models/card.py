"""The card of a model: what it can do, what it needs, its strengths and limits, and a first request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Profile
from planner.core.models.lifecycle.served import is_live
from planner.core.models.profile import card
from planner.core.models.resolve import live_offers
from planner.sources.facts.models.cards import Quickstart, Use, load_benchmarks, load_notes, quickstart
from planner.web.models.status import NOT_PUBLISHED, modes_in_words, offer_status

MOST_HOSTS = 3
KNOWN_CAPABILITIES = ("tools", "streaming", "structured output", "prompt caching", "web search", "computer use")


@dataclass(frozen=True, slots=True)
class Start:
    """A first request; `ended` says since when it no longer works, empty while the host serves the model."""

    request: Quickstart
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The section. `source` names where the hand-written part was read, empty where there is none."""

    summary: tuple[str, ...]
    capabilities: tuple[tuple[str, str], ...]
    specs: tuple[tuple[str, str, str], ...]
    strengths: tuple[str, ...]
    limits: tuple[str, ...]
    uses: tuple[Use, ...]
    tips: tuple[str, ...]
    claims_note: str
    source: str
    benchmarks: tuple[tuple[str, str], ...]
    starts: tuple[Start, ...]


def card_of(profile: Profile, catalogue: Catalogue, day: date) -> Card:
    """The card of `profile`; hand-written lines first, those that follow from its facts after them. Where the whole
    card was written by hand (it has its own `about`), nothing is added to its strengths and limits."""
    notes = load_notes().get(profile.id)
    others = [one for one in catalogue.profiles.values() if one.id != profile.id]
    whole = bool(notes and notes.about)
    meaning = load_benchmarks()
    names = dict.fromkeys(row.name for row in profile.benchmarks)
    starts = tuple(_first_requests(profile, catalogue, day))
    return Card(
        summary=notes.about if notes and notes.about else ((profile.about.value,) if profile.about else ()),
        capabilities=capabilities(profile, starts, cached=tuple(_cache_hosts(profile, catalogue, day))),
        specs=tuple(_specs(profile)),
        strengths=(*(notes.strengths if notes else ()), *(() if whole else card.strengths(profile, others))),
        limits=(*(notes.limits if notes else ()), *(() if whole else card.limits(profile))),
        uses=notes.uses if notes else (),
        tips=(*(notes.tips if notes else ()), *card.tips(profile)),
        claims_note=notes.claims_note if notes else "",
        source=notes.source.name if notes else "",
        benchmarks=tuple((name, meaning[name]) for name in names if name in meaning),
        starts=(*(Start(request) for request in starts), *_past(profile, catalogue, day)),
    )


def capabilities(
    profile: Profile, starts: Sequence[Quickstart] = (), *, cached: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Each capability with "yes" where a source names it; what no source names is not published, which is not no.

    Streaming belongs to the API more than to the model: where no source names it, a described host's API does. So does
    caching: `cached` are the hosts that have a price of tokens read from cache.
    """
    sourced = profile.capabilities.value if profile.capabilities else ()
    found = dict.fromkeys(sourced, "yes")
    if starts:
        found.setdefault("streaming", f"yes, by the API of {starts[0].host}")
    if cached:
        found.setdefault(
            "prompt caching", f"yes, priced by {cached[0] if len(cached) == 1 else f'{len(cached)} hosts'}"
        )
    rows = [(name.capitalize(), found.get(name, NOT_PUBLISHED)) for name in KNOWN_CAPABILITIES]
    return (("Reasoning", modes_in_words(profile)), *rows)


def _cache_hosts(profile: Profile, catalogue: Catalogue, day: date) -> Iterator[str]:
    """Hosts that serve the model and have a price of tokens read from cache, each once."""
    offers = live_offers(catalogue, profile, day)
    cards = ((offer.host_name, card_for(offer, day)) for offer in offers)
    yield from dict.fromkeys(host for host, rates in cards if rates and rates.cache_read)


def _specs(profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Name, value and a remark: size, precision and the memory to run it, with the sums."""
    if not profile.open_weights.value:
        yield "Weights", "closed", ""
        return
    if profile.parameters:
        active = profile.active_parameters
        dense = active is not None and active.value == profile.parameters.value
        remark = f"{_billions(active.value)} active for a token" if active and not dense else "all active for a token"
        yield "Parameters", _billions(profile.parameters.value), remark if active else ""
    else:
        yield "Parameters", NOT_PUBLISHED, ""
    yield "Precision", profile.precision.value if profile.precision else NOT_PUBLISHED, ""
    memory = card.memory_of(profile)
    if memory:
        yield from _memory(memory, profile)


def _memory(memory: card.Memory, profile: Profile) -> Iterator[tuple[str, str, str]]:
    if memory.published is not None:
        yield "Weights to download", _gigabytes(memory.published), "as published"
    for one in memory.sums:
        total = f"{one.parameters_billions:,.4g} billion × {one.bits} bits ÷ 8"
        yield f"Weights at {one.precision}", _gigabytes(one.gigabytes), total
    cache, window = profile.kv_bytes_per_token, memory.window_gigabytes
    if cache and window is not None:
        tokens = profile.context_window.value
        yield "KV cache", _gigabytes(window), f"{cache.value:,} bytes × {tokens:,} tokens, one full window"
    else:
        yield "KV cache", NOT_PUBLISHED, ""
    weights, whole = memory.weights_gigabytes, memory.to_run_gigabytes
    if whole is not None and weights is not None and window is not None:
        yield "Memory to run", _gigabytes(whole), f"{weights:,.4g} + {window:,.4g} GB, one window at a time"
    elif weights is not None:
        yield "Memory to run", f"above {_gigabytes(weights)}", "its weights; the cache comes on top"


def _gigabytes(value: float) -> str:
    return f"{value:,.1f} GB" if value < 100 or value % 1 else f"{value:,.0f} GB"


def _billions(value: float) -> str:
    return f"{value / 1000:,.4g} trillion" if value >= 1000 else f"{value:,.4g} billion"


def _first_requests(profile: Profile, catalogue: Catalogue, day: date) -> Iterator[Quickstart]:
    """One for each of the first hosts that serve the model and whose API is described."""
    found = (catalogue.offers[i] for i in profile.offers if i in catalogue.offers)
    live = (offer for offer in found if is_live(offer, profile, day))
    starts = (start for offer in live if (start := quickstart(offer)))
    yield from _distinct(starts)


def _past(profile: Profile, catalogue: Catalogue, day: date) -> Iterator[Start]:
    """The maker's own request, where the maker no longer serves the model: older code and documents still show it."""
    offer = catalogue.offers.get(profile.offers[0]) if profile.offers else None
    ended = offer_status(offer, profile, day) if offer else ""
    request = quickstart(offer) if offer and ended else None
    if request:
        yield Start(request, ended)


def _distinct(starts: Iterator[Quickstart]) -> Sequence[Quickstart]:
    by_host: dict[str, Quickstart] = {}
    for start in starts:
        by_host.setdefault(start.host, start)
    return tuple(by_host.values())[:MOST_HOSTS]
