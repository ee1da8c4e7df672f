"""State of the application: the catalogue at its newest prices, the market of all its offers, and the time."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, has_request_context

from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.own_offer import OwnOffer
from planner.core.models.offers.own_offers import made_of, with_own_offers
from planner.core.workload import Problem
from planner.web.clock import now
from planner.web.own_offers.of_request import merged, own_offers_of_request

if TYPE_CHECKING:
    from planner.core.estimate.terms import Terms
    from planner.core.ranking.market import Market
    from planner.core.ranking.rank import Ranking
    from planner.core.request import EstimateRequest
    from planner.sources.prices.refresh import LivePrices, PriceAge
    from planner.store.database.rows import Draft

KEY = "planner"
KEPT_RANKINGS = 8
KEPT_WITH_OWN = 4
"""Catalogues with own offers that are kept; a market of one takes some 5 MB."""


@dataclass(slots=True)
class Kept:
    """A catalogue's market and its last rankings, for speed alone."""

    market: Market | None = None
    rankings: dict[Hashable, Ranking] = field(default_factory=dict)


@dataclass(slots=True)
class KeptWithOwn(Kept):
    """The same of a catalogue with own offers, made of `base` on `day`."""

    base: Catalogue | None = None
    catalogue: Catalogue | None = None
    day: date | None = None


@dataclass(slots=True, kw_only=True)
class State(Kept):
    """What an application holds for its whole life: prices, and caches, also for catalogues with own offers. `lock`
    guards the caches, which threads share: one must not remove what another is about to read."""

    prices: LivePrices
    with_own: OrderedDict[tuple[OwnOffer, ...], KeptWithOwn] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    # Imported here: price sources take their time to load.
    from planner.sources.prices.refresh import open_prices

    catalogue = app.config["CATALOGUE"] or _load()
    prices = open_prices(catalogue, os.environ, clock=app.config["CLOCK"], start=app.config["WORKERS"] == 1)
    app.extensions[KEY] = State(prices=prices)
    app.jinja_env.globals.update(price_age=price_age, price_line=_price_line, prices_kept=_prices_kept)


def start_refresh(app: Flask) -> None:
    """Starts the thread that refreshes prices; each worker calls it, since a thread does not survive a fork."""
    from planner.sources.prices.refresh import wanted

    if wanted(os.environ):
        cast(State, app.extensions[KEY]).prices.start()


def _load() -> Catalogue:
    from planner.sources.catalogue import load_catalogue

    return load_catalogue()


def _state() -> State:
    return cast(State, current_app.extensions[KEY])


def catalogue() -> Catalogue:
    """The catalogue of the current application with the visitor's own offers: one and the same for a whole request,
    even if prices are refreshed meanwhile."""
    if "catalogue" not in g:
        g.kept, g.catalogue = _kept_for(_own_offers())
    return cast(Catalogue, g.catalogue)


def carry(own: Sequence[OwnOffer]) -> None:
    """Uses, for the rest of this request, own offers as something saved has them, in place of those with the same
    ids."""
    g.kept, g.catalogue = _kept_for(merged(catalogue().own_offers, own))


def listed() -> Catalogue:
    """The catalogue without own offers."""
    return _state().prices.catalogue


def _own_offers() -> tuple[OwnOffer, ...]:
    return own_offers_of_request() if has_request_context() else ()


def _kept_for(own: tuple[OwnOffer, ...]) -> tuple[Kept, Catalogue]:
    """What is kept for a catalogue with these own offers; those that cannot be made any more are left out."""
    state, base, today = _state(), listed(), now().date()
    if not own:
        return state, base
    with state.lock:
        found = state.with_own.pop(own, None)
        if found is None or found.catalogue is None or found.base is not base or found.day != today:
            usable = [one for one in own if not isinstance(made_of(base, one, today), Problem)]
            found = KeptWithOwn(base=base, catalogue=with_own_offers(base, usable, today), day=today)
        state.with_own[own] = found
        while len(state.with_own) > KEPT_WITH_OWN:
            state.with_own.popitem(last=False)
    return found, cast(Catalogue, found.catalogue)


def _kept() -> Kept:
    catalogue()
    return cast(Kept, g.kept)


def price_age() -> PriceAge:
    """How old the prices are, and what went wrong when they were last fetched."""
    return _state().prices.age()


def _price_line() -> str:
    from planner.web.present.price_line import price_line

    return price_line(catalogue(), now())


def _prices_kept(draft: Draft) -> str:
    from planner.web.present.price_line import kept_line

    return kept_line(draft, catalogue())


def market() -> Market:
    """All offers of the catalogue, ready to be ranked."""
    # Imported here: a server starts sooner without the arithmetic of rankings.
    from planner.core.ranking.market import market_for, open_market

    kept, known = _kept(), catalogue()
    with _state().lock:
        held = kept.market
        found = market_for(held, known) if held else open_market(known)
        if found is not held:
            kept.market, kept.rankings = found, {}
    return found


def ranking(terms: Terms, question: EstimateRequest, slots: tuple[str, ...]) -> Ranking:
    """All offers in every slot, kept for the next request, since filters are typed for one and the same workload. Own
    runs are part of the key."""
    here, kept, lock = market(), _kept(), _state().lock
    own = tuple(question.overrides.items())
    key = (id(here), terms.workload, terms.month, terms.day, here.book.stretch(terms.day), slots, own, terms.learnt)
    with lock:
        found = kept.rankings.get(key)
    if found is None:
        found = here.rank(terms, slots, overrides=question.overrides or None)
        with lock:
            while len(kept.rankings) >= KEPT_RANKINGS:
                kept.rankings.pop(next(iter(kept.rankings)))
            kept.rankings[key] = found
    return found
