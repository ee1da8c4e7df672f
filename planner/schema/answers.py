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
from planner.core.people import PersonCost, PublishedAverage
from planner.core.results import (
    Caveat,
    Comparison,
    Cost,
    Estimate,
    Evidence,
    Latency,
    Line,
    ReadAs,
    Refusal,
    StageAnswer,
    Tokens,
)
from planner.core.uncertainty.steps import StepsRange
from planner.core.workload import BadInput, Problem
from planner.schema.scalars import band_to_data, count, day, instant, money, money_band_to_data, tail_to_data
from planner.schema.shapes import estimate as shape

Data = dict[str, Any]


def comparison_to_data(comparison: Comparison) -> shape.Comparison:
    """The response of POST /api/v1/estimate."""
    return {
        "price_date": instant(comparison.price_date),
        "seed": comparison.seed,
        "estimates": [estimate_to_data(estimate) for estimate in comparison.estimates],
        "refused": [refusal_to_data(refusal) for refusal in comparison.refused],
    }


def problems_to_data(error: BadInput) -> shape.Errors:
    """The body of a 422."""
    return {"errors": [problem_to_data(problem) for problem in error.problems]}


def problem_to_data(problem: Problem) -> shape.Error:
    """A field with its sentence; of a name that cannot be read also the nearest offers."""
    data: shape.Error = {"field": problem.field, "message": problem.message}
    if problem.suggestions is not None:
        data["suggestions"] = list(problem.suggestions)
    return data


def read_as_to_data(read: ReadAs | None) -> shape.ReadAs | None:
    """How a name was read; null where it is the offer's id."""
    return {"name": read.name, "offer": read.offer, "thinking": read.thinking, "why": read.why} if read else None


def estimate_to_data(estimate: Estimate) -> shape.Estimate:
    """One offer in one mode; `thinking` is the mode answered, `asked` the one asked for."""
    return {
        "offer": estimate.offer.id,
        "model": estimate.model_name,
        "thinking": estimate.thinking,
        "asked": estimate.asked,
        "host": estimate.offer.host,
        "host_name": estimate.offer.host_name,
        "maker": estimate.is_makers,
        "makers_offer": estimate.makers_offer,
        "read_as": read_as_to_data(estimate.read_as),
        "profile": estimate.profile.id if estimate.profile else None,
        "context_window": estimate.context_window,
        "tokens": tokens_to_data(estimate.tokens),
        "cost": cost_to_data(estimate.cost),
        "latency": latency_to_data(estimate.latency) if estimate.latency else None,
        "stages": [stage_to_data(stage) for stage in estimate.stages],
        "flags": [caveat_to_data(caveat) for caveat in estimate.caveats],
        "evidence": {
            "price": {
                **evidence_to_data(estimate.price_evidence),
                "list_date": day(estimate.price_evidence.list_date),
                "second": opinion_to_data(estimate.offer.second_opinion, estimate.disputes),
            },
            "reasoning": evidence_to_data(estimate.reasoning_evidence),
            "visible": evidence_to_data(estimate.visible_evidence),
            "speed": evidence_to_data(estimate.speed_evidence) if estimate.speed_evidence else None,
        },
    }


def tokens_to_data(tokens: Tokens) -> shape.Tokens:
    """Means per run, then the bands of one run and of the mean over a day's runs."""
    return {
        "input": count(tokens.input),
        "input_fresh": count(tokens.input_fresh),
        "cache_read": count(tokens.cache_read),
        "cache_write": count(tokens.cache_write),
        "reasoning": count(tokens.reasoning),
        "visible": count(tokens.visible),
        "reasoning_per_call": count(tokens.reasoning_per_call),
        "visible_per_call": count(tokens.visible_per_call),
        "compactions": count(tokens.compactions),
        "reasoning_band": band_to_data(tokens.reasoning_band),
        "visible_band": band_to_data(tokens.visible_band),
        "reasoning_mean_band": band_to_data(tokens.reasoning_mean_band),
        "steps": steps_to_data(tokens.steps),
    }


def steps_to_data(steps: StepsRange | None) -> shape.StepsRange | None:
    """How many steps runs take; null where that is known."""
    return {"mean": steps.mean, "p10": steps.p10, "p50": steps.p50, "p90": steps.p90} if steps else None


