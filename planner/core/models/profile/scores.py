"""Measured scores of a model in a thinking mode, and which one is used for an effort that was not scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.tokens.fitted import nearest_effort
from planner.core.workload import EFFORTS, NOT_THINKING

SOURCE = "Artificial Analysis"
BENCH_NAMES = (
    "tau2-Bench", "Terminal-Bench Hard", "SciCode", "IFBench", "AA-LCR", "GPQA", "HLE", "CritPt",
)  # fmt: skip
"""Benchmarks whose scores are published by effort."""
NEAREST = {
    "everyday_qa": "IFBench", "writing": "IFBench", "extraction": "IFBench", "expert_qa": "GPQA", "maths": "GPQA",
    "hard_qa": "HLE", "frontier_science": "CritPt", "code": "SciCode", "long_document": "AA-LCR",
    "support_agent": "tau2-Bench", "support_agent_heavy": "tau2-Bench", "research_agent": "tau2-Bench",
    "coding_agent": "Terminal-Bench Hard", "puzzles": "HLE",
    "computer_agent": "Terminal-Bench Hard",
}  # fmt: skip
"""The benchmark closest to a kind of work, of those published by effort; other kinds have none."""

SCORED_NEARBY = (*(effort for effort in EFFORTS if effort != "minimal"), "on")
"""Modes for which the score of another effort may be used; `default` is resolved before."""


@dataclass(frozen=True, slots=True)
class Score:
    """Percent, the effort it was measured at, and its day; `exact` where that is the effort asked about."""

    percent: float
    effort: str
    exact: bool
    checked: date


def score_of(profile: Profile | None, mode: str, bench: str) -> Score | None:
    """The score in a mode, else at the nearest thinking effort that was scored; None without one."""
    scored = {b.effort: b for b in _measured(profile, bench) if b.effort}
    exact = scored.get(mode)
    if exact:
        return Score(exact.score, mode, True, exact.checked)
    if mode not in SCORED_NEARBY:
        return None
    efforts = tuple(effort for effort in scored if effort not in NOT_THINKING)
    near = "on" if "on" in efforts else nearest_effort("high" if mode == "on" else mode, efforts)
    # Thinking without a choice of effort is one mode, by whatever name it is asked for.
    return Score(scored[near].score, near, near == "on", scored[near].checked) if near else None


def _measured(profile: Profile | None, bench: str) -> Iterable[Benchmark]:
    found = profile.benchmarks if profile else ()
    return (b for b in found if b.name == bench and b.source.startswith(SOURCE) and not b.disputed)
