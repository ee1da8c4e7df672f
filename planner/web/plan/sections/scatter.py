"""The plan's models in the scatter, off as rings and on as dots, with those that score enough in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.profile.scores import NEAREST
from planner.core.number_text import read_number
from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.charts.scatter import Scatter, Spot, draw
from planner.web.forms.asking import ANY_BENCH, USUAL
from planner.web.offers.chart import time_axis
from planner.web.plan.measures.seconds import run_seconds
from planner.web.plan.rows import TimeUnit
from planner.web.present.amounts import per_what, unit_of_all, usd_of
from planner.web.present.context_fit import fits, is_full, misfit
from planner.web.present.scores import BENCHES, Bench, Score, bench_named, score_of

HIGHEST = 100.0


@dataclass(frozen=True, slots=True)
class Side:
    """One mode of one model with its score, None where there is none; `name`: that of the model (`called`), with the
    mode where it does not think; `full` where a run exceeds its window, `unable` where it cannot be done, for that or
    because the model gives no answers."""

    estimate: Estimate
    name: str
    called: str
    seconds: float
    score: Score | None
    full: bool
    unable: bool
    spot: Spot


@dataclass(frozen=True, slots=True)
class ScatterView:
    """The picture, what its words in templates/plan/_scatter_text.html are of, and the two fields above them. `best`:
    what nothing beats; `least`: the score that is `asked` for in percent, 0 for none, which may be our default
    (`is_usual`); `is_unscored`: none has a score, so that none is asked for; `thing`: what a run is called."""

    sides: Sequence[Side]
    best: Sequence[Side]
    least: float
    asked: Bench
    is_usual: bool
    is_unscored: bool
    has_benchmark: bool
    thing: str
    name: str
    axis: str
    chart: Scatter
    score: str
    bench: str
    asked_for: str
    benches: tuple[Bench, ...]
    error: str

    @property
    def tempting(self) -> Side | None:
        """A mark whose score is too low, that is cheaper and quicker than every choice."""
        usd = min((side.spot.usd for side in self.best), default=0.0)
        seconds = min((side.spot.seconds for side in self.best), default=0.0)
        low = (side for side in self.sides if side.spot.faint and not side.unable and side.score)
        return next((side for side in low if side.spot.usd < usd and side.spot.seconds < seconds), None)


def scatter_view(
    pairs: Sequence[Pair],
    unit: TimeUnit,
    *,
    score: str = "",
    bench: str = "",
    task: str = "",
    thing: str = "run",
    once: bool = False,
) -> ScatterView | None:
    """The scatter of `pairs`, asking for a `score` in percent on a `bench`; None where nothing has a place in it, or
    where some have a price and no time: who beats whom would be said of the others alone.

    Both are as typed; what cannot be read asks for the usual and says so. `task` is the kind of work, `thing` what a
    run is called; `once`: all runs are done once and not every month. The usual score is not asked for where none of
    the models is scored on the benchmark nearest the work: it would leave nothing.
    """
    if any(side.latency is None for pair in pairs for side in (pair.on, pair.off) if isinstance(side, Estimate)):
        return None
    asked = bench_named(bench or ANY_BENCH)
    usual = USUAL[asked.name]
    least, error = read_score(score or usual, usual)
    per = per_what(unit_of_all(pairs) == "month", once, thing)
    sides = _sides(pairs, asked, least, (per, thing))
    unscored = asked.name == NEAREST.get(task) and score == usual and not any(side.score for side in sides)
    if unscored:
        least = 0.0
        sides = _sides(pairs, asked, least, (per, thing))
    chart = draw([side.spot for side in sides], time_axis(unit), filters.money_short, per=per)
    if chart is None:
        return None
    best = [side for side in sides if side.spot in chart.best]
    return ScatterView(
        sides=sides,
        best=best,
        least=least,
        asked=asked,
        is_usual=(score or usual) == usual,
        is_unscored=unscored,
        has_benchmark=not task or task in NEAREST,
        thing=thing,
        name=f"Dollars {per} against {unit.word.lower()} per {thing}, expected; see the table.",
        axis=f"{unit.word} per {thing}, expected",
        chart=chart,
        # An empty field asks for nothing now and for the usual once a model with a score is added.
        score="" if unscored else score or usual,
        bench=asked.name,
        asked_for=task,
        benches=BENCHES,
        error=error,
    )


def read_score(text: str, usual: str) -> tuple[float, str]:
    """Percent from 80, 80% or 0; for anything else the usual score and a sentence."""
    try:
        number = float(read_number(text.removesuffix("%")))
    except ValueError:
        number = -1.0
    if 0 <= number <= HIGHEST:
        return number, ""
    return float(usual), f"Type a score from 0 to 100, such as {usual}."


def _sides(pairs: Sequence[Pair], bench: Bench, least: float, words: tuple[str, str]) -> list[Side]:
    """Every mode with a place, each offer and mode once: a partner may be among the models too."""
    found: dict[tuple[str, str], Side] = {}
    for pair in pairs:
        for estimate, thinks in ((pair.on, True), (pair.off, False)):
            if isinstance(estimate, Estimate) and estimate.latency:
                side = _side(estimate, _called(pair, estimate), thinks, bench, least, words)
                found.setdefault((estimate.offer.id, estimate.thinking), side)
    return list(found.values())


def _called(pair: Pair, estimate: Estimate) -> str:
    """The name of the pair, which distinguishes two hosts of a model; a partner has its own."""
    return pair.name if pair.offer and estimate.offer.id == pair.offer.id else estimate.model_name


def _side(estimate: Estimate, called: str, thinks: bool, bench: Bench, least: float, words: tuple[str, str]) -> Side:
    expected = run_seconds(estimate)
    seconds = expected.value if expected else 0.0
    score = score_of(estimate.profile, estimate.thinking, bench)
    unable = not fits(estimate)
    passes = not unable and (least == 0 or (score is not None and score.percent >= least))
    silent = estimate.profile is not None and estimate.profile.modes.value == ("off",)
    name = called if thinks or silent else f"{called}, {estimate.thinking}"
    spot = Spot(
        seconds=seconds,
        usd=float(usd_of(estimate)),
        label=name,
        title=_title(estimate, called, seconds, score, words),
        thinks=thinks,
        passes=passes,
        faint=not passes,
        named=thinks or silent,
        full=unable,
    )
    return Side(estimate, name, called, seconds, score, is_full(estimate), unable, spot)


def _title(estimate: Estimate, called: str, seconds: float, score: Score | None, words: tuple[str, str]) -> str:
    """`words`: what the dollars are of, as per month, and what is paid for."""
    per, thing = words
    text = f"{called}, {estimate.thinking}: {filters.money(usd_of(estimate))} {per}"
    text += f", {filters.duration(seconds)} per {thing}; {_scored(score)}"
    return text if fits(estimate) else f"{text}; {misfit(estimate)}"


def _scored(score: Score | None) -> str:
    if score is None:
        return "not scored"
    return f"scores {filters.decimals(score.percent, 0)}%" + ("" if score.exact else f" at {score.effort}")
