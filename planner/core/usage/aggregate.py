"""A log that was summed up elsewhere: the rows of a warehouse's aggregate, made into the report of the log itself.

Sums are exact, so are bills, means, runs and what a plan takes. Quantiles come from bins a hundredth of e wide, each
taken as its mean: they are off by less than a hundredth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from planner.core.models.catalogue import Catalogue
from planner.core.usage.aggregate_rows import SUMS, TOLD, AggregateRow, GroupName, Parts, single_groups, spreads_of
from planner.core.usage.aggregate_runs import Sums
from planner.core.usage.calls import NUMBERS, Calls, Key, Log, calls_of
from planner.core.usage.report import Report, offers_of, report_with
from planner.core.usage.sound import CACHED, NO_CALLS, REASONING, contradictions_text
from planner.core.usage.summary import HOUR, Group, groups_of


def aggregate_report(
    name: str, rows: Iterable[AggregateRow], catalogue: Catalogue, *, now: datetime, task_class: str | None = None
) -> Report:
    """The report of a table. Raises ValueError for one without a row that says a model and tokens, and BadInput for a
    kind of work that is not known."""
    parts: dict[str, list[AggregateRow]] = defaultdict(list)
    for row in rows:
        parts[row.part].append(row)
    calls = _calls(parts["calls"])
    read, known, *wrong = (int(value or 0) for value in parts["rows"][0].values[:4])
    contradictions = tuple((what, rows) for what, rows in zip((CACHED, REASONING), wrong, strict=True) if rows)
    log = Log(name, calls, read=read, unknown=read - known, contradictions=contradictions)
    if not known and contradictions:
        raise ValueError(f"holds no call that can be priced: {contradictions_text(log)}")
    if not known:
        raise ValueError(NO_CALLS)
    offers = offers_of(calls.keys, catalogue, now)
    sums = Sums(log, parts, offers, catalogue, now)
    plan = sums.plan(task_class)
    kind = str(plan.workload["task_class"])
    whole = parts["all runs"][0].values
    return report_with(
        log, _groups(calls, parts), plan, offers, catalogue, now=now, runs=whole[0] or 0.0, is_sums=sums.holds_sums,
        planned=lambda group: sums.planned(group, kind),
    )  # fmt: skip


def _calls(rows: Sequence[AggregateRow]) -> Calls:
    """A row for each sum; figures that its calls do not tell are NaN."""
    keys = list(dict.fromkeys(Key(*row[1:6]) for row in rows))
    place = {key: turn for turn, key in enumerate(keys)}
    columns = {name: np.full(len(rows), np.nan) for name in NUMBERS}
    for turn, row in enumerate(rows):
        recorded = {name for bit, name in enumerate(TOLD) if row.told >> bit & 1}
        for name, value in zip(SUMS, row.values, strict=False):
            if name in recorded and value is not None:
                columns[name][turn] = value
        if "start" in recorded:
            columns["start"][turn] = row.place * HOUR
    codes = {"key": np.array([place[Key(*row[1:6])] for row in rows]), "run": np.zeros(len(rows))}
    return calls_of(keys, columns | codes)


def _groups(calls: Calls, parts: Parts) -> list[Group]:
    """The groups of the sums, with the runs and the spreads of the log."""
    single = single_groups(parts)
    steps = spreads_of(parts["spread steps"])
    spreads = {
        name: spreads_of(parts[f"spread {name}"], single) for name in ("input", "reasoning", "visible", "seconds")
    }
    runs: dict[GroupName, float] = defaultdict(float)
    for row in parts["spread steps"]:
        runs[row.group] += row.values[0] or 0.0
    found = []
    for group in groups_of(calls):
        if group.calls is None:
            found.append(group)
            continue
        name = (group.model, calls.keys[group.place[0]].effort, group.task or "")
        tells_runs = name in single or runs[name] < group.calls
        found.append(
            replace(
                group,
                runs=int(runs[name]),
                steps=steps.get(name) if tells_runs else None,
                input=spreads["input"].get(name),
                reasoning=spreads["reasoning"].get(name),
                visible=spreads["visible"].get(name),
                seconds=spreads["seconds"].get(name),
            )
        )
    return found
