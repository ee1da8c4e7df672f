"""Own runs of a workspace: listed, kept, typed in, deleted, exported and imported."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from planner.core.estimate.terms import Terms
from planner.core.tokens.learning import can_be_read
from planner.core.tokens.saved_runs import SavedRuns
from planner.core.workload import Workload
from planner.schema.own_runs import own_runs_file, parse_saved_runs_text, read_own_runs_file, saved_runs_data
from planner.store import own_runs
from planner.store.database.rows import to_json
from planner.store.files.own_runs_table import own_runs_csv
from planner.web import responses
from planner.web.clock import now
from planner.web.forms.small_form import SmallForm
from planner.web.own_runs.form import entry_of, read_runs_form
from planner.web.own_runs.of_request import own_runs_of_request
from planner.web.own_runs.page import form_page, list_page
from planner.web.plan.stale_notice import query_of
from planner.web.present.notices import notice_of
from planner.web.state import catalogue
from planner.web.workspace import current_workspace, ensure_workspace, store

ADDRESS = "/own-runs"
NOTICES = {
    "kept": "Saved. Plans and budgets of this kind of work use them from now on.",
    "again": "These runs are saved already. Nothing was added.",
    "deleted": "Deleted. Plans saved before keep their figures.",
}


def index() -> Response:
    """The list; as data, the file that import takes."""
    if responses.wants_json():
        return jsonify(own_runs_file(one.kept for one in _every()))
    plan = query_of(request.args.get("plan", ""))
    return _list(plan=plan, notice=notice_of(request.args.get("notice", ""), NOTICES))


def export() -> Response:
    text = to_json(own_runs_file(one.kept for one in _every())) + "\n"
    return responses.download(text, "application/json", "own-runs.json")


def export_csv() -> Response:
    return responses.download(own_runs_csv(one.kept for one in _every()), "text/csv", "own-runs.csv")


def new() -> Response:
    """An empty form."""
    return responses.page("own_runs/form.html", form_page(read_runs_form(request.args), catalogue()))


def add() -> AnyResponse:
    """Runs typed in: 303 to the list; 422 with a sentence beside each field."""
    found = entry_of(read_runs_form(request.form), _terms())
    if isinstance(found, SmallForm):
        return _refused(found)
    try:
        return _kept([found])
    except ValueError as error:
        return _refused(read_runs_form(request.form), str(error))


def keep() -> AnyResponse:
    """Own runs of a log, sent by the page that read it: 303 to the list."""
    plan = query_of(request.form.get("plan", ""))
    try:
        found = _known(parse_saved_runs_text(request.form.get("runs", "")))
    except ValueError as error:
        return _list(problem=responses.first_problem(error), status=422)
    if "HX-Request" not in request.headers:
        return _kept(found, plan)
    # The page that read the log stays, since its figures are nowhere else.
    fresh = own_runs.keep(store(), ensure_workspace(), found, now=now())
    notice = NOTICES["kept" if fresh else "again"]
    return Response(render_template("own_runs/_kept.html", notice=notice, plan=plan), mimetype="text/html")


def delete(entry: str) -> AnyResponse:
    own_runs.remove(store(), responses.mine(), entry)
    return responses.done(f"{ADDRESS}?notice=deleted", id=entry)


def delete_all() -> AnyResponse:
    gone = own_runs.remove_all(store(), responses.mine())
    return responses.done(f"{ADDRESS}?notice=deleted", deleted=gone)


def to_import_form() -> AnyResponse:
    return redirect(f"{ADDRESS}#import", 303)


def import_file() -> AnyResponse:
    """A file, or its text."""

    def take() -> int:
        workspace = ensure_workspace()
        return own_runs.keep(store(), workspace, _known(read_own_runs_file(responses.sent_file())), now=now())

    return responses.imported(ADDRESS, take, _list)


def _kept(entries: Sequence[SavedRuns], plan: str = "") -> AnyResponse:
    fresh = own_runs.keep(store(), ensure_workspace(), entries, now=now())
    query = urlencode({"notice": "kept" if fresh else "again"} | ({"plan": plan} if plan else {}))
    return responses.done(f"{ADDRESS}?{query}", kept=[saved_runs_data(one) for one in entries], new=fresh)


def _known(entries: Sequence[SavedRuns]) -> Sequence[SavedRuns]:
    """The entries; ValueError for a model or mode that is not known, which would move nothing."""
    terms = _terms()
    for one in entries:
        if not can_be_read(terms, one.own):
            raise ValueError(
                f"{one.own.model[:80]}, thinking {one.own.thinking}, is not a model and mode that is known."
            )
    return entries


def _terms() -> Terms:
    return Terms(Workload(), catalogue(), now(), "calendar")


def _refused(form: SmallForm, problem: str = "") -> Response:
    if responses.wants_json():
        return responses.first_error(form.errors, problem)
    return responses.page("own_runs/form.html", form_page(form, catalogue(), problem=problem), 422)


def _list(*, notice: str = "", problem: str = "", text: str = "", plan: str = "", status: int = 200) -> Response:
    if responses.wants_json() and problem:
        return responses.trouble(status, "runs", problem)
    view = list_page(_every(), own_runs_of_request(), catalogue(), notice=notice, problem=problem, text=text, plan=plan)
    return responses.page("own_runs/list.html", view, status)


def _every() -> tuple[own_runs.StoredRuns, ...]:
    workspace = current_workspace()
    return own_runs.every(store(), workspace) if workspace else ()
