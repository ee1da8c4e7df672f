"""The form in words: what More holds, and the whole plan in one line."""

from __future__ import annotations

from collections.abc import Mapping

from planner.core.number_text import read_number
from planner.core.uncertainty.steps import steps_range
from planner.web.forms.fields import SPECS
from planner.web.forms.numbers import is_zero, same
from planner.web.forms.state import PlanForm


def more_in_words(form: PlanForm, task_name: str) -> str:
    """What More holds, in one line: its present values that matter."""
    v = form.values
    cache = {"auto": "cache automatic", "off": "no cache", "5m": "cache 5 min", "1h": "cache 1 h"}.get(v["cache"], "")
    parts = [
        task_name.lower(),
        cache,
        f"{v['tier']} tier",
        "no retries" if is_zero(v["retries"]) else f"{v['retries']} retries",
    ]
    changed = [
        n
        for n in ("share", "keep", "max_output", "searches", "reasoning", "date", "kind")
        if not same(n, v[n], form.defaults[n])
    ]
    parts += [SPECS[name].label.lower() + " " + v[name] for name in changed]
    if form.own:
        parts.append("own figures")
    return ", ".join(part for part in parts if part)


def steps_in_words(values: Mapping[str, str]) -> str:
    """300 steps, assumed: 4 runs in 5 take 68 to 625; nothing where the number is known."""
    try:
        steps, spread = int(read_number(values["steps"])), float(read_number(values["steps_sd"]))
        found = steps_range(steps, spread)
    except (ValueError, OverflowError):
        return ""
    return f"{steps:,} steps, assumed: 4 runs in 5 take {found.p10:,.0f} to {found.p90:,.0f}." if found else ""


def in_one_line(values: Mapping[str, str]) -> str:
    """The plan in one line, for the phone: 50 runs a day, 300 steps, high effort."""
    return ", ".join(form_in_words(values))


def form_in_words(values: Mapping[str, str]) -> tuple[str, str, str]:
    """Runs, steps and effort."""
    per = {"day": "runs a day", "month": "runs a month", "person": "runs a person a day"}.get(values["per"], "runs")
    steps = "one call" if values["steps"] == "1" else f"{values['steps']} steps"
    return f"{values['runs']} {per}", steps, f"{values['effort']} effort"
