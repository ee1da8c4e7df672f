"""Where the seconds of a run go at its expected tokens, and their average."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.core.latency.seconds import LOOP_MEASURED_TOKENS, in_a_loop
from planner.core.results import Estimate, TimePart
from planner.core.uncertainty.averages import is_spread, mean_of
from planner.core.workload import Workload

SHORT = 10
"""Seconds below which a clock has decimals."""


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Seconds of a call and of a run at expected tokens, by what they go to, and of a run on average, None where every
    second was given. `sent`: tokens of a call; `reading`: what the speed of reading rests on in a tool loop, measured
    or guess, empty elsewhere; `at_once`: parts of the run are done at once."""

    parts: tuple[TimePart, ...]
    expected: float | None
    sent: Decimal
    reading: str
    at_once: bool

    @property
    def call(self) -> float:
        return sum(part.seconds_per_call for part in self.parts)

    @property
    def run(self) -> float:
        return sum(part.seconds_per_run for part in self.parts)

    @property
    def more(self) -> float:
        """What slow runs add, as the difference of whole seconds as printed, so that the lines add up."""
        mean = self.run if self.expected is None else self.expected
        return round(mean) - round(self.run) if min(mean, self.run) >= SHORT else mean - self.run


def time_table(estimate: Estimate, workload: Workload) -> TimeTable | None:
    """None where no seconds are promised (batch)."""
    parts = tuple(p for p in estimate.time_parts if p.seconds_per_run or p.kind != "tool")
    if not parts or estimate.latency is None:
        return None
    seconds = estimate.run_spread.seconds if estimate.run_spread else ()
    steps = sum((Decimal(str(s.share)) * s.times * s.steps for s in estimate.stages), Decimal(0)) or workload.steps
    sent = estimate.tokens.input / steps / (1 + Decimal(str(workload.retry_rate)))
    return TimeTable(
        parts,
        mean_of(seconds) if is_spread(seconds) else None,
        sent,
        _reading(estimate, workload, sent),
        any(stage.parallel and stage.times > 1 for stage in workload.stages),
    )


def _reading(estimate: Estimate, workload: Workload, sent: Decimal) -> str:
    """Empty where the reader stated the wait."""
    read = sum(part.seconds_per_run for part in estimate.time_parts if part.kind == "read")
    looping = in_a_loop(workload) or any(stage.steps > 1 for stage in estimate.stages)
    if not looping or workload.step_kind != "tool" or not read:
        return ""
    return "guess" if sent > LOOP_MEASURED_TOKENS else "measured"
