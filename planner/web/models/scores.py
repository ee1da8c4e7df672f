"""Benchmark scores: what the card or the maker claims beside what was measured, drawn by subject and listed in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Benchmark
from planner.core.workload import EFFORTS
from planner.web.models.disputes import from_card

SUBJECTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Science and knowledge", frozenset({"GPQA", "MMLU", "MMLU Pro", "SimpleQA", "HLE", "CritPt"})),
    ("Mathematics", frozenset({"GSM8k", "AIME 2025", "MATH", "MGSM"})),
)
THE_REST = "Code, agents, instructions"


@dataclass(frozen=True, slots=True)
class Mark:
    """One benchmark: the score that is claimed, and the one that was measured at the fullest effort."""

    name: str
    claimed: Benchmark | None
    measured: Benchmark | None

    @property
    def shown(self) -> Benchmark | None:
        """The one whose figure stands beside the strip."""
        return self.claimed or self.measured

    @property
    def sentence(self) -> str:
        parts = [f"{self.claimed.score:g}% by {claimant(self.claimed)}"] if self.claimed else []
        parts += [f"{self.measured.score:g}% measured"] if self.measured else []
        return f"{self.name}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A group of benchmarks under one heading."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The section: its title as a finding, the drawing, the table; whose claims it shows and who measured, each empty
    where there is none."""

    title: str
    subjects: tuple[Subject, ...]
    rows: Sequence[Benchmark]
    claims_of: str
    measured_on: str


def scores_of(benchmarks: Sequence[Benchmark]) -> Scores | None:
    """The section; None where no score is published."""
    sound = [b for b in benchmarks if not b.disputed]
    if not sound:
        return None
    # Of what is drawn: a lower effort's score is only in the table.
    marks = {name: _mark(name, sound) for name in dict.fromkeys(b.name for b in sound)}
    drawn = [mark.shown for mark in marks.values() if mark.shown]
    best, worst = max(drawn, key=lambda b: b.score), min(drawn, key=lambda b: b.score)
    measured = [b for b in sound if not is_claim(b)]
    claims = [b for b in sound if is_claim(b)]
    return Scores(
        title=f"Scores run from {worst.score:g}% on {worst.name} to {best.score:g}% on {best.name}",
        subjects=tuple(s for s in _subjects(marks) if s.marks),
        rows=benchmarks,
        claims_of=claimant(claims[0]) if claims else "",
        measured_on=measured[0].source if measured else "",
    )


def is_claim(score: Benchmark) -> bool:
    """Whether it is a claim of the card or the maker rather than a measurement."""
    return score.by_maker or from_card(score.source)


def claimant(score: Benchmark) -> str:
    """Who claims a score."""
    return "the card" if from_card(score.source) else "its maker"


def _subjects(marks: Mapping[str, Mark]) -> list[Subject]:
    placed = frozenset().union(*(group for _, group in SUBJECTS))
    known = [Subject(title, tuple(m for name, m in marks.items() if name in group)) for title, group in SUBJECTS]
    return [*known, Subject(THE_REST, tuple(m for name, m in marks.items() if name not in placed))]


def _mark(name: str, scores: Sequence[Benchmark]) -> Mark:
    own = [b for b in scores if b.name == name]
    claimed = next((b for b in own if is_claim(b)), None)
    return Mark(name, claimed, max((b for b in own if not is_claim(b)), key=_reach, default=None))


def _reach(score: Benchmark) -> int:
    """How much the model thought for a score; the score with the most thinking is drawn."""
    if score.effort in (None, "off"):
        return -1
    return EFFORTS.index("high" if score.effort == "on" else score.effort)
