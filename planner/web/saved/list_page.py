"""The list of scenarios: what is searched for, a page of it, and addresses that keep the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from planner.store.database.rows import Revision, Scenario, stamp
from planner.store.listing import ORDERS, Page, Search
from planner.store.scenarios import BIN_DAYS
from planner.web import filters
from planner.web.present.unreadable import UNREADABLE, UNREADABLE_ROW, draft_of
from planner.web.saved.plans.figures import chosen_pair, finishes, price
from planner.web.saved.plans.reprice.text import ago

ORDER_WORDS = (
    ("-updated", "Last changed"), ("updated", "Changed longest ago"), ("name", "Name"), ("-name", "Name, Z first"),
    ("-created", "Newest"), ("created", "Oldest"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLine:
    """One scenario: its price as saved and the model it is of; in the bin the day it goes for good."""

    id: str
    name: str
    note: str
    tags: tuple[tuple[str, str], ...]
    price: str
    model: str
    changed: str
    revision: int
    goes: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything its template prints; `is_bare` where nothing was ever saved or nothing is in the bin."""

    title: str
    finding: str
    search: Search
    orders: tuple[tuple[str, str], ...]
    lines: tuple[ListLine, ...]
    total: int
    tags: tuple[tuple[str, int, str], ...]
    number: int
    pages: int
    before: str
    after: str
    is_bare: bool
    all: str
    deleted: Scenario | None
    days: int


def read_search(args: Mapping[str, str], *, binned: bool) -> Search:
    """From the address; what makes no sense there is left at its default."""
    order, page = args.get("sort", ""), args.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    usual = Search(words=args.get("q", "")[:200], tag=args.get("tag", "")[:100], page=number, binned=binned)
    return replace(usual, order=order) if order in ORDERS else usual  # type: ignore[arg-type]


def address(search: Search, **changes: object) -> str:
    """The list with this search, defaults left out."""
    wanted = replace(search, **{"page": 1, **changes})  # type: ignore[arg-type]
    pairs = (("q", wanted.words), ("tag", wanted.tag), ("sort", wanted.order), ("page", str(wanted.page)))
    usual = {"q": "", "tag": "", "sort": "-updated", "page": "1"}
    query = urlencode([(name, value) for name, value in pairs if value != usual[name]])
    path = "/saved/bin" if search.binned else "/saved"
    return f"{path}?{query}" if query else path


def list_page(
    search: Search,
    found: Page,
    latest: Mapping[str, Revision | None],
    tags: Sequence[tuple[str, int]],
    *,
    deleted: Scenario | None,
    now: datetime,
) -> ListPage:
    narrowed = bool(search.words or search.tag)
    return ListPage(
        title="Bin" if search.binned else "Saved",
        finding=_finding(search, found.total),
        search=search,
        orders=ORDER_WORDS,
        lines=tuple(_line(s, latest.get(s.id), search, now) for s in found.scenarios),
        total=found.total,
        tags=tuple((tag, count, address(search, tag=tag)) for tag, count in tags),
        number=found.page,
        pages=found.pages,
        before=address(search, page=found.page - 1) if found.page > 1 else "",
        after=address(search, page=found.page + 1) if found.page < found.pages else "",
        is_bare=not found.total and not narrowed,
        all=address(Search(binned=search.binned)),
        deleted=deleted,
        days=BIN_DAYS,
    )


def _finding(search: Search, total: int) -> str:
    plans = f"{filters.in_words(total)} {'plan' if total == 1 else 'plans'}"
    if search.binned:
        return f"{plans.capitalize()} in the bin." if total else "The bin is empty."
    if search.words or search.tag:
        verb = "fits" if total == 1 else "fit"
        return f"{plans.capitalize()} {verb}." if total else "No plan fits."
    if not total:
        return "Nothing is saved here yet."
    return f"{plans.capitalize()} saved, {'with' if total == 1 else 'each with'} the prices of its day."


def _priced(revision: Revision | None) -> tuple[str, str]:
    """What a plan costs and the model that is of; in words where its revision cannot be read."""
    try:
        chosen = chosen_pair(draft_of(revision))
        if chosen is None:
            return "", ""
        cost = price(chosen.main) if chosen.main else ""
        return cost, chosen.name + ("" if finishes(chosen) else ", does not fit")
    except UNREADABLE:
        return "", UNREADABLE_ROW


def _line(scenario: Scenario, revision: Revision | None, search: Search, now: datetime) -> ListLine:
    cost, model = _priced(revision) if scenario.deleted_at is None else ("", "")
    gone = scenario.deleted_at
    return ListLine(
        id=scenario.id,
        name=scenario.name,
        note=scenario.note.partition("\n")[0][:160],
        tags=tuple((tag, address(search, tag=tag)) for tag in scenario.tags),
        price=cost,
        model=model,
        changed=ago(scenario.updated, now),
        revision=scenario.latest,
        goes=filters.day(gone + timedelta(days=BIN_DAYS)) if gone else "",
    )


def list_data(found: Page) -> dict[str, Any]:
    """The same for programs."""
    return {
        "scenarios": [
            {
                "id": s.id, "name": s.name, "note": s.note, "tags": list(s.tags), "created": stamp(s.created),
                "updated": stamp(s.updated), "latest": s.latest,
            }
            for s in found.scenarios
        ],
        "total": found.total, "page": found.page, "pages": found.pages,
    }  # fmt: skip
