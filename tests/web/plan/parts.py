"""Hand-made estimates for the tests of the page: small figures that can be checked by eye."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from html import unescape
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planner.core.lazy import Lazy
from planner.core.models.catalogue import Offer
from planner.core.models.rates import DatedCard, RateCard
from planner.core.request import EstimateRequest
from planner.core.results import (
    Caveat,
    ContextPoint,
    Cost,
    Difference,
    Estimate,
    Evidence,
    Latency,
    Line,
    Pair,
    Refusal,
    Rereading,
    TimePart,
    Tokens,
)
from planner.core.uncertainty.band import Band, Tail
from planner.core.workload import Workload
from planner.web import filters
from planner.web.method.glossary import WORDS
from planner.web.plan.routes import for_templates

D = Decimal
WORKLOAD = Workload(task_class="research_agent", runs_per_day=50, steps=10)
QUESTION = EstimateRequest(workload=WORKLOAD, offers=("here/model",))


def offer(host: str = "here", name: str = "Model") -> Offer:
    return Offer(
        id=f"{host}/{name.lower()}", host=host, host_name=host.capitalize(), model_id=name.lower(), name=name,
        cards=(DatedCard(RateCard()),),
    )  # fmt: skip


def line(kind: str, tokens: str, rate: str) -> Line:
    return Line(kind, D(tokens), D(rate), D(tokens) * D(rate) / 1_000_000)


def estimate(**changes: Any) -> Estimate:
    """A run of ten calls for $1 per run, thinking for $0.20 of it, in 100 s."""
    lines = (line("input_fresh", "500000", "1"), line("reasoning", "100000", "2"), line("visible", "150000", "2"))
    usd = sum((item.usd for item in lines), D(0))
    month = D(50) * 365 / 12
    made = Estimate(
        offer=offer(),
        profile=None,
        thinking="high",
        asked="high",
        tokens=Tokens(D(500_000), D(500_000), D(0), D(0), D(100_000), D(150_000), D(10_000), D(15_000)),
        cost=Cost(lines, usd, month, usd * month),
        latency=Latency(Tail(1), Tail(5), Tail(10), Tail(100)),
        time_parts=(TimePart("wait", 1, 10), TimePart("think", 5, 50), TimePart("answer", 4, 40)),
        growth=Lazy.of((ContextPoint(1, 1_000, 0), ContextPoint(10, 90_000, 60_000))),
        context_window=100_000,
        caveats=(),
        price_evidence=Evidence("published", "a price list", date(2026, 11, 20), "https://prices.example"),
        reasoning_evidence=Evidence("model", "a study", date(2026, 7, 10)),
        visible_evidence=Evidence("given", "as you stated it"),
        speed_evidence=None,
        rereading=Lazy.of(Rereading(D("0.1"))),
    )
    return replace(made, **changes)


def silent(**changes: Any) -> Estimate:
    """The same without thinking: $0.70 per run in 50 s."""
    lines = (line("input_fresh", "400000", "1"), line("visible", "150000", "2"))
    usd = sum((item.usd for item in lines), D(0))
    month = D(50) * 365 / 12
    usual: dict[str, Any] = {
        "thinking": "off",
        "asked": "off",
        "tokens": Tokens(D(400_000), D(400_000), D(0), D(0), D(0), D(150_000), D(0), D(15_000)),
        "cost": Cost(lines, usd, month, usd * month),
        "latency": Latency(Tail(1), Tail(2), Tail(5), Tail(50)),
        "rereading": Lazy.of(Rereading(D(0))),
    }
    return estimate(**{**usual, **changes})


def banded(made: Estimate) -> Estimate:
    middle = float(made.cost.usd_per_month)
    return replace(made, cost=replace(made.cost, month_band=Band(middle * 0.8, middle, middle * 1.4)))


def flagged(made: Estimate, code: str, text: str) -> Estimate:
    return replace(made, caveats=(*made.caveats, Caveat(code, text)))


def refusal(text: str = "Model cannot be switched off.", code: str = "thinking_always_on") -> Refusal:
    return Refusal("here/model", "Model", "off", code, text)


def pair(**changes: Any) -> Pair:
    """Model on and off at one host: thinking $0.20, reading it again $0.10 per run."""
    month = D(50) * 365 / 12
    parts = Difference(D("0.3") * month, D("0.2") * month, D("0.1") * month, D(0), D(0), D(0))
    return replace(Pair("Model", "model", offer(), estimate(), silent(), "", Lazy.of(parts)), **changes)


@cache
def templates() -> Environment:
    """Templates as the app renders them, without an app."""
    env = Environment(
        loader=FileSystemLoader("templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    env.filters.update(filters.FILTERS)
    for_templates(env)
    env.globals["glossary"] = WORDS
    return env


def printed(template: str, macro: str, *values: Any, tags: bool = False) -> str:
    """What a macro of a template says, in one line and without its tags."""
    text = str(getattr(templates().get_template(template).module, macro)(*values))
    return " ".join((text if tags else unescape(re.sub("<[^>]+>", "", text))).split())
