"""Own offers by themselves: in a file, a row of the database, an address. Their shape is that of a request's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.workload import BadInput, Problem
from planner.schema.kept_file import framed, read_framed
from planner.schema.requests import own_offer_data, parse_request

KIND = "own offers"


def parse_own_offers(data: object) -> tuple[OwnOffer, ...]:
    """The own offers in a list as JSON gives it. Raises BadInput, fields named as in a request: own_offers.0.fee."""
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise BadInput([Problem("own_offers", "must be a list of offers")])
    found = parse_request({"offers": ["-"], "own_offers": list(data)}).own_offers
    if len({own.id for own in found}) < len(found):
        raise BadInput([Problem("own_offers", "must give each id once")])
    return found


def parse_own_offers_text(text: str) -> tuple[OwnOffer, ...]:
    """The same in JSON text."""
    try:
        return parse_own_offers(json.loads(text))
    except (json.JSONDecodeError, RecursionError, UnicodeError):
        raise BadInput([Problem("own_offers", "must be JSON")]) from None


def own_offers_text(own: Iterable[OwnOffer]) -> str:
    """The shortest text that parse_own_offers_text reads back; empty where there are none."""
    data = [own_offer_data(one) for one in own]
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False) if data else ""


def own_offers_file(own: Iterable[OwnOffer]) -> dict[str, Any]:
    """What an export holds."""
    return framed(KIND, [own_offer_data(one) for one in own])


def read_own_offers_file(text: str | bytes) -> tuple[OwnOffer, ...]:
    """The own offers in a file that an export wrote. Raises ValueError with a sentence."""
    return parse_own_offers(read_framed(text, KIND))
