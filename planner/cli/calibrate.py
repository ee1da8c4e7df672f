"""`planner calibrate FILE...`: own runs in a log, and estimates before and after them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from planner.cli.tables import table
from planner.cli.usage import UNKNOWN, add_log_options, report_asked_for
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.tokens.calibration import OwnRuns
from planner.core.uncertainty.band import Band
from planner.core.usage.own_changes import Calibrated, changes
from planner.schema.scalars import to_json
from planner.schema.usage import change_to_data, own_to_data

Verbs = argparse._SubParsersAction
Changes = Sequence[tuple[OwnRuns, Calibrated | None]]


def add_calibrate(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its options."""
    about = (
        "Print what own runs in a log teach the estimate: their means, one row per model and mode, and the estimate "
        "of the log's work with its 80% range before and after them."
    )
    verb = verbs.add_parser("calibrate", help="print what own runs teach", description=about)
    add_log_options(verb)
    about = "print JSON: `calibration` for a request, and `changes`, each estimate before and after"
    verb.add_argument("--json", action="store_true", help=about)


def calibrate_verb(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    """The tables, or the JSON."""
    plan = report_asked_for(args, catalogue, now).plan
    found = changes(plan, catalogue, now=now)
    own = [own_to_data(one) for one in plan.calibration]
    if args.json:
        return to_json({"calibration": own, "changes": [change_to_data(*one) for one in found]}, indent=1)
    if not own:
        return "The log tells no runs that an estimate could learn from."
    head = ("model", "thinking", "kind of work", "runs", "reasoning", "visible", "steps", "seconds")
    rows = [(one["model"], one["thinking"], one["task_class"], f"{one['runs']:,}", *_means(one)) for one in own]
    return "\n\n".join([table(head, rows, left=3), *_changes_text(found)])


def _means(own: Mapping[str, object]) -> tuple[str, ...]:
    names = ("reasoning_tokens", "visible_tokens", "steps", "seconds")
    return tuple(f"{float(str(own[name])):,.4g}" if name in own else UNKNOWN for name in names)


def _changes_text(found: Changes) -> Iterator[str]:
    """The estimate of each entry before and after; nothing where none can be made."""
    rows = [row for own, pair in found if pair for row in _rows(own, pair)]
    if not rows:
        return
    yield table(("estimate", "thinking", "of", "before", "80 %", "after", "80 %"), rows, left=3)
    yield (
        "Estimates are of the log's work, the length of its answers not stated. Ranges of reasoning are of a day's "
        "mean, of visible tokens of one run, of dollars of a month."
    )


def _rows(own: OwnRuns, pair: Calibrated) -> Iterator[tuple[str, ...]]:
    sides = (pair.before, pair.after)
    name, mode = own.model, pair.after.thinking
    reasoning = [(float(one.tokens.reasoning), one.tokens.reasoning_mean_band) for one in sides]
    visible = [(float(one.tokens.visible), one.tokens.visible_band) for one in sides]
    if mode != "off":
        yield name, mode, "reasoning tokens a run", *_before_and_after(reasoning, ",.0f")
    yield name, mode, "visible tokens a run", *_before_and_after(visible, ",.0f")
    yield name, mode, "seconds a run", *_before_and_after([_seconds(one) for one in sides], ",.4g")
    yield name, mode, "dollars a month", *_before_and_after([_dollars(one) for one in sides], ",.2f")


def _seconds(one: Estimate) -> tuple[float | None, None]:
    """The median: times have no lower end."""
    return (one.latency.run.p50 if one.latency else None), None


def _dollars(one: Estimate) -> tuple[float, Band | None]:
    return float(one.cost.usd_per_month), one.cost.month_band


def _before_and_after(sides: Sequence[tuple[float | None, Band | None]], write: str) -> tuple[str, ...]:
    return tuple(
        cell
        for value, band in sides
        for cell in (
            UNKNOWN if value is None else format(value, write),
            f"{format(band.p10, write)} to {format(band.p90, write)}" if band else UNKNOWN,
        )
    )
