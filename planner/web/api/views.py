"""The JSON API: estimates, and the lists of what they can be requested for. Every answer is JSON, errors too."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, request

from planner import __version__
from planner.core.estimate.comparison import compare
from planner.core.estimate.terms import Terms
from planner.core.ranking.offer_evidence import offer_evidence
from planner.core.workload import BadInput, Problem, Workload
from planner.schema.answers import comparison_to_data
from planner.schema.catalogue import (
    find_offers,
    offer_to_data,
    preset_to_data,
    profile_to_data,
    served,
    task_class_to_data,
)
from planner.schema.openapi import describe
from planner.schema.requests import parse_known
from planner.schema.scalars import to_json
from planner.web.clock import now
from planner.web.guard.turns import LARGE_OFFERS, take_turn
from planner.web.state import catalogue, market


def estimate() -> Response:
    """422 with a sentence per bad field, 415 for anything but JSON."""
    if not request.is_json:
        abort(415, "Send the request as JSON, with the header Content-Type: application/json.")
    moment = now()
    question = parse_known(request.get_data(), catalogue(), now=moment)
    if len(question.offers) > LARGE_OFFERS:
        take_turn()
    return answer(comparison_to_data(compare(question, catalogue(), now=moment)))


def offers() -> Response:
    """The offers that contain the words of `q`, without those that have ended unless `ended` is 1; `limit` and `offset`
    select a part of them."""
    found = find_offers(catalogue(), request.args.get("q", ""))
    if not whole("ended", 0):
        found = served(catalogue(), found, now=now())
    start, limit = whole("offset", 0), whole("limit", len(found))
    moment = now()
    known = offer_evidence(market(), Terms(Workload(), catalogue(), moment, "calendar"))
    page = [
        offer_to_data(catalogue(), offer, now=moment, known=known.get(offer.id))
        for offer in found[start : start + limit]
    ]
    return answer({"offers": page, "total": len(found), "offset": start})


def models() -> Response:
    moment = now()
    return answer({"models": [profile_to_data(catalogue(), p, now=moment) for p in catalogue().profiles.values()]})


def presets() -> Response:
    return answer({"presets": [preset_to_data(preset) for preset in catalogue().presets.values()]})


def task_classes() -> Response:
    return answer({"task_classes": [task_class_to_data(task) for task in catalogue().task_classes.values()]})


def openapi() -> Response:
    return answer(describe(__version__))


def answer(data: Mapping[str, object], status: int = 200) -> Response:
    return Response(to_json(data) + "\n", status=status, mimetype="application/json")


def whole(name: str, usual: int) -> int:
    """A whole number of the query string; BadInput for anything else."""
    text = request.args.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput([Problem(name, "must be a whole number of at least 0")])
    return int(text)
