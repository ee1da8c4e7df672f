"""Measured scores of a model in a thinking mode: which there are, and which one stands for an effort not scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.tokens.fitted import nearest_effort

SOURCE = "Artificial Analysis"


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: its name in the data, its name for people, and what it asks in a word or two."""

    name: str
    words: str
    about: str


BENCHES = (
    Bench("tau2-Bench", "τ²-bench, tool use", "tool use"),
    Bench("Terminal-Bench Hard", "Terminal-Bench Hard, work in a terminal", "terminal work"),
    Bench("SciCode", "SciCode, scientific code", "scientific code"),
    Bench("IFBench", "IFBench, following instructions", "following instructions"),
    Bench("AA-LCR", "AA-LCR, long documents", "long documents"),
    Bench("GPQA", "GPQA, science at doctoral level", "science questions"),
    Bench("HLE", "Humanity’s Last Exam", "Humanity’s Last Exam"),
    Bench("CritPt", "CritPt, research physics", "research physics"),
)


@dataclass(frozen=True, slots=True)
class Score:
    """Percent, the effort it was measured at, and its day; `exact` where that is the effort asked about."""

    percent: float
    effort: str
    exact: bool
    checked: date


def bench_named(name: str) -> Bench:
    """The benchmark of this name, else the first."""
    return next((bench for bench in BENCHES if bench.name == name), BENCHES[0])


def score_of(profile: Profile | None, mode: str, bench: Bench) -> Score | None:
    """The score in a mode, else at the nearest thinking effort that was scored; None without one."""
    scored = {b.effort: b for b in _measured(profile, bench) if b.effort}
    exact = scored.get(mode)
    if exact:
        return Score(exact.score, mode, True, exact.checked)
    if mode in ("off", "minimal"):
        return None
    efforts = tuple(effort for effort in scored if effort not in ("off", "minimal"))
    near = "on" if "on" in efforts else nearest_effort("high" if mode == "on" else mode, efforts)
    # Thinking without a choice of effort is one mode, by whatever name it is asked for.
    return Score(scored[near].score, near, near == "on", scored[near].checked) if near else None


def _measured(profile: Profile | None, bench: Bench) -> Iterable[Benchmark]:
    found = profile.benchmarks if profile else ()
    return (b for b in found if b.name == bench.name and b.source.startswith(SOURCE) and not b.disputed)
