"""Every page about what is kept, as one list to register; docs/architecture.md lists what a third kind takes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint
from jinja2 import Environment

from planner.core.uncertainty.steps import steps_range
from planner.web import responses
from planner.web.guard.compression import never_compress
from planner.web.lazy_views import IMPORT, KEPT, LINKS, MODEL_SETS, SAVED_PLANS, SHARED, add_lazy, lazy
from planner.web.public_links import public_link
from planner.web.saved.joining import bp as joining
from planner.web.saved.kinds import PLACES, Place
from planner.web.saved.rules import register
from planner.web.saved.share.share_links import guard_links
from planner.web.state import catalogue


def of_kind(place: Place) -> Blueprint:
    """The pages of everything saved of this kind."""
    bp = Blueprint(f"saved_{place.name}s", __name__)
    responses.guard(bp)
    register(bp, place, place.base, KEPT)
    return bp


def links_of_kind(place: Place) -> Blueprint:
    """Where links to things of this kind are given away: the only time that they are shown."""
    bp = Blueprint(f"links_to_{place.name}s", __name__)
    responses.guard(bp)
    never_compress(bp)
    register(bp, place, place.base, LINKS)
    return bp


def shared_of_kind(place: Place) -> Blueprint:
    """What holders of links to things of this kind see."""
    bp = Blueprint(f"shared_{place.name}s", __name__)
    responses.guard(bp)
    guard_links(bp)
    register(bp, place, place.link, SHARED)
    return bp


def of_rules(name: str, rules: Mapping[str, str]) -> Blueprint:
    """Pages that are there once."""
    bp = add_lazy(Blueprint(name, __name__), rules)
    responses.guard(bp)
    return bp


def plans() -> Blueprint:
    """What only plans have."""
    bp = of_rules("plans", SAVED_PLANS)
    bp.record_once(lambda state: for_templates(state.app.jinja_env))
    return bp


def for_templates(env: Environment) -> None:
    """Gives templates what they ask of saved totals, imported when one does."""
    host_of_offer, where_resold = lazy("present.hosts:host_of_offer"), lazy("present.hosts:named_where_resold")
    work_called, with_host = lazy("saved.plans.inputs:work_called"), lazy("saved.plans.figures:named_with_host")
    env.globals.update(saving=lazy("saved.plans.saving:saving"), public_link=public_link)
    env.globals["host_called"] = lambda offer_id: host_of_offer(offer_id, catalogue())
    env.globals["work_called"] = lambda load: work_called(load, catalogue())
    env.globals["where_resold"] = lambda name, offers: where_resold(name, offers, catalogue())
    env.filters.update({name: lazy(f"saved.plans.figures:{name}") for name in FIGURES})
    env.filters.update({name: lazy(f"saved.plans.compare:{name}") for name in ("time_apart", "usd_apart")})
    env.filters["steps_range"] = lambda load: steps_range(load.steps, load.steps_spread)
    env.filters["with_host"] = lambda offer_id, name: with_host(name, offer_id, catalogue())


FIGURES = ("plain_caveats", "price", "price_range", "unfit")
BLUEPRINTS: tuple[Blueprint, ...] = (
    *map(of_kind, PLACES), *map(links_of_kind, PLACES), *map(shared_of_kind, PLACES),
    plans(), of_rules("import", IMPORT), joining, of_rules("model_sets", MODEL_SETS),
)  # fmt: skip
