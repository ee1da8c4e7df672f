"""What a budget says in a sentence, what follows from it, and the title of its chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, biggest, month_long, month_name, range_of
from planner.web.present.pieces import Piece

AN = {8, 11, 18, *range(80, 90)}


def pieces(shown: BudgetView, *, now: datetime | None = None) -> tuple[Piece, ...]:
    """The expected bill, and the odds of passing a cap where there is one."""
    if not shown.lines:
        return (Piece("None of these lines can be priced.", "bad"),)
    total = Piece(f"{filters.money(filters.significant(shown.usd, 3))} expected", "strong")
    return (total, Piece(f" over {_period(shown, now)}"), *_odds(shown), Piece("."), *_not_counted(shown))


def _not_counted(shown: BudgetView) -> Iterator[Piece]:
    """How many lines are missing from the total."""
    if count := len(shown.refused):
        yield Piece(" One line is NOT counted." if count == 1 else f" {count} lines are NOT counted.", "bad")


def sentence(shown: BudgetView) -> str:
    return "".join(piece.text for piece in pieces(shown))


def _period(shown: BudgetView, now: datetime | None) -> str:
    count = len(shown.months)
    coming = "the next " if now and shown.labels[0] >= f"{now:%Y-%m}" else ""
    return f"{coming}{count} months" if count > 1 else month_long(shown.labels[0])


def _odds(shown: BudgetView) -> Iterator[Piece]:
    finding = shown.answer.finding
    if shown.cap is not None and finding.chance_any_month is not None:
        yield from _chance(finding.chance_any_month)
        yield Piece(f" of passing your {filters.money(shown.cap)} cap{' in some month' * (len(shown.months) > 1)}")
        if when := _when(shown):
            yield Piece(f", {when}")
    elif shown.total is not None and finding.chance_period is not None:
        yield from _chance(finding.chance_period)
        yield Piece(f" of passing your {filters.money(shown.total)}")


def _chance(chance: float) -> Iterator[Piece]:
    article, words = a_chance(chance).split(" ", 1)
    yield Piece(f", with {article} ")
    yield Piece(words, "strong")


def a_chance(chance: float) -> str:
    """an 80% chance, a more than 99% chance."""
    words = filters.chance_words(chance)
    article = "an" if words[0].isdigit() and int(words.rstrip("%")) in AN else "a"
    return f"{article} {words} chance"


def _when(shown: BudgetView) -> str:
    """The first month whose expected bill passes the cap, as the title of the chart says; else the likeliest."""
    if len(shown.months) < 2:
        return ""
    if over := shown.answer.finding.first_month_over:
        return f"first expected in {_month(shown, over)}"
    likeliest = likeliest_month(shown)
    return f"most likely in {_month(shown, likeliest)}" if likeliest else ""


def likeliest_month(shown: BudgetView) -> str | None:
    """The month most likely to pass the cap; None where another has the same chance as it is written."""
    chances = [filters.chance(month.chance_over_cap) for month in shown.months if month.chance_over_cap is not None]
    likeliest = shown.answer.finding.likeliest_month
    written = next((filters.chance(m.chance_over_cap or 0.0) for m in shown.months if m.month == likeliest), "")
    return likeliest if chances.count(written) == 1 else None


def _month(shown: BudgetView, label: str) -> str:
    """Its name, with the year where the budget has two of that name."""
    same = [other for other in shown.labels if other[5:] == label[5:]]
    return month_name(label) if len(same) == 1 else month_long(label)


def follow(shown: BudgetView) -> tuple[str, ...]:
    """Sentences below the finding."""
    return tuple(_follow(shown)) if shown.lines else ()


def _follow(shown: BudgetView) -> Iterator[str]:
    finding = shown.answer.finding
    yield from _outcomes(shown)
    if shown.cap is not None and shown.total is not None and finding.chance_period is not None:
        chance = filters.chance_words(finding.chance_period)
        yield f"The chance of passing {filters.money(shown.total)} in all is {chance}."
    yield from _once(shown)
    if (most := biggest(shown)) and len(shown.lines) > 1:
        share = filters.percent(Decimal(repr(most[1])).quantize(Decimal("0.01")))
        yield f"The largest line, {most[0]}, is {share} of the bill."
    if shown.currency:
        label, rate = shown.currency
        figure = filters.money(shown.usd)
        yield f"At {filters.count(rate)} {label} per dollar {figure} is {label} {filters.amount(shown.usd * rate)}."


def _once(shown: BudgetView) -> Iterator[str]:
    """Lines that are counted in all: when, as no other month has them."""
    for asked, line in zip(shown.request.get("lines", ()), shown.answer.lines, strict=False):
        month = next((month.month for month in line.months if month.runs), None)
        if (asked.get("growth") or {}).get("kind") == "once" and month:
            yield f"{line.name} is done once, in {month_long(month)}."


def _outcomes(shown: BudgetView) -> Iterator[str]:
    """What the figure of the finding is, and the range around it."""
    if shown.is_certain:
        yield "Every figure in it was given, so there is no range."
        return
    yield f"80% range {' to '.join(range_of(shown))}."


def _three(usd: Decimal) -> str:
    return filters.money(filters.significant(usd, 3))


def chart_title(shown: BudgetView) -> str:
    """What the picture shows."""
    finding, first, last = shown.answer.finding, shown.months[0], shown.months[-1]
    if shown.cap is None and not last.usd:
        dear = max(shown.months, key=lambda month: month.usd)
        return f"The dearest month is {month_long(dear.month)}, {_three(dear.usd)}"
    if shown.cap is None:
        return f"From {_three(first.usd)} per month to {_three(last.usd)}"
    if over := finding.first_month_over:
        return f"{_month(shown, over)} is the first month whose expected bill passes the cap"
    if risky := finding.first_month_risky:
        return f"{_month(shown, risky)} is the first month with a 20% chance of passing the cap"
    if finding.chance_any_month:
        return "No month has a 20% chance of passing the cap"
    return "The cap holds in every month"


def chart_name(shown: BudgetView) -> str:
    """The picture in a sentence, for those who do not see it."""
    dear = max(shown.months, key=lambda month: month.usd)
    text = f"{len(shown.months)} {filters.noun(len(shown.months), 'month')} stacked by line with their 80% range"
    top = f"the dearest is {month_long(dear.month)}, expected to cost {_three(dear.usd)}"
    against = f", against a cap of {filters.money(shown.cap)}" if shown.cap is not None else ""
    return f"{text}{against}; {top}."
