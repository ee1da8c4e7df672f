"""A plan from a log: the workload it describes, and its runs as own runs that move the estimate.

The workload holds what every model would share: runs, what is sent, how it grows, what is said. What each model thinks
is left open; own runs tell it for the model that ran, and what the work has in common for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, log
from typing import Any

import numpy as np

from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import Calls, Floats, of_keys
from planner.core.usage.summary import PerRun, days_spanned, hours_of, per_run, run_count, thinking_of, with_calls
from planner.core.workload import EFFORTS

AGENT_STEPS = 3.0
"""Above so many calls in a mean run it is an agent's."""
LONG_INPUT_TOKENS = 8_000.0
MOST_STEPS, MOST_SPREAD = 1000, 2.0
CODING_TOOLS = ("Claude Code", "Codex", "Cursor")
FEWEST_FOR_SPREAD = 3
HOUR_SHARE = 0.01
SAID_MODES = ("off", *EFFORTS, "on", "default")


@dataclass(frozen=True, slots=True)
class Plan:
    """`workload`: fields of an estimate's workload. `calibration`: own runs, one entry a model and thinking mode."""

    workload: Mapping[str, Any]
    calibration: tuple[OwnRuns, ...]


def plan_of(calls: Calls, *, log_format: str, classes: Mapping[str, bool], task_class: str | None = None) -> Plan:
    """The plan of all `calls`. `classes`: every kind of work, and whether its figures are of single
    calls rather than of runs; `task_class`: as the user chose.
    """
    calls = with_calls(calls)
    runs = per_run(calls)
    steps = _steps(runs)
    kind = task_class or _kind(calls, runs, steps, log_format, classes)
    return Plan(_workload(calls, runs, steps, kind), tuple(_own(calls, kind, classes)))


def _steps(runs: PerRun) -> float:
    return float(runs.steps.mean()) if len(runs.steps) else 1.0


def _kind(calls: Calls, runs: PerRun, steps: float, log_format: str, classes: Mapping[str, bool]) -> str:
    """The kind of work: as the log says, else by how runs look. A guess, to be changed by the user."""
    said = [key.task for key in calls.keys if key.task in classes]
    if said:
        return said[0]
    if any(tool in log_format for tool in CODING_TOOLS):
        return "coding_agent"
    if steps > AGENT_STEPS:
        return "support_agent"
    mean = _mean(runs.first_input)
    return "long_document" if mean is not None and mean > LONG_INPUT_TOKENS else "everyday_qa"


def _workload(calls: Calls, runs: PerRun, steps: float, kind: str) -> dict[str, Any]:
    whole = max(1, min(round(steps), MOST_STEPS))
    first, shared = _mean(runs.first_input) or 0.0, _shared(runs)
    visible = _ratio(calls.visible, calls.n)
    days = days_spanned(calls)
    found: dict[str, Any] = {
        "task_class": kind,
        "runs_per_day": _short(run_count(calls) / days) if days else _short(run_count(calls)),
        "hours_per_day": _hours(calls),
        "input_tokens": round(max(first - shared, 0.0)),
        "shared_prefix_tokens": round(shared),
        "visible_tokens_per_call": round(visible) if visible is not None else None,
        "steps": whole,
        "tool_result_tokens": _growth(runs, visible or 0.0) if whole > 1 else 0,
        "tool_seconds": _short((_mean(runs.gaps) or 0.0) / whole) if whole > 1 else 0,
    }
    if whole > 1:
        # What a step adds holds whatever was kept of the thinking.
        found["keep_reasoning"] = "none"
    spread = _sd_ln(runs.steps) if whole > 1 else None
    return found | ({"steps_spread": min(spread, MOST_SPREAD)} if spread else {}) | _thinking_share(runs)


def _thinking_share(runs: PerRun) -> dict[str, float]:
    """The share of runs that think, where it is told and not all or none do."""
    thought = runs.reasoning
    told = thought[~np.isnan(thought)]
    share = float((told > 0).mean()) if len(told) else 1.0
    return {"thinking_share": round(share, 4)} if 0 < share < 1 else {}


