"""The plan typed last, offered on the start page, so that it is not lost by looking at other pages.

The browser keeps it in a cookie that is deleted when the browser is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from planner.core.models.catalogue import Catalogue
from planner.core.workload import BadInput
from planner.web.forms import PlanForm, in_one_line
from planner.web.forms.starting import start_from
from planner.web.plan.answer import question_of
from planner.web.plan.stale_notice import query_of
from planner.web.saved.plans.snapshot import form_of
from planner.web.workspace import is_https

COOKIE = "last_plan"
NOT_TYPED = frozenset({"door", "preset", "set", "models"})
"""Parameters of an address beside the fields: if it has no others, nothing typed is lost when another workload is
chosen."""
MOST_LETTERS = 1500
"""A longer address is not kept: browsers refuse cookies of 4 kB, and every request carries them."""


@dataclass(frozen=True, slots=True)
class LastPlan:
    """The plan in words and its address. `undoes`: the page shows another workload instead of it; `kept` then says
    whether something typed stayed."""

    words: str
    address: str
    undoes: bool
    kept: bool


def forget(response: AnyResponse) -> AnyResponse:
    """For a browser that signs out."""
    response.delete_cookie(COOKIE)
    return response


def remember(response: AnyResponse, form: PlanForm) -> None:
    """Keeps a plan in which something was typed; the starting point of a door is no plan yet."""
    address = address_of(form)
    if "?" not in address:
        return
    if len(address) > MOST_LETTERS:
        response.delete_cookie(COOKIE)
    else:
        response.set_cookie(COOKIE, address, samesite="Lax", httponly=True, secure=is_https())


def address_of(form: PlanForm) -> str:
    """The address that is kept, without the parts of the page that are open."""
    return form.address("/plan", open="", mine="", whole="")


def last_plan(shown: PlanForm, catalogue: Catalogue, replaced: PlanForm | None = None) -> LastPlan | None:
    """The plan to continue with from the start of a door, or to go back to from another workload that replaced it:
    `replaced`, where this very request did so.

    None where none is kept, where it cannot be used and nothing replaced it, or where something else is typed in the
    plan shown.
    """
    kept = address_of(replaced) if replaced else request.cookies.get(COOKIE, "")
    address = shown.address("/plan", whole="")
    typed = {name for name, _ in parse_qsl(urlsplit(address).query)}
    if not kept or len(kept) > MOST_LETTERS or kept == address:
        return None
    try:
        form = form_of(query_of(kept), catalogue)
        if not _started_from(form, shown, address):
            question_of(form, catalogue)
    except (BadInput, HTTPException):
        # Anybody may have written the text of a cookie: a bad one must not break the page.
        return None
    before = {name for name, _ in form.query()} - NOT_TYPED
    if (typed and not before) or (typed - {"preset"} and not _started_from(form, shown, address)):
        return None
    kept_typed = bool(typed - NOT_TYPED)
    return LastPlan(f"{form.door.title}: {in_one_line(form)}", form.address("/plan"), bool(typed), kept_typed)


def _started_from(before: PlanForm, shown: PlanForm, address: str) -> bool:
    """Whether the plan shown is what another workload to start from makes of the one before."""
    if before.door is not shown.door or before.preset is shown.preset:
        return False
    return start_from(before, shown.preset).address("/plan") == address
