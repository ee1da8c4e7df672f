"""Offers of the user's own: a fine-tune, a gateway with a fee, a negotiated row, an open model on own or rented GPUs.

Each is like a listed offer in all but its price: tokens, modes, window, cache and speed are that offer's. Rates are USD
per million tokens. On GPUs (docs/methodology.md, Own offers):

    USD per million tokens = GPUs x USD per GPU hour / (3600 x tokens per second) x 1e6 / utilisation
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from planner.core.cost.pricing import MEAN_PLACES, RATE_NAMES, scaled
from planner.core.models.catalogue import OWN_HOST, Catalogue, DatedCard, Offer, Rate, RateCard
from planner.core.models.resolve import Named, resolve
from planner.core.workload import BadInput, Problem

Kind = Literal["rates", "gateway", "gpus"]
HOST_NAME = "your own"
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
MOST_OWN_OFFERS = 50
SECONDS_PER_HOUR, MILLION = 3600, Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Gpus:
    """What a deployment costs and does: USD per GPU hour, GPUs, tokens a second of all of them together at the load
    (prompts and answers), and the share of the time that it is used so, 0-1."""

    usd_per_hour: Decimal
    gpus: int
    tokens_per_second: Decimal
    utilisation: Decimal


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """One own offer, named `own/<id>`. `like`: a name of the offer it resembles. By `kind` it has `usd_per_mtok`
    (input, output, cache_read, cache_write), a `fee` on the rates of `like` (0.05 is 5 %), or `gpus`."""

    id: str
    like: str
    kind: Kind = "rates"
    name: str = ""
    usd_per_mtok: tuple[tuple[str, Decimal], ...] = ()
    fee: Decimal = Decimal(0)
    gpus: Gpus | None = None
    note: str = ""
    date: date | None = None


def with_own_offers(catalogue: Catalogue, own: Sequence[OwnOffer], when: date) -> Catalogue:
    """The catalogue with the user's own offers among the others. Raises BadInput naming each that cannot be made."""
    if not own:
        return catalogue
    problems: list[Problem] = []
    made: dict[str, Offer] = {}
    for place, one in enumerate(own):
        complaint = complaint_of(one)
        like = resolve(catalogue, one.like, when)
        if complaint:
            problems.append(Problem(f"own_offers.{place}.{complaint[0]}", complaint[1]))
        elif not isinstance(like, Named):
            problems.append(Problem(f"own_offers.{place}.like", f"{one.like[:80]} is not a known offer or model"))
        else:
            offer = offer_of(one, like.offer)
            made[offer.id] = offer
    if problems:
        raise BadInput(problems)
    found = replace(catalogue, offers={**catalogue.offers, **made})
    # Names are looked up among the listed offers; own ones are known by their ids alone.
    found.kept.update(catalogue.kept)
    return found


def complaint_of(own: OwnOffer) -> tuple[str, str] | None:
    """The field that is wrong and the sentence for it; None where all is well."""
    if not ID.fullmatch(own.id):
        return "id", "must be small letters, digits, dots, dashes or underscores, at most 80"
    rates = dict(own.usd_per_mtok)
    if own.kind == "rates" and "input" not in rates:
        return "usd_per_mtok", "must have at least a rate of input"
    if any(usd < 0 for usd in rates.values()):
        return "usd_per_mtok", "must be at least 0"
    if not Decimal(0) <= own.fee <= Decimal(10):
        return "fee", "must be from 0 to 10; 0.05 is 5%"
    if own.kind == "gpus":
        return _wrong_gpus(own.gpus)
    return None


def _wrong_gpus(gpus: Gpus | None) -> tuple[str, str] | None:
    if gpus is None:
        return "gpus", "must say what the GPUs cost and do"
    if gpus.gpus < 1 or gpus.tokens_per_second <= 0 or gpus.usd_per_hour < 0:
        return "gpus", "needs at least one GPU, more than 0 tokens per second and no negative price"
    if not Decimal("0.01") <= gpus.utilisation <= 1:
        return "gpus.utilisation", "must be from 0.01 to 1; 0.4 is 40% of the time"
    return None


def offer_of(own: OwnOffer, like: Offer) -> Offer:
    """The own offer as one of the list, in all but its price like `like`."""
    base = replace(
        like,
        id=f"{OWN_HOST}/{own.id}",
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
        life=(),
        deprecated=False,
    )
    if own.kind == "gateway":
        cards = tuple(replace(dated, card=_with_fee(dated.card, own.fee)) for dated in like.cards)
        variants = tuple(replace(row, card=_with_fee(row.card, own.fee)) for row in like.variants)
        return replace(base, cards=cards, variants=variants)
    card = _gpu_card(own.gpus) if own.gpus and own.kind == "gpus" else _own_card(own)
    speeds = () if own.kind == "gpus" else like.speeds
    return replace(base, cards=(DatedCard(card),), variants=(), speeds=speeds)


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
