"""A plan from a log: the workload it describes, and its runs as own runs that move the estimate.

The workload holds what every model would share: runs, what is sent, how it grows, how long answers are. What each model
thinks is left open; own runs tell it for the model that ran, and what the work has in common for the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil, log
from typing import Any

import numpy as np

from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import Calls, Floats, mean_of, of_keys, ratio_of, sd_ln_of
from planner.core.usage.summary import PerRun, days_spanned, hours_of, per_run, run_count, thinking_of, with_calls
from planner.core.workload import EFFORTS, CacheSettings

AGENT_STEPS = 3.0
"""Above so many calls in a mean run it is an agent's."""
LONG_INPUT_TOKENS = 8_000.0
MOST_STEPS, MOST_SPREAD = 1000, 2.0
USUAL_KIND = "everyday_qa"
ALIKE = 0.9
"""Of what first calls read from cache on average: a prompt that runs share is at least that. Less, and what they read
was their own, as earlier turns of a conversation are."""
MEASURED = "measured runs"
"""The format whose rows are means of runs (core/validation)."""
CODING_TOOLS = ("Claude Code", "Codex", "Cursor")
HOUR_SHARE = 0.01
SAID_MODES = ("off", *EFFORTS, "on", "default")


@dataclass(frozen=True, slots=True)
class Plan:
    """`workload`: fields of an estimate's workload; of a log that does not say how many calls it adds up the kind of
    work alone. `calibration`: own runs, one entry a model and thinking mode."""

    workload: Mapping[str, Any]
    calibration: tuple[OwnRuns, ...]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a plan takes from all runs: how many, calls of one and their sd of ln, tokens of the first call, of what
    runs share and of what their first calls read from cache on average, tokens a step adds (None where no run has two
    steps), seconds of pauses in a run, the share that thinks.
    """

    count: float
    steps: float
    steps_sd: float | None
    first_input: float | None
    shared: float
    first_read: float
    grown: float | None
    gaps: float
    thinking_share: float


def plan_of(
    calls: Calls,
    *,
    log_format: str,
    classes: Mapping[str, bool],
    task_class: str | None = None,
    untold: Collection[int] = (),
) -> Plan:
    """The plan of all `calls`. `classes`: every kind of work, and whether its figures are of single
    calls rather than of runs; `task_class`: as the user chose; `untold`: keys whose output the log does not split, so
    that reasoning of nothing is assumed there.
    """
    calls = with_calls(calls)
    if calls.is_uncounted:
        return uncounted_plan(calls, log_format, classes, task_class)
    facts = facts_of(calls)
    kind = task_class or kind_of(
        calls, replace(facts, steps=mean_of(calls.steps, calls.n) or facts.steps), log_format, classes
    )
    sums = {task for task, per_call in classes.items() if per_call or log_format == MEASURED}
    own = _own(calls, kind, classes, sums, untold)
    if MEASURED in log_format:
        own = [one if classes.get(one.task_class, False) else of_whole_runs(one) for one in own]
    return Plan(workload_of(calls, facts, kind), tuple(own))


def of_whole_runs(entry: OwnRuns) -> OwnRuns:
    """The entry of rows that each hold a whole run as if it were one call: they do not record how many calls it
    took."""
    if entry.steps != 1:
        return entry
    return replace(entry, steps=None, sd_ln={name: sd for name, sd in entry.sd_ln.items() if name != "steps"})


def uncounted_plan(calls: Calls, log_format: str, classes: Collection[str], task_class: str | None) -> Plan:
    """The kind of work alone, of a log that does not say how many calls it adds up."""
    return Plan({"task_class": task_class or _named_kind(calls, log_format, classes) or USUAL_KIND}, ())


def facts_of(calls: Calls) -> RunFacts:
    """What the plan takes from the runs of `calls`."""
    runs = per_run(calls)
    shared, first_read = _shared(runs)
    return RunFacts(
        count=run_count(calls),
        steps=mean_of(runs.steps, runs.runs) or 1.0,
        steps_sd=sd_ln_of(runs.steps, runs.runs),
        first_input=mean_of(runs.first_input, runs.runs),
        shared=shared,
        first_read=first_read,
        grown=_grown(runs),
        gaps=mean_of(runs.gaps, runs.runs) or 0.0,
        thinking_share=_thinking_share(runs),
    )


def kind_of(calls: Calls, facts: RunFacts, log_format: str, classes: Mapping[str, bool]) -> str:
    """The kind of work: as the log records it, else by how runs look. A guess that the user can change."""
    named = _named_kind(calls, log_format, classes)
    if named:
        return named
    if facts.steps > AGENT_STEPS:
        return "support_agent"
    is_long = facts.first_input is not None and facts.first_input > LONG_INPUT_TOKENS
    return "long_document" if is_long else USUAL_KIND


def _named_kind(calls: Calls, log_format: str, classes: Collection[str]) -> str:
    """The kind that most calls name as their task, else by the tool that wrote the log; else empty."""
    calls_by_kind: dict[str, float] = {}
    counted = np.bincount(calls.key, np.nan_to_num(calls.n, nan=1.0), len(calls.keys))
    for key, number in zip(calls.keys, counted, strict=True):
        if key.task in classes and number:
            calls_by_kind[key.task] = calls_by_kind.get(key.task, 0.0) + number
    if calls_by_kind:
        return min(calls_by_kind, key=lambda task: (-calls_by_kind[task], task))
    return "coding_agent" if any(tool in log_format for tool in CODING_TOOLS) else ""


def workload_of(calls: Calls, facts: RunFacts, kind: str) -> dict[str, Any]:
    """The fields of an estimate's workload."""
    whole = max(1, min(round(facts.steps), MOST_STEPS))
    first, shared = facts.first_input or 0.0, facts.shared
    is_measured = shared < ALIKE * facts.first_read
    if is_measured:
        # Runs do not share one prompt, yet were cached: the plan reads as much as the log did.
        shared = facts.first_read
    visible = ratio_of(calls.visible, calls.n)
    days = days_spanned(calls)
    found: dict[str, Any] = {
        "task_class": kind,
        "runs_per_day": _short(facts.count / days) if days else _short(facts.count),
        "hours_per_day": _hours(calls),
        "input_tokens": round(max(first - shared, 0.0)),
        "shared_prefix_tokens": round(shared),
        "visible_tokens_per_call": round(visible) if visible is not None else None,
        "steps": whole,
        "tool_result_tokens": round(max((facts.grown or visible or 0.0) - (visible or 0.0), 0.0)) if whole > 1 else 0,
        "tool_seconds": _short(facts.gaps / whole) if whole > 1 else 0,
    }
    if is_measured:
        found["cache"] = CacheSettings("auto", prefix_hit_rate=1.0)
    if whole > 1:
        # What a step adds holds whatever was kept of the thinking.
        found["keep_reasoning"] = "none"
    if whole > 1 and facts.steps_sd:
        found["steps_spread"] = min(facts.steps_sd, MOST_SPREAD)
    return found | ({"thinking_share": round(facts.thinking_share, 4)} if 0 < facts.thinking_share < 1 else {})


