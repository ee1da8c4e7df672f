"""The answer as data: one shape for the JSON API, the terminal, saved scenarios and tests.

Money is a decimal string, exact and without an exponent. Tokens are whole numbers where they are whole. Time is
seconds. What is not known is null, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.estimate.solved import Solved
from planner.core.models.catalogue import SecondOpinion
from planner.core.models.offers.second_prices import Disagreement
from planner.core.results import Comparison, Cost, Estimate, Line, Refusal, StageAnswer
from planner.core.workload import BadInput, Problem
from planner.schema.as_data import shaped
from planner.schema.scalars import money
from planner.schema.shapes import estimate as shape

Data = dict[str, Any]


def comparison_to_data(comparison: Comparison) -> shape.Comparison:
    """The response of POST /api/v1/estimate."""
    return shaped(
        shape.Comparison,
        comparison,
        estimates=[estimate_to_data(estimate) for estimate in comparison.estimates],
        refused=[refusal_to_data(refusal) for refusal in comparison.refused],
    )


def problems_to_data(error: BadInput) -> shape.Errors:
    """The body of a 422."""
    return {"errors": [problem_to_data(problem) for problem in error.problems]}


def problem_to_data(problem: Problem) -> shape.Error:
    """A field with its sentence; of a name that cannot be read also the nearest offers."""
    data: shape.Error = {"field": problem.field, "message": problem.message}
    if problem.suggestions is not None:
        data["suggestions"] = list(problem.suggestions)
    return data


def estimate_to_data(estimate: Estimate) -> shape.Estimate:
    """One offer in one mode; `thinking` is the mode answered, `asked` the one requested."""
    speed = estimate.speed_evidence
    evidence = shape.EvidenceOfEstimate(
        price=shaped(
            shape.PriceEvidence,
            estimate.price_evidence,
            second=opinion_to_data(estimate.offer.second_opinion, estimate.disputes),
        ),
        reasoning=shaped(shape.Evidence, estimate.reasoning_evidence),
        visible=shaped(shape.Evidence, estimate.visible_evidence),
        speed=shaped(shape.Evidence, speed) if speed else None,
    )
    return shaped(
        shape.Estimate,
        estimate,
        offer=estimate.offer.id,
        model=estimate.model_name,
        host=estimate.offer.host,
        host_name=estimate.offer.host_name,
        maker=estimate.is_makers,
        profile=estimate.profile.id if estimate.profile else None,
        cost=cost_to_data(estimate.cost),
        stages=[stage_to_data(stage) for stage in estimate.stages],
        flags=[shaped(shape.Flag, caveat) for caveat in estimate.caveats],
        evidence=evidence,
    )


def cost_to_data(cost: Cost) -> shape.Cost:
    """USD per run and per month, with the lines that add up to a run."""
    return shaped(
        shape.Cost,
        cost,
        lines=[line_to_data(line) for line in cost.lines],
        usd_per_solved=money(cost.solved.usd) if cost.solved else None,
        success=success_to_data(cost.solved) if cost.solved else None,
    )


def success_to_data(solved: Solved) -> shape.Success:
    """The chance that a run succeeds and what says so, mean tries of a task, and the share of tasks that is solved."""
    found = solved.success
    return {"rate": found.rate, "source": found.source, "tries": solved.tries, "solved_share": solved.share}


def line_to_data(line: Line) -> shape.Line:
    return shaped(shape.Line, line, name=line.kind)


def stage_to_data(stage: StageAnswer) -> shape.StagePart:
    """A stage's part of the average run; `run` is the time of one pass."""
    return shaped(
        shape.StagePart,
        stage,
        offer=stage.offer.id,
        model=stage.model,
        steps=stage.steps,
        usd_per_run=money(stage.cost.usd_per_run),
        usd_per_month=money(stage.cost.usd_per_month),
        lines=[line_to_data(line) for line in stage.cost.lines],
    )


def opinion_to_data(opinion: SecondOpinion | None, differs: Sequence[Disagreement]) -> shape.SecondPrices | None:
    """Where a second price list differs from the published rates: none where it agrees, null where it has no price."""
    if opinion is None:
        return None
    rates: list[shape.RateDispute] = [
        {"rate": one.name, "usd_per_mtok": money(one.ours), "second_usd_per_mtok": money(one.theirs)} for one in differs
    ]
    return shaped(shape.SecondPrices, opinion, differs=rates)


def refusal_to_data(refusal: Refusal) -> shape.Refusal:
    return shaped(shape.Refusal, refusal, offer=refusal.offer_id, model=refusal.model_name)
