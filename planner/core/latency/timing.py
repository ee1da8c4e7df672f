"""Where a run's time goes: waiting, reading, thinking, answering, tools; means, in seconds."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.runs import Run
from planner.core.results import TimePart


def is_batch(inputs: EstimateInputs) -> bool:
    return inputs.workload.service_tier == "batch" or inputs.offer.model_id.endswith(":batch")


def time_parts(inputs: EstimateInputs, parts: Sequence[tuple[float, Run]]) -> tuple[TimePart, ...]:
    """Mean seconds by what they are spent on, per call and per run, without retries."""
    if is_batch(inputs):
        return ()
    totals = dict.fromkeys(("wait", "read", "think", "answer", "summary", "tool"), 0.0)
    steps = inputs.workload.steps
    for share, run in parts:
        pace = run.pace
        totals["wait"] += share * float(run.calls) * pace.turn_seconds
        totals["read"] += share * pace.reading_seconds(float(run.fresh), float(run.cached))
        totals["think"] += share * steps * pace.output_seconds(float(run.shape.reasoning))
        totals["answer"] += share * steps * pace.output_seconds(float(run.shape.visible))
        totals["summary"] += share * pace.output_seconds(float(run.summaries * run.shape.summary))
        totals["tool"] += share * steps * float(inputs.workload.tool_seconds)
    used = {kind: seconds for kind, seconds in totals.items() if seconds or kind != "summary"}
    return tuple(TimePart(kind, seconds / steps, seconds) for kind, seconds in used.items())
