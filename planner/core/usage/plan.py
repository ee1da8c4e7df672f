"""A plan from a log: the workload it describes, and its runs as own runs that move the estimate.

The workload holds what every model would share: runs, what is sent, how it grows, how long answers are. What each model
thinks is left open; own runs tell it for the model that ran, and what the work has in common for the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, log, sqrt
from typing import Any

import numpy as np

from planner.core.tokens.calibration import OwnRuns
from planner.core.uncertainty.steps import SHARED_VARIANCE
from planner.core.usage.calls import Calls, Floats, mean_of, of_keys, ratio_of, sd_ln_of
from planner.core.usage.priced import SERVICES
from planner.core.usage.run_facts import MOST_SPREAD, RunFacts, facts_of_runs, loop_of
from planner.core.usage.summary import days_spanned, hours_of, per_run, run_count, thinking_of, with_calls
from planner.core.workload import EFFORTS, LIMITS

AGENT_STEPS = 3.0
"""Above so many calls in a mean run it is an agent's."""
LONG_INPUT_TOKENS = 8_000.0
USUAL_KIND = "everyday_qa"
MEASURED = "measured runs"
"""The format whose rows are means of runs (core/validation)."""
CODING_TOOLS = ("Claude Code", "Codex", "Cursor")
HOUR_SHARE = 0.01
SAID_MODES = ("off", *EFFORTS, "on", "default")


@dataclass(frozen=True, slots=True)
class Plan:
    """`workload`: fields of an estimate's workload; of a log that does not say how many calls it adds up the kind of
    work alone. `calibration`: own runs, one entry a model and thinking mode. `calls_per_step`: of
    kinds of work whose figures are of single calls, calls of the log for each whole step of the plan."""

    workload: Mapping[str, Any]
    calibration: tuple[OwnRuns, ...]
    calls_per_step: float = 1.0


def plan_of(
    calls: Calls,
    *,
    log_format: str,
    classes: Mapping[str, bool],
    task_class: str | None = None,
    untold: Collection[int] = (),
    thinking_share: float | None = None,
) -> Plan:
    """The plan of all `calls`. `classes`: every kind of work, and whether its figures are of single
    calls rather than of runs; `task_class`: as the user chose; `untold`: keys whose output the log does not split, so
    that reasoning of nothing is assumed there; `thinking_share`: of runs that tell it, where others do not.
    """
    calls = with_calls(calls)
    if calls.is_uncounted:
        return uncounted_plan(calls, log_format, classes, task_class)
    facts = facts_of(calls)
    if thinking_share is not None:
        facts = replace(facts, thinking_share=thinking_share)
    kind = task_class or kind_of(
        calls, replace(facts, steps=mean_of(calls.steps, calls.n) or facts.steps), log_format, classes
    )
    sums = {task for task, per_call in classes.items() if per_call or log_format == MEASURED}
    own = _own(calls, kind, classes, sums, untold)
    if MEASURED in log_format:
        own = [one if classes.get(one.task_class, False) else of_whole_runs(one) for one in own]
    return made(workload_of(calls, facts, kind), own, facts, is_per_call=classes.get(kind, False))


def made(load: Mapping[str, Any], own: Sequence[OwnRuns], facts: RunFacts, *, is_per_call: bool) -> Plan:
    """The plan of a workload and own runs; `is_per_call`: whether figures of its kind of work are of single calls. How
    steps vary from run to run is a part of the workload's spread. The rest is doubt about their mean, which own runs
    that tell their steps take away."""
    spread = load.get("steps_spread")
    if spread and not is_per_call and any(entry.steps for entry in own):
        load = {**load, "steps_spread": round(min(spread / sqrt(1 - SHARED_VARIANCE), MOST_SPREAD), 6)}
    return Plan(load, tuple(own), facts.steps / load.get("steps", 1) if is_per_call else 1.0)


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
    return facts_of_runs(per_run(calls), count=run_count(calls))


def told_thinking_share(calls: Calls) -> float | None:
    """The share of runs that think, of those that tell their reasoning; None where all do. What an estimate assumes of
    others is no finding of the log."""
    called = with_calls(calls)
    is_untold = np.isnan(called.reasoning)
    if called.is_uncounted or not is_untold.any():
        return None
    return 1.0 if is_untold.all() else facts_of(called).thinking_share


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
    loop = loop_of(facts, ratio_of(calls.visible, calls.n))
    visible, many = loop.visible or 0.0, loop.steps > 1
    days = days_spanned(calls)
    found: dict[str, Any] = {
        "task_class": kind,
        "runs_per_day": _short(facts.count / days) if days else _short(facts.count),
        "hours_per_day": _hours(calls),
        "input_tokens": round(max(loop.first - loop.shared, 0.0)),
        "shared_prefix_tokens": round(loop.shared),
        "visible_tokens_per_call": round(loop.visible) if loop.visible is not None else None,
        "steps": loop.steps,
        "tool_result_tokens": round(max(loop.grown - visible, 0.0)) if many else 0,
        "tool_seconds": _short(facts.gaps / loop.steps) if many else 0,
    }
    if loop.cache:
        found["cache"] = loop.cache
    if tier := _tier_of(calls, many=many):
        found["service_tier"] = tier
    if many:
        # What a step adds holds whatever was kept of the thinking.
        found["keep_reasoning"] = "none"
    if searches := float(np.nansum(calls.searches)):
        found["web_searches_per_run"] = _short(min(searches / facts.count, LIMITS["web_searches_per_run"].high))
    if loop.spread:
        found["steps_spread"] = round(loop.spread, 6)
    return found | ({"thinking_share": round(facts.thinking_share, 4)} if 0 < facts.thinking_share < 1 else {})


def _tier_of(calls: Calls, *, many: bool) -> str:
    """The service tier at which all calls were made; empty for the standard one, for several, and for loops in batches,
    which no host offers."""
    tiers = {SERVICES.get(calls.keys[place].tier.casefold(), "") for place in np.unique(calls.key)}
    tier = tiers.pop() if len(tiers) == 1 else ""
    return "" if tier == "standard" or (tier == "batch" and many) else tier


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
