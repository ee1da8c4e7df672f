"""Where the sources disagree: the model card against makers, hosts and measurements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.models.facts import Fact
from planner.web import filters
from planner.web.models.facts import in_words
from planner.web.models.hosts import Host

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """What one source says; `used` where the planner counts with it."""

    text: str
    source: str
    used: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """One figure on which sources differ: what the card says, and what the others say."""

    name: str
    card: tuple[SourceClaim, ...]
    others: tuple[SourceClaim, ...]


def disputes(profile: Profile, hosts: Sequence[Host]) -> tuple[Dispute, ...]:
    """Every disagreement on record, limits first, then prices, speed and scores."""
    found = [
        _limit("Context", profile.context_window),
        _max_output(profile, {host.offer.host: host.offer.host_name for host in hosts}),
        _limit("Released", profile.lifecycle.released),
        *_prices(profile, hosts),
        _speed(profile),
        *_scores(profile.benchmarks),
        _unfit_scores(profile),
        *_second_opinions(hosts),
    ]
    return tuple(dispute for dispute in found if dispute)


def from_card(source: str) -> bool:
    """Whether a source is the model card."""
    return source.startswith("Model card")


def _limit(name: str, fact: Fact[int] | Fact[date] | None) -> Dispute | None:
    if fact is None or not fact.disputed:
        return None
    rivals = [SourceClaim(_with_note(other), other.source) for other in fact.others if other.value != fact.value]
    claims = [SourceClaim(in_words(fact.value), fact.source, used=True), *rivals]
    return _sorted(name, claims)


def _with_note(fact: Fact[int] | Fact[date]) -> str:
    return f"{in_words(fact.value)} ({fact.note})" if fact.note else in_words(fact.value)


def _sorted(name: str, claims: Sequence[SourceClaim]) -> Dispute:
    card = tuple(claim for claim in claims if from_card(claim.source))
    return Dispute(name, card, tuple(claim for claim in claims if claim not in card))


def _max_output(profile: Profile, names: Mapping[str, str]) -> Dispute | None:
    """Limits set by hosts are used at those hosts, the model's own at the others."""
    if profile.max_output is None:
        return None
    dispute, by_host = _limit("Max output", profile.max_output), tuple(_by_host(profile, names))
    if dispute is None and not by_host:
        return None
    own = dispute or _sorted(
        "Max output", [SourceClaim(in_words(profile.max_output.value), profile.max_output.source, used=True)]
    )
    return Dispute(own.name, own.card, own.others + by_host)


def _by_host(profile: Profile, names: Mapping[str, str]) -> Iterator[SourceClaim]:
    """One saying for each limit and source, its hosts together."""
    limits = {(fact.value, fact.source) for fact in profile.max_output_by_host.values()}
    for value, source in sorted(limits, reverse=True):
        hosts = [
            host for host, fact in profile.max_output_by_host.items() if (fact.value, fact.source) == (value, source)
        ]
        text = " and ".join(names.get(host, host.capitalize()) for host in hosts)
        yield SourceClaim(f"{value:,} at {text}", source, used=True)


def _prices(profile: Profile, hosts: Sequence[Host]) -> Iterator[Dispute]:
    """The card's price, where some live host has another."""
    for name in ("input", "output"):
        on_card = NUMBER.search(profile.card.get(name, ""))
        rates = sorted({rate.base for h in hosts if h.cost and (rate := getattr(h.card, name)) is not None})
        if on_card and rates and rates != [Decimal(on_card[0])]:
            spread = filters.DASH.join(dict.fromkeys((filters.rate(rates[0]), filters.rate(rates[-1]))))
            theirs = SourceClaim(f"{spread} by host", "their price lists", used=True)
            card = SourceClaim(profile.card[name], "the model card")
            yield Dispute(f"{name.capitalize()}, $/M", (card,), (theirs,))


def _speed(profile: Profile) -> Dispute | None:
    on_card = profile.card.get("speed", "")
    number = NUMBER.search(on_card)
    measured = [s for s in profile.speeds if s.effort != "off"]
    if number is None or not measured or round(measured[0].tokens_per_second) == float(number[0]):
        return None
    first = measured[0]
    return Dispute(
        "Speed",
        (SourceClaim(on_card, "the model card"),),
        (SourceClaim(f"{first.tokens_per_second:.0f} tokens/s", first.source, used=True),),
    )


def _scores(benchmarks: Sequence[Benchmark]) -> Iterator[Dispute]:
    """Scores that the card and a measurement both give and that differ; neither is used, both are shown."""
    measured = {b.name: b for b in benchmarks if not from_card(b.source) and not b.by_maker and b.effort != "off"}
    for ours in benchmarks:
        theirs = measured.get(ours.name)
        if from_card(ours.source) and theirs and theirs.score != ours.score and not ours.disputed:
            first = ours.note.partition(". ")[0].rstrip(".")
            note = f", {first[0].lower()}{first[1:]}" if first else ""
            yield Dispute(
                ours.name,
                (SourceClaim(f"{ours.score:g}%{note}", ours.source),),
                (SourceClaim(f"{theirs.score:g}%", theirs.source),),
            )


def _unfit_scores(profile: Profile) -> Dispute | None:
    odd = [b for b in profile.benchmarks if b.disputed]
    if not odd:
        return None
    names = ", ".join(f"{b.name} {b.score:g}%" for b in odd)
    reads = f"reads {', '.join(profile.inputs.value)} only"
    return Dispute(
        "Image scores", (SourceClaim(names, odd[0].source),), (SourceClaim(reads, profile.inputs.source, used=True),)
    )


def _second_opinions(hosts: Sequence[Host]) -> Iterator[Dispute]:
    for host in hosts:
        opinion = host.offer.second_opinion
        for one in host.disputes:
            words = f"{one.name.replace('_', ' ').capitalize()} at {host.offer.host_name}, $/M"
            own = SourceClaim(filters.rate(one.ours), host.offer.source, used=True)
            yield Dispute(words, (), (own, SourceClaim(filters.rate(one.theirs), opinion.source if opinion else "")))


def agreement(hosts: Sequence[Host]) -> str:
    """A sentence on whether a second price source has this model."""
    asked = [(host, opinion) for host in hosts if (opinion := host.offer.second_opinion)]
    if not asked:
        return "No second source prices these offers."
    source = asked[0][1].source
    agreed = [host.offer.host_name for host, _ in asked if not host.disputes]
    if not agreed:
        return f"A second source, {source}, disagrees: see below."
    return f"A second source, {source}, agrees on {', '.join(agreed)} and knows no other of these hosts."
