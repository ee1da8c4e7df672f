"""Output speeds of measured models, and how far such figures are off later or for another model.

Two lists of Artificial Analysis: the median of August's days, and 3 October 2026. Tokens/s show no step between them;
seconds to the first token are on another measure in October and are not taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log
from pathlib import Path
from statistics import median

import numpy as np

from planner.core.latency.seconds import age_doubt, of_line
from planner.core.models.families import tier_of
from scripts.fitting.crossval import ROUNDED, Z80
from scripts.fitting.labels import effort_of, family_and_lab
from scripts.fitting.reading import NEW_SPEEDS, SPEEDS, UNDATED_RELEASE, Row, number, rows
from scripts.fitting.resampling import Sureness, sureness

HEADER = "study_model,host,effort,tokens_per_second,source,released"
MEASURED_ON = {SPEEDS: date(2026, 8, 22), NEW_SPEEDS: date(2026, 10, 3)}
SOURCE = {SPEEDS: "aa_august", NEW_SPEEDS: "aa_october"}
OWN_API = {"OpenAI": "openai", "Anthropic": "anthropic", "Google": "google", "SpaceXAI": "x-ai", "Amazon": "aws"}
"""Closed labs, whose figures are of their own API; of open weights it is the median over hosts."""
OPEN = frozenset({"gemma", "gpt-oss", "diffusiongemma"})
SAME_TARGET, OTHER_TARGET = 0.16, 0.33
RECENT_DAYS = 240
"""How far back the median reaches that a speed is drawn towards."""


@dataclass(frozen=True, slots=True)
class Paced:
    """One figure: tokens/s of a model at an effort, at `host` (empty: median over hosts), in the list `file`."""

    model: str
    family: str
    tier: str
    host: str
    effort: str
    speed: float
    file: str
    released: date


def paced(folder: Path) -> list[Paced]:
    """Every figure of both lists."""
    born = {row["base"]: row["release_date"] for row in rows(folder / SPEEDS) if row["release_date"]}
    labs = {row["base"]: row["creator"] for row in rows(folder / SPEEDS)}
    return [
        _paced(row, name, born, labs)
        for name in (SPEEDS, NEW_SPEEDS)
        for row in rows(folder / name)
        if number(row["tok_s"]) > 0
    ]


def _paced(row: Row, name: str, born: Mapping[str, str], labs: Mapping[str, str]) -> Paced:
    model = row["base"]
    family, lab = family_and_lab(model, labs.get(model))
    effort = "off" if row["effort"] == "none" else _effort(row)
    host = "" if family in OPEN else OWN_API.get(lab, "")
    released = date.fromisoformat(born[model]) if model in born else UNDATED_RELEASE
    return Paced(model, family, tier_of(model), host, effort, number(row["tok_s"]), name, released)


def _effort(row: Row) -> str:
    """As for tokens; a model that does not think is off."""
    told = row.get("ttft_contains_thinking") == "no thinking"
    return "off" if told else effort_of(row["base"], row["effort"])


def speed_rows(folder: Path) -> Iterator[tuple[object, ...]]:
    """The table of the product: for every model, host and effort its newest figure."""
    newest: dict[tuple[str, str, str], Paced] = {(p.model, p.host, p.effort): p for p in paced(folder)}
    for one in sorted(newest.values(), key=lambda p: (p.model, p.effort)):
        figure = float(f"{one.speed:.3g}")
        yield one.model, one.host, one.effort, f"{figure:g}", SOURCE[one.file], one.released.isoformat()


@dataclass(frozen=True, slots=True)
class Judged:
    """n figures of October predicted: median |predicted/actual - 1| of seconds a token, bias, share in the band."""

    title: str
    n: int
    error: float
    bias: float
    coverage: float
    target: float
    sure: Sureness | None = None

    @property
    def missed(self) -> bool:
        return self.error > self.target + ROUNDED


def judged(folder: Path) -> list[Judged]:
    """October's figures predicted from the same endpoint in August, and for models without one from the newest of the
    family with the same tier word, else of the family, else the median of recent models."""
    found = paced(folder)
    old = {(p.model, p.effort): p for p in found if p.file == SPEEDS}
    new = [p for p in found if p.file == NEW_SPEEDS]
    days = (MEASURED_ON[NEW_SPEEDS] - MEASURED_ON[SPEEDS]).days
    same = [log(p.speed / old[p.model, p.effort].speed) for p in new if (p.model, p.effort) in old]
    tier: list[float] = []
    family: list[float] = []
    every: list[float] = []
    for one in new:
        middle = recent_median(found, one)
        rivals = _of_tier(found, one) or _of_family(found, one)
        every.append(log(one.speed / (of_line(newest_speed(rivals), middle) if rivals else middle)))
        if rivals:
            (tier if _of_tier(found, one) else family).append(every[-1])
    unknown = _score("no figure of its own: all", every, None)
    return [
        _score(f"the same endpoint, {days} days before", same, age_doubt(days)),
        _score("no figure of its own: newest of the family and tier", tier, None),
        _score("no figure of its own: newest of the family", family, None),
        replace(unknown, sure=sureness([one.model for one in new], every)),
    ]


def _of_tier(found: Sequence[Paced], one: Paced) -> list[Paced]:
    return [p for p in _of_family(found, one) if p.tier == one.tier]


def _of_family(found: Sequence[Paced], one: Paced) -> list[Paced]:
    """Models of the family, others than this one and no newer."""
    return [p for p in found if p.family == one.family and p.model != one.model and p.released <= one.released]


def recent_median(found: Sequence[Paced], one: Paced) -> float:
    """Median tokens/s of other models released in the 240 days before this one."""
    ages = ((p.speed, (one.released - p.released).days) for p in found if p.model != one.model)
    return median(speed for speed, days in ages if 0 <= days <= RECENT_DAYS)


def newest_speed(rivals: Sequence[Paced]) -> float:
    """Median tokens/s of the newest of them, over efforts."""
    by_model: dict[tuple[date, str], list[float]] = defaultdict(list)
    for one in rivals:
        by_model[one.released, one.model].append(one.speed)
    return median(by_model[max(by_model)])


def _score(title: str, errors: Sequence[float], sd: float | None) -> Judged:
    values = np.array(errors)
    spread = float(np.quantile(np.abs(values), 0.8)) / Z80 if sd is None else sd
    return Judged(
        title,
        len(errors),
        float(np.median(np.abs(np.expm1(values)))),
        exp(float(np.median(values))),
        float(np.mean(np.abs(values) < Z80 * spread)),
        SAME_TARGET if sd is not None else OTHER_TARGET,
    )


def speed_section(found: Sequence[Judged]) -> str:
    """The part of docs/accuracy.md on speeds."""
    lines = [
        "\n## Seconds per token",
        "",
        "October's tokens/s predicted from older figures and models; error and bias: of seconds a token. Targets: 16%",
        "where the endpoint has a figure under 90 days old, 33% elsewhere.",
        "",
        "| known | figures | error | target | bias | in the band |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_line(one) for one in found]
    return "\n".join(lines)


def _line(one: Judged) -> str:
    missed = " (missed)" if one.missed else ""
    return (
        f"| {one.title} | {one.n} | {one.error:.0%}{missed} | {one.target:.0%} | {one.bias:.2f} | {one.coverage:.0%} |"
    )
