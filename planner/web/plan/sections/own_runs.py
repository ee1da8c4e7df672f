"""What own runs change in a plan: its 80 % range before and with them, for the model that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.estimate.comparison import estimate_one
from planner.core.estimate.terms import Terms
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.core.tokens.calibration import NOTHING_LEARNT, OwnRuns
from planner.core.tokens.saved_runs import run_total
from planner.web import filters
from planner.web.plan.rows import side_in
from planner.web.present.amounts import range_in_times, usd_of
from planner.web.present.names import model_called

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class OwnRunsView:
    """The model that ran, with `runs` of the reader's, estimated before and with own runs; both None where they change
    nothing. `of`: the models whose runs moved it, where it was not run in this mode; `other_work`: kinds of work that
    all own runs are of, where it is not the plan's."""

    model: str
    runs: int
    before: Estimate | None = None
    now: Estimate | None = None
    of: str = ""
    other_work: str = ""


def own_runs_view(
    pairs: Sequence[Pair], focus: Pair, mode: str, question: EstimateRequest, terms: Terms
) -> OwnRunsView | None:
    """None where the plan is not moved by any."""
    if not question.calibration:
        return None
    pair = max([focus, *pairs], key=lambda one: runs_of(side_in(one, mode)))
    side = side_in(pair, mode)
    runs = runs_of(side)
    counted = runs or run_total(own for own in question.calibration if own.task_class == question.workload.task_class)
    if not counted:
        kinds = dict.fromkeys(own.task_class for own in question.calibration)
        names = " and ".join(terms.catalogue.task_classes[kind].name.lower() for kind in kinds)
        return OwnRunsView(pair.name, 0, other_work=names)
    if side is None:
        return None
    before = estimate_one(replace(terms, learnt=NOTHING_LEARNT), question, side.offer, side.asked)
    if not isinstance(before, Estimate) or not all(map(range_in_times, (before, side))) or _read_alike(before, side):
        return OwnRunsView(pair.name, counted)
    return OwnRunsView(pair.name, counted, before, side, of="" if runs else models_of(question, terms))


def _read_alike(before: Estimate, now: Estimate) -> bool:
    """Whether range and bill are printed alike for both."""
    one, other = ((range_in_times(side), filters.money(usd_of(side))) for side in (before, now))
    return one == other


def models_of(question: EstimateRequest, terms: Terms) -> str:
    """The models and modes of the plan's own runs of its kind of work: those with most runs, two by name."""
    kind = question.workload.task_class
    own = sorted((one for one in question.calibration if one.task_class == kind), key=lambda one: -one.runs)
    names = [_name_of(one, terms) for one in own]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED:,} more"]
    return " and ".join(names)


def _name_of(own: OwnRuns, terms: Terms) -> str:
    name = model_called(own.model, terms.catalogue)
    return name if own.thinking == "default" else f"{name}, thinking {own.thinking}"


def runs_of(side: Estimate | None) -> int:
    """Own runs of this very model and mode behind an estimate."""
    if side is None:
        return 0
    return max(side.reasoning_evidence.runs or 0, side.visible_evidence.runs or 0)
