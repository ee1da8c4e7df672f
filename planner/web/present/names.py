"""What models and offers are called on the page, and which of them a typed name means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from planner.core.models.catalogue import Catalogue
from planner.core.models.resolve import candidates, profile_named
from planner.core.results import Pair


def name_of(asked: str, catalogue: Catalogue) -> str:
    """How a chosen model is called on the page."""
    if asked in catalogue.profiles:
        return catalogue.profiles[asked].name
    offer = catalogue.offers.get(asked)
    return f"{offer.name}, {offer.host_name}" if offer else asked


def told_apart(named: Sequence[tuple[str, str]]) -> list[str]:
    """Names of models with their hosts, the host added wherever a name stands for more than one."""
    counted = Counter(name for name, _ in named)
    return [f"{name} at {host}" if counted[name] > 1 and host else name for name, host in named]


def pairs_told_apart(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Two hosts of one model are two rows: each then goes by its host too."""
    names = told_apart([(pair.name, pair.offer.host_name if pair.offer else "") for pair in pairs])
    return tuple(replace(pair, name=name) for pair, name in zip(pairs, names, strict=True))


def known_models(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The models with a profile, by name."""
    return tuple((p.name, p.lab) for p in catalogue.profiles.values())


def canonical_name(text: str, catalogue: Catalogue) -> str | None:
    """The profile or offer id that `text` names; None where nothing is called so."""
    if text in catalogue.offers:
        return text
    profile = profile_named(catalogue, text)
    if profile:
        return profile.id
    return text if candidates(catalogue, text) else None
