"""A log that was summed up elsewhere: the rows of a warehouse's aggregate, made into the report of the log itself.

Sums are exact, so are bills, means, runs and what a plan takes. Quantiles come from bins a hundredth of e wide, each
taken as its mean: they are off by less than a hundredth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import sqrt
from typing import NamedTuple

import numpy as np

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.calls import NUMBERS, Calls, Key, Log, calls_of, of_keys
from planner.core.usage.plan import (
    FEWEST_FOR_SPREAD,
    MEASURED,
    Plan,
    RunFacts,
    entry_of_sums,
    in_order,
    kind_of,
    mode_of,
    uncounted_plan,
    workload_of,
)
from planner.core.usage.report import Report, offers_of, readable, report_with, thinking_part, with_split_output
from planner.core.usage.sound import CACHED, REASONING, contradictions_text
from planner.core.usage.summary import HOUR, Group, Spread, groups_of, interpolated, spread, thinking_of

BINS_PER_E = 100
TOLD = ("start", "input", "cache_read", "output", "reasoning", "seconds", "usd", "cache_write", "n")
"""What a row of sums tells, by bit."""
SUMS = ("n", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd")
OWN = ("reasoning", "visible", "steps", "seconds")
GroupName = tuple[str, str, str]
Values = Sequence[float | None]


class AggregateRow(NamedTuple):
    """One row of the answer. `part` says what it is:

    rows: rows read, those that are priced, and those with more cached than input and more reasoning than output.
    calls: sums of SUMS by key, hour (`place`), level of input and what is `told`. spread NAME: weight and sum of a bin
    (`place`). own runs, own calls: of a group's runs, or of its calls as runs of their own, how many rows, the most
    calls in a row, and by figure of OWN sum, least, sums of ln and of its square, then counts. all runs: see `_facts`.
    """

    part: str
    model: str
    effort: str
    task: str
    host: str
    tier: str
    place: int
    level: int
    told: int
    values: tuple[float | None, ...]

    @property
    def group(self) -> GroupName:
        return self.model, self.effort, self.task


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
        raise ValueError("holds no row that says a model and its tokens: say which columns hold them")
    offers = offers_of(calls.keys, catalogue, now)
    plan = _plan(log, parts, offers, catalogue, now, task_class)
    return report_with(log, _groups(calls, parts), plan, offers, catalogue, now=now)


def _calls(rows: Sequence[AggregateRow]) -> Calls:
    """A row for each sum; figures that its calls do not tell are NaN."""
    keys = list(dict.fromkeys(Key(*row[1:6]) for row in rows))
    place = {key: turn for turn, key in enumerate(keys)}
    columns = {name: np.full(len(rows), np.nan) for name in NUMBERS}
    for turn, row in enumerate(rows):
        told = {name for bit, name in enumerate(TOLD) if row.told >> bit & 1}
        for name, value in zip(SUMS, row.values, strict=False):
            if name in told and value is not None:
                columns[name][turn] = value
        if "start" in told:
            columns["start"][turn] = row.place * HOUR
    codes = {"key": np.array([place[Key(*row[1:6])] for row in rows]), "run": np.zeros(len(rows))}
    return calls_of(keys, columns | codes)


def _groups(calls: Calls, parts: dict[str, list[AggregateRow]]) -> list[Group]:
    """The groups of the sums, with the runs and the spreads of the log."""
    single = _single(parts)
    steps = _spreads(parts["spread steps"])
    spreads = {name: _spreads(parts[f"spread {name}"], single) for name in ("input", "reasoning", "visible", "seconds")}
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


def _single(parts: dict[str, list[AggregateRow]]) -> set[GroupName]:
    """Groups of which no row adds up several calls."""
    return {row.group for row in parts["own calls"] if row.values[1] == 1}


def _spreads(rows: Sequence[AggregateRow], single: Collection[GroupName] | None = None) -> dict[GroupName, Spread]:
    """Spreads by group. `single`: groups whose weights count single values, others have only a mean; None where all
    do."""
    bins: dict[GroupName, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        weight, total = (value or 0.0 for value in row.values[:2])
        if weight:
            bins[row.group].append((total / weight, weight))
    made = {}
    for name, pairs in bins.items():
        values, weights = (np.array(column) for column in zip(*sorted(pairs), strict=True))
        one = spread(values, weights)
        if one:
            is_mean = single is not None and name not in single
            made[name] = Spread(None, None, None, one.mean) if is_mean else interpolated(one, values, weights)
    return made


def _plan(
    log: Log,
    parts: dict[str, list[AggregateRow]],
    offers: dict[int, Offer | None],
    catalogue: Catalogue,
    now: datetime,
    task_class: str | None,
) -> Plan:
    classes = {name: kind.calls_per_episode.value == 1 for name, kind in catalogue.task_classes.items()}
    if log.calls.is_uncounted:
        return uncounted_plan(log.calls, log.format, classes, task_class)
    first_read = _spreads(parts["spread first_read"]) if len(_single(parts)) == len(parts["own calls"]) else {}
    split = with_split_output(log.calls, offers, catalogue, now)
    facts = _facts(_with_untold(parts, split), first_read)
    kind = task_class or kind_of(split, facts, log.format, classes)
    own = []
    single = _by_work(parts["own calls"], classes, kind)
    for (_, _, task), row in _by_work(parts["own runs"], classes, kind).items():
        one = single[row.model, row.effort, task]
        works = enumerate(_work_of(key, classes, kind) for key in log.calls.keys)
        places = [place for place, work in works if work == (row.model, row.effort, task)]
        if row.model and one.values[1] == 1:
            chosen = one._replace(values=(row.values[0], *one.values[1:])) if classes.get(task) else row
            own.append(_own(chosen, task, of_keys(log.calls, places), _first(offers, places), catalogue, now))
        elif row.model and (classes.get(task) or log.format == MEASURED):
            own.append(entry_of_sums(row.model, row.effort, task, of_keys(split, places)))
    plan = Plan(workload_of(split, facts, kind), tuple(in_order(own)))
    return replace(plan, calibration=tuple(readable(plan, catalogue, now)))


def _with_untold(parts: dict[str, list[AggregateRow]], split: Calls) -> Values:
    """The figures of all runs, those among them that do not tell their reasoning counted as the estimate splits their
    output: a group's runs think where its calls do. `split`: the calls with it."""
    values = list(parts["all runs"][0].values)
    thinks: dict[GroupName, bool] = {}
    for place, key in enumerate(split.keys):
        reasoning = split.reasoning[split.key == place]
        if not np.isnan(reasoning).any():
            name = (key.model, key.effort, key.task)
            thinks[name] = thinks.get(name, False) or bool((reasoning > 0).any())
    for row in parts["own runs"]:
        untold = (row.values[0] or 0.0) - (row.values[18] or 0.0)
        if untold and row.group in thinks:
            values[11] = (values[11] or 0.0) + untold
            values[12] = (values[12] or 0.0) + (untold if thinks[row.group] else 0.0)
    return values


