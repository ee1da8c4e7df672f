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

    `scores`: in percent, by effort; `unit`: that of times.
    """

    pair: Pair
    bought: Bought | None
    panels: tuple[Panel, ...]
    rungs: tuple[Estimate, ...]
    unit: TimeUnit
    scores: Mapping[str, float]
    score_head: str
    notes: tuple[str, ...]
    once: bool = False

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
    shown = (tuple(rungs), unit, scores)
    scored_on = _spelled(benchmark) if scores else ""
    head = f"{scored_on}, %" if scores else ""
    if not has_ladder(pair):
        return LadderView(pair, None, (), *shown, head, (), once)
    panels = _panels(rungs, unit, scores, scored_on, thing, once=once)
    return LadderView(
        pair,
        bought(rungs, [scores.get(side.thinking) for side in rungs]),
        panels,
        *shown,
        head,
        (*_notes(pair, focus, profile, benchmark, panels), *_over_window(rungs), *_solving(rungs)),
        once,
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


def _notes(
    pair: Pair, focus: Pair, profile: Profile | None, benchmark: str, panels: Sequence[Panel]
) -> tuple[str, ...]:
    """What the drawing does not say by itself."""
    sentences = ["Marks are expected values, all from zero.", *_bars(panels)]
    if pair is not focus and not has_ladder(focus):
        sentences.append(f"{focus.name} has no efforts to choose from, so this is {pair.name}.")
    known = [b for b in profile.benchmarks if b.name == benchmark and b.effort] if profile else []
    if known:
        sentences.append(f"Scores: {filters.dated(known[0].source, known[0].checked)}.{_unnamed(known)}")
    elif benchmark:
        sentences.append(f"No {_spelled(benchmark)} score is published for it.")
    return tuple(sentences)


def _over_window(rungs: Sequence[Estimate]) -> list[str]:
    """The efforts at which it cannot be done."""
    names = [side.thinking for side in rungs if is_full(side)]
    if not names:
        return []
    if len(names) == len(rungs):
        return ["At none of them does this work fit its context."]
    return [f"At {filters.listed(names)} this work does not fit: its context is full before the end."]


def _solving(rungs: Sequence[Estimate]) -> list[str]:
    """The effort at which a solved task costs least, where efforts differ in how many they solve; a score of a
    benchmark is no success rate of one's own tasks."""
    known = [(side.cost.solved, side) for side in rungs if side.cost.solved]
    if len({solved.success.rate for solved, _ in known}) < FEWEST:
        return []
    solved, side = min(known, key=lambda pair: pair[0].usd)
    source = "" if solved.success.stated else f" by its {solved.success.source}"
    return [f"A solved task costs least at {side.thinking}, {filters.money(solved.usd)}{source}."]


def _bars(panels: Sequence[Panel]) -> list[str]:
    """What the bars hold, of those that are drawn."""
    barred = [p.title for p in panels if any(mark.low_y for mark in p.marks)]
    held = "outcomes" if "Dollars in all" in barred else "months"
    months = [f"Bars of dollars hold 80% of {held}."] if any("Dollars" in title for title in barred) else []
    times = ["Bars of time hold 80% of outcomes."] if any("Dollars" not in title for title in barred) else []
    return months + times


def _unnamed(known: Sequence[Benchmark]) -> str:
    """A score measured with thinking on, at an effort that its source does not name."""
    on = next((b for b in known if b.effort == "on"), None)
    if on is None:
        return ""
    score = f"{filters.decimals(on.score, 1)}% on {_spelled(on.name)}"
    return f" Thinking at an effort its source does not name, it scores {score}."


def _spelled(benchmark: str) -> str:
    """τ²-bench for tau2-Bench."""
    return bench_named(benchmark).short
