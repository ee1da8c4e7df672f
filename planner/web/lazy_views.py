"""Pages whose views are imported at their first request, so that a server starts without their arithmetic.

A view is named by its module below planner.web and its function; tests/web/test_lazy_views.py imports every one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from typing import Any

from flask import Blueprint

OFFERS = {
    "GET /offers": "offers.views:page",
    "GET /offers/results": "offers.views:results",
    "GET /offers/rest": "offers.views:rest",
    "GET /search": "offers.views:hits",
}
USAGE = {
    "GET /usage": "usage.views:start",
    "POST /usage": "usage.views:read",
    "GET /usage/cap": "usage.views:cap",
    "GET /usage/progress/<job>": "usage.views:progress",
    "POST /usage/stop/<job>": "usage.views:stop",
}
BUDGETS = {
    "GET /budgets/new": "budgets.views:new",
    "POST /budgets/new": "budgets.views:change",
    "POST /budgets/results": "budgets.views:results",
    "POST /budgets/advice": "budgets.views:advice",
    "POST /budgets/under-cap": "budgets.views:under_cap",
    "POST /budgets/export": "saved.budgets.views:export_form",
    "POST /budgets/changes.csv": "saved.budgets.views:export_changes",
    "POST /budgets/apply": "saved.budgets.views:apply",
}
SAVED_PLANS = {
    "POST /saved/download": "saved.plans.views:download_unsaved",
    "POST /saved/<sid>/today": "saved.plans.views:revise_today",
    "GET /saved/<sid>/then-and-now.<ending>": "saved.plans.views:then_and_now",
}
API = {
    "POST /estimate": "api.views:estimate",
    "GET /offers": "api.views:offers",
    "GET /models": "api.views:models",
    "GET /presets": "api.views:presets",
    "GET /task-classes": "api.views:task_classes",
    "GET /openapi.json": "api.views:openapi",
    "POST /budget": "api.budget:budget",
    "POST /count": "usage.api:count",
    "POST /usage": "usage.api:usage",
}
OWN_OFFERS = {
    "GET /own-offers": "own_offers.views:index",
    "GET /own-offers.json": "own_offers.views:index",
    "POST /own-offers": "own_offers.views:add",
    "GET /own-offers/new": "own_offers.views:new",
    "GET /own-offers/export.json": "own_offers.views:export",
    "GET /own-offers/import": "own_offers.views:to_import_form",
    "POST /own-offers/import": "own_offers.views:import_file",
    "GET /own-offers/<own>/edit": "own_offers.views:edit",
    "POST /own-offers/<own>/change": "own_offers.views:change",
    "POST /own-offers/<own>/delete": "own_offers.views:delete",
}
OWN_RUNS = {
    "GET /own-runs": "own_runs.views:index",
    "GET /own-runs.json": "own_runs.views:index",
    "POST /own-runs": "own_runs.views:add",
    "GET /own-runs/new": "own_runs.views:new",
    "GET /own-runs/export.json": "own_runs.views:export",
    "GET /own-runs/export.csv": "own_runs.views:export_csv",
    "GET /own-runs/import": "own_runs.views:to_import_form",
    "POST /own-runs/import": "own_runs.views:import_file",
    "GET /own-runs/keep": "own_runs.views:to_import_form",
    "POST /own-runs/keep": "own_runs.views:keep",
    "GET /own-runs/delete": "own_runs.views:to_import_form",
    "POST /own-runs/delete": "own_runs.views:delete_all",
    "POST /own-runs/<entry>/delete": "own_runs.views:delete",
}
IMPORT = {"GET /saved/import": "saved.files:import_form", "POST /saved/import": "saved.files:import_file"}
MODEL_SETS = {
    "GET /sets": "saved.model_sets:index",
    "GET /sets.json": "saved.model_sets:index",
    "POST /sets": "saved.model_sets:keep",
    "POST /sets/<kept>/delete": "saved.model_sets:delete",
}
KEPT = {
    "GET ": "saved.lists:index",
    "GET .json": "saved.lists:index",
    "GET /bin": "saved.lists:bin_",
    "GET /<sid>": "saved.lists:show",
    "GET /<sid>/revisions": "saved.lists:every",
    "GET /<sid>/revisions/<int:number>": "saved.lists:revision",
    "POST /<sid>/revisions/<int:number>/back": "saved.lists:restore_revision",
    "GET /<sid>/edit": "saved.lists:edit",
    "POST /<sid>/edit": "saved.lists:change",
    "POST /<sid>/duplicate": "saved.lists:duplicate",
    "POST /<sid>/delete": "saved.lists:delete",
    "POST /<sid>/restore": "saved.lists:restore",
    "POST /<sid>/remove": "saved.lists:remove",
    "POST ": "saved.saving:save",
    "GET /<sid>/export.<ending>": "saved.files:export",
    "GET /compare": "saved.compare.routes:compare",
    "GET /<sid>/sheet": "saved.finance.routes:show",
    "GET /<sid>/sheet/<int:number>": "saved.finance.routes:show",
    "GET /<sid>/sheet.html": "saved.finance.routes:file",
}
"""Behind the address of each kind of thing that can be kept; a view takes the kind, then the parts of the address."""
LINKS = {
    "GET /<sid>/share": "saved.share.routes:ask",
    "POST /<sid>/share": "saved.share.routes:give",
    "POST /<sid>/share/<int:share>/revoke": "saved.share.routes:revoke",
}
"""The same, where links are given away."""
SHARED = {
    "GET /<token>": "saved.share.routes:show",
    "POST /<token>/duplicate": "saved.share.routes:duplicate",
    "GET /<token>/{kind}.<ending>": "saved.share.routes:take",
    "GET /<token>/sheet": "saved.finance.routes:shared",
}
"""Behind the address of links to a kind, whose files go by its name: /plan.csv, /budget.csv."""
EVERY = (OFFERS, USAGE, BUDGETS, SAVED_PLANS, API, OWN_OFFERS, OWN_RUNS, IMPORT, MODEL_SETS, KEPT, LINKS, SHARED)


def add_lazy(bp: Blueprint, rules: Mapping[str, str]) -> Blueprint:
    """The blueprint with a rule for each `METHOD /address`, named after its function."""
    for rule, where in rules.items():
        method, _, address = rule.partition(" ")
        bp.add_url_rule(address, where.partition(":")[2], lazy(where), methods=[method])
    return bp


@cache
def lazy(where: str) -> Callable[..., Any]:
    """The function `module:name`, imported at its first call; one and the same each time it is asked for."""
    return partial(call, where)


def call(where: str, /, *args: object, **parts: object) -> object:
    """Calls the function named by `module:name`."""
    return find(where)(*args, **parts)


def find(where: str) -> Any:  # noqa: ANN401 - a view, or a kind of thing to save
    """The function named by `module:name`. ImportError or AttributeError where there is none."""
    module, _, name = where.partition(":")
    return getattr(import_module(f"planner.web.{module}"), name)


def import_all() -> None:
    """Imports all of them before their first request."""
    for rules in EVERY:
        for where in rules.values():
            find(where)
