"""Benchmark scores: what the card or the maker claims beside what was measured, drawn by subject and listed in full."""

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
    claimed: str
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
    """The section: its title as a finding, the drawing, the table; whose claims are in it and who measured, each empty
    where there is none."""

    title: str
    subjects: tuple[Subject, ...]
    rows: tuple[ScoreRow, ...]
    claims_of: str
    measured_on: str


def scores_of(benchmarks: Sequence[Benchmark]) -> Scores | None:
    """The section; None where no score is published."""
    sound = [b for b in benchmarks if not b.disputed]
    if not sound:
        return None
    # Of what is drawn: a lower effort's score stands in the table alone.
    drawn = [shown for name in dict.fromkeys(b.name for b in sound) if (shown := _shown(sound, name))]
    best, worst = max(drawn, key=lambda b: b.score), min(drawn, key=lambda b: b.score)
    measured = [b for b in sound if not is_claim(b)]
    claims = [b for b in sound if is_claim(b)]
    return Scores(
        title=f"Scores run from {worst.score:g}% on {worst.name} to {best.score:g}% on {best.name}",
        subjects=tuple(s for s in _subjects(sound) if s.marks),
        rows=tuple(_row(b) for b in benchmarks),
        claims_of=claimant(claims[0]) if claims else "",
        measured_on=measured[0].source if measured else "",
    )


def is_claim(score: Benchmark) -> bool:
    """Whether it is what the card or the maker says of the model, rather than what somebody measured."""
    return score.by_maker or from_card(score.source)


def claimant(score: Benchmark) -> str:
    """Who claims a score."""
    return "the card" if from_card(score.source) else "its maker"


def _subjects(sound: Sequence[Benchmark]) -> list[Subject]:
    names = list(dict.fromkeys(b.name for b in sound))
    marks = {name: _mark(name, sound) for name in names}
    placed = frozenset().union(*(group for _, group in SUBJECTS))
    known = [Subject(title, tuple(marks[n] for n in names if n in group)) for title, group in SUBJECTS]
    return [*known, Subject(THE_REST, tuple(marks[n] for n in names if n not in placed))]


def _both(scores: Sequence[Benchmark], name: str) -> tuple[Benchmark | None, Benchmark | None]:
    """The claimed score of a benchmark, and what was measured at the fullest effort."""
    own = [b for b in scores if b.name == name]
    claimed = next((b for b in own if is_claim(b)), None)
    return claimed, max((b for b in own if not is_claim(b)), key=_reach, default=None)


def _shown(scores: Sequence[Benchmark], name: str) -> Benchmark | None:
    """The one whose figure stands beside the strip."""
    claimed, measured = _both(scores, name)
    return claimed or measured


def _mark(name: str, scores: Sequence[Benchmark]) -> Mark:
    claimed, measured = _both(scores, name)
    said = [f"{claimed.score:g}% by {claimant(claimed)}"] if claimed else []
    said += [f"{measured.score:g}% measured"] if measured else []
    shown = claimed or measured
    return Mark(
        name=name,
        claimed=f"{claimed.score:.1f}%" if claimed else "",
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
    note = f"Its maker’s own figure. {b.note}".strip() if b.by_maker else b.note
    return ScoreRow(b.name, f"{b.score:g}", effort, b.source, filters.day(b.checked), note, b.disputed)
