"""From runs to seconds: the first call's latencies, the whole run, and where its time goes."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.band import Tail
from planner.core.results import Latency, TimePart
from planner.core.runs import Run, Setting, median_factor


def latency_of(setting: Setting, parts: Sequence[tuple[float, Run]]) -> Latency | None:
    """Medians in seconds over the mix of runs; null for batch, which promises a day and no seconds."""
    if is_batch(setting):
        return None
    moments = [(share, _moments(setting, run)) for share, run in parts]
    certain = all(run.reasoning_given and run.visible_given for _, run in parts)
    pace = setting.pace
    sure = (
        pace.whole_ttft,
        pace.whole_ttft and pace.speed_given and all(run.reasoning_given for _, run in parts),
        pace.whole_ttft and pace.speed_given and certain,
        pace.whole_ttft and pace.speed_given and certain and not setting.workload.retry_rate,
    )
    values = [sum(share * m[i] for share, m in moments) for i in range(4)]
    ttft, first, e2e, run = (Tail(v, v if exact else None) for v, exact in zip(values, sure, strict=True))
    return Latency(ttft, first, e2e, run)


def is_batch(setting: Setting) -> bool:
    return setting.workload.service_tier == "batch" or setting.offer.model_id.endswith(":batch")


def _moments(setting: Setting, run: Run) -> tuple[float, float, float, float]:
    """TTFT, first answer token, end of the first call, end of the run; the thinking taken at its median."""
    pace, shape = setting.pace, run.shape
    thinking = float(shape.reasoning) * median_factor(setting, run)
    read_first = float(run.cache.prefix_hit * shape.shared)
    ttft = pace.base_ttft_seconds + pace.reading_seconds(float(shape.start) - read_first, read_first)
    first = ttft + pace.speaking_seconds(thinking)
    end = first + pace.speaking_seconds(float(shape.visible))
    return ttft, first, end, _run_seconds(setting, run, thinking)


def _run_seconds(setting: Setting, run: Run, thinking: float) -> float:
    pace, steps = setting.pace, run.shape.steps
    calls = steps * (pace.base_ttft_seconds + pace.speaking_seconds(thinking + float(run.shape.visible)))
    reading = pace.reading_seconds(float(run.fresh), float(run.cached))
    tools = steps * float(setting.workload.tool_seconds)
    return (calls + reading + tools) * (1 + float(setting.workload.retry_rate))


def time_parts(setting: Setting, parts: Sequence[tuple[float, Run]]) -> tuple[TimePart, ...]:
    """Mean seconds by what they are spent on, per call and per run, without retries."""
    if is_batch(setting):
        return ()
    totals = dict.fromkeys(("wait", "read", "think", "answer", "tool"), 0.0)
    steps, pace = setting.workload.steps, setting.pace
    for share, run in parts:
        totals["wait"] += share * steps * pace.base_ttft_seconds
        totals["read"] += share * pace.reading_seconds(float(run.fresh), float(run.cached))
        totals["think"] += share * steps * pace.speaking_seconds(float(run.shape.reasoning))
        totals["answer"] += share * steps * pace.speaking_seconds(float(run.shape.visible))
        totals["tool"] += share * steps * float(setting.workload.tool_seconds)
    return tuple(TimePart(kind, seconds / steps, seconds) for kind, seconds in totals.items())
