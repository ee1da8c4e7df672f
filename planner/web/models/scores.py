"""Benchmark scores: the card's claim beside what was measured, drawn by subject and listed in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Benchmark
from planner.core.workload import EFFORTS
from planner.web import filters
from planner.web.models.disputes import from_card

SUBJECTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Science and knowledge", frozenset({"GPQA", "MMLU", "MMLU Pro", "SimpleQA", "HLE", "CritPt"})),
    ("Mathematics", frozenset({"GSM8k", "AIME 2025", "MATH", "MGSM"})),
)
THE_REST = "Code, agents, instructions"


@dataclass(frozen=True, slots=True)
class Mark:
    """One benchmark: places in percent of the strip, and what to read beside it."""

    name: str
    card: str
    measured: str
    figure: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A group of benchmarks under one heading."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One published score, for the table."""

    name: str
    score: str
    effort: str
    source: str
    checked: str
    note: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The section: its title as a finding, the drawing, the table, and whether the card has a word in it."""

    title: str
    subjects: tuple[Subject, ...]
    rows: tuple[ScoreRow, ...]
    has_card: bool
    measured_on: str


def scores_of(benchmarks: Sequence[Benchmark]) -> Scores | None:
    """The section; None where no score is published."""
    sound = [b for b in benchmarks if not b.disputed]
    if not sound:
        return None
    # Of what is drawn: a lower effort's score stands in the table alone.
    drawn = [shown for name in dict.fromkeys(b.name for b in sound) if (shown := _shown(sound, name))]
    best, worst = max(drawn, key=lambda b: b.score), min(drawn, key=lambda b: b.score)
    measured = [b for b in sound if not from_card(b.source)]
    return Scores(
        title=f"Scores run from {worst.score:g}% on {worst.name} to {best.score:g}% on {best.name}",
        subjects=tuple(s for s in _subjects(sound) if s.marks),
        rows=tuple(_row(b) for b in benchmarks),
        has_card=any(from_card(b.source) for b in benchmarks),
        measured_on=measured[0].source if measured else "",
    )


def _subjects(sound: Sequence[Benchmark]) -> list[Subject]:
    names = list(dict.fromkeys(b.name for b in sound))
    marks = {name: _mark(name, sound) for name in names}
    placed = frozenset().union(*(group for _, group in SUBJECTS))
    known = [Subject(title, tuple(marks[n] for n in names if n in group)) for title, group in SUBJECTS]
    return [*known, Subject(THE_REST, tuple(marks[n] for n in names if n not in placed))]


def _both(scores: Sequence[Benchmark], name: str) -> tuple[Benchmark | None, Benchmark | None]:
    """The card's score of a benchmark, and what was measured at the fullest effort."""
    own = [b for b in scores if b.name == name]
    card = next((b for b in own if from_card(b.source)), None)
    return card, max((b for b in own if not from_card(b.source)), key=_reach, default=None)


def _shown(scores: Sequence[Benchmark], name: str) -> Benchmark | None:
    """The one whose figure stands beside the strip."""
    card, measured = _both(scores, name)
    return card or measured


def _mark(name: str, scores: Sequence[Benchmark]) -> Mark:
    card, measured = _both(scores, name)
    said = [f"{b.score:g}% {words}" for b, words in ((card, "by the card"), (measured, "measured")) if b]
    shown = card or measured
    return Mark(
        name=name,
        card=f"{card.score:.1f}%" if card else "",
        measured=f"{measured.score:.1f}%" if measured else "",
        figure=f"{shown.score:g}" if shown else "",
        sentence=f"{name}: {', '.join(said)}",
    )


def _reach(score: Benchmark) -> int:
    """How much the model thought for a score: the fullest effort is the one drawn."""
    if score.effort in (None, "off"):
        return -1
    return EFFORTS.index("high" if score.effort == "on" else score.effort)


def _row(b: Benchmark) -> ScoreRow:
    effort = b.effort or "not stated"
    return ScoreRow(b.name, f"{b.score:g}", effort, b.source, filters.day(b.checked), b.note, b.disputed)
