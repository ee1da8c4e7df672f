"""What the list of every offer comes to, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.web import filters
from planner.web.offers.alternatives import why_empty
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import RankingView
from planner.web.present.pieces import Piece
from planner.web.present.scores import bench_named


@dataclass(frozen=True, slots=True)
class RankHeadline:
    """The sentence in pieces, and what follows it in smaller type; `unserved`: of whom in it no source says whether
    they can be called today."""

    pieces: tuple[Piece, ...]
    follow: str = ""
    unserved: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def headline(form: RankForm, view: RankingView) -> RankHeadline:
    """The cheapest and the quickest of what passes and fits."""
    if not view.places:
        return RankHeadline((Piece(why_empty(form, view)),), view.left_out)
    if not view.fit:
        return RankHeadline((Piece(_none_fits(form, view)),), _follow(form, view))
    ranking, fit = view.ranking, view.fit
    cheap = view.cheapest(fit)
    times = ranking.seconds_at(fit, view.slot)[0]
    quick = fit[int(np.nanargmin(times))] if np.isfinite(times).any() else None
    pieces = (*_cheapest(form, view, cheap), *_quickest(form, view, cheap, quick))
    named = dict.fromkeys(place for place in (cheap, quick) if place is not None)
    unserved = tuple(view.name(place) for place in named if ranking.columns.served_unknown[place])
    return RankHeadline(pieces, _follow(form, view), unserved)


def _none_fits(form: RankForm, view: RankingView) -> str:
    """Why nothing can be called the cheapest."""
    many = len(view.groups)
    whom = "The only model left" if many == 1 else f"Of {many:,} models none"
    full = view.ranking.over_window[view.places, view.slot].all()
    if many == 1:
        return f"{whom} cannot hold the run in its context." if full else f"{whom} is not known to think."
    what = "can hold the run in its context" if full else "is known to think and to hold the run in its context"
    return f"{whom} {what}."


def _cheapest(form: RankForm, view: RankingView, place: int) -> list[Piece]:
    models = len(np.unique(view.ranking.columns.model_of[view.fit]))
    usd = Piece(f"{filters.money(view.usd(place))} per {view.per}", "strong")
    if models == 1:
        how = f"thinking at {form.plan.effort} effort" if form.mode == "on" else "without thinking"
        return [Piece(f"{view.name(place)} costs "), usd, Piece(f" {how}")]
    said = f"{view.name(place)} is the cheapest of {models:,} models {_how(form, view)}, at "
    return [Piece(said), usd]


def _how(form: RankForm, view: RankingView) -> str:
    """How they think, and the floor of quality that all of them pass."""
    how, least = "without thinking", view.wanted.score_at_least
    if form.mode == "on":
        how = f"that think at {form.plan.effort} effort"
    if least is None:
        return how
    score = f"score at least {least:g}% on {bench_named(form.bench).short}"
    return f"{how} {'and' if form.mode == 'on' else 'that'} {score}"


def _quickest(form: RankForm, view: RankingView, cheap: int, quick: int | None) -> list[Piece]:
    seconds = None if quick is None else view.seconds(quick)
    if quick is None or seconds is None:
        return [Piece(".")]
    thing = "per run" if form.plan.values["steps"].strip() != "1" else "per answer"
    time = Piece(f"{filters.duration(seconds)} {thing}", "strong")
    if quick == cheap and len(view.fit) == 1:
        return [Piece(" and takes "), time, Piece(".")]
    if quick == cheap:
        return [Piece(", and none is quicker: "), time, Piece(".")]
    return [Piece(f". {view.name(quick)} is the quickest, at "), time, Piece(".")]


def _follow(form: RankForm, view: RankingView) -> str:
    """How many nothing beats, what was left out of that and why."""
    said = []
    if len(view.best) > 1:
        count = filters.in_words(len(view.best))
        said.append(f"Nothing beats {count} models on {_measures(form)}.")
    said += _not_compared(view)
    said += [view.left_out] if view.left_out else []
    return " ".join(said)


def _measures(form: RankForm) -> str:
    """What the best are compared on."""
    if not form.quality:
        return "both cost and time"
    return f"cost, time and {bench_named(form.bench).short} at once; what has no score on it is left out"


def _not_compared(view: RankingView) -> list[str]:
    """Offers in the list that are never called the cheapest or the quickest."""
    ranking, places = view.ranking, view.places
    full = int(ranking.over_window[places, view.slot].sum())
    unknown = int(ranking.thinks_unknown[places, view.slot].sum())
    said = []
    if full:
        said.append(f"The run exceeds the context window of {_of_all(full, len(places))}")
    if unknown:
        said.append(f"Whether {_of_all(unknown, len(places))} think{'s' if unknown == 1 else ''} is not known")
    if said and view.fit:
        said.append("Such offers are listed, but not compared here")
    return [f"{one}." for one in said]


def _of_all(many: int, all_of_them: int) -> str:
    return "all offers" if many == all_of_them else f"{many:,} of the {all_of_them:,} offers"