def _facts(values: Values, first_read: dict[GroupName, Spread]) -> RunFacts:
    """Runs; rows and sums of steps, their ln and its square; count, sum and least of the first input; pairs of steps
    and what they added; pauses; how many tell reasoning and how many thought; how many tell what they read first."""
    v = [value or 0.0 for value in values]
    half = first_read["", "", ""].p50 if v[13] >= 2 and v[5] and first_read else 0.0
    shared = min(half or 0.0, v[7])
    return RunFacts(
        count=v[0],
        steps=v[2] / v[1],
        steps_sd=_sd(v[1], v[3], v[4]),
        first_input=v[6] / v[5] if v[5] else None,
        shared=shared,
        grown=v[9] / v[8] if v[8] else None,
        gaps=v[10] / v[1],
        thinking_share=v[12] / v[11] if v[11] else 1.0,
    )


def _sd(count: float, total: float, squares: float) -> float | None:
    """sd of ln from its sums, as plan.py has it."""
    if count < FEWEST_FOR_SPREAD:
        return None
    return round(sqrt(max(squares - total**2 / count, 0.0) / (count - 1)), 6)


def _by_work(rows: Sequence[AggregateRow], classes: Collection[str], kind: str) -> dict[GroupName, AggregateRow]:
    """Rows of own runs added up by model, effort and kind of work: tasks that are none are all of `kind`."""
    found: dict[GroupName, AggregateRow] = {}
    for row in rows:
        name = _work_of(row, classes, kind)
        found[name] = row._replace(values=_added(found[name].values, row.values)) if name in found else row
    return found


def _work_of(row: AggregateRow | Key, classes: Collection[str], kind: str) -> GroupName:
    return row.model, row.effort, row.task if row.task in classes else kind


def _added(one: Values, other: Values) -> tuple[float | None, ...]:
    """The most calls in a row are the larger, the least figure the smaller of both, all else their sum."""
    least = {3 + 4 * turn for turn in range(len(OWN))}
    found: list[float | None] = []
    for place, (left, right) in enumerate(zip(one, other, strict=True)):
        if left is None or right is None:
            found.append(right if left is None else left)
        else:
            found.append(max(left, right) if place == 1 else min(left, right) if place in least else left + right)
    return tuple(found)


def _first(offers: Mapping[int, Offer | None], places: Sequence[int]) -> Offer | None:
    return next((found for place in places if (found := offers.get(place))), None)


def _own(
    row: AggregateRow, task: str, part: Calls, offer: Offer | None, catalogue: Catalogue, now: datetime
) -> OwnRuns:
    """An entry from the sums; output that holds untold thinking is split as the estimate has it. `part`: its calls."""
    means, spreads = _means(row)
    mode = mode_of(row.effort, part)
    if thinking_of(part) is None:
        output, sd = means.pop("visible", None), spreads.pop("visible", None)
        if offer and output is not None:
            share = thinking_part(offer, row.effort, catalogue, now)
            means |= {"reasoning": share * output, "visible": (1 - share) * output}
            split = {"visible", "reasoning"} if share else {"visible"}
            spreads |= dict.fromkeys(split, sd) if sd is not None else {}
            mode = mode if mode != "default" or share else "off"
    names = {"reasoning": "reasoning_tokens", "visible": "visible_tokens", "steps": "steps", "seconds": "seconds"}
    return OwnRuns(
        model=row.model,
        task_class=task,
        runs=int(row.values[0] or 0),
        thinking=mode,
        sd_ln={names[name]: spreads[name] for name in names if name in spreads},
        **{names[name]: mean for name, mean in means.items()},
    )


def _means(row: AggregateRow) -> tuple[dict[str, float], dict[str, float]]:
    """Means of the figures that calls hold, and their sd of ln where all are above nothing."""
    v = [value or 0.0 for value in row.values]
    means: dict[str, float] = {}
    spreads: dict[str, float] = {}
    for turn, name in enumerate(OWN):
        total, least, ln, squares = v[2 + 4 * turn : 6 + 4 * turn]
        count = v[18 + turn]
        if count:
            means[name] = total / count
            sd = _sd(count, ln, squares) if least > 0 else None
            spreads |= {name: sd} if sd is not None else {}
    return means, spreads
