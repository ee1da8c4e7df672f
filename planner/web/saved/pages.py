"""Every page about what is kept, as one list to register. A third kind is its class and its place in PLACES."""

from __future__ import annotations

from flask import Blueprint
from jinja2 import Environment

from planner.core.uncertainty.steps import steps_range
from planner.web import responses
from planner.web.guard.compression import never_compress
from planner.web.lazy_views import SAVED_PLANS, add_lazy
from planner.web.present.hosts import host_of_offer, named_where_resold
from planner.web.public_links import public_link
from planner.web.saved import files, lists
from planner.web.saved import saving as saves
from planner.web.saved.compare import routes as compare
from planner.web.saved.finance import routes as finance
from planner.web.saved.joining import bp as joining
from planner.web.saved.kinds import PLACES, Place
from planner.web.saved.model_sets import bp as model_sets
from planner.web.saved.plans.compare import time_apart, usd_apart
from planner.web.saved.plans.figures import named_with_host, plain_caveats, price, price_range, unfit
from planner.web.saved.plans.inputs import work_called
from planner.web.saved.plans.saving import saving
from planner.web.saved.rules import register
from planner.web.saved.share import routes as share
from planner.web.saved.share.share_links import guard_links
from planner.web.state import catalogue


def of_kind(place: Place) -> Blueprint:
    """The pages of everything saved of this kind."""
    bp = Blueprint(f"saved_{place.name}s", __name__)
    responses.guard(bp)
    register(bp, place, place.base, (*lists.RULES, *saves.RULES, *files.RULES, *compare.RULES, *finance.RULES))
    return bp


def links_of_kind(place: Place) -> Blueprint:
    """Where links to things of this kind are given away: the only time that they are shown."""
    bp = Blueprint(f"links_to_{place.name}s", __name__)
    responses.guard(bp)
    never_compress(bp)
    register(bp, place, place.base, share.RULES)
    return bp


def shared_of_kind(place: Place) -> Blueprint:
    """What holders of links to things of this kind see."""
    bp = Blueprint(f"shared_{place.name}s", __name__)
    responses.guard(bp)
    guard_links(bp)
    register(bp, place, place.link, (*share.SHARED_RULES, share.file_rule(place), *finance.SHARED_RULES))
    return bp


def plans() -> Blueprint:
    """What only plans have."""
    bp = add_lazy(Blueprint("plans", __name__), SAVED_PLANS)
    responses.guard(bp)
    bp.record_once(lambda state: state.app.jinja_env.globals.update(saving=saving, public_link=public_link))
    bp.record_once(lambda state: for_templates(state.app.jinja_env))
    return bp


def for_templates(env: Environment) -> None:
    """Gives templates what they ask of saved totals."""
    env.globals["host_called"] = lambda offer_id: host_of_offer(offer_id, catalogue())
    env.globals["work_called"] = lambda load: work_called(load, catalogue())
    env.globals["where_resold"] = lambda name, offers: named_where_resold(name, offers, catalogue())
    env.filters.update(
        plain_caveats=plain_caveats,
        price=price,
        price_range=price_range,
        steps_range=lambda load: steps_range(load.steps, load.steps_spread),
        time_apart=time_apart,
        unfit=unfit,
        usd_apart=usd_apart,
        with_host=lambda offer_id, name: named_with_host(name, offer_id, catalogue()),
    )


BLUEPRINTS: tuple[Blueprint, ...] = (
    *map(of_kind, PLACES), *map(links_of_kind, PLACES), *map(shared_of_kind, PLACES),
    plans(), files.bp, joining, model_sets,
)  # fmt: skip
