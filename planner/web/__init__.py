"""The web side: an application factory that reads as a list of registrations."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask.templating import Environment
from htmx_flask import Htmx
from jinja2 import StrictUndefined

from planner.web import addresses, errors, filters, logs, meta, settings, state, static, workspace
from planner.web.bundles import serve as bundles
from planner.web.guard import compression, fairness, limits, security, turns
from planner.web.usage import jobs

PACKAGE = Path(__file__).resolve().parent.parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application; `config` wins over the environment (see settings.py for the keys)."""
    # Named after the package, not this module: Flask then finds the instance folder in a checkout and a wheel alike.
    app = Flask("planner", template_folder=_folder("templates"), static_folder=_folder("static"))
    settings.init_app(app, config or {})
    _set_up_jinja(app)
    Htmx(app)
    parts = (
        logs,
        addresses,
        bundles,
        compression,
        security,
        fairness,
        turns,
        limits,
        errors,
        filters,
        static,
        state,
        workspace,
        jobs,
    )
    for part in parts:
        part.init_app(app)
    _register_blueprints(app)
    return app


def _folder(name: str) -> str:
    """In the package for a wheel, beside it for a checkout and an editable install."""
    inside = PACKAGE / name
    return str(inside if inside.is_dir() else PACKAGE.parent / name)


class _Templates(Environment):
    """Templates whose globals are one plain dictionary, complete before the first page. Every import of a macro
    compares their names, and Jinja's chain of two dictionaries took a thirtieth of a plan page for that."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def _set_up_jinja(app: Flask) -> None:
    app.jinja_environment = _Templates
    # A misspelt name in a template is an error, not an empty cell.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _register_blueprints(app: Flask) -> None:
    # Imported here, so that a blueprint may import from planner.web.
    from planner.web import responses
    from planner.web.api.routes import bp as api
    from planner.web.lazy_views import BUDGETS, OFFERS, USAGE, add_lazy
    from planner.web.method.routes import bp as method
    from planner.web.models.routes import bp as models
    from planner.web.own_offers.routes import bp as own_offers
    from planner.web.own_runs.routes import bp as own_runs
    from planner.web.plan.routes import bp as plan
    from planner.web.saved.pages import BLUEPRINTS as SAVED_PAGES

    usage = add_lazy(Blueprint("usage", __name__), USAGE)
    offers = add_lazy(Blueprint("offers", __name__), OFFERS)
    budgets = add_lazy(Blueprint("budgets", __name__), BUDGETS)
    responses.guard(budgets)
    pages = (meta.bp, plan, usage, offers, models, method, api, own_offers, own_runs, budgets)
    for blueprint in (*pages, *SAVED_PAGES):
        app.register_blueprint(blueprint)
