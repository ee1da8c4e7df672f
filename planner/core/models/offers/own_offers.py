"""Offers of the user's own: a fine-tune, a gateway with a fee, a negotiated row, an open model on own or rented GPUs.

Each is like a listed offer in all but its price: tokens, modes, window, cache and speed are that offer's. Rates are USD
per million tokens. On GPUs (docs/methodology.md, Own offers):

    USD per million tokens = GPUs x USD per GPU hour / (3600 x tokens per second) x 1e6 / utilisation
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from planner.core.cost.pricing import MEAN_PLACES, RATE_NAMES, scaled
from planner.core.keeping import Kept
from planner.core.models.catalogue import OWN_HOST, Catalogue, Offer
from planner.core.models.lifecycle.reports import LifeReport
from planner.core.models.offers.own_offer import Gpus, OwnOffer
from planner.core.models.rates import DatedCard, Rate, RateCard
from planner.core.models.resolve import Named, resolve, unreadable
from planner.core.workload import BadInput, Problem

HOST_NAME = "your own"
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
MOST_OWN_OFFERS = 50
LETTERS = {"like": 200, "name": 120, "note": 400}
"""The longest texts of an own offer."""
MOST_USD = 999_999
MOST_GPUS, LEAST_SPEED, MOST_SPEED = 100_000, Decimal("0.01"), 100_000_000
SECONDS_PER_HOUR, MILLION = 3600, Decimal(1_000_000)


def with_own_offers(catalogue: Catalogue, own: Sequence[OwnOffer], when: date) -> Catalogue:
    """The catalogue with the user's own offers among the others, instead of those of the same id that it has. Raises
    BadInput naming each that cannot be made."""
    if all(one in catalogue.own_offers for one in own):
        return catalogue
    made: dict[str, Offer] = {}
    problems: list[Problem] = []
    for place, one in enumerate(own):
        offer = made_of(catalogue, one, when)
        if isinstance(offer, Problem):
            problems.append(replace(offer, field=f"own_offers.{place}.{offer.field}"))
        else:
            made[offer.id] = offer
    if problems:
        raise BadInput(problems)
    kept = {one.id: one for one in (*catalogue.own_offers, *own)}
    found = replace(catalogue, offers={**catalogue.offers, **made}, own_offers=tuple(kept.values()))
    # Names are looked up among the listed offers; own ones are known by their ids alone. What holds for this question
    # only is not kept with the listed ones.
    found.kept.update({name: kept for name, kept in catalogue.kept.items() if not isinstance(kept, Kept)})
    return found


def made_of(catalogue: Catalogue, own: OwnOffer, when: date) -> Offer | Problem:
    """The own offer as one of the list, or what is wrong with it, by its own field."""
    complaint = complaint_of(own)
    if complaint:
        return Problem(*complaint)
    like = resolve(catalogue, own.like, when)
    if not isinstance(like, Named):
        return unreadable(catalogue, "like", own.like, like, when)
    if like.offer.host == OWN_HOST:
        return Problem("like", "must be an offer of the price list, not one of your own")
    return offer_of(own, like.offer)


def named_among(own: Sequence[OwnOffer], names: Iterable[str]) -> tuple[OwnOffer, ...]:
    """Those of the own offers that are among the names."""
    wanted = set(names)
    return tuple(one for one in own if own_id(one) in wanted)


def own_id(own: OwnOffer) -> str:
    """The offer id that names it."""
    return f"{OWN_HOST}/{own.id}"


def complaint_of(own: OwnOffer) -> tuple[str, str] | None:
    """The field that is wrong and the sentence for it; None where all is well."""
    if not ID.fullmatch(own.id):
        return "id", "must be small letters, digits, dots, dashes or underscores, at most 80"
    for name, most in LETTERS.items():
        text = getattr(own, name)
        if len(text) > most or not text.isprintable():
            return name, f"must be one line of at most {most} letters"
    rates = dict(own.usd_per_mtok)
    if own.kind == "rates" and "input" not in rates:
        return "usd_per_mtok", "must have at least a rate of input"
    if not all(0 <= usd <= MOST_USD for usd in rates.values()):
        return "usd_per_mtok", f"must be from 0 to {MOST_USD:,}"
    if not Decimal(0) <= own.fee <= Decimal(10):
        return "fee", "must be from 0 to 10; 0.05 is 5%"
    if own.kind == "gpus":
        return _wrong_gpus(own.gpus)
    return None


def _wrong_gpus(gpus: Gpus | None) -> tuple[str, str] | None:
    if gpus is None:
        return "gpus", "must say what the GPUs cost and do"
    if not 1 <= gpus.gpus <= MOST_GPUS:
        return "gpus.gpus", f"must be from 1 to {MOST_GPUS:,}"
    if not LEAST_SPEED <= gpus.tokens_per_second <= MOST_SPEED:
        return "gpus.tokens_per_second", f"must be from {LEAST_SPEED} to {MOST_SPEED:,}"
    if not 0 <= gpus.usd_per_hour <= MOST_USD:
        return "gpus.usd_per_hour", f"must be from 0 to {MOST_USD:,}"
    if not Decimal("0.01") <= gpus.utilisation <= 1:
        return "gpus.utilisation", "must be from 0.01 to 1; 0.4 is 40% of the time"
    return None


def offer_of(own: OwnOffer, like: Offer) -> Offer:
    """The own offer as one of the list, in all but its price like `like`."""
    base = replace(
        like,
        id=own_id(own),
        host=OWN_HOST,
        host_name=HOST_NAME,
        model_id=own.id,
        name=own.name or own.id,
        source=f"your own offer{f': {own.note}' if own.note else ''}",
        source_url="",
        checked=own.date,
        comment=own.note,
        second_opinion=None,
        regional_uplift=None,
        match=None,
        life=like.life if own.kind == "gateway" and like.life else (_yours(own),),
        deprecated=False,
    )
    if own.kind == "gateway":
        cards = tuple(replace(dated, card=_with_fee(dated.card, own.fee)) for dated in like.cards)
        variants = tuple(replace(row, card=_with_fee(row.card, own.fee)) for row in like.variants)
        return replace(base, cards=cards, variants=variants)
    card = _gpu_card(own.gpus) if own.gpus and own.kind == "gpus" else _own_card(own)
    speeds = () if own.kind == "gpus" else like.speeds
    return replace(base, cards=(DatedCard(card),), variants=(), speeds=speeds)


def _yours(own: OwnOffer) -> LifeReport:
    """Alive as long as the user keeps it; a gateway as long as the offer it passes on."""
    return LifeReport("listed", "your own offer", own.date or date.min)


def _with_fee(card: RateCard, fee: Decimal) -> RateCard:
    return RateCard(**{name: scaled(getattr(card, name), 1 + fee) for name in RATE_NAMES})


def _own_card(own: OwnOffer) -> RateCard:
    return RateCard(**{name: Rate(usd) for name, usd in own.usd_per_mtok})


def _gpu_card(gpus: Gpus) -> RateCard:
    rate = Rate(gpu_usd_per_mtok(gpus))
    return RateCard(input=rate, output=rate, cache_read=rate)


def gpu_usd_per_mtok(gpus: Gpus) -> Decimal:
    """USD per million tokens, prompts and answers alike."""
    an_hour = gpus.usd_per_hour * gpus.gpus
    usd = an_hour * MILLION / (SECONDS_PER_HOUR * gpus.tokens_per_second * gpus.utilisation)
    return usd.quantize(MEAN_PLACES).normalize()
