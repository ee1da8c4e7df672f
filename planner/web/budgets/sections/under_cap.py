"""How to stay under the cap: changes to tick, and the result of those that are ticked.

The result of several changes is one forecast of all of them, since savings of single changes do not add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
from planner.web.budgets.sections.under_cap_chart import Bar, bars_of, cap_y, chart_name, highest, three_digits
from planner.web.present.scores import bench_named

ENOUGH = Decimal("0.1")
"""A chance of passing the cap in some month that is low enough to do nothing about."""
MOST_SHOWN = 7
COUNTS = ("none", "this one", "these two", "these three", "these four", "these five", "these six")


@dataclass(frozen=True, slots=True)
class Option:
    """A change to tick. `price` is what it costs in time and quality."""

    saving: Saving
    key: str
    price: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the small table: now, and with what is ticked (empty while nothing is)."""

    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class UnderCap:
    """The section. `count` changes are ticked; `these` is that in words; `is_touched`: by the reader."""

    title: str
    note: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    refused: tuple[NotOffered, ...]
    count: int
    these: str
    usd: str
    chance: str
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...]
    cap_y: float | None
    chart_name: str
    hint: str
    is_touched: bool = False


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
    count = len(held)
    return UnderCap(
        title=_title(shown, bool(options)),
        note=_note(shown),
        options=tuple(options[:MOST_SHOWN]),
        more=tuple(options[MOST_SHOWN:]),
        refused=shown.answer.advice.not_offered,
        count=count,
        these=COUNTS[count] if count < len(COUNTS) else f"these {count}",
        usd=three_digits((then or shown).usd),
        chance=_chance(then or shown),
        figures=tuple(_figures(shown, then)),
        bars=tuple(bars_of(shown, then)),
        cap_y=cap_y(shown, then),
        chart_name=chart_name(shown, then),
        hint=_hint(shown, then, cap_that_holds) if touched or not count else _proposal(count),
        is_touched=touched,
    )


def _title(shown: BudgetView, has_options: bool) -> str:
    if not has_options and any(line.stages for line in shown.lines):
        return "Changes to the parts of a run are tried in its plan"
    if not has_options:
        return "No change on the list would lower the bill"
    return "How to lower the bill" if shown.cap is None and shown.total is None else "How to stay under the cap"


def _note(shown: BudgetView) -> str:
    months = len(shown.months)
    period = f"over {months} months" if months > 1 else "in the month"
    note = (
        f"Tick what you could do. Savings are expected dollars {period}; two changes of one line save less "
        "together than apart."
    )
    is_plan = any(line.get("scenario") is not None for line in shown.request.get("lines", ()))
    return f"{note} {NO_DEADLINE}" if is_plan else note


NO_DEADLINE = "When a saved plan's batch must end is not checked here: look in its plan before you change its model."
"""A budget knows the runs of a plan, but not the hour they are needed by or the calls made at once."""


def _option(saving: Saving, is_ticked: bool, catalogue: Catalogue, day: date) -> Option:
    parts = (*_price(saving), *_paid(saving, catalogue), *doubts(saving, catalogue, day))
    return Option(saving, key_of(saving.change), "; ".join(parts), is_ticked)


def _price(saving: Saving) -> Iterator[str]:
    """What it costs in runs, time and quality."""
    if (share := saving.change.share) is not None:
        yield f"{filters.percent((1 - share).quantize(Decimal('0.01')))} of its runs go without"
        return
    yield filters.wait_change(saving.seconds_before, saving.seconds_after)
    if saving.kind in ("model", "effort"):
        yield from _score(saving)


def _paid(saving: Saving, catalogue: Catalogue) -> Iterator[str]:
    """Who sends the bill, where it is not the model's maker."""
    offer = catalogue.offers.get(saving.change.offer or "")
    if saving.kind != "model" or offer is None or served_by_maker(catalogue, offer):
        return
    profile = catalogue.profile_of(offer)
    maker = profile.lab if profile else "the maker"
    yield f"{offer.host_name} serves it and sends the bill, not {maker}"


def _score(saving: Saving) -> Iterator[str]:
    bench, before, after = saving.bench, saving.score_before, saving.score_after
    if not bench or before is None:
        return
    name = bench_named(bench).short
    if after is None:
        yield f"no score on {name}"
    elif round(after) == round(before):
        yield f"scores {after:.0f}% on {name}, as now"
    else:
        yield f"scores {after:.0f}% instead of {before:.0f}% on {name}"


def _chance(shown: BudgetView) -> str:
    """The chance that the section is about: of passing the month's cap, else the period's."""
    finding = shown.answer.finding
    return filters.chance(finding.chance_any_month if shown.cap is not None else finding.chance_period)


def _figures(shown: BudgetView, then: BudgetView | None) -> Iterator[Figure]:
    months = len(shown.months)

    def row(name: str, now: str, changed: str) -> Figure:
        return Figure(name, now, changed if then else "")

    after = then or shown
    over = f", {months} months" if months > 1 else ""
    yield row(f"Expected{over}", _whole(shown.usd), _whole(after.usd))
    if not shown.is_certain or not after.is_certain:
        yield row("80% range, thousand", _range(shown), _range(after))
    if months > 1:
        place = highest(shown)
        name = filters.month(shown.labels[place])[:3]
        yield row(f"Highest month, {name}", _month(shown, place), _month(after, highest(after)))
    if shown.cap is not None:
        name = f"Over {filters.money(shown.cap)} in some month" if months > 1 else f"Over {filters.money(shown.cap)}"
        yield row(name, _odds(shown, "chance_any_month"), _odds(after, "chance_any_month"))
    if shown.total is not None:
        name = f"Over {filters.money(shown.total)} in all"
        yield row(name, _odds(shown, "chance_period"), _odds(after, "chance_period"))


def _whole(usd: Decimal) -> str:
    return filters.decimals(usd, 0)


def _range(shown: BudgetView) -> str:
    fan = shown.answer.finding.fan
    low, high = filters.two_around(fan.p10, fan.p90, shown.usd, shown.limit)
    return f"{filters.trim(low / 1000)}–{filters.trim(high / 1000)}"


def _month(shown: BudgetView, place: int) -> str:
    return _whole(shown.months[place].usd)


def _odds(shown: BudgetView, name: str) -> str:
    return filters.chance(getattr(shown.answer.finding, name))


def _proposal(count: int) -> str:
    """Why something is ticked that the reader did not tick."""
    enough = filters.percent(ENOUGH)
    if count == 1:
        return (
            f"Ticked for a start: a change that alone brings the chance of passing the cap to {enough} or less. Of "
            "several, one that keeps the model comes first, then the one that loses the fewest points of score."
        )
    alone = f"brings the chance of passing the cap to {enough} or less"
    return f"Ticked for a start: several savings, as no single one {alone}."


def _hint(shown: BudgetView, then: BudgetView | None, cap_that_holds: float | None) -> str:
    """The cap that would hold, where what is ticked does not do."""
    if shown.cap is None or cap_that_holds is None or then is None:
        return ""
    if (then.answer.finding.chance_any_month or 0) <= ENOUGH:
        return ""
    cap = filters.money(filters.significant(Decimal(repr(cap_that_holds)), 3))
    return f"A cap of {cap} per month would leave a 10% chance."
