"""Where the seconds of a run go at its expected tokens, and how long runs take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from planner.core.latency.seconds import LOOP_MEASURED_TOKENS, in_a_loop
from planner.core.results import Estimate, Latency
from planner.core.uncertainty.band import Tail
from planner.core.workload import Workload
from planner.web import filters
from planner.web.plan.row.averages import is_spread, mean_of
from planner.web.plan.row.sums import EXPECTED

TIMES = {
    "wait": "Wait for the host",
    "read": "Read the prompt",
    "think": "Think",
    "answer": "Answer",
    "summary": "Summarise",
    "tool": "Tool",
}


SHORT = 10
"""Seconds below which a clock has decimals."""


@dataclass(frozen=True, slots=True)
class TimeLine:
    name: str
    note: str
    call: str
    run: str


@dataclass(frozen=True, slots=True)
class TailLine:
    """How long one moment takes for half of the runs, and for 95 % of them."""

    name: str
    half: str
    most: str


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Where the seconds of a run at its expected tokens go, how far single runs are from it, and their average: `more`
    is what the slow ones add, `expected` the time that the page leads with; both empty where every second was given."""

    head: str
    lines: tuple[TimeLine, ...]
    call: str
    run: str
    tails: tuple[TailLine, ...]
    note: str
    more: str = ""
    expected: str = ""


def time_table(estimate: Estimate, workload: Workload) -> TimeTable | None:
    """Seconds by what they go to, at the expected tokens; None where no seconds are promised (batch)."""
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
    table = TimeTable("Time", lines, filters.decimals(call, 2), filters.clock(run), tails(estimate.latency), "")
    seconds = estimate.run_spread.seconds if estimate.run_spread else ()
    if not is_spread(seconds):
        return table
    mean = mean_of(seconds)
    # Of whole seconds, as both are printed: the shown lines add up.
    more = round(mean) - round(run) if min(mean, run) >= SHORT else mean - run
    return replace(
        table,
        head=f"Time, {EXPECTED} tokens",
        note=_time_note(workload),
        more=f"{'+' if more >= 0 else filters.MINUS}{filters.clock(abs(more))}",
        expected=filters.clock(mean),
    )


def tails(latency: Latency) -> tuple[TailLine, ...]:
    """Until the first word of the first answer, and until the whole run is done."""
    moments = (("First answer begins", latency.first_answer), ("Whole run is done", latency.run))
    return tuple(TailLine(name, filters.duration(t.p50), _most(t)) for name, t in moments)


def _most(tail: Tail) -> str:
    return filters.duration(tail.p95) if tail.p95 is not None else "not known"


def _time_notes(estimate: Estimate, workload: Workload) -> dict[str, str]:
    tokens = estimate.tokens
    steps = sum((Decimal(str(s.share)) * s.times * s.steps for s in estimate.stages), Decimal(0)) or workload.steps
    sent = tokens.input / steps / (1 + Decimal(str(workload.retry_rate)))
    return {
        "read": f"{filters.tokens(sent)} tokens{_reading_evidence(estimate, workload, sent)}",
        "think": f"{filters.whole(tokens.reasoning_per_call)} tokens" if tokens.reasoning_per_call else "",
        "answer": f"{filters.whole(tokens.visible_per_call)} tokens",
        "tool": "as you typed",
    }


def _reading_evidence(estimate: Estimate, workload: Workload, sent: Decimal) -> str:
    """What the speed of reading rests on in a tool loop; nothing where the reader stated the wait."""
    read = sum(part.seconds_per_run for part in estimate.time_parts if part.kind == "read")
    looping = in_a_loop(workload) or any(stage.steps > 1 for stage in estimate.stages)
    if not looping or workload.step_kind != "tool" or not read:
        return ""
    if sent > LOOP_MEASURED_TOKENS:
        return f"; speed measured up to {filters.tokens(LOOP_MEASURED_TOKENS)} a call, beyond that a guess"
    return "; speed measured in other agents’ runs, not at this host"


def _time_note(workload: Workload) -> str:
    """What parts that run at once come to."""
    side_by_side = any(stage.parallel and stage.times > 1 for stage in workload.stages)
    return "Of parts that run at once, the longest counts." if side_by_side else ""
