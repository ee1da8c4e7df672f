"""Own offers by themselves: in a file, a row of the database, an address. Their shape is that of a request's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.workload import BadInput, Problem
from planner.schema.requests import own_offer_data, parse_request

FORMAT = "token-planner/own-offers"
VERSION = 1
MOST_FILE_BYTES = 200_000


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
    return {"format": FORMAT, "version": VERSION, "own_offers": [own_offer_data(one) for one in own]}


def read_own_offers_file(text: str | bytes) -> tuple[OwnOffer, ...]:
    """The own offers in a file that an export wrote. Raises ValueError with a sentence."""
    if len(text) > MOST_FILE_BYTES:
        raise ValueError(f"A file of own offers has at most {MOST_FILE_BYTES // 1000} kB.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("This file is damaged: it is not JSON from beginning to end.") from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise ValueError("This is not a file of own offers.")
    if data.get("version") != VERSION:
        raise ValueError("This file was written by a newer Token planner. Update this one to import it.")
    return parse_own_offers(data.get("own_offers"))
