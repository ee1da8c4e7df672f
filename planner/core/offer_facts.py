"""What offers are filtered and grouped by, worked out once: host, lab, weights, window, inputs, model."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from planner.core.catalogue import Offer, Profile
from planner.core.limits import window_of
from planner.core.resolve import plain

HOST_WORDS = re.compile(r"\s*\((?:free|batch|global|regional|extended)\)", re.IGNORECASE)
"""What a host adds to the name of a model that it serves in another way."""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One offer. `lab`, `open_weights`, `context_tokens` and `inputs` are None where not known; `model` is the key
    that offers of one model share; `text` is what a search reads, in lower case."""

    host: str
    lab: str | None
    open_weights: bool | None
    context_tokens: int | None
    inputs: frozenset[str] | None
    model: Hashable
    model_name: str
    text: str


def facts_of(offers: Sequence[Offer], profiles: Sequence[Profile | None]) -> tuple[OfferFacts, ...]:
    """The facts of every offer, each beside its profile."""
    labs = known_labs(offers, profiles)
    return tuple(_facts(offer, profile, labs) for offer, profile in zip(offers, profiles, strict=True))


def known_labs(offers: Sequence[Offer], profiles: Sequence[Profile | None]) -> dict[str, str]:
    """The name of the lab behind the vendor part of a model id, learnt from the offers that have a profile."""
    pairs = ((vendor_of(o), p.lab) for o, p in zip(offers, profiles, strict=True) if p is not None)
    return {vendor: lab for vendor, lab in pairs if vendor}


def vendor_of(offer: Offer) -> str | None:
    """Who made the model, as its id says it ("moonshotai/kimi-k2", "anthropic.claude-3"); None where it does not."""
    vendor, slash, rest = offer.model_id.lower().lstrip("~").partition("/")
    if vendor == "@cf":
        vendor, slash, _ = rest.partition("/")
    if not slash:
        parts = offer.model_id.lower().removeprefix("regional.").split(".")
        vendor = parts[0] if len(parts) > 1 and parts[0].isalpha() else ""
    return vendor or None


def _facts(offer: Offer, profile: Profile | None, labs: Mapping[str, str]) -> OfferFacts:
    vendor = vendor_of(offer)
    lab = profile.lab if profile else labs.get(vendor or "", vendor)
    name = profile.name if profile else HOST_WORDS.sub("", offer.name.rsplit("/", 1)[-1])
    said = (name, offer.name, offer.id, offer.host_name, lab or "", *(profile.aliases if profile else ()))
    return OfferFacts(
        host=offer.host,
        lab=lab,
        open_weights=profile.open_weights.value if profile else None,
        context_tokens=window_of(offer, profile),
        inputs=frozenset(profile.inputs.value) if profile else None,
        model=("profile", profile.id) if profile else ("name", plain(name)),
        model_name=name,
        text=" ".join(said).casefold(),
    )
