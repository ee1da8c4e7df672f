"""What a log's own runs change in an estimate: the same request without and with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.saved_runs import MOST_SAVED
from planner.core.usage.elsewhere import own_sides, request_of
from planner.core.usage.plan import Plan


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One offer in one mode before and after own runs."""

    before: Estimate
    after: Estimate


def calibrated(
    plan: Plan, catalogue: Catalogue, offers: Sequence[str], *, effort: str, now: datetime
) -> list[Calibrated]:
    """The plan's estimates without and with its own runs, the answer's length left to the estimate: thinking at
    `effort` where the runs thought, else not thinking, as the log's plan answers them."""
    thought = any(own.reasoning_tokens for own in plan.calibration)
    asked = _free(request_of(plan, offers))
    before, after = (
        {
            (one.offer.id, is_off): one
            for one, is_off in own_sides(estimate_pairs(request, catalogue, effort=effort, now=now))
        }
        for request in (replace(asked, calibration=()), asked)
    )
    found: dict[str, Calibrated] = {}
    for is_off in (not thought, thought):
        for (offer, mode), one in before.items():
            if mode == is_off and (offer, mode) in after:
                found.setdefault(offer, Calibrated(one, after[offer, mode]))
    return [found[offer] for offer in dict.fromkeys(offer for offer, _ in before) if offer in found]


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


def _free(asked: EstimateRequest) -> EstimateRequest:
    """The lengths of answers and thinking left to the estimate."""
    load = replace(asked.workload, visible_tokens_per_call=None, reasoning_tokens_per_call=None)
    return replace(asked, workload=load)


def _pairs(asked: EstimateRequest, catalogue: Catalogue, now: datetime) -> list[Calibrated]:
    asked = _free(asked)
    before = compare(replace(asked, calibration=()), catalogue, now=now).estimates
    after = {(one.offer.id, one.thinking): one for one in compare(asked, catalogue, now=now).estimates}
    pairs = [(one, after.get((one.offer.id, one.thinking))) for one in before]
    return [Calibrated(one, other) for one, other in pairs if other]
