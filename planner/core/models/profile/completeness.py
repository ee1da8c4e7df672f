"""What a profile does not say yet, what its makers do not publish, and offers that carry a profiled model's name and
are not listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from planner.core.models.catalogue import Catalogue, Profile
from planner.core.models.names.naming import words

OTHER_FORMS = frozenset({
    "batch", "cyber", "decentered", "extended", "fast", "flashx", "free", "fp4", "fp8", "highspeed", "image", "legal",
    "mini", "nano", "nvfp4", "prime", "pro", "rl", "turbo", "tts", "ultrafast", "ultraspeed", "us",
})  # fmt: skip
"""Words that make another model, speed or price of a name: such an offer is left to be judged by hand."""
ROUTE = re.compile(r":[a-z]+$")
"""A router's ending, such as ":free"."""


ASKED: Mapping[str, Callable[[Profile], object]] = {
    "about": lambda profile: profile.about,
    "default_mode": lambda profile: profile.default_mode,
    "max_output": lambda profile: profile.max_output,
    "capabilities": lambda profile: profile.capabilities,
    "lifecycle.released": lambda profile: profile.lifecycle.released,
    "speeds": lambda profile: profile.speeds,
    "benchmarks": lambda profile: profile.benchmarks,
    "parameters": lambda profile: profile.parameters,
    "precision": lambda profile: profile.precision,
}
"""The facts that a complete profile has, or says are not published; the last two of open weights only."""
SIZES = ("parameters", "precision")


def missing(profile: Profile) -> tuple[str, ...]:
    """The facts that are absent and not marked as not published, in the order of a profile."""
    return tuple(name for name in _unknown(profile) if name not in profile.not_published)


def unpublished(profile: Profile) -> tuple[str, ...]:
    """The facts that were looked for and are not published: a complete answer, with where it was looked."""
    return tuple(name for name in _unknown(profile) if name in profile.not_published)


def _unknown(profile: Profile) -> Iterator[str]:
    for name, fact_of in ASKED.items():
        if not fact_of(profile) and (name not in SIZES or profile.open_weights.value):
            yield name


def judged(profile: Profile) -> tuple[str, ...]:
    """The facts that are a judgement of this project: the first to replace by a page of the maker."""
    names = ("modes", "default_mode", "keeps_within_run", "keeps_across_turns", "inputs", "open_weights")
    found = {name: getattr(profile, name) for name in names}
    return tuple(name for name, fact in found.items() if fact and fact.source.startswith("Judgement"))


def unlisted(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Offers without a profile whose name is a profile's, by profile id: a host may have begun to serve the model."""
    named = {
        words(name): profile.id
        for profile in catalogue.profiles.values()
        for name in (profile.id, profile.name, *profile.aliases)
    }
    found: dict[str, list[str]] = {}
    for offer in catalogue.offers.values():
        name_words = words(offer.model_id.rsplit("/", 1)[-1])
        other_form = OTHER_FORMS & set(name_words) or ROUTE.search(offer.model_id)
        if offer.profile_id is None and not other_form and name_words in named:
            found.setdefault(named[name_words], []).append(offer.id)
    return {key: tuple(offers) for key, offers in found.items()}


def unknown_offers(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Offers that a profile lists and the price list does not have, by profile id."""
    found = {
        profile.id: tuple(i for i in (*profile.offers, *profile.also_offers) if i not in catalogue.offers)
        for profile in catalogue.profiles.values()
    }
    return {key: offers for key, offers in found.items() if offers}
