"""Where the seconds of an average run go, and how long runs take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.core.band import Tail
from planner.core.results import Estimate
from planner.core.workload import Workload
from planner.web import filters

TIMES = {"wait": "Wait for the host", "read": "Read the prompt", "think": "Think", "answer": "Answer", "tool": "Tool"}


@dataclass(frozen=True, slots=True)
class TimeLine:
    name: str
    note: str
    call: str
    run: str


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Where the seconds of an average run go."""

    lines: tuple[TimeLine, ...]
    call: str
    run: str
    note: str


def time_table(estimate: Estimate, workload: Workload) -> TimeTable | None:
    """Mean seconds by what they go to; None where no seconds are promised (batch)."""
    parts = [p for p in estimate.time_parts if p.seconds_per_run or p.kind != "tool"]
    if not parts or estimate.latency is None:
        return None
    notes = _time_notes(estimate, workload)
    lines = tuple(
        TimeLine(
            TIMES.get(p.kind, p.kind),
            notes.get(p.kind, ""),
            filters.decimals(p.seconds_per_call, 2),
            filters.clock(p.seconds_per_run),
        )
        for p in parts
    )
    call, run = sum(p.seconds_per_call for p in parts), sum(p.seconds_per_run for p in parts)
    return TimeTable(lines, filters.decimals(call, 2), filters.clock(run), _time_note(estimate.latency.run, run))


def _time_notes(estimate: Estimate, workload: Workload) -> dict[str, str]:
    tokens = estimate.tokens
    sent = tokens.input / workload.steps / (1 + Decimal(str(workload.retry_rate)))
    return {
        "read": f"{filters.tokens(sent)} tokens",
        "think": f"{filters.whole(tokens.reasoning_per_call)} tokens" if tokens.reasoning_per_call else "",
        "answer": f"{filters.whole(tokens.visible_per_call)} tokens",
        "tool": "as you typed",
    }


def _time_note(run: Tail, mean: float) -> str:
    half, tail = run.p50, run.p95
    said = f"Half of runs end under {filters.duration(half)}"
    if tail is not None and tail > half:
        said += f", 95% under {filters.duration(tail)}"
    if mean > half * 1.02:
        return f"{said}. The average sits above the half because a few runs think much longer."
    return f"{said}."