def _thinking_share(runs: PerRun) -> float:
    """The share of runs that think, of those that record it."""
    known = ~np.isnan(runs.reasoning)
    return float(np.average(runs.reasoning[known] > 0, weights=runs.runs[known])) if known.any() else 1.0


def _shared(runs: PerRun) -> tuple[float, float]:
    """Instructions that runs share: what half of the first calls read from cache, no more than the shortest sends. The
    mean of many runs does not show it."""
    if np.any(runs.runs > 1):
        return 0.0, 0.0
    known = runs.first_read[~np.isnan(runs.first_read)]
    sent = runs.first_input[~np.isnan(runs.first_input)]
    if len(known) < 2 or not len(sent):
        return 0.0, 0.0
    return float(min(np.median(known), sent.min())), float(known.mean())


def _grown(runs: PerRun) -> float | None:
    """Tokens a step adds, the answer among them, so that all inputs add up to the log's: a run of N calls sends its
    first input N times and N(N-1)/2 times what a step adds. Kept reasoning, where there was any, is in it."""
    known = ~np.isnan(runs.input) & ~np.isnan(runs.first_input)
    steps = runs.steps[known]
    pairs = float((steps * (steps - 1) / 2).sum())
    return float((runs.input[known] - steps * runs.first_input[known]).sum()) / pairs if pairs else None


