"""Logs whose rows are whole runs, not calls: the steps of a run that such rows record, put into the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import FEWEST_FOR_SPREAD, Calls, Key
from planner.core.usage.plan import SAID_MODES, Plan
from planner.core.usage.run_facts import MOST_SPREAD, MOST_STEPS
from planner.core.validation.backtest import loop_input


class RunSteps(NamedTuple):
    """What rows that each hold a whole run, or the mean of several, say of steps: how many `runs`, the sum of their
    steps, and over `rows` the sums of ln and of its square."""

    key: Key
    runs: float
    steps: float
    ln: float
    ln_squares: float
    rows: int


def run_steps(calls: Calls) -> Iterator[RunSteps]:
    """Steps recorded by the rows of each key that record any."""
    known = ~np.isnan(calls.steps)
    for place in np.unique(calls.key[known]):
        rows = known & (calls.key == place)
        n, steps, ln = calls.n[rows], calls.steps[rows], np.log(calls.steps[rows])
        yield RunSteps(
            key=calls.keys[place],
            runs=float(n.sum()),
            steps=float((n * steps).sum()),
            ln=float(ln.sum()),
            ln_squares=float((ln**2).sum()),
            rows=len(n),
        )


def with_run_steps(plan: Plan, calls: Calls, *, usual: Mapping[str, float], is_whole: bool) -> Plan:
    """The plan whose entries have the mean steps that runs say and, where every row is a whole run (`is_whole`), whose
    workload has them too. `usual`: calls per episode by kind of work, taken for runs that do not say their steps."""
    recorded = list(run_steps(calls))
    own = tuple(_with_steps(one, recorded, usual) for one in plan.calibration)
    load = _in_steps(plan.workload, float(calls.n.sum()), recorded, usual) if is_whole else plan.workload
    return replace(plan, workload=load, calibration=own)


def _with_steps(entry: OwnRuns, recorded: Sequence[RunSteps], usual: Mapping[str, float]) -> OwnRuns:
    """The entry with its steps; figures of kinds of work that are per call are divided by them."""
    same = [
        one
        for one in recorded
        if one.key.model == entry.model
        and (one.key.effort.casefold() == entry.thinking or one.key.effort.casefold() not in SAID_MODES)
        and (one.key.task == entry.task_class or one.key.task not in usual)
    ]
    runs = sum(one.runs for one in same)
    if not runs:
        return entry
    steps = sum(one.steps for one in same) / runs
    if usual.get(entry.task_class) == 1:
        figures = {name: getattr(entry, name) for name in ("reasoning_tokens", "visible_tokens", "seconds")}
        return replace(entry, **{name: value / steps for name, value in figures.items() if value is not None})
    if entry.steps is not None:
        return entry
    sd = _sd_ln(same)
    return replace(entry, steps=steps, sd_ln={**entry.sd_ln, **({"steps": sd} if sd else {})})


def _in_steps(
    load: Mapping[str, Any], runs: float, recorded: Sequence[RunSteps], usual: Mapping[str, float]
) -> Mapping[str, Any]:
    """The workload of one step, its tokens those of a whole run, as a run of several steps that adds up to them."""
    recorded_runs = sum(one.runs for one in recorded)
    assumed = usual.get(str(load["task_class"]), 1.0) * max(runs - recorded_runs, 0.0)
    steps = (sum(one.steps for one in recorded) + assumed) / max(runs, recorded_runs) if runs or recorded_runs else 1.0
    whole = max(1, min(round(steps), MOST_STEPS))
    if whole == 1 or load["steps"] != 1:
        return load
    visible = load["visible_tokens_per_call"]
    spoken = None if visible is None else round(visible / whole)
    start, grown = loop_input(load["input_tokens"] + load["shared_prefix_tokens"], whole)
    spread = _sd_ln(recorded) if recorded_runs >= runs else None
    return {
        **load,
        "steps": whole,
        "shared_prefix_tokens": 0,
        "input_tokens": round(start),
        "tool_result_tokens": round(max(grown - (spoken or 0), 0.0)),
        "visible_tokens_per_call": spoken,
        # What a step adds holds whatever was kept of the thinking.
        "keep_reasoning": "none",
    } | ({"steps_spread": min(spread, MOST_SPREAD)} if spread else {})


def _sd_ln(recorded: Sequence[RunSteps]) -> float | None:
    """sd of ln of steps from run to run; None where rows are means of several runs, or too few."""
    rows, runs = sum(one.rows for one in recorded), sum(one.runs for one in recorded)
    if rows < FEWEST_FOR_SPREAD or rows != runs:
        return None
    total, squares = sum(one.ln for one in recorded), sum(one.ln_squares for one in recorded)
    return round(sqrt(max(squares - total**2 / rows, 0.0) / (rows - 1)), 6) or None
