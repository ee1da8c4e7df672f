"""What every view may ask for: the catalogue at its newest prices, the market of all its offers, and the time."""

from __future__ import annotations

import os
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g

from planner.core.estimate import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import Market, open_market, reopened
from planner.core.ranking.rank import Ranking
from planner.core.request import EstimateRequest

if TYPE_CHECKING:
    from planner.sources.prices.refresh import LivePrices, PriceAge

KEY = "planner"
KEPT_RANKINGS = 8


@dataclass(slots=True)
class State:
    """What an application holds for its whole life. The market and its last rankings are kept for speed alone.

    `lock` guards what is kept: threads share it, and one must not remove what another is about to read.
    """

    prices: LivePrices
    market: Market | None = None
    rankings: dict[Hashable, Ranking] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    # Imported late: price sources take their time to load.
    from planner.sources.prices.refresh import open_prices

    catalogue = app.config["CATALOGUE"] or _load()
    prices = open_prices(catalogue, os.environ, clock=app.config["CLOCK"])
    app.extensions[KEY] = State(prices)
    app.jinja_env.globals.update(price_age=price_age, price_line=_price_line)


def _load() -> Catalogue:
    from planner.sources.catalogue import load_catalogue

    return load_catalogue()


def _state() -> State:
    return cast(State, current_app.extensions[KEY])


def catalogue() -> Catalogue:
    """The catalogue of the current application: one and the same for a whole request, even if prices come in."""
    if "catalogue" not in g:
        g.catalogue = _state().prices.catalogue
    return cast(Catalogue, g.catalogue)


def price_age() -> PriceAge:
    """How old the prices are, and what went wrong when they were last fetched."""
    return _state().prices.age()


def _price_line() -> str:
    from planner.web.present.price_line import price_line

    return price_line(catalogue(), now())


def market() -> Market:
    """Every offer of the catalogue, ready to be ranked."""
    state, known = _state(), catalogue()
    with state.lock:
        held = state.market
        found = reopened(held, known) if held else open_market(known)
        if found is not held:
            state.market, state.rankings = found, {}
    return found


def ranking(terms: Terms, question: EstimateRequest, slots: tuple[str, ...]) -> Ranking:
    """Every offer in every slot, kept for the next question: filters are typed over one and the same workload."""
    here, state = market(), _state()
    own = tuple(question.overrides.items())
    key = (id(here), terms.workload, terms.month, terms.day, here.book.stretch(terms.day), slots, own)
    with state.lock:
        found = state.rankings.get(key)
    if found is None:
        found = here.rank(terms, slots, overrides=question.overrides or None)
        with state.lock:
            while len(state.rankings) >= KEPT_RANKINGS:
                state.rankings.pop(next(iter(state.rankings)))
            state.rankings[key] = found
    return found


def now() -> datetime:
    """The moment by the application's clock, with its time zone; ValueError from a clock that leaves it out."""
    moment = cast(datetime, current_app.config["CLOCK"]())
    if moment.tzinfo is None:
        raise ValueError("CLOCK must return a datetime with a time zone")
    return moment
