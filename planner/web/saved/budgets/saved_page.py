"""A budget as it was saved: for old revisions and for those who hold a link; made from what was saved alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.tokens.calibration import OwnRuns
from planner.schema.shapes.budget import LineOfBudget
from planner.store.database.rows import Revision
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, Data, month_short, saved_view
from planner.web.budgets.page import BudgetResults, budget_results
from planner.web.budgets.sections.advice import AdviceView, advice_view
from planner.web.budgets.sections.chart import line_keys
from planner.web.budgets.sections.limits import LimitsView, limits_view
from planner.web.budgets.sections.own_runs import own_words
from planner.web.budgets.sections.paid import PaidView, paid_view
from planner.web.budgets.warnings import LineWarning, warnings_of
from planner.web.saved.plans.inputs import runs_in_words
from planner.web.saved.rates import OfferRates, offer_rates


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A line in short."""

    name: str
    ink: str
    is_hatched: bool
    words: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedBudget:
    """The figures that cannot change. With `is_shared` it was reached by a link, else it is one's own revision."""

    title: str
    description: str
    head: str
    results: BudgetResults
    advice: AdviceView | None
    limits: LimitsView | None
    paid: PaidView
    lines: tuple[SavedLine, ...]
    facts: tuple[tuple[str, str], ...]
    rates: tuple[OfferRates, ...]
    price_day: str
    note: str
    foot: str
    base: str
    number: int
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
    shown, draft = saved_view(revision.draft), revision.draft
    results, price_day = budget_results(shown), filters.day(draft.price_moment)
    return SavedBudget(
        title=name,
        description=f"{results.sentence} Saved on {filters.day(revision.created)}, with the prices of that day.",
        head=head,
        results=results,
        advice=advice_view(shown),
        limits=limits_view(shown),
        paid=paid_view(None, shown),
        lines=tuple(_lines(shown)),
        facts=tuple(_facts(shown, catalogue)),
        rates=offer_rates(draft, catalogue),
        price_day=price_day,
        note=draft.note,
        foot=f"Saved figures: prices of {price_day}, planner {draft.app_version}. They cannot change.",
        base=base,
        number=revision.number,
        is_shared=is_shared,
        is_latest=revision.number == latest,
    )


def _lines(shown: BudgetView) -> Iterator[SavedLine]:
    found = warnings_of(shown)
    keys, own = line_keys(shown), {line.get("name") for line in shown.request["lines"] if _own_prices(line)}
    for place, line in enumerate(shown.lines):
        key = keys[min(place, len(keys) - 1)]
        yield SavedLine(line.name, key.ink, key.is_hatched, tuple(_words(line, own)), _warnings(found, line))


def _warnings(warnings: Sequence[LineWarning], line: LineOfBudget) -> tuple[str, ...]:
    return tuple(one.sentence for one in warnings if one.name == line.name)


def _own_prices(line: Data) -> Data:
    """Those of a line in its request."""
    return (line.get("overrides") or {}).get("usd_per_mtok") or {}


def _words(line: LineOfBudget, own: Collection[str]) -> Iterator[str]:
    prices = ", at own prices" if line.name in own else ""
    yield f"{line.model}, thinking {' then '.join(dict.fromkeys(line.thinking))}{prices}"
    who = ", ".join(part for part in (line.owner, line.cost_centre) if part)
    yield filters.money(line.usd or Decimal(0)) + (f", {who}" if who else "")
    if text := own_words(line):
        yield text


def _facts(shown: BudgetView, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield "Cap per month", "none" if shown.cap is None else filters.money(shown.cap)
    yield "For the period", "none" if shown.total is None else filters.money(shown.total)
    yield "Starts", month_short(shown.labels[0])
    yield "Months", str(len(shown.months))
    if own := shown.request.get("calibration"):
        entries = [OwnRuns(one["model"], one["task_class"], one["runs"], one.get("thinking", "default")) for one in own]
        yield "Own runs", runs_in_words(entries, catalogue)
