"""What worked cases are made of: their table, and the product's own answer to a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from planner.core.cost.pricing import card_for
from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.models.rates import RateCard
from planner.core.results import Estimate
from planner.core.workload import BadInput
from planner.schema.requests import parse_request

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worked:
    """A case: what is given, heads and rows of its table (the first cell of a row is its head), and what it shows."""

    id: str
    title: str
    given: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def ask(catalogue: Catalogue, now: datetime, offer: str, workload: Mapping[str, Any], **more: Any) -> Estimate | None:  # noqa: ANN401
    """The product's own answer to a request; None where it gives none."""
    request = {
        "offers": [offer],
        "thinking": ["off"],
        "price_date": now.date().isoformat(),
        "workload": workload,
        **more,
    }
    try:
        answer = compare(parse_request(request), catalogue, now=now)
    except BadInput:
        return None
    return answer.estimates[0] if answer.estimates else None


def offer_card(catalogue: Catalogue, offer: str, now: datetime) -> RateCard | None:
    found = catalogue.offers.get(offer)
    return card_for(found, now) if found else None
