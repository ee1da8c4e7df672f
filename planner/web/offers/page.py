"""The page of every offer: one object that holds all its template prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.ranking.filters import Filters, Order
from planner.core.ranking.market import Market
from planner.core.ranking.rank import Ranking
from planner.core.uncertainty.lattice_sampling import DRAWS
from planner.web.charts.scatter import Scatter
from planner.web.clock import now
from planner.web.forms import thing_of
from planner.web.offers.alternatives import Way, way_on
from planner.web.offers.chart import rank_chart
from planner.web.offers.did_you_mean import Meant, did_you_mean
from planner.web.offers.filter_hints import Drop, Labs, drops
from planner.web.offers.finding import Finding, finding_of
from planner.web.offers.form import RankForm, filters_of, labs_of, with_readings
from planner.web.offers.leaders import Exact, Leaders, leaders
from planner.web.offers.rail import RankRail, rail_of
from planner.web.offers.ranking_view import RankingView, ranking_view
from planner.web.offers.rows import FIRST_ROWS, RankRows, Rows, add_address, models_of, rows_of
from planner.web.offers.time_unit import time_unit
from planner.web.plan.rows import TimeUnit
from planner.web.present.evidence import LEGEND, Mark

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Head:
    """A column that sorts: its links, and its arrow and `aria-sort` where the list goes by it."""

    words: str
    address: str
    sort: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in the list this page stands; `before` and `after` are None at the ends."""

    first: int
    last: int
    total: int
    number: int
    pages: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RankList:
    """What passes the filters; `table` holds what its rows print, `offers` are those listed in all."""

    offers: int
    finding: Finding
    leaders: Leaders | None
    way: Way | None
    drops: tuple[Drop, ...]
    meant: tuple[Meant, ...]
    table: RankRows
    rows: Rows
    heads: Mapping[str, Head]
    pager: Pager
    chart: Scatter | None
    has_times: bool
    draws: int
    state: tuple[tuple[str, str], ...]
    legend: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class RankPage:
    """The whole page; without a list where the plan itself cannot be worked out, and `troubles` say why."""

    title: str
    rail: RankRail
    list: RankList | None
    troubles: tuple[str, ...]
    announcement: str
    stale: str = ""
    moved: str = ""


def rank_page(
    form: RankForm,
    market: Market,
    ranking: Ranking | None,
    troubles: Sequence[str] = (),
    *,
    stale: str = "",
    exact: Exact | None = None,
    moved: str = "",
    whole: bool = False,
) -> RankPage:
    """The page of a list, and the ranking of its plan where there is one; `stale`: the plan of an older list that is
    still on the page; `exact` gives the ranges of those that lead; `whole`: with all rows of the page."""
    labs = labs_of(market.facts, market.catalogue.labs)
    wanted, errors = filters_of(form, labs)
    offers = len(market.catalogue.offers)
    found = rank_list(form, market, ranking, wanted, labs, exact, offers=offers, whole=whole) if ranking else None
    text = "" if found and not errors else " ".join([*errors.values(), *troubles])
    return RankPage(
        "All offers",
        rail_of(form, market, with_readings(form, errors), ranking),
        found,
        tuple(troubles),
        text,
        stale if errors else "",
        moved,
    )


# ---------- the list


def rank_list(
    form: RankForm,
    market: Market,
    ranking: Ranking,
    wanted: Filters,
    labs: Labs,
    exact: Exact | None,
    *,
    offers: int,
    whole: bool,
) -> RankList:
    """What passes, in order, a page of it. `offers`: how many are listed in all."""
    view = ranking_view(form, ranking, wanted)
    unit, pager = time_unit(view), _pager(form, len(view.groups))
    shown = _on_page(view, pager)
    table = RankRows(form, view, unit, add_address(form.plan))
    return RankList(
        offers=offers,
        finding=finding_of(form, view),
        leaders=leaders(view, exact) if exact else None,
        way=way_on(form, view),
        drops=() if view.places else drops(form, ranking, labs),
        meant=() if view.places else did_you_mean(form, market, ranking, now().date()),
        table=table,
        rows=rows_of(table, shown, whole=whole),
        heads=_heads(form, unit, view.per),
        pager=pager,
        chart=rank_chart(table, shown),
        has_times=view.has_times,
        draws=DRAWS,
        state=(("mode", form.mode), ("by", form.by), *(("unfold", name) for name in form.unfold)),
        legend=((LEGEND[0][0], "this model and effort"), *LEGEND[1:]),
    )


def rest_of_page(form: RankForm, market: Market, ranking: Ranking) -> Rows:
    """The rows of a page that are not in its first answer."""
    view = ranking_view(form, ranking, filters_of(form, labs_of(market.facts, market.catalogue.labs))[0])
    table = RankRows(form, view, time_unit(view), add_address(form.plan))
    return Rows(table, (), models_of(table, _on_page(view, _pager(form, len(view.groups)))[FIRST_ROWS:]))


def _on_page(view: RankingView, pager: Pager) -> list[list[int]]:
    """The models that stand on a page, by the places of their offers."""
    return view.groups[max(pager.first - 1, 0) : pager.last]


def _pager(form: RankForm, total: int) -> Pager:
    """The requested page, or the last there is."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(form.page, pages)
    start = (number - 1) * PAGE_SIZE
    return Pager(
        first=start + 1 if total else 0,
        last=min(start + PAGE_SIZE, total),
        total=total,
        number=number,
        pages=pages,
        before=replace(form, page=number - 1).address() if number > 1 else None,
        after=replace(form, page=number + 1).address() if number < pages else None,
    )


def _heads(form: RankForm, unit: TimeUnit, per: str) -> dict[str, Head]:
    """What the list can be ordered by."""
    each = f"{unit.short} per {thing_of(form.plan)}"
    columns: tuple[tuple[str, str, Order, str], ...] = (
        ("name", "Model", "name", form.mode),
        ("usd_off", f"$ {per}", "usd", "off"),
        ("usd_on", f"$ {per}", "usd", "on"),
        ("seconds_off", each, "seconds", "off"),
        ("seconds_on", each, "seconds", "on"),
    )
    return {
        key: Head(
            words,
            replace(form, by=by, mode=mode, page=1).address(),
            "ascending" if (form.by, form.mode) == (by, mode) else "",
        )
        for key, words, by, mode in columns
    }
