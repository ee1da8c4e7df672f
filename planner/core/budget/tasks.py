"""Lines ready to be priced: their offer resolved, runs per day and cache traffic of every month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planner.core.budget.calendar import MonthSpan, daily_runs
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.results import ZERO
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.modes import default_mode, mode_in_name
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import offer_named, read_as, resolve, unreadable
from planner.core.results import ReadAs
from planner.core.tokens.calibration import NOTHING_LEARNT, Learnt, OwnRuns
from planner.core.tokens.learning import with_learnt
from planner.core.workload import BadInput, Problem, Workload


@dataclass(frozen=True, slots=True)
class Task:
    """A line with its offer and mode; `runs` a day in every month, and the `traffic` that keeps its cache warm;
    `read_as`: how the name of its offer was read; `learnt`: what own runs change in its figures."""

    index: int
    line: BudgetLine
    offer: Offer
    mode: str
    runs: tuple[Decimal, ...]
    traffic: tuple[Decimal, ...] = ()
    read_as: ReadAs | None = None
    learnt: Learnt = NOTHING_LEARNT

    def terms(self, catalogue: Catalogue, day: date) -> Terms:
        """The terms of an estimate of the line on `day`."""
        return Terms(workload_of(self.line), catalogue, day, "calendar", learnt=self.learnt)


def tasks_of(
    lines: Sequence[BudgetLine], catalogue: Catalogue, spans: Sequence[MonthSpan], own: Sequence[OwnRuns] = ()
) -> list[Task]:
    """Every line as a task, after `own` runs. Raises BadInput naming each line whose offer or kind of work is not
    known, and own runs whose model or mode is not.
    """
    wrong = [
        problem for index, line in enumerate(lines) for problem in _unknown(index, line, catalogue, spans[0].first)
    ]
    if wrong:
        raise BadInput(wrong)
    return _pooled([task_of(index, line, catalogue, spans, own) for index, line in enumerate(lines)])


def _unknown(index: int, line: BudgetLine, catalogue: Catalogue, first: date) -> list[Problem]:
    found = []
    read = resolve(catalogue, line.offer, first)
    if isinstance(read, Unread):
        found.append(unreadable(catalogue, f"lines.{index}.offer", line.offer, read, first))
    if line.workload.task_class not in catalogue.task_classes:
        known = ", ".join(catalogue.task_classes)
        found.append(Problem(f"lines.{index}.workload.task_class", f"must be one of {known}"))
    return found


def task_of(
    index: int, line: BudgetLine, catalogue: Catalogue, spans: Sequence[MonthSpan], own: Sequence[OwnRuns] = ()
) -> Task:
    """One line; a bare model name is resolved on the line's first day. An effort in the name is the default's. Own runs
    are read as on the budget's first day."""
    named = offer_named(catalogue, line.offer, max(line.start or spans[0].first, spans[0].first))
    offer, profile = named.offer, catalogue.profile_of(named.offer)
    mode = line.thinking
    if mode == "default":
        mode = mode_in_name(offer, profile, named.thinking) if named.thinking else default_mode(offer, profile)
    runs = tuple(runs_in(line, span, spans[0]) for span in spans)
    terms = with_learnt(Terms(workload_of(line), catalogue, spans[0].first, "calendar"), own)
    return Task(index, line, offer, mode, runs, read_as=read_as(catalogue, named), learnt=terms.learnt)


def task_beside(
    tasks: Sequence[Task],
    index: int,
    line: BudgetLine,
    catalogue: Catalogue,
    spans: Sequence[MonthSpan],
    own: Sequence[OwnRuns] = (),
) -> Task:
    """`line` in place of line `index`, the others unchanged: it shares the cache of lines with the same work. Its offer
    must be known."""
    task = task_of(index, line, catalogue, spans, own)
    beside = (task if other.index == index else other for other in tasks)
    sharing = [other.runs for other in beside if other.offer.id == task.offer.id and _same_work(other.line, line)]
    return replace(task, traffic=tuple(sum(month, ZERO) for month in zip(*sharing, strict=True)))


def _same_work(one: BudgetLine, other: BudgetLine) -> bool:
    return workload_of(one) == workload_of(other)


def workload_of(line: BudgetLine) -> Workload:
    """The line's workload, its hours of use in place of the active hours."""
    return replace(line.workload, hours_per_day=line.hours.hours) if line.hours else line.workload


def runs_in(line: BudgetLine, span: MonthSpan, first: MonthSpan) -> Decimal:
    """Runs per day of the line in a month, on the days when it runs; 0 in months before and after it."""
    if (line.start and line.start > span.last) or (line.end and line.end < span.first):
        return ZERO
    return line.share * daily_runs(line, span, first)


def _pooled(tasks: Sequence[Task]) -> list[Task]:
    """Lines that split one workload on one offer share a cache: the traffic of each is their sum."""
    pools: dict[tuple[str, Workload], list[Decimal]] = {}
    for task in tasks:
        pool = pools.setdefault((task.offer.id, workload_of(task.line)), [ZERO] * len(task.runs))
        pool[:] = [a + b for a, b in zip(pool, task.runs, strict=True)]
    return [replace(t, traffic=tuple(pools[(t.offer.id, workload_of(t.line))])) for t in tasks]
