"""Every caveat and refusal: when it is raised, why, what to do, and the sentence as the product says it today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import pair_up
from planner.core.models.catalogue import Catalogue
from planner.core.models.families import family_of
from planner.core.models.offers.second_prices import disagreements
from planner.core.models.rates import RateCard
from planner.core.results import Caveat, Estimate, Refusal
from planner.core.workload import BadInput
from planner.schema.requests import parse_request
from planner.web.method.caveats import CAVEATS, CaveatEntry


@dataclass(frozen=True, slots=True)
class CaveatExample:
    """A caveat with the product's own sentence; empty where today's prices raise none."""

    caveat: CaveatEntry
    sentence: str


@dataclass(frozen=True, slots=True)
class Case:
    """A request that raises a code; `effort` asks as the plan page does, with a pair."""

    offer: str
    workload: Mapping[str, Any] = field(default_factory=dict)
    thinking: str = "off"
    price_date: str = ""
    effort: str = ""


LOOP = {"task_class": "coding_agent", "steps": 30, "input_tokens": 5000, "visible_tokens_per_call": 500}
CASES: dict[str, Case] = {
    "model_retired": Case("x-ai/grok-4-0709", thinking="on"),
    "model_left_host": Case("novita/moonshotai/kimi-k2-thinking", thinking="on"),
    "model_ending": Case("openai/gpt-4.1"),
    "model_deprecated": Case("avian/moonshotai/kimi-k2.5"),
    "model_legacy": Case("anthropic/claude-opus-4-5"),
    "context_overflow": Case("anthropic/claude-opus-4-5", {**LOOP, "steps": 300, "tool_result_tokens": 1500}),
    "context_tail": Case(
        "novita/moonshotai/kimi-k2-thinking",
        {"task_class": "research_agent", "steps": 300, "input_tokens": 6500, "tool_result_tokens": 400}
        | {"visible_tokens_per_call": 166},
        "on",
    ),
    "answer_cut_off": Case("openai/gpt-5.4", {"task_class": "frontier_science", "max_output_tokens": 16_000}, "high"),
    "price_cliff": Case("openai/gpt-5.4", {**LOOP, "steps": 200, "tool_result_tokens": 1500}),
    "slow_tail": Case("openai/gpt-5.4", {"task_class": "frontier_science"}, "xhigh"),
    "input_not_supported": Case("zai/GLM-5", {"task_class": "image_qa"}),
    "price_missing": Case("huggingface_novita/zai-org/GLM-5", {"shared_prefix_tokens": 4000}),
    "tier_not_listed": Case("aws/openai.gpt-5.5", {"input_tokens": 300_000}),
    "fee_not_listed": Case("openrouter/perplexity/sonar"),
    "below_list_price": Case("quicksilverpro/claude-opus-5"),
    "price_changes": Case("google/gemini-3.7-flash", thinking="default", price_date="2026-12-20"),
    "price_stale": Case("", price_date="2029-01-01"),
    "is_free": Case("openrouter/google/gemma-4-31b-it:free", thinking="default"),
    "input_only": Case("openai/text-embedding-3-small"),
    "unit_not_planned": Case("google/gemini-3-pro-image-preview", thinking="on"),
    "one_region": Case("openai/gpt-5.4", {"region": "one"}),
    "price_disputed": Case(""),
    "caching_costs_money": Case("anthropic/claude-opus-4-5", {"shared_prefix_tokens": 6000, "runs_per_day": 10}),
    "cache_may_expire": Case("anthropic/claude-opus-4-5", {**LOOP, "tool_seconds": 290}),
    "below_cache_minimum": Case("anthropic/claude-opus-4-5", {"shared_prefix_tokens": 2000}),
    "budget_only_cuts": Case("anthropic/claude-opus-4-5", {**LOOP, "thinking_budget_tokens": 16_000}, "high"),
    "budget_not_taken": Case("openai/gpt-5.4", {"thinking_budget_tokens": 16_000}, "high"),
    "thinking_always_on": Case("novita/moonshotai/kimi-k2-thinking", thinking="on"),
    "effort_not_offered": Case("anthropic/claude-opus-4-5", effort="xhigh"),
    "tokenizer_unknown": Case("zai/GLM-5", {"token_basis": "o200k"}),
    "prior_only": Case("", thinking="high"),
    "does_not_think": Case("", thinking="high"),
    "mode_not_confirmed": Case("", thinking="high"),
    "mode_not_offered": Case("zai/GLM-5", thinking="low"),
    "tier_not_offered": Case("novita/zai-org/glm-5", {"service_tier": "batch"}),
    "batch_cannot_loop": Case("openai/gpt-5.4", {**LOOP, "service_tier": "batch"}),
    "price_unknown": Case(""),
    "cache_ttl_not_offered": Case("openai/gpt-5.4", {"cache": {"mode": "1h"}}),
}


def said_today(catalogue: Catalogue, now: datetime) -> tuple[CaveatExample, ...]:
    """Every caveat in order, with the sentence a request raises now."""
    return tuple(CaveatExample(caveat, sentence_of(catalogue, now, caveat.code)) for caveat in CAVEATS)


def sentence_of(catalogue: Catalogue, now: datetime, code: str) -> str:
    """The product's sentence for `code`, from a request that raises it."""
    case = CASES.get(code)
    offer = case and (case.offer or _an_offer(catalogue, code, now))
    if case is None or not offer:
        return ""
    try:
        answers = list(_answers(catalogue, now, case, offer))
    except BadInput:
        return ""
    return next((text for text in (_sentence(answer, code) for answer in answers) if text), "")


def _answers(catalogue: Catalogue, now: datetime, case: Case, offer: str) -> Iterator[Estimate | Refusal]:
    request: dict[str, Any] = {"offers": [offer], "workload": dict(case.workload), "thinking": [case.thinking]}
    if case.price_date:
        request["price_date"] = case.price_date
    question = parse_request(request)
    if case.effort:
        for pair in pair_up(question, catalogue, effort=case.effort, now=now):
            yield pair.on
        return
    answer = compare(question, catalogue, now=now)
    yield from answer.estimates
    yield from answer.refused


def _sentence(answer: Estimate | Refusal, code: str) -> str:
    caveats = answer.caveats if isinstance(answer, Estimate) else (Caveat(answer.code, answer.text),)
    return next((caveat.text for caveat in caveats if caveat.code == code), "")


def _an_offer(catalogue: Catalogue, code: str, now: datetime) -> str:
    """Some offer that the code is about, where no one offer is known to stay so."""
    for offer in catalogue.offers.values():
        card = offer.cards[-1].card
        priced = card.input is not None and card.output is not None
        untold = priced and offer.profile_id is None and not offer.limits.thinking
        family = family_of(catalogue.estimator.families, offer.model_id)
        fits = {
            "price_stale": priced and offer.checked is not None,
            "price_disputed": priced and bool(disagreements(offer, now)),
            "prior_only": untold and offer.thinks is None and not offer.deprecated and family is None,
            "does_not_think": untold and offer.thinks is False,
            "mode_not_confirmed": untold and offer.thinks is True,
            "price_unknown": card == RateCard() and offer.profile_id is None,
        }
        if fits.get(code):
            return offer.id
    return ""
