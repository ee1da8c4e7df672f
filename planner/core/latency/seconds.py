"""Seconds. TTFT = t0 + fresh/w + cached/(20 w); first answer = TTFT + R/v; E2E = TTFT + (R + V)/v.

t0: network, queue and first step without thinking, seconds; w: prompt tokens read a second; v: output tokens a second.
A published TTFT of a host that hides its thinking is never t0: thinking is added here, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp, log, sqrt
from statistics import median

import numpy as np

from planner.core.models.catalogue import Offer, Profile, Speed
from planner.core.results import Evidence
from planner.core.tokens.fitted import nearest_effort
from planner.core.workload import Overrides, Workload

PREFILL_TOKENS_PER_SECOND = 15_000.0
CACHED_READ_SPEEDUP = 20.0
# Tool loops, held against 9,636 agent runs: 1.8 s a turn (wait and a quick tool) and 0.75 s for every 10,000 tokens of
# input, since a long context slows everything around the call (docs/accuracy.md). The 0.75 s holds where 90 % comes
# from cache, as it does in such runs; what misses is read at the slow end of measured prefill speeds.
LOOP_TTFT_SECONDS = 1.8
LOOP_FRESH_TOKENS_PER_SECOND = 8_000.0
LOOP_CACHED_TOKENS_PER_SECOND = 14_400.0
LOOP_MEASURED_TOKENS = 150_000
"""Input tokens of a mean call up to which measured runs confirm these reading speeds: 98 % of them sent no more
(docs/methodology.md, "Speeds")."""
TTFT_DOUBT = 0.30
"""How far a host's usual wait is off, sd of ln."""
PRIOR_TTFT_SECONDS = 1.5
PRIOR_SPEEDS = {"vendor": 96.0, "router": 61.0, "agent": 78.0}
PRIOR_SOURCE = "Median over all models {kind}, from Artificial Analysis figures of 10 Jul 2026"
FAMILY_SOURCE = "Computed from other models of its family {kind}, from Artificial Analysis figures of 10 Jul 2026"
KINDS = {"vendor": "at makers and hosts", "router": "at routers", "agent": "in agents' loops"}
PRIOR_CHECKED = date(2026, 7, 10)
# sd of ln: from call to call, from run to run, and (beside the figure's age) of a speed measured at this endpoint, at
# another host, for another model of its tier and family, or not at all (docs/methodology.md, "Speeds").
SPEED_SPREAD = 0.20
RUN_FACTOR_SPREAD = 0.18
SPEED_DOUBT = {"model+effort": 0.12, "model": 0.50, "family": 0.50, "class": 0.70, "given": 0.0}
LOOP_SPEED_DOUBT = 0.4
LINE_WEIGHT, MEDIAN_SPEED = 0.5, 94.0
"""The weight, in logarithms, of the newest figure of a tier and family, against the median (tokens/s) of models
released in the 240 days up to October 2026 (274 figures of Artificial Analysis; docs/accuracy.md, "Seconds per
token")."""
STALE_AFTER_DAYS = {"1": 0.06, "7": 0.11, "30": 0.17, "42": 0.22, "84": 0.25, "182": 0.37, "365": 0.50}
"""The sd of ln that a figure of the same endpoint has after so many days: half a year of Artificial Analysis' figures;
the last one is a judgement."""
ROUTERS = ("openrouter", "huggingface")


@dataclass(frozen=True, slots=True)
class Reading:
    """Prompt tokens read a second, afresh and from cache."""

    fresh_per_second: float
    cached_per_second: float

    def seconds(self, fresh: float, cached: float) -> float:
        return fresh / self.fresh_per_second + cached / self.cached_per_second


CHAT_READING = Reading(PREFILL_TOKENS_PER_SECOND, CACHED_READ_SPEEDUP * PREFILL_TOKENS_PER_SECOND)
LOOP_READING = Reading(LOOP_FRESH_TOKENS_PER_SECOND, LOOP_CACHED_TOKENS_PER_SECOND)


def in_a_loop(load: Workload) -> bool:
    """Whether the run is an agent's: more than one step, each a tool call."""
    return load.steps > 1 and load.step_kind == "tool"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one offer answers in one mode. `whole_ttft`: t0 is the user's TTFT of every call, reading included.

    The first call is timed by `base_ttft_seconds` and plain reading; a call within a run by `turn_seconds` and
    `reading`, which in a tool loop are those of measured agent runs. `doubt`: how far the speed is off, sd of
    ln; None takes it by its basis alone.
    """

    base_ttft_seconds: float
    turn_seconds: float
    tokens_per_second: float
    whole_ttft: bool
    speed_given: bool
    evidence: Evidence
    reading: Reading = CHAT_READING
    doubt: float | None = None

    def first_reading_seconds(self, fresh: float, cached: float) -> float:
        """Seconds the first call spends reading its prompt."""
        return 0.0 if self.whole_ttft else CHAT_READING.seconds(fresh, cached)

    def reading_seconds(self, fresh: float, cached: float) -> float:
        """Seconds a run's calls spend reading their prompts."""
        return 0.0 if self.whole_ttft else self.reading.seconds(fresh, cached)

    def output_seconds(self, tokens: float) -> float:
        """Seconds spent producing output tokens."""
        return tokens / self.tokens_per_second


