"""What there is to choose from: offers with their prices, profiles of models, and the caches of hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from planner.core.models.facts import Fact
from planner.core.models.lifecycle.reports import LifeReport
from planner.core.models.names.match_rules import MatchRule
from planner.core.models.offers.claims import NO_LIMITS, OfferLimits
from planner.core.models.offers.hosts import Hosts
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.presets import ModelSet, Preset, TaskClass
from planner.core.models.rates import DatedCard, VariantCard
from planner.core.people import PublishedAverage
from planner.core.tokens.fitted import Estimator
from planner.core.workload import EFFORTS

OWN_HOST = "own"
"""The host of offers that are the user's own; they are known by their ids alone."""
MODES = ("off", *EFFORTS, "on")


@dataclass(frozen=True, slots=True)
class HostCache:
    """How a host caches prompts. `kind` is automatic, explicit or none; seconds and tokens; TTL refreshed on use.

    `reliability`: share read from cache of what separate calls could read; `loop_reliability`: the same of what one run
    sent before, within the lifetime (docs/methodology.md, Caches inside a run).
    """

    kind: str
    ttl_seconds: float
    minimum_tokens: int
    reliability: float
    explicit_ttls: tuple[str, ...] = ()
    source: str = ""
    checked: date | None = None
    loop_reliability: float = 0.97


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The base rates of an offer in another price source, by name, USD per million tokens."""

    source: str
    url: str
    as_of: date | None
    rates: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Speed:
    """A measured output speed (tokens/s after the first) and, where it holds no thinking, time to first token."""

    tokens_per_second: float
    source: str
    checked: date
    host: str | None = None
    effort: str | None = None
    ttft_seconds: float | None = None
    p05: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class RegionalUplift:
    """What every rate is multiplied by where a request must stay in one region, as the vendor publishes it."""

    factor: Decimal
    note: str
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Offer:
    """A model at a host with its prices. `cards` are tried last to first; the first serves when none applies.

    `speeds` were measured at this very endpoint, or of this model elsewhere; `line_speeds` of the newest model of its
    tier and family; `family_speeds` are what the model's family does at a vendor, a router
    or in an agent's loop, tokens/s. `thinks`: whether it can think at all, as its name and its family tell;
    `open_weights` and `inputs` (text, image, audio, video) as its name tells. None where that is not known, or where
    there is a profile to ask. `purpose`: what a model is made for that gives no answers (a key of
    `core.models.offers.purpose.INSTEAD`), as its name tells. `life`: what sources say of whether it is served, the one
    that decides first; `limits`: what catalogues say of its window, answers, inputs and thinking modes; `match`: the
    price list's rule for which names mean it at its host.
    """

    id: str
    host: str
    host_name: str
    model_id: str
    name: str
    cards: tuple[DatedCard, ...]
    variants: tuple[VariantCard, ...] = ()
    context_window: int | None = None
    deprecated: bool = False
    profile_id: str | None = None
    cache: HostCache | None = None
    source: str = ""
    source_url: str = ""
    checked: date | None = None
    comment: str = ""
    speeds: tuple[Speed, ...] = ()
    family_speeds: tuple[tuple[str, float], ...] = ()
    line_speeds: tuple[Speed, ...] = ()
    second_opinion: SecondOpinion | None = None
    keeps_across_turns: bool = False
    thinks: bool | None = None
    open_weights: bool | None = None
    inputs: frozenset[str] | None = None
    purpose: str = ""
    regional_uplift: RegionalUplift | None = None
    life: tuple[LifeReport, ...] = ()
    limits: OfferLimits = NO_LIMITS
    match: MatchRule | None = None

    @property
    def input_only(self) -> bool:
        """Whether every price it has is of input alone."""
        cards = [dated.card for dated in self.cards]
        return any(card.input for card in cards) and not any(card.output for card in cards)

    @property
    def is_free(self) -> bool:
        """Whether its tokens cost nothing."""
        cards = [dated.card for dated in self.cards]
        return all(c.input is not None and not c.input.base and not (c.output and c.output.base) for c in cards)


@dataclass(frozen=True, slots=True)
class Departure:
    """A host that stopped serving the model, with the day it stopped."""

    host: str
    on: date
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Dates of a model: `retired` everywhere, or `retires_not_before` announced; `successor` is an offer id."""

    released: Fact[date] | None = None
    status: str = "active"
    retired: Fact[date] | None = None
    retires_not_before: Fact[date] | None = None
    departures: tuple[Departure, ...] = ()
    successor: str | None = None
    successor_name: str | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published score in percent. `disputed`: it does not fit what is known of the model; `by_maker`: published by
    the model's maker, not by someone who measured many models in the same way."""

    name: str
    score: float
    source: str
    checked: date
    disputed: bool = False
    note: str = ""
    effort: str | None = None
    by_maker: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a model beyond its price; every figure is a Fact with source and date.

    A bare name means one of `offers`; `also_offers` are the same model too, answered when their id is given.
    Optional facts are None where nothing is published. Parameters are in billions, `weights_gigabytes` is the size of
    the published weights; `about` is one line in our own words. `not_published` says of a fact that is None where it
    was looked for in vain, and when (`core.models.profile.completeness.ASKED` names the facts).
    """

    id: str
    name: str
    lab: str
    family: str
    study_name: str
    modes: Fact[tuple[str, ...]]
    default_mode: Fact[str] | None
    keeps_within_run: Fact[bool]
    keeps_across_turns: Fact[bool]
    inputs: Fact[tuple[str, ...]]
    open_weights: Fact[bool]
    context_window: Fact[int]
    max_output: Fact[int] | None = None
    max_output_by_host: Mapping[str, Fact[int]] = field(default_factory=dict)
    partner_without_thinking: str | None = None
    lifecycle: Lifecycle = Lifecycle()
    base_ttft_seconds: Fact[float] | None = None
    speeds: tuple[Speed, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    offers: tuple[str, ...] = ()
    also_offers: tuple[str, ...] = ()
    tokenizer_factor: Fact[float] | None = None
    card: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    about: Fact[str] | None = None
    capabilities: Fact[tuple[str, ...]] | None = None
    parameters: Fact[float] | None = None
    active_parameters: Fact[float] | None = None
    precision: Fact[str] | None = None
    weights_gigabytes: Fact[float] | None = None
    kv_bytes_per_token: Fact[int] | None = None
    not_published: Mapping[str, tuple[Fact[None], ...]] = field(default_factory=dict)

    @property
    def always_thinks(self) -> bool:
        """Thinking cannot be switched off and has no effort to choose."""
        return self.modes.value == ("on",)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is known, loaded once and passed in. `labs`: the name of a lab by its spellings in lower case;
    `hosts`: how ids name hosts and what these make; `model_sets`: the named sets by id, the one that pages open with
    first; `own_offers`: those of the user among the offers. `kept` holds look-ups made from the rest, for speed."""

    offers: Mapping[str, Offer]
    profiles: Mapping[str, Profile]
    task_classes: Mapping[str, TaskClass]
    presets: Mapping[str, Preset]
    estimator: Estimator
    prices_version: str
    prices_checked: date | None
    labs: Mapping[str, str] = field(default_factory=dict)
    hosts: Hosts = field(default_factory=Hosts)
    model_sets: Mapping[str, ModelSet] = field(default_factory=dict)
    published_costs: tuple[PublishedAverage, ...] = ()
    own_offers: tuple[OwnOffer, ...] = ()
    kept: dict[str, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def opening_set(self) -> ModelSet:
        """The set that pages open with; every profile where none is named."""
        every = ModelSet("", "Every model with a profile", "", tuple(self.profiles))
        return next(iter(self.model_sets.values()), every)

    def profile_of(self, offer: Offer) -> Profile | None:
        return self.profiles.get(offer.profile_id) if offer.profile_id else None


def model_name(offer: Offer, profile: Profile | None) -> str:
    """What pages and answers call the model of an offer; one of the user's own goes by the name given to it."""
    return profile.name if profile and offer.host != OWN_HOST else offer.name
