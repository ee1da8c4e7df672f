"""Seconds. TTFT = t0 + fresh/w + cached/(20 w); first answer = TTFT + R/v; E2E = TTFT + (R + V)/v.

t0: network, queue and first step without thinking, seconds; w: prompt tokens read a second; v: output tokens a second.
A published TTFT of a host that hides its thinking is never t0: thinking is added here, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

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
PRIOR_TTFT_SECONDS = 1.5
PRIOR_SPEEDS = {"vendor": 96.0, "router": 61.0, "agent": 78.0}
PRIOR_SOURCE = "Median over all models measured by Artificial Analysis, 10 Jul 2026"
FAMILY_SOURCE = "Fitted speed of the model's family, from Artificial Analysis figures of 10 Jul 2026"
PRIOR_CHECKED = date(2026, 7, 10)
# sd of ln: from call to call, from run to run, and how far a speed is off when it was measured elsewhere: same endpoint
# at another effort, another host, not at all (sections 5 of the study and 6 of the domain).
SPEED_SPREAD = 0.20
RUN_FACTOR_SPREAD = 0.18
SPEED_DOUBT = {"model+effort": 0.20, "model": 0.55, "family": 0.55, "class": 0.70, "given": 0.0}
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
    `reading`, which in a tool loop are those of measured agent runs. `doubt`: sd of ln that own runs leave, else None.
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

    def speaking_seconds(self, tokens: float) -> float:
        """Seconds spent producing output tokens."""
        return tokens / self.tokens_per_second


def pace_of(offer: Offer, profile: Profile | None, mode: str, *, loops: bool, overrides: Overrides) -> Pace:
    """The offer's pace by the closest measurement: host and effort, model, then the prior of its kind."""
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
    )


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
    kind = "router" if offer.host.startswith(ROUTERS) else ("agent" if loops else "vendor")
    family = dict(offer.family_speeds).get(kind)
    if family:
        return family, Evidence("class", f"{FAMILY_SOURCE} ({kind})", PRIOR_CHECKED)
    return PRIOR_SPEEDS[kind], Evidence("class", f"{PRIOR_SOURCE} ({kind})", PRIOR_CHECKED)


def _nearest(speeds: Iterable[Speed], mode: str) -> list[Speed]:
    """Rows at the closest effort; a row without effort holds for all; off is close to no effort."""
    speeds = list(speeds)
    plain = [s for s in speeds if s.effort is None]
    if mode == "off":
        return plain or [s for s in speeds if s.effort == "off"]
    thinking = tuple(s.effort for s in speeds if s.effort not in (None, "off"))
    nearest = nearest_effort(mode, thinking) if thinking else None
    return [s for s in speeds if s.effort == nearest] if nearest else plain


def _reading(speeds: Iterable[Speed], basis: str) -> tuple[float, Evidence]:
    speeds = list(speeds)
    first = speeds[0]
    return median(s.tokens_per_second for s in speeds), Evidence(basis, first.source, first.checked)


def speed_doubt(pace: Pace) -> float:
    """How far the speed is off for where it was measured, sd of ln; what own runs leave of it."""
    if pace.doubt is not None:
        return pace.doubt
    return SPEED_DOUBT.get(pace.evidence.basis, SPEED_DOUBT["class"])


def speed_sd(pace: Pace) -> float:
    """All that moves the time a token takes, sd of ln: the hour, the doubt, the run; none where the speed is given."""
    return 0.0 if pace.speed_given else sqrt(SPEED_SPREAD**2 + speed_doubt(pace) ** 2 + RUN_FACTOR_SPREAD**2)
