"""One model at every effort it offers: dollars, time and a score, with a table; as text where there is only one
effort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.models.profile.scores import NEAREST
from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.charts.ladder import Panel, Rung, panel
from planner.web.plan.measures.seconds import run_seconds
from planner.web.plan.rows import TimeUnit, unit_for
from planner.web.present.amounts import per_what, usd_of
from planner.web.present.context_fit import is_full
from planner.web.present.scores import bench_named

FEWEST = 2
"""Efforts to choose from that make a ladder."""


MOST = 0.5
"""From this share of the whole gain on, an effort is said to buy most of it."""


@dataclass(frozen=True, slots=True)
class Bought:
    """The least effort that buys most of the score, against the least one: points, and dollars of a month or of a run.
    `is_best`: none scores more."""

    effort: str
    points: float
    usd: Decimal
    is_best: bool


@dataclass(frozen=True, slots=True)
class LadderView:
    """The section: what most of the score costs, None where scores do not tell, and the panels; none where words must
    do.

    `scores`: in percent, by effort, on the benchmark called `bench`, empty where none is near the work; `published`:
    all of its scores that name an effort; `unit`: that of times; `instead_of`: the model of the headline that has no
    efforts.
    """

    pair: Pair
    bought: Bought | None
    panels: tuple[Panel, ...]
    rungs: tuple[Estimate, ...]
    unit: TimeUnit
    scores: Mapping[str, float]
    bench: str
    published: tuple[Benchmark, ...]
    instead_of: str
    once: bool = False

    @property
    def score_head(self) -> str:
        return f"{self.bench}, %" if self.scores else ""

    @property
    def unnamed(self) -> Benchmark | None:
        """A score measured with thinking on, at an effort that its source does not name."""
        return next((b for b in self.published if b.effort == "on"), None)

    @property
    def bars(self) -> set[str]:
        """What has bars: dollars, time."""
        barred = (p.title for p in self.panels if any(mark.low_y for mark in p.marks))
        return {"dollars" if "Dollars" in title else "time" for title in barred}

    @property
    def full(self) -> tuple[str, ...]:
        """The efforts at which the work does not fit."""
        return tuple(side.thinking for side in self.rungs if is_full(side))

    @property
    def solves_cheapest(self) -> Estimate | None:
        """The effort at which a solved task costs least, where efforts differ in how many they solve; a score of a
        benchmark is no success rate of one's own tasks."""
        known = [(side.cost.solved, side) for side in self.rungs if side.cost.solved]
        if len({solved.success.rate for solved, _ in known}) < FEWEST:
            return None
        return min(known, key=lambda pair: pair[0].usd)[1]

    @property
    def has_efforts(self) -> bool:
        return has_ladder(self.pair)

    @property
    def modes(self) -> tuple[str, ...] | None:
        """What its profile has, None without one."""
        sides = (self.pair.on, self.pair.off)
        profile = next((side.profile for side in sides if isinstance(side, Estimate)), None)
        return profile.modes.value if profile else None

    @property
    def is_stated(self) -> bool:
        """Whether the reader said how much it thinks."""
        return any(side.thinking != "off" and side.reasoning_evidence.basis == "given" for side in self.rungs)

    @property
    def months(self) -> bool:
        return any(side.cost.runs_per_month for side in self.rungs)

    @property
    def has_bands(self) -> bool:
        bands = (side.cost.month_band for side in self.rungs)
        return any(band and band.p10 != band.p90 for band in bands)

    @property
    def has_solved(self) -> bool:
        return any(side.cost.solved for side in self.rungs)


def has_ladder(pair: Pair) -> bool:
    """Whether there are efforts to choose from."""
    profile = pair.on.profile if isinstance(pair.on, Estimate) else None
    return profile is not None and sum(mode not in ("off", "on") for mode in profile.modes.value) >= FEWEST


def ladder_pair(pairs: Sequence[Pair], focus: Pair, wanted: str) -> Pair:
    """The pair named by `wanted`, else the finding's, else the first whose model has efforts."""
    asked = next((p for p in pairs if p.asked == wanted), None)
    return asked or next((p for p in (focus, *pairs) if has_ladder(p)), focus)


