"""Worked cases, computed by the functions that answer requests, so that both always agree."""

from __future__ import annotations

from datetime import datetime

from planner.core.cost.caching import break_even_hit_rate, warm_chance
from planner.core.models.catalogue import Catalogue
from planner.core.tokens.fitted import ladder_multiplier
from planner.core.uncertainty.spread import Doubt, band_of_mean, band_of_run, sd_of_mean, sd_of_run
from planner.core.workload import EFFORTS
from planner.web import filters
from planner.web.method import dollars
from planner.web.method.cases import ZERO, Worked, ask, offer_card


def worked_cases(catalogue: Catalogue, now: datetime) -> dict[str, Worked]:
    """Every case by its id; one whose offer is no longer in the price list is left out."""
    priced = (dollars.loop, dollars.cache, dollars.tiers, dollars.usage, dollars.reliability, _seconds, _break_even)
    dated = (dollars.day_mean, dollars.dated)
    found = [*(case(catalogue, now) for case in priced), *(case(catalogue) for case in dated)]
    return {case.id: case for case in (*found, _warm(), _bands(), _ladder(catalogue)) if case}


def _warm() -> Worked:
    rows = [
        (f"{runs:,}", *(filters.percent(round(warm_chance(runs / 86_400, ttl), 3)) for ttl in (300.0, 1800.0, 3600.0)))
        for runs in (10, 100, 1000, 10_000)
    ]
    heads = ("Runs per day, day and night", "kept 5 min", "kept 30 min", "kept 1 h")
    return Worked("warm", "How often a shared prompt is still warm", "Runs arrive at random.", heads, tuple(rows))


def _break_even(catalogue: Catalogue, now: datetime) -> Worked | None:
    card = offer_card(catalogue, "anthropic/claude-opus-4-5", now)
    if card is None:
        return None
    shares = (break_even_hit_rate(card, name, ZERO) for name in ("cache_write", "cache_write_1h"))
    rows = [
        (words, filters.percent(share)) for words, share in zip(("5 minutes", "1 hour"), shares, strict=True) if share
    ]
    return Worked(
        "break-even",
        "When caching pays on Claude Opus 4.5",
        "Its own rates for writing and reading.",
        ("Cache kept", "Pays from a hit rate of"),
        tuple(rows),
    )


def _seconds(catalogue: Catalogue, now: datetime) -> Worked | None:
    rows = []
    for ttft, speed, thought in ((0.8, 60, 0), (0.8, 60, 2000), (0.65, 296.47, 2000)):
        load = {"visible_tokens_per_call": 500, "reasoning_tokens_per_call": thought, "cache": {"mode": "off"}}
        own = {"openai/gpt-5.4": {"ttft_seconds": ttft, "tokens_per_second": speed}}
        answer = ask(catalogue, now, "openai/gpt-5.4", load, thinking=["high" if thought else "off"], overrides=own)
        if answer and answer.latency:
            first, end = (f"{tail.p50:.3f}" for tail in (answer.latency.first_answer, answer.latency.e2e))
            rows.append((f"{ttft} s", f"{speed}", f"{thought:,}", first, end))
    if not rows:
        return None
    heads = ("First token", "Tokens/s", "Thinking", "First answer token, s", "All of it, s")
    return Worked(
        "seconds", "An answer of 500 tokens", "First token and speed stated, so without spread.", heads, tuple(rows)
    )


def _bands() -> Worked:
    mean, doubt = 1000.0, Doubt(parameter=0.37, workload=0.4, item=0.9, repeat=0.3)
    run = band_of_run(mean, doubt)
    rows = [("one run", f"{sd_of_run(doubt):.2f}", *(filters.whole(v) for v in (run.p10, run.p50, run.p90)))]
    for runs in (30, 1500):
        band = band_of_mean(mean, runs, doubt)
        ends = (filters.whole(v) for v in (band.p10, band.p50, band.p90))
        rows.append((f"the mean of {runs:,}", f"{sd_of_mean(doubt, runs):.2f}", *ends))
    given = "Fitted mean 1,000 tokens; s_param 0.37, s_workload 0.4, s_item 0.9, s_rep 0.3."
    heads = ("Band of", "sd of ln", "1 in 10 below", "middle", "1 in 10 above")
    return Worked(
        "bands",
        "One run and the mean of many",
        given,
        heads,
        tuple(rows),
        "More runs narrow the band only down to what we do not know about the model and your work.",
    )


def _ladder(catalogue: Catalogue) -> Worked:
    estimator = catalogue.estimator
    anchors = tuple(dict.fromkeys(anchor for anchor, _ in estimator.effort_multiplier))
    rows = [
        (effort, *(f"{ladder_multiplier(estimator, anchor, effort):.2f}" for anchor in anchors)) for effort in EFFORTS
    ]
    return Worked(
        "ladder", "Thinking against effort high", "As it is used, so never falling.", ("Effort", *anchors), tuple(rows)
    )
