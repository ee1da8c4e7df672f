"""What an estimate rests on: price, cache, tokens, speed and kept reasoning, each with its source and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from planner.core.cost.pricing import mean_rate_words
from planner.core.latency.seconds import (
    LOOP_CACHED_TOKENS_PER_SECOND,
    LOOP_FRESH_TOKENS_PER_SECOND,
    LOOP_MEASURED_TOKENS,
    LOOP_TTFT_SECONDS,
    in_a_loop,
)
from planner.core.models.catalogue import HostCache
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Evidence
from planner.core.tokens.thinking_budget import BUDGET_SOURCE
from planner.web import filters
from planner.web.present.evidence import MARKS, SPEEDS, Mark, mark_of_evidence

CUT_BY_BUDGET = frozenset({"budget_only_cuts", "budget_not_taken"})
ONLY_CUT = "A thinking budget does not change what a call usually thinks; it cuts what is longer."


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing the figures rest on: what, how close, in words, and where to read it."""

    name: str
    mark: Mark | None
    text: str
    url: str


def grounds(estimate: Estimate, question: EstimateRequest, day: date) -> list[Ground]:
    """Price of `day`, cache, tokens, speed and kept reasoning, each with its source and date."""
    offer = estimate.offer
    found = [_prices(estimate, question, day)]
    if offer.cache and offer.cache.source and estimate.card.cache_read:
        found.append(Ground("Cache", None, _cache_words(offer.cache), _link(offer.cache.source)))
    if estimate.thinking != "off":
        found.append(_reasoning(estimate))
    found.append(_ground("Answer", estimate.visible_evidence))
    if estimate.speed_evidence:
        found.append(_ground("Output speed", estimate.speed_evidence, marks=SPEEDS))
        found += _steps(estimate, question)
    kept = _kept(estimate, question)
    return found + ([kept] if kept else [])


def _steps(estimate: Estimate, question: EstimateRequest) -> list[Ground]:
    """Waiting and reading inside an agent's loop, which no one has measured host by host."""
    own = question.overrides.get(estimate.offer.id)
    if not in_a_loop(question.workload) or (own and own.ttft_seconds is not None):
        return []
    text = (
        f"Not measured at this host: {LOOP_TTFT_SECONDS:g} s a step, and prompts read at "
        f"{LOOP_CACHED_TOKENS_PER_SECOND:,.0f} tokens a second from cache, {LOOP_FRESH_TOKENS_PER_SECOND:,.0f} afresh. "
        "Checked against 9,636 agent runs of 2025 in one harness, MCPMark: 98% of them sent up to "
        f"{LOOP_MEASURED_TOKENS:,} tokens a call. Beyond that the reading speed is a guess."
    )
    return [Ground("Waiting, reading", SPEEDS["class"], text, "")]


def _prices(estimate: Estimate, question: EstimateRequest, day: date) -> Ground:
    """Whose rates they are, who lists them, and the date of this very price: said too where it has none."""
    evidence, offer = estimate.price_evidence, estimate.offer
    age = _price_date(evidence)
    text = f"{offer.host_name}’s rates by {offer.source or evidence.source or 'its price list'}, {age}."
    hours = mean_rate_words(offer, day, question.workload.service_tier).replace("'", "’")
    text += f" {hours}" if hours else ""
    return Ground("Prices", None, text + _own_rates(estimate, question), evidence.url)


def _price_date(evidence: Evidence) -> str:
    """Its own date; where it has none, that of its list, which is no date of it."""
    if evidence.checked:
        return f"checked {filters.day(evidence.checked)}"
    return f"not dated; list of {filters.day(evidence.list_date)}" if evidence.list_date else "not dated"


def _reasoning(estimate: Estimate) -> Ground:
    """Thinking under a budget says what the budget does, and leads to its rule on the method page."""
    evidence = estimate.reasoning_evidence
    ground = _ground("Reasoning", evidence)
    if BUDGET_SOURCE in evidence.source:
        return replace(ground, url="/method#budgets")
    if any(caveat.code in CUT_BY_BUDGET for caveat in estimate.caveats):
        return replace(ground, text=f"{ground.text} {ONLY_CUT}", url="/method#budgets")
    return ground


def _ground(name: str, evidence: Evidence, marks: Mapping[str, Mark] = MARKS) -> Ground:
    mark = mark_of_evidence(evidence, marks)
    if evidence.basis == "given":
        return Ground(name, None, filters.sentence(evidence.source or "as you stated it"), "")
    sentence = filters.sentence(mark.words) + " " if mark else ""
    text = f"{sentence}{_dated(evidence)}"
    return Ground(name, mark, filters.stop(text), evidence.url)


def _dated(evidence: Evidence) -> str:
    return filters.dated(evidence.source, evidence.checked)


def _own_rates(estimate: Estimate, question: EstimateRequest) -> str:
    own = question.overrides.get(estimate.offer.id)
    if own is None or not (own.usd_per_mtok or own.discount):
        return ""
    return " Your own rates are used where you gave them."


def _cache_words(cache: HostCache) -> str:
    ends = f"kept for {filters.duration(cache.ttl_seconds)}" if cache.ttl_seconds else "no stated time"
    least = f"from {cache.minimum_tokens:,} tokens" if cache.minimum_tokens else "any length"
    share = f"{filters.percent(cache.reliability)} of what could be read is taken to be."
    source = "" if cache.source.startswith("http") else f" {filters.sentence(cache.source)}"
    when = f" Checked {filters.day(cache.checked)}." if cache.checked else ""
    return f"{cache.kind.capitalize()}, {least}, {ends}; {share}{source}{when}"


def _kept(estimate: Estimate, question: EstimateRequest) -> Ground | None:
    if estimate.thinking == "off" or question.workload.steps < 2:
        return None
    keep = question.workload.keep_reasoning
    if keep != "default":
        words = {"none": "Never", "within_run": "Within a run", "all": "Always"}[keep]
        return Ground("Kept reasoning", None, f"{words}, as you chose.", "")
    if estimate.profile is None:
        return Ground("Kept reasoning", None, "Within a run: taken to be so, as no source says.", "")
    tool = question.workload.step_kind == "tool"
    fact = estimate.profile.keeps_within_run if tool else estimate.profile.keeps_across_turns
    within = "within a run" if tool else "across turns"
    text = f"Kept {within}" if fact.value else f"Not kept {within}"
    note = f" {fact.note}" if fact.note else ""
    return Ground("Kept reasoning", None, f"{text}.{note} {filters.sentence(fact.source)}", fact.url)


def _link(source: str) -> str:
    return source if source.startswith("https://") else ""
