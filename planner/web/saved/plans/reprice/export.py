"""Then and now as CSV and Markdown: exact figures, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from planner.core.scenario.reprice import Repriced, ThenAndNow
from planner.store.files.escaping import bar, escaped_cell, rule
from planner.web.present.context_fit import FULL, UNREAD
from planner.web.saved.plans.figures import is_done

COLUMNS = ("what", "model", "offer", "thinking or rate", "usd_then", "usd_now", "percent", "since or reason")
Row = tuple[str, ...]


def then_csv(answer: ThenAndNow) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([escaped_cell(cell) for cell in row] for row in rows(answer))
    return "\ufeff" + out.getvalue()


def then_markdown(answer: ThenAndNow) -> str:
    return "".join(f"{line}\n" for line in (bar(COLUMNS), rule(len(COLUMNS), 0), *map(bar, rows(answer))))


def rows(answer: ThenAndNow) -> Iterator[Row]:
    """Totals of a month, then rates per million tokens; what is not known is empty."""
    for row in answer.totals:
        now = row.now.usd_per_month if row.now else None
        place = ("month", row.then.model_name, row.then.offer_id, row.then.asked)
        yield (*place, _text(row.then.usd_per_month), _text(now), _percent(row.percent), row.why_not or _misfit(row))
    for rate in answer.moved:
        name = f"{rate.name} above {rate.tier_start}" if rate.tier_start else rate.name
        place = ("rate", rate.model_name, rate.offer_id, name)
        yield (*place, _text(rate.then), _text(rate.now), _percent(rate.percent), _text(rate.since))


def _misfit(row: Repriced) -> str:
    if row.now is None or is_done(row.now):
        return ""
    if FULL in row.now.codes:
        return "does not fit its context"
    return "cannot read the input" if UNREAD in row.now.codes else "gives no answers"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _percent(value: object) -> str:
    return "" if value is None else f"{value:.2f}"
