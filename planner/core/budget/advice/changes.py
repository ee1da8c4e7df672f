"""Several changes to a budget at once: the lines as they would be, forecast together in one simulation.

Savings of single changes do not add up: a line moved to a cheaper model saves less by thinking less. So changes that
are chosen together are forecast together, with the draws of the budget as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from planner.core.budget.advice.advice_types import LineSettings
from planner.core.budget.forecast import Forecast, forecast
from planner.core.budget.inputs import BudgetLine
from planner.core.models.catalogue import Catalogue
from planner.core.workload import NO_OVERRIDES


def changed_line(line: BudgetLine, change: LineSettings) -> BudgetLine:
    """The line with the settings of `change`. With another offer, the user's prices and speed for the old one are
    dropped."""
    load = line.workload
    if change.service_tier is not None:
        load = replace(load, service_tier=change.service_tier)
    if change.cache_mode is not None:
        load = replace(load, cache=replace(load.cache, mode=change.cache_mode))
    return replace(
        line,
        workload=load,
        offer=line.offer if change.offer is None else change.offer,
        overrides=line.overrides if change.offer is None else NO_OVERRIDES,
        thinking=line.thinking if change.thinking is None else change.thinking,
        share=line.share if change.share is None else line.share * change.share,
    )


def without_rivals(changes: Iterable[LineSettings]) -> tuple[LineSettings, ...]:
    """At most one change of a kind for a line: the first. A change of model comes before one of effort, which may then
    replace the mode that came with the model."""
    kept: dict[tuple[int, str], LineSettings] = {}
    for change in changes:
        kept.setdefault((change.line, change.kind), change)
    return tuple(sorted(kept.values(), key=lambda change: (change.line, change.kind != "model")))


def with_changes(made: Forecast, changes: Sequence[LineSettings], catalogue: Catalogue) -> Forecast:
    """The budget of `made` with all of `changes`, at most one of a kind for a line. Paid months stay as they are; the
    other months keep their scale, since it was measured on the lines before the changes."""
    lines = list(made.budget.lines)
    for change in without_rivals(changes):
        lines[change.line] = changed_line(lines[change.line], change)
    scales = [answer.scale for answer in made.answer.lines]
    return forecast(replace(made.budget, lines=tuple(lines)), catalogue, scales=scales)
