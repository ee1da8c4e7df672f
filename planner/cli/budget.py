"""The verb `planner budget`: the same request and answer as POST /api/v1/budget, as a table or as that JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime

from planner.cli.tables import table, usd_text
from planner.core.budget.report import Report, strict_report
from planner.core.budget.results import Finding, MonthAnswer
from planner.core.models.catalogue import Catalogue
from planner.core.number_text import noun
from planner.schema.budget.answers import budget_to_data
from planner.schema.budget.requests import parse_budget_json
from planner.schema.scalars import to_json


def add_budget(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "Forecast a budget: months of several workloads against a cap, with the odds of passing it."
    verb = verbs.add_parser("budget", help="forecast a budget in a JSON file", description=about)
    verb.add_argument("file", metavar="FILE", help="the budget, as for POST /api/v1/budget; - reads standard input")
    verb.add_argument("--json", action="store_true", help="print the answer as JSON instead of a table")


def budget_verb(read: Callable[[str], bytes]) -> Callable[[argparse.Namespace, Catalogue, datetime], str]:
    """The verb, with the way to read its file."""

    def budget(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
        made = strict_report(parse_budget_json(read(args.file)), catalogue)
        return to_json(budget_to_data(made), indent=1) if args.json else budget_text(made)

    return budget


def budget_text(made: Report) -> str:
    """The finding, the months, events, limits and lines that could not be priced."""
    answer = made.forecast.answer
    parts = [
        finding_text(made),
        table(("month", "usd", "1 in 10 below", "1 in 10 above", "over cap"), rows(made), left=1),
    ]
    events = [f"  {event.on.isoformat()}: {event.text}" for event in answer.events]
    stages = [
        f"  {line.line.name} ({line.model}, {', '.join(dict.fromkeys(line.modes))}): {usd_text(line.usd)}"
        for line in answer.lines
        if line.line.of is not None
    ]
    limits = [f"  {words}" for words in limit_words(made)]
    refused = [f"  {line.line.name}: {line.refusal.text}" for line in answer.lines if line.refusal]
    caveats = [f"  {line.line.name}: {caveat.text}" for line in answer.lines for caveat in line.caveats]
    listed = (
        ("Parts of runs", stages),
        ("Events", events),
        ("Limits", limits),
        ("Caveats", caveats),
        ("Refused, not counted", refused),
    )
    for title, lines in listed:
        parts += ["\n".join([f"{title}:", *lines])] if lines else []
    return "\n\n".join(parts)


def finding_text(made: Report) -> str:
    """One sentence: the expected bill, its range and the odds."""
    budget, finding = made.forecast.budget, made.forecast.answer.finding
    over = f"{budget.months} {noun(budget.months, 'month')}"
    return f"{budget.name}: {usd_text(finding.usd)} over {over}{_range(finding)}{_odds(finding)}."


def _range(finding: Finding) -> str:
    fan = finding.fan
    return "" if fan.p10 == fan.p90 else f" expected, 80% range ${fan.p10:,.2f} to ${fan.p90:,.2f}"


def _odds(finding: Finding) -> str:
    odds = []
    if finding.chance_any_month is not None:
        odds.append(f"{finding.chance_any_month:.0%} chance of passing the monthly cap")
    if finding.chance_period is not None:
        odds.append(f"{finding.chance_period:.0%} chance of passing the cap for the period")
    return "".join(f"; {words}" for words in odds)


def limit_words(made: Report) -> Iterator[str]:
    """A sentence for each limit of each offer: the load of the busiest month, and the month that passes it."""
    for offer in made.capacity:
        for name, limit in offer.limits.items():
            top = max(offer.months, key=lambda month: getattr(month, name))
            passed = offer.passes[name]
            verdict = "never passed" if passed is None else f"passed in {passed}"
            asked = f"{_rounded(getattr(top, name))} in {top.month}"
            yield f"{offer.offer}: {name.replace('_', ' ')}, limit {limit:,.13g}, {asked}; {verdict}"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def rows(made: Report) -> list[tuple[str, ...]]:
    return [_row(month) for month in made.forecast.answer.months]


def _row(month: MonthAnswer) -> tuple[str, ...]:
    chance = "-" if month.chance_over_cap is None else f"{month.chance_over_cap:.0%}"
    return month.label, usd_text(month.usd), f"${month.fan.p10:,.2f}", f"${month.fan.p90:,.2f}", chance