def cost_to_data(cost: Cost) -> shape.Cost:
    """USD per run and per month, with the lines that add up to a run."""
    return {
        "lines": [line_to_data(line) for line in cost.lines],
        "usd_per_run": money(cost.usd_per_run),
        "run_band": money_band_to_data(cost.run_band),
        "runs_per_month": count(cost.runs_per_month),
        "usd_per_month": money(cost.usd_per_month),
        "month_band": money_band_to_data(cost.month_band),
        "usd_per_solved": money(cost.solved.usd) if cost.solved else None,
        "success": success_to_data(cost.solved) if cost.solved else None,
        "per_person": person_to_data(cost.per_person) if cost.per_person else None,
    }


def person_to_data(person: PersonCost) -> shape.PersonCost:
    """USD per person, and the published average it is held against; `reason` names what puts it far outside."""
    return {
        "usd_per_month": money(person.usd_per_month),
        "usd_per_active_day": money(person.usd_per_active_day),
        "published": average_to_data(person.published) if person.published else None,
        "reason": person.reason or None,
    }


def average_to_data(published: PublishedAverage) -> shape.Published:
    return {
        "name": published.name,
        "low_usd_per_month": money(published.low_usd_per_month),
        "high_usd_per_month": money(published.high_usd_per_month),
        "usd_per_active_day": money(published.usd_per_active_day),
        "source": published.source,
        "url": published.url,
        "checked": day(published.checked),
    }


def success_to_data(solved: Solved) -> shape.Success:
    """The chance that a run succeeds and what says so, mean tries of a task, and the share of tasks that is solved."""
    found = solved.success
    return {"rate": found.rate, "source": found.source, "tries": solved.tries, "solved_share": solved.share}


def line_to_data(line: Line) -> shape.Line:
    return {
        "name": line.kind,
        "tokens": count(line.tokens),
        "usd_per_mtok": money(line.usd_per_mtok),
        "usd": money(line.usd),
        "tier_start": line.tier_start,
        "steps": list(line.steps) if line.steps else None,
        "stage": line.stage,
    }


def stage_to_data(stage: StageAnswer) -> shape.StagePart:
    """A stage's part of the average run; `run` is the time of one pass."""
    return {
        "name": stage.name,
        "offer": stage.offer.id,
        "model": stage.model,
        "thinking": stage.thinking,
        "share": stage.share,
        "times": stage.times,
        "steps": stage.steps,
        "tokens": {
            "input": count(stage.tokens.input),
            "input_fresh": count(stage.tokens.input_fresh),
            "cache_read": count(stage.tokens.cache_read),
            "cache_write": count(stage.tokens.cache_write),
            "reasoning": count(stage.tokens.reasoning),
            "visible": count(stage.tokens.visible),
            "compactions": count(stage.tokens.compactions),
        },
        "usd_per_run": money(stage.cost.usd_per_run),
        "usd_per_month": money(stage.cost.usd_per_month),
        "lines": [line_to_data(line) for line in stage.cost.lines],
        "run": tail_to_data(stage.run) if stage.run else None,
        "lost_cache_usd": money(stage.lost_cache_usd),
    }


def latency_to_data(latency: Latency) -> shape.Latency:
    """Seconds; `solved` is null where no success rate is known."""
    return {
        "ttft": tail_to_data(latency.ttft),
        "first_answer": tail_to_data(latency.first_answer),
        "e2e": tail_to_data(latency.e2e),
        "run": tail_to_data(latency.run),
        "solved": tail_to_data(latency.solved) if latency.solved else None,
    }


def caveat_to_data(caveat: Caveat) -> shape.Flag:
    return {"code": caveat.code, "text": caveat.text, "step": caveat.step}


def evidence_to_data(evidence: Evidence) -> shape.Evidence:
    return {
        "basis": evidence.basis,
        "source": evidence.source,
        "checked": day(evidence.checked),
        "url": evidence.url or None,
        "runs": evidence.runs,
        "shifted_by_own": evidence.shifted_by_own,
    }


def opinion_to_data(opinion: SecondOpinion | None, differs: Sequence[Disagreement]) -> shape.SecondPrices | None:
    """Where a second price list differs from the published rates: none where it agrees, null where it has no price."""
    if opinion is None:
        return None
    return {
        "source": opinion.source,
        "url": opinion.url or None,
        "as_of": day(opinion.as_of),
        "differs": [
            {"rate": one.name, "usd_per_mtok": money(one.ours), "second_usd_per_mtok": money(one.theirs)}
            for one in differs
        ],
    }


def refusal_to_data(refusal: Refusal) -> shape.Refusal:
    return {
        "offer": refusal.offer_id,
        "model": refusal.model_name,
        "thinking": refusal.thinking,
        "code": refusal.code,
        "text": refusal.text,
        "instead": refusal.instead,
        "read_as": read_as_to_data(refusal.read_as),
    }
