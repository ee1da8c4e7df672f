"""Measured scores of a model in a thinking mode: which there are, and which one is used for an effort not scored."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.models.catalogue import Profile
from planner.core.models.profile import scores
from planner.core.models.profile.scores import SOURCE, Score

__all__ = ["BENCHES", "SOURCE", "Bench", "Score", "bench_named", "score_of"]


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: its name in the data, its name for people, what it tests (empty where the name says it), and that in
    a word or two."""

    name: str
    short: str
    test: str
    about: str

    @property
    def words(self) -> str:
        """GPQA, science at doctoral level."""
        return f"{self.short}, {self.test}" if self.test else self.short


BENCHES = (
    Bench("tau2-Bench", "τ²-bench", "tool use", "tool use"),
    Bench("Terminal-Bench Hard", "Terminal-Bench Hard", "work in a terminal", "terminal work"),
    Bench("SciCode", "SciCode", "scientific code", "scientific code"),
    Bench("IFBench", "IFBench", "following instructions", "following instructions"),
    Bench("AA-LCR", "AA-LCR", "long documents", "long documents"),
    Bench("GPQA", "GPQA", "science at doctoral level", "science questions"),
    Bench("HLE", "Humanity’s Last Exam", "", "Humanity’s Last Exam"),
    Bench("CritPt", "CritPt", "research physics", "research physics"),
)


def bench_named(name: str) -> Bench:
    """The benchmark of this name, else the first."""
    return next((bench for bench in BENCHES if bench.name == name), BENCHES[0])


def score_of(profile: Profile | None, mode: str, bench: Bench) -> Score | None:
    """The score in a mode, else at the nearest thinking effort that was scored; None without one."""
    return scores.score_of(profile, mode, bench.name)
