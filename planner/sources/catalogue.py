"""The whole catalogue: offers with their profile and cache, classes, presets, fitted tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.families import Family, family_of
from planner.core.models.offers.claims import OfferLimits
from planner.sources.facts.classes import load_task_classes
from planner.sources.facts.model_sets import load_model_sets
from planner.sources.facts.models.estimator import load_estimator, load_families
from planner.sources.facts.models.kept_reasoning import keeps_across_turns
from planner.sources.facts.models.labs import lab_names
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.models.thinking import thinks_by_name
from planner.sources.facts.models.traits import inputs_by_name, open_weights_by_name, purpose_by_name
from planner.sources.facts.offers.caches import cache_of
from planner.sources.facts.offers.hosts import load_hosts
from planner.sources.facts.offers.lifecycle import lives_of
from planner.sources.facts.offers.offer_limits import limits_of
from planner.sources.facts.offers.price_rules import with_price_rules
from planner.sources.facts.offers.speeds import load_endpoint_speeds, speeds_of_line, speeds_of_model
from planner.sources.facts.presets import load_presets
from planner.sources.facts.published_costs import load_published_costs
from planner.sources.facts.toml_reader import DataError
from planner.sources.kept_catalogue import kept_or_made
from planner.sources.prices.checks import newest_check


@cache
def load_catalogue() -> Catalogue:
    """The catalogue of the installed prices and the shipped facts; read once, nothing is fetched."""
    found = kept_or_made(put_together)
    # Prices announced for a day that has come since are news, whenever the rest was put together.
    return replace(found, prices_checked=newest_check(found.offers.values(), today=datetime.now(UTC).date()))


def put_together() -> Catalogue:
    """The catalogue, from its files and the installed lists of prices."""
    from planner.sources.prices.genai import load_offers, prices_version

    profiles = load_profiles()
    offers = joined(load_offers(), profiles)
    return Catalogue(
        offers=offers,
        profiles=profiles,
        task_classes=load_task_classes(),
        presets=load_presets(),
        estimator=load_estimator(),
        prices_version=prices_version(),
        prices_checked=None,
        labs=lab_names(),
        model_sets=load_model_sets(),
        hosts=load_hosts(),
        published_costs=load_published_costs(),
    )


def joined(offers: Mapping[str, Offer], profiles: Mapping[str, Profile]) -> dict[str, Offer]:
    """The offers, each with the profile that lists it, the cache of its host and what a second source says of it."""
    from planner.sources.prices.second_prices import second_opinion

    owner, measured, families = owners(profiles), load_endpoint_speeds(), load_families()
    lives = lives_of(offers)
    return {
        key: replace(
            with_price_rules(offer),
            profile_id=owner.get(key),
            cache=cache_of(offer),
            second_opinion=second_opinion(offer),
            speeds=(*measured.get(key, ()), *speeds_of_model(offer, profiles.get(owner.get(key, "")))),
            line_speeds=speeds_of_line(offer, profiles.get(owner.get(key, ""))),
            family_speeds=_speeds_of(families, offer),
            keeps_across_turns=keeps_across_turns(offer.model_id),
            life=lives[key],
            limits=limits_of(key),
            purpose=purpose_by_name(offer.model_id),
            **({} if key in owner else _traits_by_name(offer.model_id) | _traits_by_limits(limits_of(key))),
        )
        for key, offer in offers.items()
    }


@cache
def _traits_by_name(model_id: str) -> dict[str, Any]:
    """What a name says of a model without a profile, at any host; not to be changed."""
    return {
        "thinks": thinks_by_name(model_id),
        "open_weights": open_weights_by_name(model_id),
        "inputs": inputs_by_name(model_id),
    }


def _traits_by_limits(limits: OfferLimits) -> dict[str, Any]:
    """Whether a model thinks and what it reads, as catalogues say it of the offer, which is surer than its name."""
    known: dict[str, Any] = {}
    modes = limits.modes
    if any(offered for mode, offered in modes.items() if mode != "off") or modes.get("off") is False:
        known["thinks"] = True
    elif modes.get("high") is False and modes.get("on") is False:
        known["thinks"] = False
    if limits.input_kinds:
        known["inputs"] = frozenset(limits.input_kinds) - {"pdf"}
    return known


def _speeds_of(families: tuple[Family, ...], offer: Offer) -> tuple[tuple[str, float], ...]:
    family = family_of(families, offer.model_id)
    return family.speeds if family else ()


def owners(profiles: Mapping[str, Profile]) -> dict[str, str]:
    """The profile of each listed offer; an offer in two profiles is a mistake in the data."""
    owner: dict[str, str] = {}
    for profile in profiles.values():
        for offer_id in (*profile.offers, *profile.also_offers):
            if offer_id in owner:
                raise DataError(f"{offer_id} is listed by {owner[offer_id]} and by {profile.id}")
            owner[offer_id] = profile.id
    return owner
