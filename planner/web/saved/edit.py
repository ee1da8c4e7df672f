"""Changing name, note and tags of a saved plan or budget."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from planner.store import scenarios
from planner.store.database.errors import Changed
from planner.web import responses
from planner.web.state import now
from planner.web.workspace import store

Problems = dict[str, str]


def change(kind: str, sid: str) -> Problems:
    """Changes those of the three that were sent; empty when it is done, else a sentence by field and nothing changed.

    The form sends what it was filled from as `seen`; `meanwhile` is the problem where somebody was faster.
    """
    sent = {field: request.form[field] for field in scenarios.CLEAN if field in request.form}
    problems = _unusable(sent)
    if problems:
        return problems
    try:
        scenarios.edit(store(), responses.mine(), sid, sent, kind=kind, now=now(), seen=request.form.get("seen", ""))
    except Changed as changed:
        newest = changed.newest
        return {
            "meanwhile": f"{changed} They are now: {newest.name}; {newest.note or 'no note'}; "
            f"{', '.join(newest.tags) or 'no tags'}."
        }
    return {}


def _unusable(sent: Mapping[str, str]) -> Problems:
    found: Problems = {}
    for field, text in sent.items():
        try:
            scenarios.CLEAN[field](text)
        except ValueError as error:
            found[field] = str(error)
    return found
