"""The page that says that nothing was saved, with what was typed still in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

LABELS = {"name": "Name", "note": "Note", "tags": "Tags", "text": "File", "expires": "Until"}
"""Fields a person types; the others go along unseen."""
LONG = frozenset({"note", "text"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A field as it was sent; without a label it is hidden."""

    name: str
    value: str
    label: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The reason, where the form goes, its fields, and whether the plan can be downloaded as a file."""

    title: str
    reason: str
    action: str
    fields: tuple[Typed, ...]
    can_download: bool
    back: str


def not_saved(reason: str) -> NotSaved:
    """For the request at hand."""
    fields = tuple(
        Typed(name, value, LABELS.get(name, ""), name in LONG) for name, value in request.form.items(multi=True)
    )
    plan = request.form.get("plan")
    return NotSaved(
        title="Not saved",
        reason=reason,
        action=request.full_path.rstrip("?"),
        fields=fields,
        can_download=plan is not None,
        back=f"/plan?{plan}" if plan is not None else "",
    )
