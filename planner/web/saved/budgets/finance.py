"""A saved budget on one finance sheet, made only from what was saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput
from planner.schema.requests import parse_request
from planner.schema.shapes.budget import LineOfBudget, Month
from planner.store.database.rows import Revision
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, Data, saved_view
from planner.web.budgets.sections.add_up import adding_up
from planner.web.budgets.sections.advice import effect_of, first_runs
from planner.web.budgets.sections.table import step_of
from planner.web.charts.tornado import draw
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.present.price_line import list_words
from planner.web.saved.budgets.snapshot import SOURCES
from planner.web.saved.finance.other_inputs import other_inputs
from planner.web.saved.finance.sheet import Amount, Sheet, bars_of

WHOLE_FROM = 100
"""Dollars from which parts are in whole ones."""
MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class BudgetBill:
    """What the sheet of a budget says, in templates/saved/budgets/_finance.html. `paid`: months of which every line's
    bill was typed; `lines` with their dollars, which add up to the bill in `places` decimals; `works`: of each line its
    name, its request, how it thinks and its other inputs."""

    shown: BudgetView
    paid: Sequence[Month]
    lines: Sequence[tuple[LineOfBudget, Decimal]]
    places: int
    hosts: Sequence[str]
    works: Sequence[tuple[str, EstimateRequest, str, tuple[str, ...]]]
    price_moment: datetime

    @property
    def over(self) -> list[Month]:
        """Paid months that passed the cap: then nothing is left to be likely."""
        cap = self.shown.cap
        return [month for month in self.paid if cap is not None and month.usd > cap]

    @property
    def asked(self) -> list[Data]:
        """What was asked for the lines that are counted."""
        counted = {one.name for one in self.shown.lines}
        return [line for line in self.shown.request["lines"] if line.get("name") in counted]

    @property
    def _loads(self) -> list[Data]:
        return [line.get("workload") or {} for line in self.asked]

    @property
    def done_once(self) -> set[str]:
        """Names of lines that are counted in all."""
        return {line["name"] for line in self.asked if kind_of(line) == "once"}

    def runs_per_day(self, line: LineOfBudget) -> str:
        """Those of its first month."""
        return first_runs(line)

    @property
    def growth(self) -> list[float]:
        """The shares by which lines grow each month, the least first."""
        return sorted(float(line["growth"]["share"]) for line in self.asked if kind_of(line) == "compound")

    @property
    def has_typed_growth(self) -> bool:
        return any(kind_of(line) in ("linear", "row") for line in self.asked)

    @property
    def names_by_thinking(self) -> Iterable[tuple[str, list[str]]]:
        """The lines by how they think, one mode after the other where their months have several."""
        modes: dict[str, list[str]] = {}
        for line in self.shown.lines:
            modes.setdefault(" then ".join(dict.fromkeys(line.thinking)), []).append(line.name)
        return modes.items()

    @property
    def _caches(self) -> list[Data]:
        """As stated, of the lines that state one."""
        return [load["cache"] for load in self._loads if isinstance(load.get("cache"), dict)]

    @property
    def is_without_cache(self) -> bool:
        return bool(self._loads) and sum(cache.get("mode") == "off" for cache in self._caches) == len(self._loads)

    @property
    def hit_rates(self) -> list[float]:
        """How much of a shared prompt is read from cache, where that was typed."""
        return [cache["prefix_hit_rate"] for cache in self._caches if cache.get("prefix_hit_rate") is not None]

    @property
    def discount(self) -> float:
        """The largest of any line."""
        return max((float(line.get("discount") or 0) for line in self.asked), default=0.0)

    @property
    def retries(self) -> float:
        """The largest share of calls that are repeated."""
        return max((float(load.get("retry_rate") or 0) for load in self._loads), default=0.0)

    @property
    def price_change(self) -> str:
        """The first change of a price on the way, in a sentence; empty without one."""
        return next((event.text for event in self.shown.answer.events if event.kind == "price"), "")


def budget_sheet(name: str, revision: Revision, catalogue: Catalogue) -> Sheet:
    """The catalogue gives names of hosts, and no figure."""
    shown = saved_view(revision.draft)
    count, paid = len(shown.months), paid_months(shown)
    over = "over one month" if count == 1 else f"over {count} months"
    return Sheet(
        name=name,
        subject=shown.span,
        kind="Budget",
        revision=revision,
        usd=shown.usd,
        over=over,
        range=shown.range,
        bill=BudgetBill(
            shown,
            paid,
            tuple(_lines(shown)),
            max(-_step(shown).adjusted(), 0),
            _hosts(shown, catalogue),
            tuple(_works(shown, revision.draft.snapshot.get(SOURCES) or {}, catalogue)),
            revision.draft.price_moment,
        ),
        bars=bars_of(
            f"{'Paid and expected' if paid else 'Expected'} bill per month, and the range that holds 80% of outcomes",
            _amounts(shown),
            float(shown.cap) if shown.cap is not None else None,
        ),
        changes=draw([effect_of(swing) for swing in shown.answer.sensitivity][:MOST_CHANGES]),
        changes_title=f"What would change it, {over}",
        prices_list=list_words(revision.draft.prices_version, catalogue),
    )


def paid_months(shown: BudgetView) -> list[Month]:
    """Months of which the bill of every line was typed."""
    return [month for month in shown.months if _is_paid(month.month, shown)]


def _is_paid(label: str, shown: BudgetView) -> bool:
    return all(month.actual_usd is not None for line in shown.lines for month in line.months if month.month == label)


def _amounts(shown: BudgetView) -> list[Amount]:
    """The months, their figures rounded so that they add up to the bill in the table below."""
    step = _step(shown)
    dollars = adding_up([month.usd / step for month in shown.months], shown.usd / step)
    pairs = zip(shown.months, dollars, strict=True)
    return [_amount(month, shown, _written(steps * step, shown)) for month, steps in pairs]


def _amount(month: Month, shown: BudgetView, figure: str) -> Amount:
    fan, note = month.fan, "paid" if _is_paid(month.month, shown) else ""
    return Amount(filters.month_name(month.month)[:3], float(month.usd), float(fan.p10), float(fan.p90), note, figure)


def _lines(shown: BudgetView) -> Iterator[tuple[LineOfBudget, Decimal]]:
    """The lines, their dollars rounded so that they add up to the bill below them."""
    step = _step(shown)
    dollars = adding_up([(line.usd or Decimal(0)) / step for line in shown.lines], shown.usd / step)
    return ((line, steps * step) for line, steps in zip(shown.lines, dollars, strict=True))


def _step(shown: BudgetView) -> Decimal:
    """What dollars are rounded to: whole ones where the headline has such, else as in the budget's table."""
    return Decimal(1) if shown.usd >= WHOLE_FROM else step_of(shown.usd)


