"""A saved budget on one finance sheet, made from what was saved alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import BadInput
from planner.schema.requests import parse_request
from planner.schema.shapes.budget import LineOfBudget, Month
from planner.store.database.rows import Revision
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, Data, month_name, range_of, saved_view, span_words
from planner.web.budgets.headline import a_chance, likeliest_month
from planner.web.budgets.sections.add_up import adding_up
from planner.web.budgets.sections.advice import effect_of, first_runs
from planner.web.budgets.sections.table import step_of
from planner.web.charts.tornado import draw
from planner.web.present.hosts import host_of_offer, is_own
from planner.web.present.price_line import list_words
from planner.web.saved.budgets.snapshot import SOURCES
from planner.web.saved.finance.assumptions import besides, calls, sent, summaries, written
from planner.web.saved.finance.sheet import Amount, Sheet, bars_of

MOST_LISTED = 3
WHOLE_FROM = 100
"""Dollars from which parts are in whole ones."""
MOST_CHANGES = 5


def budget_sheet(name: str, revision: Revision, catalogue: Catalogue) -> Sheet:
    """The catalogue gives names of hosts, and no figure."""
    shown = saved_view(revision.draft)
    count, paid = len(shown.months), paid_months(shown)
    over = "over one month" if count == 1 else f"over {count} months"
    return Sheet(
        name=name,
        subject=span_words(shown.labels),
        kind="Budget",
        revision=revision,
        usd=shown.usd,
        over=over,
        range=range_of(shown),
        cannot="" if shown.lines else "No line of this budget could be priced.",
        follow=tuple(_follow(shown, catalogue)),
        bars=bars_of(
            f"{'Paid and expected' if paid else 'Expected'} bill per month, and the range that holds 80% of outcomes",
            _amounts(shown),
            float(shown.cap) if shown.cap is not None else None,
        ),
        assumptions=(
            *_assumptions(shown, filters.day(revision.draft.price_moment)),
            *_works(shown, revision.draft.snapshot.get(SOURCES) or {}, catalogue),
        ),
        changes=draw([effect_of(swing) for swing in shown.answer.sensitivity][:MOST_CHANGES]),
        changes_title=f"What would change it, {over}",
        prices_list=list_words(revision.draft.prices_version, catalogue),
        lines=tuple(_lines(shown)),
        places=max(-_step(shown).adjusted(), 0),
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
    return Amount(month_name(month.month)[:3], float(month.usd), float(fan.p10), float(fan.p90), note, figure)


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


def _follow(shown: BudgetView, catalogue: Catalogue) -> Iterator[str]:
    finding = shown.answer.finding
    month, period = finding.chance_any_month, finding.chance_period
    for one in paid_months(shown):
        over = " and passed the cap" if shown.cap is not None and one.usd > shown.cap else ""
        yield f"{month_name(one.month)} is paid{over}: {filters.money(one.usd)}."
    if shown.cap is not None and month is not None and not _already_over(shown):
        likeliest = likeliest_month(shown)
        most = f", most likely {month_name(likeliest)}" if likeliest else ""
        cap = filters.money(shown.cap)
        yield f"There is {a_chance(month)} that some month passes the {cap} cap{most}."
    if shown.total is not None and period is not None:
        yield f"There is {a_chance(period)} that the whole passes {filters.money(shown.total)}."
    for name, reason in shown.refused:
        yield f"“{name}” is NOT counted: {filters.sentence(reason)}"
    bought = (offer for line in shown.lines for offer in line.offers if not is_own(offer))
    paid = dict.fromkeys(host_of_offer(offer, catalogue) for offer in bought)
    if paid:
        yield f"We pay {_listed(list(paid))}."


def _already_over(shown: BudgetView) -> bool:
    """Whether a paid month has passed the cap: then nothing is left to be likely."""
    return shown.cap is not None and any(month.usd > shown.cap for month in paid_months(shown))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _assumptions(shown: BudgetView, priced: str) -> Iterator[tuple[str, str]]:
    asked = [line for line in shown.request["lines"] if line.get("name") in {one.name for one in shown.lines}]
    loads = [line.get("workload") or {} for line in asked]
    once = {line["name"] for line in asked if kind_of(line) == "once"}
    runs = [
        f"{line.name}: {_all_runs(line)} in all" if line.name in once else f"{line.name}: {first_runs(line)} per day"
        for line in shown.lines
    ]
    yield "Runs", f"{'; '.join(runs)}.{' Per day is that of a line’s first month.' if len(once) < len(runs) else ''}"
    yield "Growth", _growth(asked)
    yield "Thinking", _thinking(shown)
    yield "Cache", _cache(loads)
    changes = [event.text for event in shown.answer.events if event.kind == "price"]
    yield "Prices", " ".join([f"as listed for {priced}{_discounts(asked)}.", *changes[:1]])
    yield "Failed calls", _retries(loads)


def _all_runs(line: LineOfBudget) -> str:
    return filters.three_or_whole(sum((month.runs for month in line.months), Decimal(0)))


def kind_of(line: Data) -> str:
    """How the runs of a line that was asked for change from month to month."""
    return str((line.get("growth") or {}).get("kind", "none"))


def _works(shown: BudgetView, sources: Data, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The workload of each line; `sources`: the requests of saved plans, by their reference."""
    modes = {line.name: line.thinking[0] for line in shown.lines if line.thinking}
    for line in shown.request["lines"]:
        load = line.get("workload") or (sources.get(line.get("scenario")) or {}).get("workload")
        if load is None or line["name"] not in modes:
            continue
        asked = _asked(line, load)
        if asked is not None:
            yield line["name"], " ".join(_work(asked, modes[line["name"]], catalogue))


