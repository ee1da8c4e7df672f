"""What a plan may start from: kinds of work, presets and named sets of models."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.models.facts import Fact


@dataclass(frozen=True, slots=True)
class TaskClass:
    """A kind of work with its fixed id and how the measured study names it.

    `calls_per_episode` is n0: 1 where the study counts per call, else the calls in one measured agent episode.
    `workload_spread` is how far this kind of work shifts from its benchmark (sd of ln), None the general figure.
    `siblings` are further benchmarks of this kind of work: measured rows of theirs are rows of this class.
    """

    id: str
    name: str
    example: str
    study_class: str
    anchor: str
    calls_per_episode: Fact[float]
    item_spread: float
    judgement: str = ""
    effort_scale: float = 1.0
    workload_spread: float | None = None
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure of a preset and the line that says where it comes from."""

    field: str
    value: object
    why: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A workload to start from, every assumption with its source."""

    id: str
    name: str
    summary: str
    unit: str
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class ModelSet:
    """Models shown together under a name; `models` are profile or offer ids in order, `opens_on` the one to speak of
    first."""

    id: str
    name: str
    summary: str
    models: tuple[str, ...]
    opens_on: str = ""
