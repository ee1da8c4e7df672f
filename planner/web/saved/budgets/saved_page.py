"""A budget as it was saved, for old revisions and for holders of a link; made only from what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.core.tokens.calibration import OwnRuns
from planner.schema.shapes.budget import LineOfBudget
from planner.store.database.rows import Revision
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, Data, saved_view
from planner.web.budgets.page import BudgetResults, budget_results
from planner.web.budgets.sections.advice import AdviceView, advice_view
from planner.web.budgets.sections.chart import Key, keys_of_lines
from planner.web.budgets.sections.limits import LimitsView, limits_view
from planner.web.budgets.sections.paid import PaidView, paid_view
from planner.web.saved.plans.inputs import runs_in_words
from planner.web.saved.rates import OfferRates, offer_rates


@dataclass(frozen=True, slots=True)
class SavedBudget:
    """The saved figures. With `is_shared` it was opened by a link, else it is the user's own revision. `lines` have
    their colours; `own_prices`: names of those at own prices."""

    title: str
    head: str
    revision: Revision
    results: BudgetResults
    advice: AdviceView | None
    limits: LimitsView | None
    paid: PaidView
    lines: tuple[tuple[LineOfBudget, Key], ...]
    own_prices: frozenset[str]
    facts: tuple[tuple[str, str], ...]
    rates: tuple[OfferRates, ...]
    base: str
    is_shared: bool
    is_latest: bool


def saved_budget(
    name: str,
    revision: Revision,
    catalogue: Catalogue,
    *,
    head: str,
    base: str,
    is_shared: bool = False,
    latest: int = 0,
) -> SavedBudget:
    """The catalogue gives names of hosts, and no figure."""
    shown = saved_view(revision.draft)
    return SavedBudget(
        title=name,
        head=head,
        revision=revision,
        results=budget_results(shown),
        advice=advice_view(shown),
        limits=limits_view(shown),
        paid=paid_view(None, shown),
        lines=tuple(zip(shown.lines, keys_of_lines(shown), strict=True)),
        own_prices=frozenset(line.get("name") for line in shown.request["lines"] if _own_prices(line)),
        facts=tuple(_facts(shown, catalogue)),
        rates=offer_rates(revision.draft, catalogue),
        base=base,
        is_shared=is_shared,
        is_latest=revision.number == latest,
    )


def _own_prices(line: Data) -> Data:
    """Those of a line in its request."""
    return (line.get("overrides") or {}).get("usd_per_mtok") or {}


def _facts(shown: BudgetView, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield "Cap per month", "none" if shown.cap is None else filters.money(shown.cap)
    yield "For the period", "none" if shown.total is None else filters.money(shown.total)
    yield "Starts", filters.month(shown.labels[0])
    yield "Months", str(len(shown.months))
    if own := shown.request.get("calibration"):
        entries = [OwnRuns(one["model"], one["task_class"], one["runs"], one.get("thinking", "default")) for one in own]
        yield "Own runs", runs_in_words(entries, catalogue)
