"""What models and offers are called on the page, and which of them a typed name means."""

from __future__ import annotations

from planner.core.catalogue import Catalogue
from planner.core.resolve import candidates, profile_named


def name_of(asked: str, catalogue: Catalogue) -> str:
    """How a chosen model is called on the page."""
    if asked in catalogue.profiles:
        return catalogue.profiles[asked].name
    offer = catalogue.offers.get(asked)
    return f"{offer.name}, {offer.host_name}" if offer else asked


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
