"""What the list of every offer comes to, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.web import filters
from planner.web.finding import Piece
from planner.web.views.rank_form import RankForm
from planner.web.views.rank_view import ON, Seen


@dataclass(frozen=True, slots=True)
class RankFinding:
    """The sentence in pieces, and what follows it in smaller type."""

    pieces: tuple[Piece, ...]
    follow: str = ""

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def find(form: RankForm, seen: Seen) -> RankFinding:
    """The cheapest and the quickest of what passes."""
    places = seen.places
    if not places:
        return RankFinding((Piece("No offer passes all of these filters."),))
    ranking = seen.ranking
    cheap = places[int(np.argmin(ranking.usd_per_month[places, seen.slot]))]
    times = ranking.run_seconds[places, seen.slot]
    quick = places[int(np.nanargmin(times))] if np.isfinite(times).any() else None
    return RankFinding((*_cheapest(form, seen, cheap), *_quickest(form, seen, cheap, quick)), _follow(seen, cheap))


def _cheapest(form: RankForm, seen: Seen, place: int) -> list[Piece]:
    models = len(seen.groups)
    many = "the only model left" if models == 1 else f"the cheapest of {models:,} models"
    how = f"thinking at {form.plan.values['effort']} effort" if form.mode == "on" else "without thinking"
    usd = filters.money(seen.usd(place))
    return [Piece(f"{seen.name(place)} is {many} {how}, at "), Piece(f"{usd} a month", "strong")]


def _quickest(form: RankForm, seen: Seen, cheap: int, quick: int | None) -> list[Piece]:
    seconds = None if quick is None else seen.seconds(quick)
    if quick is None or seconds is None:
        return [Piece(".")]
    thing = "a run" if form.plan.values["steps"].strip() != "1" else "an answer"
    time = Piece(f"{filters.duration(seconds)} {thing}", "strong")
    if quick == cheap:
        return [Piece(", and none is quicker: "), time, Piece(".")]
    return [Piece(f"; {seen.name(quick)} is the quickest, at "), time, Piece(".")]


def _follow(seen: Seen, cheap: int) -> str:
    """How many nothing beats, how many cannot hold the run, and how much of the list rests on a prior alone."""
    said = []
    if len(seen.best) > 1:
        count = filters.in_words(len(seen.best))
        said.append(f"Nothing beats {count} of them on both cost and time.")
    ranking, places = seen.ranking, seen.places
    full = int((ranking.full_at[places, seen.slot] > 0).sum())
    if full:
        among = f", {seen.name(cheap)} among them" if ranking.full_at[cheap, seen.slot] and full < len(places) else ""
        said.append(f"The run outgrows the context of {_of_all(full, len(places))}{among}.")
    prior = int((ranking.thinking_prior[places, ON] | ranking.speed_prior[places, ON]).sum())
    if prior:
        which = _of_all(prior, len(places))
        rests = f"{which[:1].upper()}{which[1:]} have no measurement of their own"
        said.append(f"{rests}: thinking or speed rests on a class prior.")
    return " ".join(said)


def _of_all(many: int, all_of_them: int) -> str:
    return "all offers" if many == all_of_them else f"{many:,} of the {all_of_them:,} offers"
