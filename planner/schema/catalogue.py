"""What there is to choose from, as data: offers with their rates at a moment, models, kinds of work, presets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from planner.core.cost.pricing import card_at
from planner.core.models.catalogue import MODES, Catalogue, Lifecycle, Offer, Profile
from planner.core.models.facts import Fact
from planner.core.models.lifecycle.served import is_live
from planner.core.models.lifecycle.status import status_of
from planner.core.models.modes import known_modes, usual_mode
from planner.core.models.names.host_choice import maker_rank
from planner.core.models.offers.claims import Agreed
from planner.core.models.offers.limits import input_kinds, longest_answer, window_of
from planner.core.models.offers.second_prices import disagreements
from planner.core.models.presets import Assumption, Preset, TaskClass
from planner.core.models.rates import RateCard
from planner.core.models.resolve import meant_by
from planner.core.ranking.offer_evidence import OfferEvidence
from planner.core.workload import ServiceTier
from planner.schema.answers import Data, opinion_to_data
from planner.schema.as_data import shaped
from planner.schema.scalars import day, money
from planner.schema.shapes import catalogue as shape

MTOK_RATES = ("input", "output", "cache_read", "cache_write", "cache_write_1h", "reasoning")
KCOUNT_RATES = ("web_search_kcount", "requests_kcount")

EFFORT = "effort"
"""The only assumption of a preset that is not part of the workload: how hard to think."""


MOST_WORDS = 12


def find_offers(catalogue: Catalogue, query: str) -> list[Offer]:
    """The offers whose id, name or host contains every word of `query`, in any case; all of them for an empty query. If
    there are none, those that the whole query means as a name. Words beyond MOST_WORDS are ignored."""
    words = list(dict.fromkeys(query.casefold().split()))[:MOST_WORDS]
    found = [offer for offer in catalogue.offers.values() if all(word in _searchable(offer) for word in words)]
    return found or meant_by(catalogue, " ".join(query.split()))


def _searchable(offer: Offer) -> str:
    return f"{offer.id} {offer.name} {offer.host_name}".casefold()


def served(catalogue: Catalogue, offers: Iterable[Offer], *, now: datetime) -> list[Offer]:
    """The offers without those that have ended."""
    return [offer for offer in offers if is_live(offer, catalogue.profile_of(offer), now.date())]


def offer_to_data(
    catalogue: Catalogue, offer: Offer, *, now: datetime, known: OfferEvidence | None = None
) -> shape.Offer:
    """An offer with its standard rates at `now` in USD per million tokens; a rate that is not published is absent.
    `known`: the evidence of its figures, where that was computed."""
    card = card_at(offer, now, "standard") or RateCard()
    profile = catalogue.profile_of(offer)
    modes, status = known_modes(offer, profile), status_of(offer, profile, now.date())
    return {
        "id": offer.id,
        "host": offer.host,
        "host_name": offer.host_name,
        "name": offer.name,
        "model": offer.profile_id or offer.name,
        "maker": known.maker if known else maker_rank(catalogue, offer) is not None,
        "evidence": shaped(shape.OfferEvidence, known) if known else None,
        "context_window": window_of(offer, profile),
        "max_output": longest_answer(offer, profile),
        "input_kinds": list(input_kinds(offer, profile) or ()) or None,
        "thinking_modes": list(modes.offered) if modes.offered or modes.refused else None,
        "thinking_refused": [mode for mode in MODES if mode in modes.refused],
        "default_thinking": modes.default,
        "status": status.state,
        "ends": day(status.ends),
        "ends_not_before": status.not_before,
        "then": status.then,
        "successor": status.successor,
        "status_source": shaped(shape.StatusSource, status) if status.source else None,
        "status_disputed": [shaped(shape.StatusDispute, one, says=one.state) for one in status.others],
        "thinks": profile.modes.value != ("off",) if profile else offer.thinks,
        "usd_per_mtok": {name: money(rate.base) for name, rate in _rates(card, MTOK_RATES)},
        "usd_per_thousand": {name.removesuffix("_kcount"): money(r.base) for name, r in _rates(card, KCOUNT_RATES)},
        "long_context": _long_context(card),
        "service_tiers": [tier for tier in get_args(ServiceTier) if card_at(offer, now, tier)],
        "live": is_live(offer, profile, now.date()),
        "deprecated": offer.deprecated,
        "source": offer.source,
        "source_url": offer.source_url or None,
        "checked": day(offer.checked),
        "price_checked": day(offer.checked),
        "disputed": _disputes_to_data(offer),
        "second": opinion_to_data(offer.second_opinion, disagreements(offer, now)),
    }


def _disputes_to_data(offer: Offer) -> list[shape.Dispute]:
    """Each figure on which catalogues disagree, with what each of them says."""
    limits = offer.limits
    named: list[tuple[str, Agreed[Any]]] = [
        ("context_window", limits.context_window),
        ("max_output", limits.max_output),
        *((f"thinking.{mode}", claims) for mode, claims in limits.thinking),
    ]
    return [
        {"field": name, "claims": [shaped(shape.Claim, claim) for claim in agreed.claims]}
        for name, agreed in named
        if agreed.disputed
    ]


def _rates(card: RateCard, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    return ((name, rate) for name in names if (rate := getattr(card, name)) is not None)


def _long_context(card: RateCard) -> list[shape.LongContext]:
    """The rates of a whole call whose input is greater than each threshold."""
    starts = sorted({start for _, rate in _rates(card, MTOK_RATES) for start, _ in rate.tiers})
    return [
        {
            "above_input_tokens": start,
            "usd_per_mtok": {name: money(rate.at(Decimal(start + 1))) for name, rate in _rates(card, MTOK_RATES)},
        }
        for start in starts
    ]


def profile_to_data(catalogue: Catalogue, profile: Profile, *, now: datetime) -> shape.Model:
    """A model: every figure with its source and the day it was checked, and the offers live at `now`."""
    offers = [catalogue.offers[name] for name in profile.offers if name in catalogue.offers]
    return shaped(
        shape.Model,
        profile,
        default_mode=shaped(shape.Fact, profile.default_mode or _assumed_mode(profile)),
        lifecycle=lifecycle_to_data(profile.lifecycle),
        offers=[offer.id for offer in offers],
        live_offers=[offer.id for offer in offers if is_live(offer, profile, now.date())],
    )


def _assumed_mode(profile: Profile) -> Fact[str]:
    """The mode taken for the default where none is published."""
    return Fact(usual_mode(profile), "not published; assumed by the planner", profile.modes.checked)


def lifecycle_to_data(lifecycle: Lifecycle) -> shape.Lifecycle:
    """Dates of a model, and the hosts that stopped serving it."""
    return shaped(
        shape.Lifecycle,
        lifecycle,
        released=day(lifecycle.released.value) if lifecycle.released else None,
        retired=day(lifecycle.retired.value) if lifecycle.retired else None,
        retires_not_before=day(lifecycle.retires_not_before.value) if lifecycle.retires_not_before else None,
    )


def task_class_to_data(task: TaskClass) -> shape.TaskClass:
    """A kind of work; the study counts its tokens per call, or per episode of `calls_per_episode` calls."""
    return shaped(shape.TaskClass, task)


def preset_to_data(preset: Preset) -> shape.Preset:
    """A workload and modes ready to be sent, and for each of their figures the line that says where it comes from."""
    return shaped(
        shape.Preset,
        preset,
        workload=preset_workload(preset.assumptions),
        thinking=preset_modes(preset.assumptions),
    )


def preset_modes(assumptions: tuple[Assumption, ...]) -> list[str]:
    """Off, and the effort the preset assumes; without one, off and each model's own way to think."""
    efforts = [str(assumption.value) for assumption in assumptions if assumption.field == EFFORT]
    return ["off", *efforts] if efforts else ["pair"]


def preset_workload(assumptions: tuple[Assumption, ...]) -> Data:
    """The assumptions as the workload of a request; the cache settings are an object of their own."""
    workload: Data = {}
    for assumption in assumptions:
        if assumption.field == EFFORT:
            continue
        *inside, name = assumption.field.removeprefix("workload.").split(".")
        target = workload
        for part in inside:
            target = target.setdefault(part, {})
        target[name] = assumption.value
    return workload
