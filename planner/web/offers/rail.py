"""The filters beside the list of every offer, and the plan that is ranked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.core.keeping import KeptBy
from planner.core.ranking.market import Market
from planner.core.ranking.rank import Ranking
from planner.web.forms import in_one_line, thing_of, things_of
from planner.web.forms.numbers import read_with_comma
from planner.web.offers.filter_hints import time_hint
from planner.web.offers.form import EXAMPLES, RankForm, without_unit
from planner.web.offers.ranking_view import dollars_of
from planner.web.own_runs.choice import OwnRunsChoice, own_runs_choice
from planner.web.own_runs.of_request import own_runs_of_request
from planner.web.present.scores import BENCHES, bench_named


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


Options = list[tuple[str, str]]
"""Values and words."""
_OPTIONS: KeptBy[tuple[Options, Options]] = KeptBy(4, 1)


def _options_of(market: Market) -> tuple[Options, Options]:
    return _OPTIONS.get(market, "options", lambda: _options(market))


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
