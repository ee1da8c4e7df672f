"""Lines whose run has stages are split: each stage is routed, priced and drawn as a line of its own.

The first stage takes the line's place and the others come after all lines, so that places of lines do not change. An
actual bill is split in proportion to the planned cost of the stages in that month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.calendar import months_of
from planner.core.budget.inputs import ONE, Budget, BudgetLine
from planner.core.budget.lines import line_answer
from planner.core.budget.pricing.daily_costs import PricedLine, price_budget_lines
from planner.core.budget.results import ZERO, LineAnswer, LineMonth, cut, exact_sum
from planner.core.budget.tasks import workload_of
from planner.core.cost.quote import EXACT
from planner.core.estimate.stage_passes import Pass, passes_of
from planner.core.estimate.terms import Terms
from planner.core.lazy import Lazy
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import offer_named, resolve
from planner.core.results import Refusal
from planner.core.workload import NO_OVERRIDES, BadInput, Overrides, Problem


def staged(budget: Budget, catalogue: Catalogue) -> Budget:
    """The budget with a line for each stage, unchanged where no run has stages. Raises BadInput naming each line with a
    stage that cannot be read or run."""
    if not any(line.workload.stages for line in budget.lines):
        return budget
    problems: list[Problem] = []
    found = [_stage_lines(place, budget, catalogue, problems) for place in range(len(budget.lines))]
    if problems:
        raise BadInput(problems)
    later = [line for lines in found for line in lines[1:]]
    return replace(budget, lines=(*(lines[0] for lines in found), *later))


def _stage_lines(place: int, budget: Budget, catalogue: Catalogue, problems: list[Problem]) -> list[BudgetLine]:
    line = budget.lines[place]
    if not line.workload.stages:
        return [line]
    first = max(line.start or budget.start, months_of(budget)[0].first)
    terms = Terms(workload_of(line), catalogue, first, "calendar")
    read = resolve(catalogue, line.offer, first)
    if isinstance(read, Unread):
        # Reported as every line's offer is, when the lines are priced.
        return [replace(line, workload=replace(line.workload, stages=()))]
    named = offer_named(catalogue, line.offer, first)
    mode = named.thinking if line.thinking == "default" and named.thinking else line.thinking

    def own(offer: Offer) -> Overrides:
        return line.overrides if offer.id == named.offer.id else NO_OVERRIDES

    try:
        passes = passes_of(terms, named.offer, mode, overrides=own)
    except BadInput as bad:
        problems += [replace(problem, field=f"lines.{place}.{problem.field}") for problem in bad.problems]
        return [line]
    if isinstance(passes, Refusal):
        problems.append(Problem(f"lines.{place}.workload.stages", f"cannot be done: {passes.text}"))
        return [line]
    return _with_paid([_line_of(line, place, one, own(one.offer)) for one in passes], line, budget, catalogue)


def _line_of(line: BudgetLine, place: int, one: Pass, own: Overrides) -> BudgetLine:
    load = replace(one.load, runs_per_day=line.workload.runs_per_day, people=None)
    return replace(
        line,
        name=f"{line.name}: {one.stage.name}",
        offer=one.offer.id,
        thinking=one.prepared.mode.mode,
        workload=load,
        share=line.share * one.weight,
        overrides=own,
        actuals=(),
        stage=one.stage.name,
        of=place,
        weight=one.weight,
    )


def _with_paid(lines: list[BudgetLine], line: BudgetLine, budget: Budget, catalogue: Catalogue) -> list[BudgetLine]:
    if not any(usd is not None for usd in line.actuals):
        return lines
    alone = replace(budget, lines=tuple(lines))
    months = [line_answer(one, alone, catalogue).months for one in price_budget_lines(alone, catalogue)]
    planned = [[found[m].planned_usd if found else ZERO for found in months] for m in range(len(line.actuals))]
    by_month = [_split(usd, stages) for usd, stages in zip(line.actuals, planned, strict=True)]
    return [replace(one, actuals=tuple(paid)) for one, paid in zip(lines, zip(*by_month, strict=True), strict=True)]


def _split(paid: Decimal | None, planned: Sequence[Decimal]) -> list[Decimal | None]:
    """An actual bill of a month by stage, as planned: the parts add up to it. All of it for the first stage where
    nothing was planned."""
    total = exact_sum(planned)
    if paid is None:
        return [None for _ in planned]
    parts = [cut(paid * usd / total) if total else ZERO for usd in planned]
    largest = planned.index(max(planned))
    parts[largest] = ZERO
    parts[largest] = EXACT.subtract(paid, exact_sum(parts))
    return [*parts]


def whole(priced_lines: Sequence[PricedLine]) -> tuple[PricedLine, ...]:
    """If one stage of a line cannot be priced, all its stages are refused."""
    refused = {one.line.of: one.refusal for one in reversed(priced_lines) if one.refusal and one.line.of is not None}
    return tuple(
        replace(one, pieces=(), events=(), refusal=refused[one.line.of]) if one.line.of in refused else one
        for one in priced_lines
    )


def together(lines: Sequence[LineAnswer]) -> list[tuple[LineAnswer, tuple[LineAnswer, ...]]]:
    """Lines as the budget states them, each as the sum of its stages, and the stages (none where its run has none)."""
    parts: dict[int, list[LineAnswer]] = {}
    for one in lines:
        if one.line.of is not None:
            parts.setdefault(one.line.of, []).append(one)
    firsts = [one for one in lines if one.line.of in (None, one.index)]
    return [(_sum_of(parts[one.index]), tuple(parts[one.index])) if one.index in parts else (one, ()) for one in firsts]


def _sum_of(parts: Sequence[LineAnswer]) -> LineAnswer:
    """The line that its stages add up to."""
    first = parts[0]
    name = first.line.name.removesuffix(f": {first.line.stage}")
    timed = next((part for part in parts if part.line.weight), first)
    months = tuple(
        replace(_month_of(column), runs=run.runs / (timed.line.weight or ONE))
        for run, column in zip(timed.months, zip(*(part.months for part in parts), strict=True), strict=True)
    )
    ways = dict.fromkeys(way for part in parts for way in zip(part.offers, part.modes, strict=True))
    return replace(
        first,
        line=replace(first.line, name=name),
        offers=tuple(offer for offer, _ in ways),
        modes=tuple(mode for _, mode in ways),
        model=", ".join(dict.fromkeys(part.model for part in parts)),
        own_runs=max(part.own_runs for part in parts),
        shifted_by_own=any(part.shifted_by_own for part in parts),
        own_change=Lazy.of(None),
        months=months,
        caveats=tuple(replace(caveat, text=f"{p.line.stage}: {caveat.text}") for p in parts for caveat in p.caveats),
    )


def _month_of(parts: Sequence[LineMonth]) -> LineMonth:
    """Dollars of all parts; runs as the first has them."""
    found = parts[0]
    for part in parts[1:]:
        both = (found.actual_usd, part.actual_usd)
        paid = exact_sum(usd for usd in both if usd is not None) if None not in both else None
        usd = exact_sum((found.usd, part.usd))
        found = LineMonth(found.month, found.runs, found.planned.plus(part.planned), paid, usd)
    return found
