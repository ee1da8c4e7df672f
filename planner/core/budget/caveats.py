"""The serious caveats of a line: its runs cannot be finished or are cut off, whatever is budgeted for them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.budget.pricing.daily_costs import PricedLine
from planner.core.budget.pricing.price_periods import Piece
from planner.core.budget.pricing.routing import Leg, long_date
from planner.core.caveats.rules import caveats_of
from planner.core.caveats.situation import Situation
from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Catalogue, model_name
from planner.core.models.modes import Mode, known_modes
from planner.core.results import Caveat
from planner.core.workload import EFFORTS

GRAVE = ("no_answer", "input_not_supported", "context_overflow", "context_tail", "answer_cut_off", "model_retired")
"""Caveats of an estimate that a budget repeats; the others are shown where a single workload is planned."""


_CAVEATS: KeptBy[tuple[Caveat, ...]] = KeptBy(128, 1)


def line_caveats(priced_line: PricedLine, catalogue: Catalogue) -> tuple[Caveat, ...]:
    """The grave caveats of every offer that the line goes through, each once; kept with the priced line."""
    return _CAVEATS.get(priced_line, "caveats", lambda: _caveats(priced_line, catalogue))


def _caveats(priced_line: PricedLine, catalogue: Catalogue) -> tuple[Caveat, ...]:
    found: dict[str, Caveat] = {}
    for number, leg in enumerate(priced_line.legs):
        piece = next((piece for piece in priced_line.pieces if piece.leg == number), None)
        for caveat in _of_leg(leg, piece, catalogue) if piece else ():
            found.setdefault(caveat.text, _later(caveat, leg, catalogue) if number else caveat)
    return tuple(found.values())


def _of_leg(leg: Leg, piece: Piece, catalogue: Catalogue) -> Iterator[Caveat]:
    """The caveats on its first day; traffic and dated prices change none of them."""
    profile = catalogue.profile_of(leg.offer)
    known = known_modes(leg.offer, profile)
    if leg.mode == "off" and "off" in known.refused:
        name = model_name(leg.offer, profile)
        text = f"Thinking cannot be switched off on {name}: the output stated is taken as all of it."
        if offered := [mode for mode in known.offered if mode in EFFORTS]:
            *first, last = offered
            efforts = f"{', '.join(first)} or {last}" if first else last
            text += f" Its thinking is billed too and not counted here: choose {efforts} to count it."
        yield Caveat("mode_not_offered", text)
    rated = piece.price.first[0]
    mode = Mode(leg.mode, leg.mode)
    situation = Situation(rated.inputs, mode, rated.parts[0][1], leg.first, catalogue, None)
    yield from (caveat for caveat in caveats_of(situation) if caveat.code in GRAVE)


def _later(caveat: Caveat, leg: Leg, catalogue: Catalogue) -> Caveat:
    """The caveat of a model that takes over, with its name and day."""
    name = model_name(leg.offer, catalogue.profile_of(leg.offer))
    return Caveat(
        caveat.code, f"{name}, from {long_date(leg.first)} on: {caveat.text[:1].lower()}{caveat.text[1:]}", caveat.step
    )
