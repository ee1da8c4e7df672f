"""Doubts about an offer that a budget's advice names, as the plan page shows them beside its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.served import served_doubt
from planner.core.models.lifecycle.status import status_of
from planner.core.models.offers.makers_price import against_maker
from planner.schema.shapes.budget import Saving


def doubts(saving: Saving, catalogue: Catalogue, day: date) -> Iterator[str]:
    """For a change to another offer: no source reports whether its host still serves it, or its list price is far below
    the maker's. Empty for an offer of the user's own."""
    offer = catalogue.offers.get(saving.change.offer or "")
    if saving.kind != "model" or offer is None:
        return
    status = status_of(offer, catalogue.profile_of(offer), day)
    if status.state == "unknown":
        yield served_doubt(status, offer.host_name)
    found = against_maker(catalogue, offer, day)
    if text := found.far_below(offer.host_name) if found else "":
        yield text


def first_day(month: str) -> date:
    """The first of 2026-12."""
    return date.fromisoformat(f"{month}-01")
