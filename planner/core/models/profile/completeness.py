"""What a profile does not say yet, and which offers of the price list look like a profiled model and are not listed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.core.models.catalogue import Catalogue, Profile
from planner.core.models.names.naming import words

OTHER_FORMS = frozenset({
    "batch", "cyber", "decentered", "extended", "fast", "flashx", "free", "fp4", "fp8", "highspeed", "image", "legal",
    "mini", "nano", "nvfp4", "prime", "pro", "rl", "turbo", "tts", "ultrafast", "ultraspeed", "us",
})  # fmt: skip
"""Words that make another model, speed or price of a name: such an offer is left to be judged by hand."""
ROUTE = re.compile(r":[a-z]+$")
"""A router's ending, such as ":free"."""


def missing(profile: Profile) -> tuple[str, ...]:
    """The facts that are not published, or not found yet, in the order of a profile."""
    facts: Mapping[str, object] = {
        "about": profile.about,
        "default_mode": profile.default_mode,
        "max_output": profile.max_output,
        "capabilities": profile.capabilities,
        "lifecycle.released": profile.lifecycle.released,
        "speeds": profile.speeds,
        "benchmarks": profile.benchmarks,
    }
    sizes: Mapping[str, object] = {"parameters": profile.parameters, "precision": profile.precision}
    asked = {**facts, **(sizes if profile.open_weights.value else {})}
    return tuple(name for name, fact in asked.items() if not fact)


def judged(profile: Profile) -> tuple[str, ...]:
    """The facts that rest on a judgement of this project: the first to replace by a page of the maker."""
    names = ("modes", "default_mode", "keeps_within_run", "keeps_across_turns", "inputs", "open_weights")
    found = {name: getattr(profile, name) for name in names}
    return tuple(name for name, fact in found.items() if fact and fact.source.startswith("Judgement"))


def unlisted(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Offers of no profile whose name is a profile's, by profile id: a host that began to serve the model."""
    named = {
        words(name): profile.id
        for profile in catalogue.profiles.values()
        for name in (profile.id, profile.name, *profile.aliases)
    }
    found: dict[str, list[str]] = {}
    for offer in catalogue.offers.values():
        said = words(offer.model_id.rsplit("/", 1)[-1])
        other_form = OTHER_FORMS & set(said) or ROUTE.search(offer.model_id)
        if offer.profile_id is None and not other_form and said in named:
            found.setdefault(named[said], []).append(offer.id)
    return {key: tuple(offers) for key, offers in found.items()}


def unknown_offers(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Offers that a profile lists and the price list does not have, by profile id."""
    found = {
        profile.id: tuple(i for i in (*profile.offers, *profile.also_offers) if i not in catalogue.offers)
        for profile in catalogue.profiles.values()
    }
    return {key: offers for key, offers in found.items() if offers}
