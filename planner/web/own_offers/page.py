"""The page of own offers: each with its kind, the model it is like, what it costs and where that is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.offers.own_offers import MOST_OWN_OFFERS, made_of, own_id
from planner.core.models.rates import RateCard
from planner.core.workload import Problem
from planner.web import filters
from planner.web.forms.small_form import SmallForm
from planner.web.own_offers.form import KINDS
from planner.web.present.names import known_models, model_called


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One own offer in the list: as typed, the listed model it is like, its rates today, and why it has none."""

    own: OwnOffer
    like: str
    card: RateCard | None
    problem: str

    @property
    def offer(self) -> str:
        return own_id(self.own)

    @property
    def name(self) -> str:
        return self.own.name or self.own.id


@dataclass(frozen=True, slots=True)
class OwnOffersPage:
    """`form` is the one to fill in, where one is; `editing` the id of what it changes, empty for a new one."""

    title: str
    lines: tuple[OwnLine, ...] = ()
    form: SmallForm | None = None
    editing: str = ""
    kinds: Mapping[str, str] = field(default_factory=lambda: KINDS)
    known: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    notice: str = ""
    text: str = ""
    most: int = MOST_OWN_OFFERS


def list_page(own: Sequence[OwnOffer], catalogue: Catalogue, today: date, **more: str) -> OwnOffersPage:
    """All of them, by name."""
    lines = sorted((_line(one, catalogue, today) for one in own), key=lambda line: line.name.casefold())
    return OwnOffersPage("Your own offers", tuple(lines), **more)  # type: ignore[arg-type]


def form_page(form: SmallForm, catalogue: Catalogue, *, editing: str = "", problem: str = "") -> OwnOffersPage:
    title = f"Change {form.values.get('name') or editing}" if editing else KINDS[form.kind]
    return OwnOffersPage(title, form=form, editing=editing, known=known_models(catalogue), problem=problem)


def _line(own: OwnOffer, catalogue: Catalogue, today: date) -> OwnLine:
    offer = made_of(catalogue, own, today)
    card = card_for(offer, today, "standard") if isinstance(offer, Offer) else None
    problem = filters.sentence(offer.message) if isinstance(offer, Problem) else ""
    return OwnLine(own, model_called(own.like, catalogue), card, problem)
