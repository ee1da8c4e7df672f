"""Budgets in hand-made worlds: runs of a round number of dollars, prices that change on a day, models that end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from planner.core.budget.forecast import Forecast, forecast
from planner.core.budget.inputs import Budget, BudgetLine, Growth
from planner.core.budget.results import BudgetAnswer
from planner.core.models.catalogue import Catalogue, Departure, Lifecycle, Offer
from planner.core.models.rates import DatedCard, Window
from planner.core.workload import CacheSettings, Workload
from tests.core.build import CHECKED, NO_CACHING, card, catalogue, fact, offer, profile

PRICE_RISES = date(2027, 7, 15)


def flat(offer_id: str = "host/flat", usd: str = "1", **changes: Any) -> Offer:
    """A million tokens of input cost `usd`, answers nothing: `dollar_runs` cost `usd` each."""
    return offer(offer_id, **({"cards": (DatedCard(card(input=usd, output="0")),)} | changes))


RISING = offer(
    "host/rising",
    cards=(
        DatedCard(card(input="2", output="0")),
        DatedCard(card(input="3", output="0"), Window(start_date=PRICE_RISES)),
    ),
)
GONE = profile("gone", lifecycle=Lifecycle(departures=(Departure("host", date(2027, 3, 11), "a test", CHECKED),)))
HEIR = "host/heir"
LEGACY = profile("legacy", lifecycle=Lifecycle(retires_not_before=fact(date(2027, 3, 11))))
MOVING = profile("moving", lifecycle=Lifecycle(retired=fact(date(2027, 3, 11)), successor=HEIR, successor_name="Heir"))
WORLD = catalogue(
    flat(),
    flat("other/flat", "2"),
    RISING,
    flat("host/gone", profile_id="gone"),
    flat("host/moving", profile_id="moving"),
    flat("host/legacy", profile_id="legacy"),
    flat(HEIR, "4"),
    offer("host/thinker", profile_id="m"),
    offer("other/thinker", profile_id="m"),
    offer("host/stranger", profile_id="n"),
    profiles=(GONE, LEGACY, MOVING, profile("m"), profile("n")),
)


def dollar_runs(runs_per_day: float = 1, **changes: Any) -> Workload:
    """Runs of a million tokens and no answer, uncached."""
    given: dict[str, Any] = {"input_tokens": 1_000_000, "visible_tokens_per_call": 0, "cache": NO_CACHING}
    return Workload(runs_per_day=runs_per_day, **(given | changes))


def thinking_runs(runs_per_day: float = 1000, **changes: Any) -> Workload:
    """Runs whose thinking and answer are estimated."""
    return Workload(runs_per_day=runs_per_day, **({"cache": CacheSettings("off")} | changes))


def line(name: str = "a", offer_id: str = "host/flat", **changes: Any) -> BudgetLine:
    given: dict[str, Any] = {"workload": dollar_runs(), "thinking": "off"}
    return BudgetLine(name, offer_id, **(given | changes))


def budget(*lines: BudgetLine, **changes: Any) -> Budget:
    given: dict[str, Any] = {"start": date(2027, 1, 1), "months": 3}
    return Budget("b", lines=lines or (line(),), **(given | changes))


def made(*lines: BudgetLine, world: Catalogue = WORLD, **changes: Any) -> Forecast:
    return forecast(budget(*lines, **changes), world)


def answered(*lines: BudgetLine, **changes: Any) -> BudgetAnswer:
    return made(*lines, **changes).answer


def monthly(answer: BudgetAnswer) -> list[Decimal]:
    return [month.usd for month in answer.months]


def compound(share: str) -> Growth:
    return Growth("compound", Decimal(share))