def _shared(runs: PerRun) -> float:
    """Instructions that runs share: what half of the first calls read from cache, no more than the shortest sends."""
    told = runs.first_read[~np.isnan(runs.first_read)]
    sent = runs.first_input[~np.isnan(runs.first_input)]
    if len(told) < 2 or not len(sent):
        return 0.0
    return float(min(np.median(told), sent.min()))


def _growth(runs: PerRun, visible: float) -> int:
    """Tokens a step adds beside the answer, so that all inputs add up to the log's: a run of N calls sends its first
    input N times and N(N-1)/2 times what a step adds. Kept reasoning, where there was any, is in it."""
    told = ~np.isnan(runs.input) & ~np.isnan(runs.first_input)
    steps = runs.steps[told]
    pairs = float((steps * (steps - 1) / 2).sum())
    if not pairs:
        return 0
    grown = float((runs.input[told] - steps * runs.first_input[told]).sum()) / pairs
    return round(max(grown - visible, 0.0))


def _hours(calls: Calls) -> float:
    """Hours of the day in which at least one call of a hundred falls."""
    shares = hours_of(calls)
    active = sum(share >= HOUR_SHARE for share in shares) if shares else 24
    # A log of days alone puts every call at midnight.
    return active if active > 1 else 24


def _own(calls: Calls, kind: str, classes: Mapping[str, bool]) -> list[OwnRuns]:
    """One entry for each model, effort and (where the log says one) kind of work."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(calls.keys):
        task = key.task if key.task in classes else kind
        found.setdefault((key.model, key.effort, task), []).append(place)
    entries = []
    for (model, effort, task), places in found.items():
        part = of_keys(calls, places)
        if model and len(part.key) and np.all(part.n == 1):
            entries.append(_entry(model, effort, task, single(part) if classes.get(task) else part))
    return sorted(entries, key=lambda entry: -entry.runs)


def single(calls: Calls) -> Calls:
    """The same calls, each a run of its own."""
    return replace(calls, run=np.zeros_like(calls.run))


def _entry(model: str, effort: str, task: str, calls: Calls) -> OwnRuns:
    runs = per_run(calls)
    told = thinking_of(calls)
    mode = effort.casefold() if effort.casefold() in SAID_MODES else told or "default"
    figures: dict[str, Floats] = {
        "reasoning_tokens": runs.reasoning,
        "visible_tokens": runs.visible if told is not None else np.full_like(runs.visible, np.nan),
        "steps": runs.steps,
        "seconds": runs.seconds,
    }
    return OwnRuns(
        model=model,
        task_class=task,
        runs=len(runs.steps),
        thinking=mode,
        sd_ln={name: sd for name, values in figures.items() if (sd := _sd_ln(values)) is not None},
        **{name: _mean(values) for name, values in figures.items()},
    )


def _mean(values: Floats) -> float | None:
    told = values[~np.isnan(values)]
    return float(told.mean()) if len(told) else None


def _ratio(values: Floats, weights: Floats) -> float | None:
    told = ~np.isnan(values)
    return float(values[told].sum() / weights[told].sum()) if told.any() and weights[told].sum() else None


def _sd_ln(values: Floats) -> float | None:
    """sd of ln from run to run; None where too few runs, or any that used nothing, make it say little."""
    told = values[~np.isnan(values)]
    if len(told) < FEWEST_FOR_SPREAD or told.min() <= 0:
        return None
    return round(float(np.std(np.log(told), ddof=1)), 6)


def _short(number: float) -> int | float:
    """A figure for a form: whole where it is large, else three digits that count."""
    if number >= 100:
        return round(number)
    digits = 3 - ceil(log(number, 10)) if number > 0 else 0
    value = round(number, max(digits, 0))
    return int(value) if value == int(value) else value
