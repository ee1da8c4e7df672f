"""The filters of a list in words: which to remove where nothing is left, and the filters of an older list still
shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil

import numpy as np

from planner.core.ranking.filters import Filters, keep
from planner.core.ranking.market import Market
from planner.core.ranking.rank import Ranking
from planner.web.forms import is_zero
from planner.web.offers.form import TEXTS, TIME_UNITS, RankForm, filters_of, labs_of
from planner.web.offers.ranking_view import OFF, ON, dollars_of
from planner.web.present.scores import bench_named

Labs = Mapping[str, frozenset[str]]
MOST_DROPPED = 3
"""How many filters at once are tried without."""
INPUTS_IN_WORDS = {"image": "images", "audio": "audio", "video": "video"}


@dataclass(frozen=True, slots=True)
class Drop:
    """Filters to remove: their words, the address of the list without them, and how many offers that has."""

    words: str
    address: str
    brings: str
    filters: int


def drops(form: RankForm, ranking: Ranking, labs: Labs) -> tuple[Drop, ...]:
    """Every single filter without which something is left; if there is none every pair of filters, else every three."""
    words_of = asked(form, ranking, labs)
    for size in range(1, MOST_DROPPED + 1):
        found = [_drop(form, ranking, labs, names, words_of) for names in combinations(words_of, size)]
        if any(found):
            return tuple(drop for drop in found if drop)
    return ()


def _drop(
    form: RankForm, ranking: Ranking, labs: Labs, names: Sequence[str], words_of: Mapping[str, str]
) -> Drop | None:
    without = dropped(form, names)
    wanted, _ = filters_of(without, labs)
    many = int(keep(ranking, wanted)[:, ON if form.mode == "on" else OFF].sum())
    if not many:
        return None
    brings = "one offer" if many == 1 else f"{many:,} offers"
    *first, last = (words_of[name] for name in names)
    words = f"{', '.join(first)} and {last}" if first else last
    return Drop(words, without.address(), brings, len(names))


def dropped(form: RankForm, names: Sequence[str]) -> RankForm:
    """The list from its first page, without the filters of these names."""
    blank: dict[str, object] = dict.fromkeys(TEXTS, "") | {"takes": (), "live": False}
    return replace(form, page=1, **{name: blank[name] for name in names})  # type: ignore[arg-type]


def asked(form: RankForm, ranking: Ranking, labs: Labs) -> dict[str, str]:
    """The words of every filter that is set, by field; none for a field that cannot be read."""
    hosts = {offer.host: offer.host_name for offer in ranking.columns.offers}
    text = filter_words(form, hosts, labs, dollars_of(form, is_planned=bool(ranking.runs_per_month)))
    everything, _ = filters_of(form, labs)
    return {name: words for name, words in text.items() if filters_of(dropped(form, [name]), labs)[0] != everything}


def filter_words(form: RankForm, hosts: Mapping[str, str], labs: Labs, per: str) -> dict[str, str]:
    """The words of every filled field."""
    words_of = {
        "q": f"“{form.q}”",
        "host": f"the host {hosts.get(form.host, form.host)}",
        "lab": f"the lab {min(labs.get(form.lab.casefold(), {form.lab}))}",
        "price": f"at most ${form.price.lstrip('$')} {per}",
        # A number alone is read as seconds.
        "within": f"95% under {form.within}{'' if any(map(str.isalpha, form.within)) else ' s'}",
        "context": f"a context of {form.context}",
        "weights": f"{form.weights} weights",
        "floor": f"{form.floor.rstrip('% ')}% on {bench_named(form.bench).short}",
        "takes": " and ".join(INPUTS_IN_WORDS[kind] for kind in form.takes),
        "live": "the limit to live models",
    }
    return {name: words for name, words in words_of.items() if getattr(form, name)}


def in_words(form: RankForm, market: Market) -> str:
    """What a list is of: its filters that can be read."""
    hosts = {offer.host: offer.host_name for offer in market.book.offers}
    labs = labs_of(market.facts, market.catalogue.labs)
    _, wrong = filters_of(form, labs)
    per = dollars_of(form, is_planned=not is_zero(form.plan.values["runs"]))
    words = filter_words(form, hosts, labs, per)
    return ", ".join(text for name, text in words.items() if name not in wrong and name != "live") or "all offers"


def time_hint(form: RankForm, ranking: Ranking) -> str:
    """A limit of time that half of the live offers stay under, as an example of what one may type: such as 40 s."""
    slot = ON if form.mode == "on" else OFF
    times = ranking.seconds_at(np.flatnonzero(keep(ranking, Filters())[:, slot]), slot)[1]
    known = times[np.isfinite(times)]
    if not len(known):
        return "any"
    seconds = float(np.median(known))
    unit = "s" if seconds < 120 else "min" if seconds < 7200 else "h"
    return f"such as {ceil(seconds / TIME_UNITS[unit])} {unit}"
