"""Pages whose views are imported at their first request, so that a server starts without their arithmetic.

A view is named by its module below planner.web and its function; tests/web/test_lazy_views.py imports every one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flask import Blueprint

OFFERS = {
    "GET /offers": "offers.views:page",
    "GET /offers/results": "offers.views:results",
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
    "POST /budget": "api.budget:budget",
    "POST /count": "usage.api:count",
    "POST /usage": "usage.api:usage",
}


def add_lazy(bp: Blueprint, rules: Mapping[str, str]) -> Blueprint:
    """The blueprint with a rule for each `METHOD /address`, named after its function."""
    for rule, where in rules.items():
        method, _, address = rule.partition(" ")
        bp.add_url_rule(address, where.partition(":")[2], lazy(where), methods=[method])
    return bp


def lazy(where: str) -> Callable[..., Any]:
    """The function `module:name`, imported at its first call."""

    def view(**parts: str) -> object:
        return find(where)(**parts)

    return view


def find(where: str) -> Any:  # noqa: ANN401 - a view, or a kind of thing to save
    """The function named by `module:name`. ImportError or AttributeError where there is none."""
    module, _, name = where.partition(":")
    return getattr(import_module(f"planner.web.{module}"), name)


def import_all() -> None:
    """Imports all of them before their first request."""
    for where in (*OFFERS.values(), *USAGE.values(), *BUDGETS.values(), *SAVED_PLANS.values(), *API.values()):
        find(where)
