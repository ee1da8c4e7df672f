"""The page of every offer: one object that holds all its template prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.keeping import KeptBy
from planner.core.ranking.filters import Filters, Order
from planner.core.ranking.market import Market
from planner.core.ranking.rank import Ranking
from planner.core.uncertainty.lattice_sampling import DRAWS
from planner.web.charts.scatter import Scatter
from planner.web.forms import in_one_line, thing_of, things_of
from planner.web.forms.numbers import read_with_comma
from planner.web.offers.alternatives import Way, way_on
from planner.web.offers.chart import rank_chart
from planner.web.offers.filter_hints import Drop, Labs, drops, time_hint
from planner.web.offers.finding import Finding, finding_of
from planner.web.offers.form import EXAMPLES, RankForm, filters_of, labs_of, with_readings, without_unit
from planner.web.offers.leaders import Exact, Leaders, leaders
from planner.web.offers.ranking_view import RankingView, dollars_of, ranking_view
from planner.web.offers.rows import FIRST_ROWS, RankRows, Rows, add_address, models_of, rows_of
from planner.web.offers.time_unit import time_unit
from planner.web.own_runs.choice import OwnRunsChoice, own_runs_choice
from planner.web.own_runs.of_request import own_runs_of_request
from planner.web.plan.rows import TimeUnit
from planner.web.present.evidence import LEGEND, Mark
from planner.web.present.scores import BENCHES, bench_named

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter: its value, its words, and whether it is chosen."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RankRail:
    """The filters beside the list, and the plan that is ranked for, in one line. What an answer to a keystroke has no
    use for is worked out when it is asked for."""

    form: RankForm
    market: Market
    ranking: Ranking | None
    summary: str
    plan: str
    errors: Mapping[str, str]
    read_as: Mapping[str, str]
    reset: str

    @property
    def hosts(self) -> tuple[Choice, ...]:
        return _choices(_options_of(self.market)[0], self.form.host)

    @property
    def labs(self) -> tuple[Choice, ...]:
        chosen = self.market.catalogue.labs.get(self.form.lab.casefold(), self.form.lab)
        return _choices(_options_of(self.market)[1], chosen.casefold())

    @property
    def benches(self) -> tuple[Choice, ...]:
        return tuple(Choice(b.name, b.words, b.name == self.form.quality) for b in BENCHES)

    @property
    def nearest(self) -> str:
        return bench_named(self.form.bench).short

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        own_runs = self.own_runs
        return tuple(pair for pair in self.form.plan_query() if not (own_runs and pair[0] == "learnt"))

    @property
    def own_runs(self) -> OwnRunsChoice | None:
        return own_runs_choice(self.form.plan.learnt, own_runs_of_request())

    @property
    def per(self) -> str:
        """What a limit of dollars is of."""
        return dollars_of(self.form, is_planned=self.ranking is None or bool(self.ranking.runs_per_month))

    @property
    def thing(self) -> str:
        return thing_of(self.form.plan)

    @property
    def things(self) -> str:
        return things_of(self.form.plan)

    @property
    def time_hint(self) -> str:
        return time_hint(self.form, self.ranking) if self.ranking else "any"


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
    found = rank_list(form, ranking, wanted, labs, exact, offers=offers, whole=whole) if ranking else None
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


def rail_of(form: RankForm, market: Market, errors: Mapping[str, str], ranking: Ranking | None = None) -> RankRail:
    return RankRail(
        form=form,
        market=market,
        ranking=ranking,
        summary=in_one_line(form.plan),
        plan=replace(form.plan, whole="").address("/plan"),
        errors=errors,
        read_as=read_with_comma((name, without_unit(getattr(form, name))) for name in EXAMPLES),
        reset=form.unfiltered().address() if form.is_filtered else "",
    )


def _options_of(market: Market) -> tuple[Options, Options]:
    return _OPTIONS.get(market, "options", lambda: _options(market))


Options = list[tuple[str, str]]
"""Values and words."""
_OPTIONS: KeptBy[tuple[Options, Options]] = KeptBy(4, 1)


def _options(market: Market) -> tuple[Options, Options]:
    """Hosts and labs by name; the words say how many offers there are."""
    hosts = Counter(one.host for one in market.facts)
    names = {offer.host: offer.host_name for offer in market.book.offers}
    labs = Counter(one.lab.casefold() for one in market.facts if one.lab)
    spelt = {one.lab.casefold(): one.lab for one in reversed(market.facts) if one.lab}
    return _by_name(hosts, names), _by_name(labs, spelt)


def _by_name(counts: Mapping[str, int], names: Mapping[str, str]) -> Options:
    found = sorted(counts, key=lambda key: names[key].casefold())
    return [(key, f"{names[key]} ({counts[key]:,})") for key in found]


def _choices(options: Options, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, words, value == chosen) for value, words in options)


# ---------- the list


def rank_list(
    form: RankForm, ranking: Ranking, wanted: Filters, labs: Labs, exact: Exact | None, *, offers: int, whole: bool
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
