"""What the chart of then and now draws: one row per model, priced on every day on which a price changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.reprice import Repriced
from planner.store.database.rows import Draft
from planner.store.files.result_tables import is_once
from planner.web import filters
from planner.web.charts.price_history import Sides, Track
from planner.web.present.hosts import host_of_offer
from planner.web.present.names import distinct_names
from planner.web.saved.plans.figures import chosen_pair, saved_pairs
from planner.web.saved.plans.reprice.answer import Today, steps

WIDE, NARROW = Sides(30.0, 63.0, 0.9), Sides(29.0, 48.0, 2.43, lines=2)
"""With the names on both sides, and on a phone."""


def main_rows(draft: Draft, today: Today) -> tuple[list[Repriced], Repriced | None]:
    """One row per model, thinking where it can, and the one the plan was about."""
    found = {row.then.key: row for row in today.changes.totals}
    rows = [found[pair.main.key] for pair in saved_pairs(draft) if pair.main]
    chosen = chosen_pair(draft)
    return rows, found[chosen.main.key] if chosen and chosen.main else None


def tracks_of(
    today: Today, rows: Sequence[Repriced], chosen: Repriced | None, catalogue: Catalogue, *, now: datetime
) -> list[Track]:
    between = steps(today, [row.then.key for row in rows], catalogue, now=now)
    names = distinct_names([(row.then.model_name, host_of_offer(row.then.offer_id, catalogue)) for row in rows])
    return [
        _track(row, name, [(day, float(usd)) for day, usd in between[row.then.key]], row is chosen)
        for row, name in zip(rows, names, strict=True)
    ]


def _track(row: Repriced, name: str, between: list[tuple[date, float]], is_chosen: bool) -> Track:
    now = row.now
    return Track(
        name=name,
        then=float(row.then.usd_per_month or row.then.usd_per_run),
        steps=tuple(between) if row.then.usd_per_month else (),
        now=float(now.usd_per_month or now.usd_per_run) if now else None,
        then_words=filters.money(row.then.usd_per_month or row.then.usd_per_run),
        now_words=filters.money(now.usd_per_month or now.usd_per_run) if now else "not available",
        change=filters.signed_percent(row.percent, none="same", below="<") if now else "",
        is_chosen=is_chosen,
    )


def chart_note(draft: Draft, rows: Sequence[Repriced], thing: str, *, on_the_day: bool = True) -> str:
    """`thing`: what is paid for, in one word; `on_the_day`: the plan was saved on the day its prices are of."""
    runs = next((pair.main.runs_per_month for pair in saved_pairs(draft) if pair.main), 0)
    per = "" if is_once(draft.snapshot) else " per month"
    many = f"{filters.whole(runs)} {filters.noun(runs, thing)}"
    what = f"Dollars{per} for the same {many}" if runs else f"Dollars per {thing}"
    thinks = "thinking on where it can be; " if all(row.then.asked != "off" for row in rows) else ""
    first = "day of the save" if on_the_day else "day its prices are of"
    return f"{what}, {thinks}the scale is logarithmic. The open square is the {first}, the filled one today."


def chart_name(rows: Sequence[Repriced], today: Today) -> str:
    """The chart for those who do not see it."""
    rows_text = [f"{row.then.model_name} {_from_to(row)}" for row in rows]
    days = f"{filters.day(today.changes.then)} to {filters.day(today.changes.now)}"
    return f"Dollars{'' if today.once else ' per month'} from {days}: {'; '.join(rows_text)}."


def _from_to(row: Repriced) -> str:
    then = filters.money(row.then.usd_per_month or row.then.usd_per_run)
    return f"{then} then, {filters.money(row.now.usd_per_month or row.now.usd_per_run) if row.now else 'refused'} now"
