"""The runs in a warehouse's aggregate: the plan of the log and of each of its groups, and own runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.tokens.calibration import OwnRuns
from planner.core.usage.aggregate_rows import (
    OWN,
    AggregateRow,
    GroupName,
    Parts,
    Values,
    single_groups,
    spreads_of,
)
from planner.core.usage.calls import FEWEST_FOR_SPREAD, Calls, Key, Log, of_keys
from planner.core.usage.plan import (
    MEASURED,
    Plan,
    as_told,
    entry_of_sums,
    in_order,
    kind_of,
    made,
    mode_of,
    of_whole_runs,
    uncounted_plan,
    workload_of,
)
from planner.core.usage.report import Planned, readable, thinking_part, with_split_output
from planner.core.usage.run_facts import RunFacts, square_over
from planner.core.usage.summary import Group, Spread, thinking_of

Rows = Mapping[GroupName, AggregateRow]


@dataclass(frozen=True, slots=True)
class Sums:
    """A log as its aggregate, from which plans are made."""

    log: Log
    parts: Parts
    offers: Mapping[int, Offer | None]
    catalogue: Catalogue
    now: datetime

    @property
    def classes(self) -> dict[str, bool]:
        """Every kind of work, and whether its figures are of single calls."""
        return {name: kind.calls_per_episode.value == 1 for name, kind in self.catalogue.task_classes.items()}

    @property
    def holds_sums(self) -> bool:
        """Whether any row of the log adds up several calls."""
        return len(single_groups(self.parts)) < len(self.parts["own calls"])

    def plan(self, task_class: str | None) -> Plan:
        """The plan of the whole log."""
        log, classes = self.log, self.classes
        if log.calls.is_uncounted:
            return uncounted_plan(log.calls, log.format, classes, task_class)
        split = with_split_output(log.calls, self.offers, self.catalogue, self.now)
        first_read = {} if self.holds_sums else spreads_of(self.parts["spread first_read"])
        facts = facts_of_sums(self.parts["all runs"][0].values, first_read.get(("", "", "")))
        kind = task_class or kind_of(split, facts, log.format, classes)
        runs = {(row.model, row.effort, row.task or kind): row for row in self.parts["own work"]}
        calls = _by_work(self.parts["own calls"], classes, kind)
        return self._made(workload_of(split, facts, kind), self._own(runs, calls, kind, split), facts)

    def planned(self, group: Group, kind: str) -> Planned:
        """The plan of one group alone. `kind`: of runs whose task is no kind of work."""
        part, classes = of_keys(self.log.calls, group.place), self.classes
        if part.is_uncounted:
            return Planned(uncounted_plan(part, self.log.format, classes, kind), holds_sums=True, in_steps=False)
        key = self.log.calls.keys[group.place[0]]
        name = (key.model, key.effort, key.task)
        split = with_split_output(part, self.offers, self.catalogue, self.now)
        (row,) = (one for one in self.parts["runs of groups"] if one.group == name)
        is_single = name in single_groups(self.parts)
        first_read = spreads_of(self.parts["spread first_read of groups"]) if is_single else {}
        facts = facts_of_sums(row.values, first_read.get(name))
        work = {(*name[:2], name[2] if name[2] in classes else kind)}
        runs, calls = (
            {one: row for one in work for row in self.parts[what] if row.group == name}
            for what in ("own runs", "own calls")
        )
        plan = self._made(workload_of(split, facts, kind), self._own(runs, calls, kind, split), facts)
        return Planned(plan, holds_sums=not is_single, in_steps=facts.steps > 1)

    def _made(self, load: Mapping[str, object], own: Sequence[OwnRuns], facts: RunFacts) -> Plan:
        plan = made(load, in_order(own), facts, is_per_call=self.classes.get(str(load["task_class"]), False))
        return replace(plan, calibration=tuple(readable(plan, self.catalogue, self.now)))

    def _own(self, runs: Rows, calls: Rows, kind: str, split: Calls) -> list[OwnRuns]:
        """An entry for each model, effort and kind of work: of its runs, or of its calls where those are planned."""
        classes, found = self.classes, []
        for name, row in runs.items():
            one, is_per_call = calls[name], classes.get(name[2], False)
            works = (_work_of(key, classes, kind) for key in split.keys)
            places = [place for place, work in enumerate(works) if work == name]
            if not row.model:
                continue
            if one.values[1] == 1:
                chosen = one._replace(values=(row.values[0], *one.values[1:])) if is_per_call else row
                entry = self._entry(chosen, name[2], places)
            elif is_per_call or self.log.format == MEASURED:
                entry = entry_of_sums(row.model, row.effort, name[2], of_keys(split, places))
            else:
                continue
            is_untold = thinking_of(of_keys(self.log.calls, places)) is None
            entry = as_told(entry, row.effort, is_untold=is_untold)
            found.append(of_whole_runs(entry) if self.log.format == MEASURED and not is_per_call else entry)
        return found

    def _entry(self, row: AggregateRow, task: str, places: Sequence[int]) -> OwnRuns:
        """From the sums; output that holds untold thinking is split as the estimate has it."""
        means, spreads = _means(row)
        part, offer = of_keys(self.log.calls, places), _first(self.offers, places)
        mode = mode_of(row.effort, part)
        if thinking_of(part) is None:
            output, sd = means.pop("visible", None), spreads.pop("visible", None)
            if offer and output is not None:
                share = thinking_part(offer, row.effort, self.catalogue, self.now)
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


def facts_of_sums(values: Values, first_read: Spread | None) -> RunFacts:
    """Runs; rows and sums of steps, their ln and its square; count, sum and least of the first input; sum and count of
    all input; pauses; how many tell reasoning and how many thought; how many tell what they read first; sum and count
    of all that is read from cache; the sum of the squares of the calls after the first."""
    v = [value or 0.0 for value in values]
    is_told = v[13] >= 2 and v[5] and first_read
    half, mean = (first_read.p50 or 0.0, first_read.mean) if is_told and first_read else (0.0, 0.0)
    return RunFacts(
        count=v[0],
        steps=v[2] / v[1],
        steps_sd=_sd(v[1], v[3], v[4]),
        steps_square=square_over(v[2] / v[1], v[16] / v[1]),
        first_input=v[6] / v[5] if v[5] else None,
        input=v[8] / v[9] if v[9] else None,
        shared=min(half, v[7]),
        first_read=mean,
        read=v[14] / v[15] if v[15] else None,
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
