"""The page of own offers: each with its kind, the model it is like, what it costs and where that is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.offers.own_offers import MOST_OWN_OFFERS, made_of, own_id
from planner.core.models.rates import Rate
from planner.core.workload import Problem
from planner.web import filters
from planner.web.own_offers.form import KINDS, OwnOfferForm
from planner.web.present.names import known_models, model_called


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One own offer in the list; `problem` where it cannot be priced any more."""

    id: str
    offer: str
    name: str
    kind: str
    like: str
    input: str
    output: str
    how: str
    source: str
    problem: str


@dataclass(frozen=True, slots=True)
class OwnOffersPage:
    """`form` is the one to fill in, where one is; `editing` the id of what it changes, empty for a new one."""

    title: str
    lines: tuple[OwnLine, ...] = ()
    form: OwnOfferForm | None = None
    editing: str = ""
    kinds: tuple[tuple[str, str], ...] = tuple(KINDS.items())
    known: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    notice: str = ""
    text: str = ""
    most: int = MOST_OWN_OFFERS


def list_page(own: Sequence[OwnOffer], catalogue: Catalogue, today: date, **more: str) -> OwnOffersPage:
    """All of them, by name."""
    lines = sorted((_line(one, catalogue, today) for one in own), key=lambda line: line.name.casefold())
    return OwnOffersPage("Your own offers", tuple(lines), **more)  # type: ignore[arg-type]


def form_page(form: OwnOfferForm, catalogue: Catalogue, *, editing: str = "", problem: str = "") -> OwnOffersPage:
    title = f"Change {form.values.get('name') or editing}" if editing else KINDS[form.kind]
    return OwnOffersPage(title, form=form, editing=editing, known=known_models(catalogue), problem=problem)


def _line(own: OwnOffer, catalogue: Catalogue, today: date) -> OwnLine:
    offer = made_of(catalogue, own, today)
    card = card_for(offer, today, "standard") if isinstance(offer, Offer) else None
    return OwnLine(
        id=own.id,
        offer=own_id(own),
        name=own.name or own.id,
        kind=KINDS[own.kind],
        like=model_called(own.like, catalogue),
        input=_usd(card.input if card else None),
        output=_usd(card.output if card else None),
        how=", ".join(_how(own)),
        source=", ".join(part for part in (own.note, filters.day(own.date) if own.date else "not dated") if part),
        problem=f"{offer.message[:1].upper()}{offer.message[1:]}." if isinstance(offer, Problem) else "",
    )


def _usd(rate: Rate | None) -> str:
    return filters.money(rate.base) if rate else "not sold"


def _how(own: OwnOffer) -> Iterator[str]:
    """What its price is made of."""
    if own.kind == "gateway":
        yield f"{_plain(own.fee * 100)}% on top of the list price"
    if own.gpus:
        count = "1 GPU" if own.gpus.gpus == 1 else f"{own.gpus.gpus:,} GPUs"
        yield f"{count} at {filters.money(own.gpus.usd_per_hour)} an hour"
        yield f"{_plain(own.gpus.tokens_per_second)} tokens/s"
        yield f"{_plain(own.gpus.utilisation * 100)}% used"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
