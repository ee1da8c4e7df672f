"""One model with thinking and without, and where the difference goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from planner.core.cost.difference import between_offers, same_offer
from planner.core.estimate.comparison import catalogue_for, estimate_one, overrides_for, terms_of
from planner.core.estimate.solved import break_even_usd, solved_of
from planner.core.estimate.terms import Terms
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue, Offer, Profile, model_name
from planner.core.models.modes import closest_mode, does_not_think, mode_in_name, reference_mode
from planner.core.models.resolve import Named, partner_offer, read_as, resolve_all
from planner.core.request import EstimateRequest
from planner.core.results import Caveat, Difference, Estimate, Pair, Refusal


def estimate_pairs(question: EstimateRequest, catalogue: Catalogue, *, effort: str, now: datetime) -> tuple[Pair, ...]:
    """A pair for each of the request's offers, thinking at the offered effort closest to `effort`, or at the one in its
    name."""
    catalogue = catalogue_for(question, catalogue, now=now)
    terms = terms_of(question, catalogue, now=now)
    names = tuple(dict.fromkeys(question.offers))
    named = resolve_all(catalogue, names, terms.when, field="offers")
    return tuple(_pair(terms, question, one, effort) for one in named)


def _pair(terms: Terms, question: EstimateRequest, named: Named, effort: str) -> Pair:
    offer, profile = named.offer, terms.catalogue.profile_of(named.offer)
    if named.thinking not in (None, "off"):
        effort = mode_in_name(offer, profile, str(named.thinking))
    mode = closest_mode(offer, profile, effort if effort != "default" else reference_mode(offer, profile))
    on = does_not_think(offer, mode) or _with_effort_caveat(estimate_one(terms, question, offer, mode), effort)
    off, note, off_model = _off_side(terms, question, offer, profile)
    reading = read_as(terms.catalogue, named)
    on, off = replace(on, read_as=reading), replace(off, read_as=reading)
    name = model_name(offer, profile)
    return Pair(
        name,
        named.name,
        offer,
        on,
        off,
        note,
        Lazy(lambda: difference(terms, question, on, off)),
        _worth(terms, off, on),
        off_model,
    )


def _worth(terms: Terms, off: Estimate | Refusal, on: Estimate | Refusal) -> Decimal | None:
    """What a solved task must be worth for thinking to pay, with the stated number of tries; with one try where tasks
    are tried until they are solved, since then both sides solve every task."""
    if isinstance(off, Refusal) or isinstance(on, Refusal) or not off.cost.solved or not on.cost.solved:
        return None
    tries = terms.workload.max_tries or 1
    sides = [
        solved_of(side.cost.solved.success, tries, side.cost.usd_per_run) for side in (off, on) if side.cost.solved
    ]
    return break_even_usd(sides[0], sides[1], off.cost.usd_per_run, on.cost.usd_per_run)


def _with_effort_caveat(on: Estimate | Refusal, effort: str) -> Estimate | Refusal:
    """A caveat where a model lacks the requested effort and the nearest one is answered."""
    if isinstance(on, Refusal) or effort in ("default", on.thinking):
        return on
    if (effort, on.thinking) == ("high", "on") or (on.profile and on.profile.always_thinks):
        return on
    mode = "thinking on, without a choice of effort" if on.thinking == "on" else on.thinking
    caveat = Caveat("effort_not_offered", f"Has no effort {effort}: answered with {mode}.")
    return replace(on, caveats=(*on.caveats, caveat))


def _off_side(
    terms: Terms, question: EstimateRequest, offer: Offer, profile: Profile | None
) -> tuple[Estimate | Refusal, str, str]:
    """The answer without thinking, what to call it where it is not the offer itself, and the other model's name, if
    any. It is the offer itself, its least effort, its partner, or the reason why there is none."""
    off = estimate_one(terms, question, offer, "off")
    if isinstance(off, Estimate):
        return off, "", ""
    if off.code != "thinking_always_on":
        return off, off.text, ""
    if off.instead == "minimal":
        return estimate_one(terms, question, offer, "minimal"), "minimal, it has no strict off", ""
    partner = partner_offer(terms, profile, offer.host)
    if partner is None:
        return off, "cannot be switched off" if profile and profile.always_thinks else "off is not offered", ""
    stand_in = estimate_one(terms, question, partner, "off")
    return stand_in, f"off is {stand_in.model_name}", stand_in.model_name


def difference(
    terms: Terms, question: EstimateRequest, on: Estimate | Refusal, off: Estimate | Refusal
) -> Difference | None:
    """Where the month's difference goes; None unless both sides have a figure."""
    if not isinstance(on, Estimate) or not isinstance(off, Estimate):
        return None
    month = on.cost.runs_per_month
    if on.offer.id == off.offer.id:
        return same_offer(on, off, month)
    if terms.workload.stages:
        # The partner serves only the stages that name no model: its prices cannot be separated from theirs.
        return None
    return between_offers(terms, on, off, month, overrides_for(question, terms.catalogue, off.offer))
