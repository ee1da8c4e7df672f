"""Every page about what is kept, as one list to register. A third kind is its class and its place in KINDS."""

from __future__ import annotations

from flask import Blueprint

from planner.web import responses
from planner.web.guard.compression import never_compress
from planner.web.saved import files, lists, saving
from planner.web.saved.budgets.kind import BUDGET
from planner.web.saved.budgets.routes import bp as budgets
from planner.web.saved.compare import routes as compare
from planner.web.saved.finance import routes as finance
from planner.web.saved.joining import bp as joining
from planner.web.saved.kinds import Kind
from planner.web.saved.model_sets import bp as model_sets
from planner.web.saved.plans.kind import PLAN
from planner.web.saved.plans.routes import bp as plans
from planner.web.saved.rules import register
from planner.web.saved.share import routes as share
from planner.web.saved.share.share_links import guard_links

KINDS: tuple[Kind, ...] = (PLAN, BUDGET)


def of_kind(kind: Kind) -> Blueprint:
    """The pages of whoever keeps things of this kind."""
    bp = Blueprint(f"saved_{kind.name}s", __name__)
    responses.guard(bp)
    register(bp, kind, kind.base, (*lists.RULES, *saving.RULES, *files.RULES, *compare.RULES, *finance.RULES))
    return bp


def links_of_kind(kind: Kind) -> Blueprint:
    """Where links to things of this kind are given away: the only time that they are shown."""
    bp = Blueprint(f"links_to_{kind.name}s", __name__)
    responses.guard(bp)
    never_compress(bp)
    register(bp, kind, kind.base, share.RULES)
    return bp


def shared_of_kind(kind: Kind) -> Blueprint:
    """What holders of links to things of this kind see."""
    bp = Blueprint(f"shared_{kind.name}s", __name__)
    responses.guard(bp)
    guard_links(bp)
    register(bp, kind, kind.link, (*share.SHARED_RULES, share.file_rule(kind), *finance.SHARED_RULES))
    return bp


BLUEPRINTS: tuple[Blueprint, ...] = (
    *map(of_kind, KINDS), *map(links_of_kind, KINDS), *map(shared_of_kind, KINDS),
    plans, budgets, files.bp, joining, model_sets,
)  # fmt: skip
