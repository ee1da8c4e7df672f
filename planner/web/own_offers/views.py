"""Own offers of a workspace: listed, added, changed, deleted, exported and imported."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from planner.core.models.offers.own_offer import OwnOffer
from planner.core.workload import BadInput
from planner.schema.own_offers import own_offers_file, read_own_offers_file
from planner.schema.requests import own_offer_data
from planner.store import own_offers
from planner.store.database.rows import to_json
from planner.web import responses
from planner.web.clock import now
from planner.web.forms.small_form import SmallForm
from planner.web.own_offers.form import form_of_own, read_own_form, read_own_offer
from planner.web.own_offers.page import form_page, list_page
from planner.web.present.notices import notice_of
from planner.web.state import listed
from planner.web.workspace import current_workspace, ensure_workspace, store

ADDRESS = "/own-offers"
NOTICES = {
    "added": "Added. It can be chosen in every list and search, by its name or as own/… in the API.",
    "changed": "Changed. Plans saved before keep it as it was.",
    "deleted": "Deleted. Plans saved before keep it.",
}


def index() -> Response:
    """The list; as data, the file that import takes."""
    if responses.wants_json():
        return jsonify(own_offers_file(_every()))
    return _list(notice=notice_of(request.args.get("notice", ""), NOTICES))


def export() -> Response:
    return responses.download(_text(), "application/json", "own-offers.json")


def new() -> Response:
    """An empty form of one kind."""
    return responses.page("own_offers/form.html", form_page(read_own_form(request.args), listed()))


def add() -> AnyResponse:
    """303 to the list; 422 with a sentence beside each field."""
    return _save("")


def edit(own: str) -> Response:
    found = own_offers.get(store(), responses.mine(), own)
    return responses.page("own_offers/form.html", form_page(form_of_own(found), listed(), editing=own))


def change(own: str) -> AnyResponse:
    own_offers.get(store(), responses.mine(), own)
    return _save(own)


def delete(own: str) -> AnyResponse:
    own_offers.remove(store(), responses.mine(), own)
    return responses.done(f"{ADDRESS}?notice=deleted", id=own)


def to_import_form() -> AnyResponse:
    return redirect(f"{ADDRESS}#import", 303)


def import_file() -> AnyResponse:
    """A file, or its text."""

    def take() -> int:
        workspace = ensure_workspace()
        return own_offers.import_all(store(), workspace, read_own_offers_file(responses.sent_file()), now=now())

    return responses.imported(ADDRESS, take, _list)


def _save(editing: str) -> AnyResponse:
    form = read_own_form(request.form)
    try:
        own = read_own_offer(form, listed(), now().date())
        if isinstance(own, OwnOffer):
            return _stored(own, editing)
        form = own
    except own_offers.Taken as error:
        form = replace(form, errors={"id": str(error)})
    except BadInput as bad:
        form = replace(form, errors={"name": responses.first_problem(bad)})
    except ValueError as error:
        return _refused(form, editing, str(error))
    return _refused(form, editing, "")


def _stored(own: OwnOffer, editing: str) -> AnyResponse:
    if editing:
        own_offers.change(store(), responses.mine(), editing, own, now=now())
    else:
        own_offers.add(store(), ensure_workspace(), own, now=now())
    return responses.done(f"{ADDRESS}?notice={'changed' if editing else 'added'}", **own_offer_data(own))


def _refused(form: SmallForm, editing: str, problem: str) -> Response:
    if responses.wants_json():
        return responses.first_error(form.errors, problem)
    view = form_page(form, listed(), editing=editing, problem=problem)
    return responses.page("own_offers/form.html", view, 422)


def _list(*, notice: str = "", problem: str = "", text: str = "", status: int = 200) -> Response:
    view = list_page(_every(), listed(), now().date(), notice=notice, problem=problem, text=text)
    return responses.page("own_offers/list.html", view, status)


def _every() -> tuple[OwnOffer, ...]:
    workspace = current_workspace()
    return own_offers.every(store(), workspace) if workspace else ()


def _text() -> str:
    return to_json(own_offers_file(_every())) + "\n"
