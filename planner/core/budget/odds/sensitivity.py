"""What drives the period's cost: one input at a time moved low and high in all lines, the rest unchanged.

Thinking and answers go to the ends of their own 80 % ranges where they are estimated, and by 20 % where they are
stated. Where hits are derived, the reliability of caches goes from 0.6 (parallel calls) to 1 (never failing) between
runs and from 0.94 to 1 inside a run; stated hit rates go by 20 %. Retries go from none to five points more, growth by 2
% a month, the others by 20 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from planner.core.budget.advice.advice_types import Swing
from planner.core.budget.calendar import MonthSpan, daily_runs, grown_months, months_of
from planner.core.budget.forecast import exact_lines
from planner.core.budget.inputs import LARGE, Budget, BudgetLine, Growth
from planner.core.budget.odds.whatif import WhatIf
from planner.core.budget.results import ZERO, LineAnswer
from planner.core.models.catalogue import Catalogue
from planner.core.workload import Number, Workload, exact

ONE = Decimal(1)
MOST_MOVED = 12
"""Lines that are moved, each sixteen times over every day of the budget; half as many in a budget of more than
LARGE."""
FAR, GROWTH_FAR, RETRIES_FAR = Decimal("0.2"), Decimal("0.02"), Decimal("0.05")
RELIABILITY = {-1: 0.6, 1: 1.0}
LOOP_RELIABILITY = {-1: 0.94, 1: 1.0}
OWN_RANGE = "the ends of its own 80% range where estimated, 20% less or more where stated"
RANGES = {
    "volume": "20% fewer or more runs",
    "prompt": "20% shorter or longer",
    "answer": OWN_RANGE,
    "reasoning": OWN_RANGE,
    "cache": "caches that work 60% or 100% of the time, 94% or 100% inside a run; stated hit rates 20% lower or higher",
    "retries": "none, or five in a hundred calls more",
    "price": "20% lower or higher",
    "growth": "2% a month less or more",
}
Change = Callable[[BudgetLine, Budget, int], BudgetLine]


def sensitivity(
    budget: Budget, catalogue: Catalogue, *, lines: Sequence[LineAnswer] | None = None
) -> tuple[Swing, ...]:
    """One swing for each input, the greatest effect first; dollars of the whole period. In a large budget only the
    MOST_MOVED most expensive lines are moved. `lines`: the budget's lines, where they are forecast already."""
    lines = exact_lines(budget, catalogue) if lines is None else lines
    most = MOST_MOVED if len(lines) <= LARGE else MOST_MOVED // 2
    dearest = sorted(range(len(lines)), key=lambda place: -lines[place].usd)[:most]
    moving = sorted(dearest)
    unmoved = sum((line.usd for place, line in enumerate(lines) if place not in dearest), ZERO)
    middle = sum((lines[place].usd for place in moving), ZERO)
    scales = [lines[place].scale for place in moving]
    part = replace(budget, lines=tuple(budget.lines[place] for place in moving))
    swings = (_raised(_swing(name, part, catalogue, middle, scales), unmoved) for name in RANGES)
    return tuple(sorted(swings, key=lambda swing: -swing.effect_usd))


def _raised(swing: Swing, usd: Decimal) -> Swing:
    """The swing with `usd` that do not move."""
    return replace(swing, low_usd=swing.low_usd + usd, usd=swing.usd + usd, high_usd=swing.high_usd + usd)


def _swing(name: str, budget: Budget, catalogue: Catalogue, middle: Decimal, scales: Sequence[Decimal]) -> Swing:
    low, high = (moved_usd(budget, catalogue, name, side, scales) for side in (-1, 1))
    return Swing(name, RANGES[name], low, middle, high)


def moved_usd(budget: Budget, catalogue: Catalogue, name: str, side: int, scales: Sequence[Decimal]) -> Decimal:
    """Dollars of the period with the input `name` (of RANGES) moved: `side` -1 is lower, 1 higher (a cache works
    better). `scales`: what actuals multiply the coming months of each line by."""
    change = CHANGES.get(name)
    if change:
        budget = replace(budget, lines=tuple(change(line, budget, side) for line in budget.lines))
    moved = exact_lines(budget, catalogue, what_if=_what_if(name, side), scales=scales)
    return sum((line.usd for line in moved), ZERO)


def _what_if(name: str, side: int) -> WhatIf:
    if name == "cache":
        return WhatIf(reliability=RELIABILITY[side], loop_reliability=LOOP_RELIABILITY[side])
    return WhatIf(**{name: side}) if name in ("reasoning", "answer") else WhatIf()


def with_runs(line: BudgetLine, budget: Budget, factor: Callable[[int], Decimal]) -> BudgetLine:
    """The line with its runs in each month multiplied by `factor` of the months grown so far."""
    spans = months_of(budget)
    return replace(line, growth=Growth("row", row=tuple(_rows(line, spans, factor))))


def _rows(line: BudgetLine, spans: Sequence[MonthSpan], factor: Callable[[int], Decimal]) -> Iterator[Decimal]:
    for span in spans:
        yield daily_runs(line, span, spans[0]) * factor(grown_months(line, span, spans[0]))


def _volume(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    return with_runs(line, budget, lambda grown: ONE + side * FAR)


def _growth(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    return with_runs(line, budget, lambda grown: (ONE + side * GROWTH_FAR) ** grown)


def _prompt(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    factor = ONE + side * FAR

    def scaled(tokens: Number) -> float:
        return float(exact(tokens) * factor)

    load = line.workload
    return _loaded(
        line,
        replace(
            load,
            input_tokens=scaled(load.input_tokens),
            shared_prefix_tokens=scaled(load.shared_prefix_tokens),
            tool_result_tokens=scaled(load.tool_result_tokens),
        ),
    )


def _retries(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    rate = exact(line.workload.retry_rate) + RETRIES_FAR if side > 0 else ZERO
    return _loaded(line, replace(line.workload, retry_rate=float(rate)))


def _cache(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    def moved(rate: float | None) -> float | None:
        return None if rate is None else min(rate * (1 + side * float(FAR)), 1.0)

    cache = line.workload.cache
    given = replace(cache, prefix_hit_rate=moved(cache.prefix_hit_rate), loop_hit_rate=moved(cache.loop_hit_rate))
    return _loaded(line, replace(line.workload, cache=given))


def _price(line: BudgetLine, budget: Budget, side: int) -> BudgetLine:
    return replace(line, discount=ONE - (ONE - line.discount) * (ONE + side * FAR))


def _loaded(line: BudgetLine, load: Workload) -> BudgetLine:
    return replace(line, workload=load)


CHANGES: dict[str, Change] = {
    "volume": _volume,
    "prompt": _prompt,
    "retries": _retries,
    "cache": _cache,
    "price": _price,
    "growth": _growth,
}
