"""What is kept: the list and the bin, one of them and its revisions, and what can be done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, jsonify, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from planner.core.keeping import Kept
from planner.store import listing, revisions, scenarios
from planner.store.database.errors import Changed, NotThere
from planner.store.database.rows import Revision, Scenario
from planner.store.files.exchange import export_data, packed
from planner.web import filters, responses
from planner.web.clock import now
from planner.web.saved.kinds import BASES, Kind, Problems
from planner.web.saved.list_page import (
    ListPage,
    addresses_of_tags,
    list_data,
    list_lines,
    read_search,
    summary_of,
)
from planner.web.saved.revisions_page import edit_view, revisions_page
from planner.web.saved.rules import my, whole_number
from planner.web.workspace import current_workspace, store


def index(kind: Kind) -> Response:
    """The list; empty for those who have saved nothing."""
    return _list(kind, binned=False)


def bin_(kind: Kind) -> Response:
    """What was deleted in the last 30 days."""
    return _list(kind, binned=True)


def _list(kind: Kind, *, binned: bool) -> Response:
    wanted = read_search(kind, request.args, binned=binned)
    workspace = current_workspace()
    found = listing.search(store(), workspace, wanted) if workspace else listing.Page((), 0, 1, 1)
    if responses.wants_json():
        return jsonify(list_data(found))
    tags = tuple(listing.tags(store(), workspace, kind.name)) if workspace and not binned else ()
    view = ListPage(kind, wanted, found, _deleted(kind, request.args.get("deleted", "")))
    return responses.page("saved/list.html", replace(view, found=_found(view, tags)))


def _found(view: ListPage, tags: Tags) -> str:
    """All below the headline of a list. It is rendered once for equal content, since readers come back to the same list
    after each plan."""
    if view.is_bare:
        return ""
    kind, search, hits = view.kind, view.search, view.hits
    cells = ((),) * len(hits.scenarios) if search.binned else tuple(_cells(kind, hits.scenarios))
    changed = tuple(filters.ago(one.updated, now()) for one in hits.scenarios)

    def render() -> Markup:
        lines = list_lines(kind, search, hits, cells, changed)
        return _rendered("saved/_found.html", page=replace(view, lines=lines, tags=_tag_links(view, tags)))

    return FOUND.get((kind.name, search, hits, tags, cells, changed), render)


def _cells(kind: Kind, kept: Sequence[Scenario]) -> Iterator[tuple[str, ...]]:
    """The cells of the newest revision of each. A revision never changes, so it is read once; one that cannot be read
    is tried again each time."""
    keys = {one.id: (kind.name, one.id, one.latest, one.updated) for one in kept}
    cells_of = {sid: CELLS.find(key) for sid, key in keys.items()}
    unknown = [sid for sid, cells in cells_of.items() if cells is None]
    read = revisions.latest_of(store(), responses.mine(), unknown) if unknown else {}
    for one in kept:
        cells = cells_of[one.id]
        if cells is None:
            revision = read.get(one.id)
            cells = summary_of(kind, revision).cells
            if revision is not None and revision.number == one.latest:
                CELLS.keep(keys[one.id], cells)
        yield cells


def _tag_links(view: ListPage, tags: Tags) -> Markup:
    """A link for each tag; the same on every page of a list."""
    kind, search = view.kind, replace(view.search, page=1)

    def render() -> Markup:
        with_tag = addresses_of_tags(kind, search)
        links = [(tag, count, with_tag(tag)) for tag, count in tags]
        return _rendered("saved/_tags.html", kind=kind, chosen=search.tag, links=links)

    return TAG_LINKS.get((kind.name, search, tags), render) if tags else Markup("")


def _rendered(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - our own template


Tags = tuple[tuple[str, int], ...]
"""Every tag and how many have it."""
FOUND: Kept[str] = Kept(32)
"""Rendered lists, some 15 kB each, by everything that they print."""
TAG_LINKS: Kept[Markup] = Kept(32)
CELLS: Kept[tuple[str, ...]] = Kept(2048)
"""Cells of a revision in a list, by its kind, id, number and last change."""


def _deleted(kind: Kind, sid: str) -> Scenario | None:
    """What was just put into the bin, to be offered back."""
    workspace = current_workspace()
    if not sid or workspace is None:
        return None
    try:
        found = scenarios.find(store(), workspace, sid, kind=kind.name)
    except NotThere:
        return None
    return found if found.deleted_at else None


@responses.reads_saved
def show(kind: Kind, sid: str) -> AnyResponse:
    """The page of one; as data the very file that an export gives. One of another kind has its own page."""
    kept = scenarios.get(store(), responses.mine(), sid)
    if kept.kind != kind.name:
        return redirect(f"{BASES[kept.kind]}/{sid}", 303)
    if responses.wants_json():
        return jsonify(export_data(packed(kept, revisions.history(store(), responses.mine(), sid))))
    return kind.page(kept)


@responses.reads_saved
def revision(kind: Kind, sid: str, number: int) -> AnyResponse:
    """One revision as it was saved."""
    kept = my(kind, sid)
    history = revisions.history(store(), responses.mine(), sid)
    chosen = _of_number(history, number)
    if responses.wants_json():
        return jsonify(export_data(packed(kept, [chosen])))
    return kind.revision_page(kept, chosen, history)


def _of_number(history: Sequence[Revision], number: int) -> Revision:
    """The requested revision; NotThere without one."""
    found = [one for one in history if one.number == number]
    return found[0] if found else revisions.get(store(), responses.mine(), "", number)


@responses.reads_saved
def every(kind: Kind, sid: str) -> Response:
    """All revisions, to compare and restore, with the form for name, note and tags."""
    view = revisions_page(kind, my(kind, sid), revisions.history(store(), responses.mine(), sid), request.form)
    return responses.page("saved/revisions.html", view)


def edit(kind: Kind, sid: str) -> Response:
    return edit_page(kind, sid, 200, {})


def edit_page(kind: Kind, sid: str, status: int, problems: Problems) -> Response:
    """Name, note and tags in a form, with a sentence for each that cannot be kept."""
    kept = my(kind, sid)
    if problems and responses.wants_json():
        field, text = next(iter(problems.items()))
        return responses.trouble(status, field, text)
    return responses.page("saved/edit.html", edit_view(kind, kept, request.form, problems), status)


def change(kind: Kind, sid: str) -> AnyResponse:
    """Changes name, note and tags to those that were sent, or none where one cannot be kept. `seen` holds what the form
    was filled from; 409 where someone else changed it since."""
    my(kind, sid)
    sent = {field: request.form[field] for field in scenarios.CLEAN if field in request.form}
    if problems := _unusable(sent):
        return edit_page(kind, sid, 422, problems)
    try:
        scenarios.edit(
            store(), responses.mine(), sid, sent, kind=kind.name, now=now(), seen=request.form.get("seen", "")
        )
    except Changed as changed:
        newest = changed.newest
        text = (
            f"{changed} They are now: {newest.name}; {newest.note or 'no note'}; {', '.join(newest.tags) or 'no tags'}."
        )
        return edit_page(kind, sid, 409, {"meanwhile": text})
    return responses.done(f"{kind.base}/{sid}?notice=changed", id=sid)


def _unusable(sent: Mapping[str, str]) -> Problems:
    problems: Problems = {}
    for field, text in sent.items():
        try:
            scenarios.CLEAN[field](text)
        except ValueError as error:
            problems[field] = str(error)
    return problems


@responses.reads_saved
def duplicate(kind: Kind, sid: str) -> AnyResponse:
    """A revision as a new one, prices and all; the latest where none is named."""
    my(kind, sid)
    number = whole_number(request.form.get("revision", ""))
    made = scenarios.duplicate(store(), responses.mine(), sid, now=now(), number=number)
    return responses.done(f"{kind.base}/{made.id}?notice=duplicated", id=made.id)


def restore_revision(kind: Kind, sid: str, number: int) -> AnyResponse:
    """An old revision as the newest, with the prices it was saved with."""
    latest = my(kind, sid).latest
    made = revisions.restore_revision(
        store(), responses.mine(), sid, number, kind=kind.name, expected_revision=latest, now=now()
    )
    return responses.done(f"{kind.base}/{sid}?notice=revised", id=sid, revision=made.number)


def delete(kind: Kind, sid: str) -> AnyResponse:
    my(kind, sid)
    scenarios.delete(store(), responses.mine(), sid, now=now())
    return responses.done(f"{kind.base}?" + urlencode({"deleted": sid}), id=sid)


def restore(kind: Kind, sid: str) -> AnyResponse:
    scenarios.find(store(), responses.mine(), sid, kind=kind.name)
    scenarios.restore(store(), responses.mine(), sid)
    return responses.done(f"{kind.base}/{sid}?notice=restored", id=sid)


def remove(kind: Kind, sid: str) -> AnyResponse:
    """Deletes it for good, with its revisions and links. 404 for what is not in the bin, so that one click never
    deletes for good."""
    workspace = responses.mine()
    if scenarios.find(store(), workspace, sid, kind=kind.name).deleted_at is None:
        raise NotThere(f"There is no such {kind.name} in the bin.")
    scenarios.remove(store(), workspace, sid, kind=kind.name)
    return responses.done(f"{kind.base}/bin", id=sid)
