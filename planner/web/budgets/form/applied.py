"""Changes that were ticked, written into the lines of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.advice.advice_types import LineSettings
from planner.core.budget.advice.changes import without_rivals
from planner.core.number_text import read_percent
from planner.web.budgets.form.fields import OWN_PACE, OWN_RATES
from planner.web.budgets.form.form import BudgetForm, LineForm
from planner.web.forms import shown


def with_applied(form: BudgetForm, changes: Sequence[LineSettings]) -> BudgetForm:
    """The form with all of `changes`; what they do not set stays as it was typed."""
    lines = list(form.lines)
    for change in without_rivals(changes):
        lines[change.line] = _applied(lines[change.line], change)
    return replace(form, lines=tuple(lines))


def _applied(line: LineForm, change: LineSettings) -> LineForm:
    values = dict(line.values)
    if change.offer is not None:
        # Own prices and speed were of the offer that is left.
        values |= {"offer": change.offer, **dict.fromkeys((*OWN_RATES, *OWN_PACE, "figures"), "")}
    if change.thinking is not None:
        values["thinking"] = change.thinking
    if change.share is not None:
        part = read_percent(values["part"]) * change.share
        values["part"] = shown((part * 100).quantize(Decimal("0.01")).normalize() + 0, "")
    load = {"tier": change.service_tier, "cache": change.cache_mode}
    typed = {**line.load.values, **{name: text for name, text in load.items() if text is not None}}
    return replace(line, values=values, load=replace(line.load, values=typed))


def applied_words(texts: Sequence[str]) -> str:
    """What was done, in a sentence; empty for nothing."""
    if not texts:
        return ""
    count = "Applied one change" if len(texts) == 1 else f"Applied {len(texts)} changes"
    return f"{count}: {'; '.join(text[:1].lower() + text[1:] for text in texts)}."
