"""The own offers that a request may name: those of its workspace, and those carried from a saved plan."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.workload import BadInput
from planner.schema.own_offers import parse_own_offers_text
from planner.store import own_offers
from planner.web.budgets.form.state import unpack
from planner.web.workspace import read_kept

CARRIED = "own_offers"
"""The field of a plan's or budget's address that holds own offers as they were saved."""


def own_offers_of_request() -> tuple[OwnOffer, ...]:
    """Those of the workspace; ones that the request carries replace those of the same ids."""
    return merged(workspace_own_offers(), carried(_carried_text()))


def merged(own: Iterable[OwnOffer], instead: Iterable[OwnOffer]) -> tuple[OwnOffer, ...]:
    """All of them, by id; of two with one id the later."""
    return tuple({one.id: one for one in (*own, *instead)}.values())


def _carried_text() -> str:
    """What the address or a form holds: as a field, or packed with the rest of a budget (`b`) or a plan (`plan`)."""
    sent = [request.args]
    if request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded":
        sent.append(request.form)
    for values in sent:
        text = values.get(CARRIED) or _packed(values)
        if text:
            return text
    return ""


def _packed(values: MultiDict[str, str]) -> str:
    if "b" in values:
        return unpack(values["b"]).get(CARRIED, "")
    if CARRIED in values.get("plan", ""):
        return dict(parse_qsl(values["plan"])).get(CARRIED, "")
    return ""


def workspace_own_offers() -> tuple[OwnOffer, ...]:
    """Those of the workspace; none where the database is unavailable, as pages work without it."""
    return read_kept(own_offers.every)


def carried(text: str) -> tuple[OwnOffer, ...]:
    """Those in an address; none where it cannot be read (the form then has an error)."""
    try:
        return parse_own_offers_text(text) if text else ()
    except BadInput:
        return ()