def ladder_view(
    pair: Pair, rungs: Sequence[Estimate], focus: Pair, task: str, thing: str = "run", *, once: bool = False
) -> LadderView | None:
    """None where the model has no figure at all. `thing`: what a run is called here; `once`: all runs are done once, so
    that their dollars are no month's."""
    if not rungs:
        return None
    unit = unit_for([seconds.value for side in rungs if (seconds := run_seconds(side))])
    benchmark = NEAREST.get(task, "")
    profile = rungs[0].profile
    scores = scores_of(profile, benchmark)
    bench = bench_named(benchmark).short if benchmark else ""
    published = tuple(b for b in (profile.benchmarks if profile else ()) if b.name == benchmark and b.effort)
    has = has_ladder(pair)
    return LadderView(
        pair=pair,
        bought=bought(rungs, [scores.get(side.thinking) for side in rungs]) if has else None,
        panels=_panels(rungs, unit, scores, bench if scores else "", thing, once=once) if has else (),
        rungs=tuple(rungs),
        unit=unit,
        scores=scores,
        bench=bench,
        published=published,
        instead_of=focus.name if pair is not focus and not has_ladder(focus) else "",
        once=once,
    )


def bought(rungs: Sequence[Estimate], scores: Sequence[float | None]) -> Bought | None:
    """Of estimates by effort, the least first, and their scores in percent. None without a score of the least effort
    and a better one."""
    known = [(side, score) for side, score in zip(rungs, scores, strict=True) if score is not None]
    best = max((score for _, score in known), default=0.0)
    if not known or known[0][0] is not rungs[0] or best <= known[0][1]:
        return None
    low, base = known[0]
    side, score = next((one, score) for one, score in known if score - base >= MOST * (best - base))
    return Bought(side.thinking, score - base, usd_of(side) - usd_of(low), score == best)


def scores_of(profile: Profile | None, benchmark: str) -> dict[str, float]:
    """Published scores by effort; the card's own claims, which name no effort, are left out."""
    known = profile.benchmarks if profile else ()
    return {b.effort: b.score for b in known if b.name == benchmark and b.effort and not b.disputed}


def _panels(
    rungs: Sequence[Estimate], unit: TimeUnit, scores: dict[str, float], scored_on: str, thing: str, *, once: bool
) -> tuple[Panel, ...]:
    months = any(side.cost.runs_per_month for side in rungs)
    found = (
        panel(f"Dollars {per_what(months, once, thing)}", [_dollars(side, months) for side in rungs]),
        panel(f"{unit.word} per {thing}", [_time(side, unit) for side in rungs]),
    )
    solved = panel("Dollars a solved task", [_solved_dollars(side) for side in rungs])
    scored = panel(f"{scored_on} score, %", [_score(side, scores) for side in rungs], top=100.0) if scored_on else None
    return tuple(p for p in (*found, solved or scored) if p)


def _dollars(side: Estimate, months: bool) -> Rung:
    usd, band = (side.cost.usd_per_month, side.cost.month_band) if months else (side.cost.usd_per_run, None)
    text = filters.money_short(usd)
    if band is None or band.p10 == band.p90:
        return Rung(side.thinking, side.thinks, float(usd), text)
    return Rung(side.thinking, side.thinks, float(usd), text, band.p10, band.p90)


def _solved_dollars(side: Estimate) -> Rung:
    solved = side.cost.solved
    if solved is None:
        return Rung(side.thinking, side.thinks, None)
    return Rung(side.thinking, side.thinks, float(solved.usd), filters.money_short(solved.usd))


def _time(side: Estimate, unit: TimeUnit) -> Rung:
    """What is expected, with the range of 80 % of runs."""
    seconds = run_seconds(side)
    if seconds is None:
        return Rung(side.thinking, side.thinks, None)
    rung = Rung(side.thinking, side.thinks, seconds.value / unit.seconds, unit.write(seconds.value))
    if seconds.low is None or seconds.high is None or seconds.low == seconds.high:
        return rung
    return replace(rung, low=seconds.low / unit.seconds, high=seconds.high / unit.seconds)


def _score(side: Estimate, scores: dict[str, float]) -> Rung:
    score = scores.get(side.thinking)
    return Rung(side.thinking, side.thinks, score, "" if score is None else filters.decimals(score, 0))
