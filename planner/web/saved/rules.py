"""Pages of every kind, registered once for each: a rule is a method, an address behind the kind's own, and a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint

from planner.store import scenarios
from planner.store.database.rows import Scenario
from planner.web import responses
from planner.web.saved.kinds import Kind, Place
from planner.web.workspace import store


@dataclass(frozen=True, slots=True)
class Rule:
    """`path` stands behind the address of the kind; `view` takes the kind, then the parts of the address."""

    method: str
    path: str
    view: Callable[..., Any]


def register(bp: Blueprint, place: Place, before: str, rules: Iterable[Rule]) -> None:
    """Each rule behind the address `before`."""
    for rule in rules:
        endpoint = f"{rule.method.lower()}_{rule.path}".replace(".", "_")
        bp.add_url_rule(f"{before}{rule.path}", endpoint, partial(_view, rule, place), methods=[rule.method])


def _view(rule: Rule, place: Place, **parts: Any) -> Any:  # noqa: ANN401 - whatever a view takes and returns
    return rule.view(place.kind, **parts)


def my(kind: Kind, sid: str) -> Scenario:
    """One of the visitor's own, outside the bin; NotThere for one of another kind, whose pages are elsewhere."""
    return scenarios.get(store(), responses.mine(), sid, kind=kind.name)


def whole_number(text: str) -> int | None:
    """1 to 9 digits from an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
