"""Caveats of offers that have ended or are to end, with their successor and its price."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.caveats.situation import Situation, dollars
from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Profile
from planner.core.models.lifecycle.reports import day_text
from planner.core.models.lifecycle.served import retired_on, served_doubt
from planner.core.models.lifecycle.status import Status, status_of
from planner.core.results import Caveat


def lifecycle_caveats(s: Situation) -> Iterator[Caveat]:
    """An offer that has ended or is to end, with its successor and what that costs; priced at its own rates."""
    status = status_of(s.inputs.offer, s.inputs.profile, s.day)
    if status.state == "ended":
        yield _ended(s, status)
    elif status.state == "ending":
        yield _ending(s, status)
    elif status.maker:
        yield Caveat("model_left_host", f"{served_doubt(status, s.inputs.offer.host_name)}{_successor(s, status)}.")
    elif s.inputs.profile:
        yield from _of_model(s, s.inputs.profile, _successor(s, status))


def _ended(s: Situation, status: Status) -> Caveat:
    host, after = s.inputs.offer.host_name, _successor(s, status)
    gone = retired_on(s.inputs.profile, s.day)
    if gone:
        return Caveat("model_retired", f"Retired on {day_text(gone)}{after}; priced at its last price.")
    if status.ends:
        text = f"{host} stopped serving it on {day_text(status.ends)}{after}; priced at its last price."
        return Caveat("model_retired", text)
    return Caveat("model_deprecated", f"{host} no longer lists it{after}; this is its last price.")


def _ending(s: Situation, status: Status) -> Caveat:
    host, after = s.inputs.offer.host_name, _successor(s, status)
    if status.ends is None:
        return Caveat("model_legacy", f"{host} calls it deprecated{after}: no date is announced.")
    if status.not_before:
        return Caveat("model_legacy", f"May retire from {day_text(status.ends)}{after}.")
    then = {"rerouted": " Requests are then answered and billed as its successor.", "refused": " Requests then fail."}
    return Caveat("model_ending", f"{host} ends it on {day_text(status.ends)}{after}.{then.get(status.then or '', '')}")


def _of_model(s: Situation, profile: Profile, after: str) -> Iterator[Caveat]:
    """What is known of the model's end where its host still serves it."""
    life = profile.lifecycle
    if life.departures and (first := min(life.departures, key=lambda d: d.on)).on <= s.day:
        text = f"Left {_host_name(s, first.host)}'s own API on {day_text(first.on)}{after}."
        yield Caveat("model_left_host", text)
    elif life.retires_not_before:
        first_day = life.retires_not_before.value
        sentence = f"May retire from {day_text(first_day)}{after}."
        if first_day <= s.day:
            sentence = f"May have retired since {day_text(first_day)}{after}: no date is announced."
        yield Caveat("model_legacy", sentence)


def _host_name(s: Situation, host: str) -> str:
    return next((o.host_name for o in s.catalogue.offers.values() if o.host == host), host)


def _successor(s: Situation, status: Status) -> str:
    """The successor and its price, when both are known."""
    life = s.inputs.profile.lifecycle if s.inputs.profile else None
    offer = s.catalogue.offers.get(status.successor or (life.successor if life else None) or "")
    name = (life.successor_name if life else None) or (offer.name if offer else None)
    if not name:
        return ""
    card = card_for(offer, s.day) if offer else None
    if card is None or card.input is None or card.output is None:
        return f" (successor {name})"
    rates = f"{dollars(card.input.base)} in and {dollars(card.output.base)} out per million"
    return f" (successor {name}, {rates})"
