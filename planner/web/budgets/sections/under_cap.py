"""How to stay under the cap: changes to tick, and the result of those that are ticked.

The result of several changes is one forecast of all of them, since savings of single changes do not add up.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.budget.advice.advice_types import LineSettings, NotOffered
from planner.core.models.catalogue import Catalogue
from planner.core.models.names.host_choice import served_by_maker
from planner.schema.as_data import field_names
from planner.schema.shapes.budget import BudgetAnswer, LineChange, Saving
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView
from planner.web.budgets.doubts import doubts, first_day
from planner.web.budgets.sections.under_cap_chart import Bar, bars_of, cap_y
from planner.web.present.scores import bench_named

ENOUGH = Decimal("0.1")
"""A chance of passing the cap in some month that is low enough to do nothing about."""
MOST_SHOWN = 7
WORDS = "budgets/_under_cap_text.html"
"""The macros that say what the section shows."""


@dataclass(frozen=True, slots=True)
class Option:
    """A change to tick. `bench`: the benchmark that tells its price in quality; `payee`: who sends the bill, where that
    is not the model's `maker`; `doubts` about its offer. Each is empty where there is none."""

    saving: Saving
    key: str
    bench: str
    payee: str
    maker: str
    doubts: tuple[str, ...]
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class UnderCap:
    """The section. `then`: the budget with the `count` changes that are ticked, None while none is; `holding_cap`: the
    monthly cap to name because the ticked ones do not do; `is_touched`: by the reader; `of_plans`: some lines are those
    of saved plans."""

    shown: BudgetView
    then: BudgetView | None
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    count: int
    bars: tuple[Bar, ...]
    cap_y: float | None
    holding_cap: Decimal | None
    of_plans: bool
    is_touched: bool = False

    @property
    def after(self) -> BudgetView:
        """What is expected with the changes that are ticked."""
        return self.then or self.shown

    @property
    def enough(self) -> Decimal:
        return ENOUGH

    @property
    def refused(self) -> tuple[NotOffered, ...]:
        return self.shown.answer.advice.not_offered

    @property
    def of_parts(self) -> bool:
        """Whether a line is a run of several parts."""
        return any(line.stages for line in self.shown.lines)


def key_of(change: LineChange) -> str:
    """A name for a change that stays the same while the budget around it changes."""
    parts = ("line", "kind", "offer", "thinking", "service_tier", "cache_mode", "share")
    return "~".join(str(value) for name in parts if (value := getattr(change, name)) is not None)


def held_savings(answer: BudgetAnswer, keys: Collection[str]) -> tuple[Saving, ...]:
    """The savings of an answer that are ticked, in its order; of rivals the first."""
    found: dict[tuple[int, str], Saving] = {}
    for saving in answer.advice.savings:
        change = saving.change
        if key_of(change) in keys:
            found.setdefault((change.line, change.kind), saving)
    return tuple(found.values())


def held_keys(answer: BudgetAnswer, keys: Collection[str]) -> set[str]:
    return {key_of(saving.change) for saving in held_savings(answer, keys)}


def settings_of(change: LineChange) -> LineSettings:
    """The change of a saving, as the forecast takes it."""
    return LineSettings(**{name: getattr(change, name) for name in field_names(LineChange)})


def under_cap(
    shown: BudgetView,
    keys: Collection[str],
    then: BudgetView | None,
    cap_that_holds: float | None,
    catalogue: Catalogue,
    *,
    touched: bool = True,
) -> UnderCap:
    """`then` is the budget with all that is ticked, None while nothing is; `cap_that_holds` the monthly cap that is
    passed in one case of ten with it."""
    savings = sorted(shown.answer.advice.savings, key=lambda saving: -saving.usd)
    held = held_keys(shown.answer, keys)
    day = first_day(shown.labels[0])
    options = [_option(saving, key_of(saving.change) in held, catalogue, day) for saving in savings]
    return UnderCap(
        shown=shown,
        then=then,
        options=tuple(options[:MOST_SHOWN]),
        more=tuple(options[MOST_SHOWN:]),
        count=len(held),
        bars=tuple(bars_of(shown, then)),
        cap_y=cap_y(shown, then),
        holding_cap=_holding_cap(shown, then, cap_that_holds),
        # A budget knows the runs of a plan, but not the hour they are needed by or the calls made at once.
        of_plans=any(line.get("scenario") is not None for line in shown.request.get("lines", ())),
        is_touched=touched,
    )


def _option(saving: Saving, is_ticked: bool, catalogue: Catalogue, day: date) -> Option:
    offer, maker = catalogue.offers.get(saving.change.offer or ""), ""
    resold = saving.kind == "model" and offer is not None and not served_by_maker(catalogue, offer)
    if offer and resold:
        profile = catalogue.profile_of(offer)
        maker = profile.lab if profile else "the maker"
    scored = saving.kind in ("model", "effort") and saving.bench and saving.score_before is not None
    return Option(
        saving,
        key_of(saving.change),
        bench_named(saving.bench).short if scored and saving.bench else "",
        offer.host_name if offer and resold else "",
        maker,
        tuple(doubts(saving, catalogue, day)),
        is_ticked,
    )


def _holding_cap(shown: BudgetView, then: BudgetView | None, cap_that_holds: float | None) -> Decimal | None:
    if shown.cap is None or cap_that_holds is None or then is None:
        return None
    if (then.answer.finding.chance_any_month or 0) <= ENOUGH:
        return None
    return filters.significant(Decimal(repr(cap_that_holds)), 3)