def pace_of(
    offer: Offer, profile: Profile | None, mode: str, *, loops: bool, overrides: Overrides, on: date | None = None
) -> Pace:
    """The offer's pace by the closest measurement: host and effort, model, the newest of its tier and family, then the
    prior of its kind. `on`: the day on which the age of figures is counted; None takes them as new."""
    speed, evidence = _speed(offer, profile, mode, loops)
    if overrides.tokens_per_second is not None:
        speed, evidence = overrides.tokens_per_second, Evidence("given", "your own figure")
    ttft = overrides.ttft_seconds
    base = ttft if ttft is not None else _base_ttft(profile)
    return Pace(
        base_ttft_seconds=base,
        turn_seconds=max(base, LOOP_TTFT_SECONDS) if loops and ttft is None else base,
        tokens_per_second=speed,
        whole_ttft=ttft is not None,
        speed_given=overrides.tokens_per_second is not None,
        evidence=evidence,
        reading=LOOP_READING if loops else CHAT_READING,
        doubt=_doubt(evidence, on, loops=loops),
    )


def _doubt(evidence: Evidence, on: date | None, *, loops: bool) -> float:
    """The doubt about the speed, sd of ln: by its evidence and its age; at least 0.4 in a tool loop."""
    if evidence.basis == "given":
        return 0.0
    days = (on - evidence.checked).days if on and evidence.checked else 0
    doubt = sqrt(SPEED_DOUBT.get(evidence.basis, SPEED_DOUBT["class"]) ** 2 + age_doubt(days) ** 2)
    return max(doubt, LOOP_SPEED_DOUBT) if loops else doubt


@lru_cache(maxsize=1024)
def age_doubt(days: int) -> float:
    """How far a figure of the same endpoint is off after so many days, sd of ln; none for one of today."""
    if days <= 0:
        return 0.0
    ages = [log(float(age)) for age in STALE_AFTER_DAYS]
    doubt: float = np.interp(log(days), ages, list(STALE_AFTER_DAYS.values()))
    return float(doubt)


def _base_ttft(profile: Profile | None) -> float:
    if profile and profile.base_ttft_seconds:
        return profile.base_ttft_seconds.value
    return PRIOR_TTFT_SECONDS


def _speed(offer: Offer, profile: Profile | None, mode: str, loops: bool) -> tuple[float, Evidence]:
    measured = (*offer.speeds, *(profile.speeds if profile else ()))
    own = [s for s in measured if s.host == offer.host]
    for speeds, level in ((own, "model+effort"), ([s for s in measured if s.host is None], "model")):
        exact = [s for s in speeds if s.effort == mode]
        if exact:
            return _reading(exact, "model+effort")
        near = _nearest(speeds, mode)
        if near:
            return _reading(near, "model" if level == "model" else "model+effort")
    if measured:
        return _reading(measured, "model")
    if offer.line_speeds:
        speed, evidence = _reading(_nearest(offer.line_speeds, mode) or offer.line_speeds, "family")
        return of_line(speed), evidence
    kind = "router" if offer.host.startswith(ROUTERS) else ("agent" if loops else "vendor")
    family = dict(offer.family_speeds).get(kind)
    if family:
        return family, Evidence("class", FAMILY_SOURCE.format(kind=KINDS[kind]), PRIOR_CHECKED)
    return PRIOR_SPEEDS[kind], Evidence("class", PRIOR_SOURCE.format(kind=KINDS[kind]), PRIOR_CHECKED)


def of_line(newest: float, median: float = MEDIAN_SPEED) -> float:
    """Tokens/s of a model without a figure: the newest of its tier and family, drawn towards the median of recent
    models."""
    return exp(LINE_WEIGHT * log(newest) + (1 - LINE_WEIGHT) * log(median))


def _nearest(speeds: Iterable[Speed], mode: str) -> list[Speed]:
    """Rows at the closest effort. A row without effort holds for all efforts; off is not close to any."""
    speeds = list(speeds)
    plain = [s for s in speeds if s.effort is None]
    if mode == "off":
        return plain or [s for s in speeds if s.effort == "off"]
    thinking = tuple(s.effort for s in speeds if s.effort not in (None, "off"))
    nearest = nearest_effort(mode, thinking) if thinking else None
    return [s for s in speeds if s.effort == nearest] if nearest else plain


def _reading(speeds: Sequence[Speed], basis: str) -> tuple[float, Evidence]:
    newest = max(speed.checked for speed in speeds)
    latest = [speed for speed in speeds if speed.checked == newest]
    return median(s.tokens_per_second for s in latest), Evidence(basis, latest[0].source, newest)


def speed_doubt(pace: Pace) -> float:
    """The doubt about the speed by where it was measured, sd of ln; with own runs what they leave of it."""
    if pace.doubt is not None:
        return pace.doubt
    return SPEED_DOUBT.get(pace.evidence.basis, SPEED_DOUBT["class"])


def speed_sd(pace: Pace) -> float:
    """Everything that varies the time of a token, sd of ln: hour, doubt and run; 0 where the speed is stated."""
    return 0.0 if pace.speed_given else sqrt(SPEED_SPREAD**2 + speed_doubt(pace) ** 2 + RUN_FACTOR_SPREAD**2)
