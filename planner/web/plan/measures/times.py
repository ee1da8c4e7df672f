"""How long one thing takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.core.results import Estimate, Pair
from planner.web import filters
from planner.web.forms import PlanForm, thing_of
from planner.web.plan.measures.batch_end import ends_of
from planner.web.plan.measures.measure import Measure, Quantity
from planner.web.plan.measures.seconds import first_word, run_seconds
from planner.web.plan.rows import MINUTES, SECONDS, TimeUnit, unit_for

TIME_VALUES = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1000, 2000, 5000, 10_000,
    20_000, 50_000, 100_000, 200_000, 500_000,
)  # fmt: skip
"""Seconds and minutes are read in halves and doubles."""


def time(form: PlanForm, pairs: Sequence[Pair]) -> Measure | None:
    """How long one thing takes; None at a batch price."""
    if form.door.id == "batch":
        measure = ends_of(form)
    elif form.door.id == "chat" and form.values["kind"] == "user_turn":
        measure = replace(_clocked(SECONDS, "to first word", "to the first word", first_word), first_word=True)
    else:
        found = [q.value for p in pairs for s in (p.on, p.off) if isinstance(s, Estimate) and (q := run_seconds(s))]
        one = "answer" if form.values["steps"] == "1" else thing_of(form)
        unit = MINUTES if found and form.door.id == "agent" and max(found) >= 120 else unit_for(found)
        measure = _clocked(unit, f"per {one}", f"per {one}", run_seconds)
    known = any(measure.of(s) for p in pairs for s in (p.on, p.off) if isinstance(s, Estimate))
    return measure if known else None


def _clocked(unit: TimeUnit, head: str, per: str, of: Callable[[Estimate], Quantity | None]) -> Measure:
    def scaled(side: Estimate) -> Quantity | None:
        found = of(side)
        if found is None:
            return None
        ends = (None if end is None else end / unit.seconds for end in (found.low, found.high))
        return Quantity(found.value / unit.seconds, *ends)

    word = {"s": "s", "min": "min"}.get(unit.short, "h")
    return Measure(
        head=f"{unit.word} {head}",
        column=f"{unit.word} {head}",
        per=per,
        of=scaled,
        figure=filters.two,
        axis=filters.whole_or_less,
        say=lambda value: f"{filters.two(value)} {word} {per}",
        short=lambda value: f"{filters.two(value)} {word}",
        ticks=TIME_VALUES,
        says_per=False,
    )
