"""The picture of every offer: each model by its best host, the frontier named, this page's models under the pointer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.web import filters
from planner.web.charts.scatter import Scatter, Spot, TimeAxis, draw
from planner.web.forms import thing_of
from planner.web.offers.rows import RankRows
from planner.web.plan.rows import TimeUnit

LONGEST_NAME = 32
TIMES = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 80, 100, 120, 150, 180, 240, 300, 480, 720,
    1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
)  # fmt: skip
"""Where time ticks may be: closer than decades, since runs seldom differ by more than ten times."""


def rank_chart(table: RankRows, shown: Sequence[Sequence[int]]) -> Scatter | None:
    """One mark for every model's best offer, and for every offer on the frontier."""
    view = table.view
    here = list(dict.fromkeys([*view.best, *(group[0] for group in shown)]))
    known = set(here)
    rest = [group[0] for group in view.groups if group[0] not in known]
    ranking = view.ranking
    cloud = ranking.seconds_at(rest, view.slot)[0], ranking.usd_at(rest, view.slot)
    often = Counter(view.name(place) for place in view.best)
    guessed = view.guessed(here).tolist()
    spots = [
        _spot(table, place, is_guess, with_host=often[view.name(place)] > 1)
        for place, is_guess in zip(here, guessed, strict=True)
    ]
    return draw(spots, time_axis(table.unit), filters.money_short, cloud=cloud, per=view.per)


def time_axis(unit: TimeUnit) -> TimeAxis:
    return TimeAxis(unit.seconds, filters.count, TIMES)


def _spot(table: RankRows, place: int, guessed: bool, *, with_host: bool) -> Spot:
    """A mark; its host is named where two of a model are on the frontier."""
    view = table.view
    name, offer, seconds = view.name(place), view.offer(place), view.seconds(place)
    dollars = view.usd(place)
    usd = filters.money(dollars)
    time = f", {filters.duration(seconds)} per {thing_of(table.form.plan)}" if seconds is not None else ""
    return Spot(
        # What has no seconds has no place.
        seconds=seconds or 0.0,
        usd=dollars,
        label=_short(f"{name}, {offer.host_name}" if with_host else name),
        title=f"{name}, {offer.host_name}: {usd} {view.per}{time}{', not measured itself' if guessed else ''}",
        thinks=table.form.mode == "on",
        href=table.adding(place),
        # What may not lead would draw the line through itself.
        passes=place in view.best,
        faint=True,
        guessed=guessed,
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