def _written(usd: Decimal, shown: BudgetView) -> str:
    return filters.decimals(usd, max(-_step(shown).adjusted(), 0))


def _hosts(shown: BudgetView, catalogue: Catalogue) -> list[str]:
    """Who is paid; nobody for own offers."""
    bought = (offer for line in shown.lines for offer in line.offers if not is_own(offer))
    return list(dict.fromkeys(host_of_offer(offer, catalogue) for offer in bought))


def kind_of(line: Data) -> str:
    """How the runs of a line that was asked for change from month to month."""
    return str((line.get("growth") or {}).get("kind", "none"))


def _works(
    shown: BudgetView, sources: Data, catalogue: Catalogue
) -> Iterator[tuple[str, EstimateRequest, str, tuple[str, ...]]]:
    """The workload of each line; `sources`: the requests of saved plans, by their reference."""
    modes = {line.name: line.thinking[0] for line in shown.lines if line.thinking}
    for line in shown.request["lines"]:
        load = line.get("workload") or (sources.get(line.get("scenario")) or {}).get("workload")
        if load is None or line["name"] not in modes:
            continue
        asked = _asked(line, load)
        if asked is not None:
            yield line["name"], asked, modes[line["name"]], tuple(other_inputs(asked, catalogue))


def _asked(line: Data, load: Data) -> EstimateRequest | None:
    """None where this version takes the line's workload no longer."""
    try:
        return parse_request(
            {"workload": load, "offers": [line["offer"]], "overrides": {line["offer"]: line.get("overrides") or {}}}
        )
    except BadInput:
        return None
