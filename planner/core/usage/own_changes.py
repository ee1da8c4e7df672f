"""What a log's own runs change in an estimate: the same request without and with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.saved_runs import MOST_SAVED
from planner.core.usage.elsewhere import request_of
from planner.core.usage.plan import Plan
from planner.core.workload import EFFORTS


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One offer in one mode before and after own runs."""

    before: Estimate
    after: Estimate


def calibrated(plan: Plan, catalogue: Catalogue, offers: Sequence[str], *, now: datetime) -> list[Calibrated]:
    """The plan's estimates without and with its own runs, the answer's length left to the estimate: at the effort of
    most own runs where the model has it, else thinking as they did where it can, else off."""
    effort = plan.calibration[0].thinking if plan.calibration else ""
    thought = any(own.reasoning_tokens for own in plan.calibration)
    asked = request_of(plan, offers, thinking=("pair", effort) if effort in EFFORTS else ("pair",))

    def nearness(one: Calibrated) -> tuple[bool, bool]:
        mode = one.before.thinking
        return mode == effort, (mode != "off") == thought

    chosen: dict[str, Calibrated] = {}
    for one in _pairs(asked, catalogue, now):
        offer = one.before.offer.id
        if offer not in chosen or nearness(one) > nearness(chosen[offer]):
            chosen[offer] = one
    return list(chosen.values())


def changes(plan: Plan, catalogue: Catalogue, *, now: datetime) -> list[tuple[OwnRuns, Calibrated | None]]:
    """Each entry of own runs (the first 50), and its own model in its own mode and work before and after all of them.
    None where no estimate can be made: it is refused for this workload."""
    found = []
    for own in plan.calibration[:MOST_SAVED]:
        asked = request_of(plan, (own.model,), thinking=(own.thinking,))
        load = replace(asked.workload, task_class=own.task_class)
        pairs = _pairs(replace(asked, workload=load, calibration=plan.calibration[:MOST_SAVED]), catalogue, now)
        found.append((own, pairs[0] if pairs else None))
    return found


def _pairs(asked: EstimateRequest, catalogue: Catalogue, now: datetime) -> list[Calibrated]:
    load = replace(asked.workload, visible_tokens_per_call=None, reasoning_tokens_per_call=None)
    asked = replace(asked, workload=load)
    before = compare(replace(asked, calibration=()), catalogue, now=now).estimates
    after = {(one.offer.id, one.thinking): one for one in compare(asked, catalogue, now=now).estimates}
    pairs = [(one, after.get((one.offer.id, one.thinking))) for one in before]
    return [Calibrated(one, other) for one, other in pairs if other]