def _hours(calls: Calls) -> float:
    """Hours of the day in which at least one call of a hundred falls."""
    shares = hours_of(calls)
    active = sum(share >= HOUR_SHARE for share in shares) if shares else 24
    # A log of days alone puts every call at midnight.
    return active if active > 1 else 24


def _own(
    calls: Calls, kind: str, classes: Mapping[str, bool], sums: Collection[str], untold: Collection[int]
) -> list[OwnRuns]:
    """One entry for each model, effort and (where the log says one) kind of work. `sums`: kinds of work of which a row
    that adds up several calls or runs still says a mean."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(calls.keys):
        task = key.task if key.task in classes else kind
        found.setdefault((key.model, key.effort, task), []).append(place)
    entries = []
    for (model, effort, task), places in found.items():
        part, is_untold = of_keys(calls, places), set(places) <= set(untold)
        if model and len(part.key) and np.all(part.n == 1):
            entry = _entry(model, effort, task, part, is_per_call=classes.get(task, False))
            entries.append(as_told(entry, effort, is_untold=is_untold))
        elif model and len(part.key) and task in sums:
            entries.append(as_told(entry_of_sums(model, effort, task, part), effort, is_untold=is_untold))
    return in_order(entries)


def as_told(entry: OwnRuns, effort: str, *, is_untold: bool) -> OwnRuns:
    """The entry in the mode that its log records; reasoning that is only assumed to be nothing (`is_untold`) is not
    "off"."""
    if is_untold and entry.thinking == "off" and effort.casefold() in ("", "default"):
        return replace(entry, thinking="default")
    return entry


def in_order(entries: Iterable[OwnRuns]) -> list[OwnRuns]:
    """Those with most runs first, of equals by name."""
    return sorted(entries, key=lambda entry: (-entry.runs, entry.model, entry.thinking, entry.task_class))


def single(calls: Calls) -> Calls:
    """The same calls, each a run of its own."""
    return replace(calls, run=np.zeros_like(calls.run))


def mode_of(effort: str, calls: Calls) -> str:
    """The thinking mode of own runs: the effort in the log, else as their tokens show."""
    return effort.casefold() if effort.casefold() in SAID_MODES else thinking_of(calls) or "default"


def entry_of_sums(model: str, effort: str, task: str, calls: Calls) -> OwnRuns:
    """Means of rows that add up several runs; their spread from run to run is not known."""
    records_thinking = thinking_of(calls) is not None
    return OwnRuns(
        model=model,
        task_class=task,
        runs=int(calls.n.sum()),
        thinking=mode_of(effort, calls),
        reasoning_tokens=ratio_of(calls.reasoning, calls.n),
        visible_tokens=ratio_of(calls.visible, calls.n) if records_thinking else None,
        seconds=ratio_of(calls.seconds, calls.n),
    )


def _entry(model: str, effort: str, task: str, calls: Calls, *, is_per_call: bool) -> OwnRuns:
    """`is_per_call`: figures of a call of these runs, as the kind of work has them. Calls of one run are alike, so runs
    are counted."""
    runs = per_run(single(calls) if is_per_call else calls)
    thinking = thinking_of(calls)
    mode = mode_of(effort, calls)
    figures: dict[str, Floats] = {
        "reasoning_tokens": runs.reasoning,
        "visible_tokens": runs.visible if thinking is not None else np.full_like(runs.visible, np.nan),
        "steps": runs.steps,
        "seconds": runs.seconds,
    }
    return OwnRuns(
        model=model,
        task_class=task,
        runs=int(run_count(calls)),
        thinking=mode,
        sd_ln={name: sd for name, values in figures.items() if (sd := sd_ln_of(values, runs.runs)) is not None},
        **{name: mean_of(values, runs.runs) for name, values in figures.items()},
    )


def _short(number: float) -> int | float:
    """A figure for a form: whole where it is large, else three digits that count."""
    if number >= 100:
        return round(number)
    digits = 3 - ceil(log(number, 10)) if number > 0 else 0
    value = round(number, max(digits, 0))
    return int(value) if value == int(value) else value
