"""What the fields of a budget are called: their names in the form, the request fields they fill, labels, examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.models.catalogue import MODES
from planner.web import filters
from planner.web.forms import OF_A_DOOR, SPECS, Spec
from planner.web.present.scores import BENCHES

NO_WISH = "none"
"""Typed where no other model is to be considered; an empty field means the models with a profile."""
LIMIT_KEYS = {"rpm": "requests_per_minute", "tpm": "tokens_per_minute", "open": "concurrency"}
THINKING = (("default", "as the model does"), *((mode, mode) for mode in MODES))
MONTHS = (("actual", "its own days"), *((month, filters.month_length(month)) for month in filters.MONTH_DAYS))
GROWTHS = (
    ("none", "stays as it is"), ("compound", "by a percentage per month"), ("linear", "by runs per day"),
    ("row", "as typed"), ("once", "all runs in the first month"),
)  # fmt: skip
BENCH_CHOICES = (("", "no benchmark"), *((bench.name, bench.words) for bench in BENCHES))
RETIRE = (("reroute", "use the successor"), ("end", "the line ends"))


def _specs(*specs: Spec) -> Mapping[str, Spec]:
    return {spec.name: spec for spec in specs}


BUDGET = _specs(
    Spec("name", "name", "Budget", "Agents and chat 2027", "Budget"),
    Spec("cap", "cap_usd_per_month", "Cap per month", "36,000", optional=True),
    Spec("total", "cap_usd_period", "Cap for all months", "400,000", optional=True),
    Spec("start", "start", "Starts", "Dec 2026"),
    Spec("months", "months", "Months", "12", "12"),
    Spec("month", "month", "A month counts", "actual", "actual", choices=MONTHS),
    Spec("label", "currency.label", "Also shown in", "EUR", "USD"),
    Spec("per_usd", "currency.per_usd", "Rate per dollar", "0.92", "1"),
    Spec("rescale", "rescale", "Scale the months to come by what was paid", "", "", optional=True),
    Spec("wish", "wish.offers", "Models to consider instead", "gpt-5.4, glm-5", optional=True),
    Spec("p95", "wish.p95_seconds", "95% of runs within", "60", optional=True),
    Spec("context", "wish.context_tokens", "Context of at least", "200,000", optional=True),
    Spec("inputs", "wish.inputs", "It must take", "text", "text", optional=True),
    Spec("bench", "wish.bench", "Score on", "GPQA", "", choices=BENCH_CHOICES, optional=True),
    Spec("score", "wish.score_at_least", "At least", "60", optional=True),
    Spec("seed", "seed", "Seed of the simulation", "1", "1"),
)
LINE = _specs(
    Spec("name", "name", "Name", "Support chat", optional=True),
    Spec("offer", "offer", "Model or offer", "GPT-5.4", optional=True),
    Spec("thinking", "thinking", "Thinking", "high", "default", choices=THINKING),
    Spec("owner", "owner", "Owner", "Ann", optional=True),
    Spec("centre", "cost_centre", "Cost centre", "4711", optional=True),
    Spec("start", "start", "First month or day", "Jan 2027", optional=True),
    Spec("end", "end", "Last month or day", "Aug 2027", optional=True),
    Spec("growth", "growth.kind", "Traffic grows", "compound", "none", choices=GROWTHS),
    Spec("rate", "growth.share", "Growth per month", "2", "2"),
    Spec("add", "growth.runs_per_day", "Runs per day, more each month", "10", "10"),
    Spec("row", "growth.row", "Runs per day, month by month", "50 55 60", optional=True),
    Spec("part", "share", "Share of the traffic", "80", "100"),
    Spec("discount", "discount", "Discount", "10", "0"),
    Spec("from_hour", "hours.start", "Used from, UTC", "8", optional=True),
    Spec("for_hours", "hours.hours", "For hours per day", "10", optional=True),
    Spec("retire", "on_retirement", "When its model is retired", "reroute", "reroute", choices=RETIRE),
    Spec("peak", "peak", "Busiest hour against the mean", "2", "1"),
    Spec("my_input", "overrides.usd_per_mtok.input", "Input", "2.50", optional=True),
    Spec("my_output", "overrides.usd_per_mtok.output", "Output", "10", optional=True),
    Spec("my_read", "overrides.usd_per_mtok.cache_read", "Cache read", "0.25", optional=True),
    Spec("my_write", "overrides.usd_per_mtok.cache_write", "Cache write", "3.75", optional=True),
    Spec("my_speed", "overrides.tokens_per_second", "Speed", "60", optional=True),
    Spec("my_ttft", "overrides.ttft_seconds", "First token", "0.8", optional=True),
    Spec("paid", "actuals", "Paid, month by month", "24,100 23,900", optional=True),
    Spec("sample", "sample", "Filled in as a sample", "", optional=True),
    Spec("figures", "overrides", "Own figures", "", optional=True),
)
PERCENTS = ("rate", "part", "discount")
"""Fields of a line that are typed in percent and sent as shares."""
OWN_RATES = {"my_input": "input", "my_output": "output", "my_read": "cache_read", "my_write": "cache_write"}
"""Fields of a line for the user's own prices, USD per million tokens, and the rates that they replace."""
OWN_PACE = {"my_speed": "tokens_per_second", "my_ttft": "ttft_seconds"}
WORKLOAD = {
    name: spec for name, spec in SPECS.items() if name not in ("effort", "month", "date") and name not in OF_A_DOOR
}
"""Fields of a workload entered here: those of the plan, without what a line says in its own way."""


LINE_NAME = re.compile("l([0-9]{1,4})-(.+)")
"""A field of a line: its place and its own name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a line by its place in the form."""

    index: int
    name: str

    def __str__(self) -> str:
        return f"l{self.index}-{self.name}"


def spec_of(field: str) -> Spec | None:
    """The field called so: `cap`, or `l0-offer` for one of a line."""
    place, dash, name = field.partition("-")
    if dash and place[:1] == "l" and place[1:].isdecimal():
        return LINE.get(name) or WORKLOAD.get(name)
    return BUDGET.get(field)
