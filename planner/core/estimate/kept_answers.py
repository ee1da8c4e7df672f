"""Answers kept with their catalogue: by the whole request, and by everything in it but the number of runs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from planner.core.cost.caching import prefix_hit
from planner.core.cost.pricing import card_for
from planner.core.estimate.terms import Prepared, Terms
from planner.core.keeping import Kept, KeptBy
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.results import Estimate, Refusal
from planner.core.workload import Overrides

MOST_ANSWERS, MOST_RUNS = 512, 256
_TEXT: KeptBy[tuple[str, str]] = KeptBy(8, 1)
"""The latest workloads as text, since every offer asks for it."""


@dataclass(frozen=True, slots=True)
class Worked:
    """An estimate and the exact half that it was made from."""

    prepared: Prepared
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an answer: the whole request, and the part of it that a single run depends on."""

    whole: Hashable
    one_run: Hashable


def kept_answers(catalogue: Catalogue) -> Kept[Estimate | Refusal]:
    """Answers by whole requests."""
    found: Kept[Estimate | Refusal] = catalogue.kept.setdefault("answers", Kept(MOST_ANSWERS))
    return found


def kept_runs(catalogue: Catalogue) -> Kept[Worked | Refusal]:
    """Answers by the part of a request that a single run depends on, for one number of runs."""
    found: Kept[Worked | Refusal] = catalogue.kept.setdefault("runs", Kept(MOST_RUNS))
    return found


def keys_of(terms: Terms, offer: Offer, asked: str, overrides: Overrides, partner: str | None) -> Keys:
    """The keys of one offer in one mode."""
    load = terms.workload
    # A usual week's prices hold all day; what a second list says is compared with the rates of the moment.
    moment = (terms.day, card_for(offer, terms.when)) if terms.usual else terms.when
    whole, but_for_volume = _TEXT.get(load, "", lambda: (repr(load), repr(replace(load, runs_per_day=1, people=None))))
    rest = (repr(overrides), terms.month, terms.seed, terms.usual, moment, offer.id, asked, partner)
    # The more often runs are made, the more often a shared prefix is in the cache.
    warm = None if load.cache.prefix_hit_rate is not None else prefix_hit(load, offer.cache, load.runs_per_day)
    return Keys((whole, *rest), (but_for_volume, warm, *rest))
