"""Pages of every kind, registered once for each (the rules: planner/web/lazy_views.py), and what their views share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint

from planner.store import scenarios
from planner.store.database.rows import Scenario
from planner.web import responses
from planner.web.lazy_views import lazy
from planner.web.saved.kinds import Kind, Place
from planner.web.workspace import store


def register(bp: Blueprint, place: Place, before: str, rules: Mapping[str, str]) -> None:
    """Each rule behind the address `before`."""
    for rule, where in rules.items():
        method, _, path = rule.replace("{kind}", place.name).partition(" ")
        endpoint = f"{method.lower()}_{path}".replace(".", "_")
        bp.add_url_rule(f"{before}{path}", endpoint, partial(_view, lazy(where), place), methods=[method])


def _view(view: Callable[..., Any], place: Place, **parts: Any) -> Any:  # noqa: ANN401 - whatever a view takes and returns
    return view(place.kind, **parts)


def my(kind: Kind, sid: str) -> Scenario:
    """One of the visitor's own, outside the bin; NotThere for one of another kind, whose pages are elsewhere."""
    return scenarios.get(store(), responses.mine(), sid, kind=kind.name)


def whole_number(text: str) -> int | None:
    """1 to 9 digits from an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