def _asked(line: Data, load: Data) -> EstimateRequest | None:
    """None where this version takes the line's workload no longer."""
    try:
        return parse_request(
            {"workload": load, "offers": [line["offer"]], "overrides": {line["offer"]: line.get("overrides") or {}}}
        )
    except BadInput:
        return None


def _work(asked: EstimateRequest, mode: str, catalogue: Catalogue) -> Iterator[str]:
    load = asked.workload
    yield f"{calls(load)}."
    yield sent(load, catalogue)
    yield f"Written: {written(load, mode)}"
    if summary := summaries(load):
        yield f"Full context is {summary}"
    if rest := "; ".join(besides(asked, catalogue)):
        yield f"Also {rest}."


def _growth(asked: list[Data]) -> str:
    shares = [float(line["growth"]["share"]) for line in asked if kind_of(line) == "compound"]
    other = any(kind_of(line) in ("linear", "row") for line in asked)
    if not shares:
        return "typed month by month." if other else "none."
    low, high = min(shares), max(shares)
    text = filters.percent(low) if low == high else f"{filters.percent(low)} to {filters.percent(high)}"
    return f"{text} per month{', by line' if len(asked) > 1 else ''}{'; others typed month by month' if other else ''}."


def _thinking(shown: BudgetView) -> str:
    modes: dict[str, list[str]] = {}
    for line in shown.lines:
        modes.setdefault(" then ".join(dict.fromkeys(line.thinking)), []).append(line.name)
    parts = [f"{mode} for {_listed(names[:MOST_LISTED])}" for mode, names in modes.items()]
    return "; ".join(parts) + "."


def _cache(loads: list[Data]) -> str:
    stated = [load["cache"] for load in loads if isinstance(load.get("cache"), dict)]
    off = sum(cache.get("mode") == "off" for cache in stated)
    rates = [cache["prefix_hit_rate"] for cache in stated if cache.get("prefix_hit_rate") is not None]
    if off == len(loads) and loads:
        return "none is counted."
    if rates:
        return f"{filters.percent(min(rates))} or more of the shared prompt is read from cache, as typed."
    return "as each host caches by itself, worked out from how often runs arrive."


def _discounts(asked: list[Data]) -> str:
    shares = [float(line.get("discount") or 0) for line in asked]
    return f", {filters.percent(max(shares))} discount at most" if any(shares) else ", no discount"


def _retries(loads: list[Data]) -> str:
    rates = [float(load.get("retry_rate") or 0) for load in loads]
    if not any(rates):
        return "none are repeated."
    return f"{filters.percent(max(rates))} are repeated and paid twice."
