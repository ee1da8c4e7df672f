"""The list of what is kept: what is searched for, a page of it, and addresses that keep the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

from planner.store.database.rows import Revision, Scenario, stamp
from planner.store.listing import ORDERS, Page, Search
from planner.store.scenarios import BIN_DAYS
from planner.web.present.unreadable import UNREADABLE, UNREADABLE_ROW, draft_of
from planner.web.saved.kinds import Kind, Summary

ORDER_WORDS = (
    ("-updated", "Last changed"), ("updated", "Changed longest ago"), ("name", "Name"), ("-name", "Name, Z first"),
    ("-created", "Newest"), ("created", "Oldest"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLine:
    """One of them with the cells of its kind; `changed`: how long ago; `goes`: the day it leaves the bin for good."""

    kept: Scenario
    cells: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    changed: str
    goes: datetime | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything its template prints; `is_bare` where nothing was ever saved or nothing is in the bin. `tags`: their
    links, rendered; `found`: all below its headline, rendered from `lines` and `tags`."""

    kind: Kind
    search: Search
    hits: Page
    deleted: Scenario | None = None
    lines: tuple[ListLine, ...] = ()
    tags: str = ""
    found: str = ""
    orders: tuple[tuple[str, str], ...] = ORDER_WORDS
    days: int = BIN_DAYS

    @property
    def title(self) -> str:
        return "Bin" if self.search.binned else self.kind.several

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search.words or self.search.tag)

    @property
    def is_bare(self) -> bool:
        return not self.hits.total and not self.is_narrowed

    def page(self, number: int) -> str:
        """The address of another page, "" where there is none."""
        return self.address(page=number) if 1 <= number <= self.hits.pages else ""

    def address(self, **changes: object) -> str:
        return address(self.kind, self.search, **changes)


def read_search(kind: Kind, args: Mapping[str, str], *, binned: bool) -> Search:
    """The search in the address; invalid parts are left at their defaults."""
    order, page = args.get("sort", ""), args.get("page", "")
    usual = Search(
        words=args.get("q", "")[:200],
        tag=args.get("tag", "")[:100],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        kind=kind.name,
        binned=binned,
    )
    return replace(usual, order=order) if order in ORDERS else usual  # type: ignore[arg-type]


def address(kind: Kind, search: Search, **changes: object) -> str:
    """The list with this search, defaults left out."""
    wanted = replace(search, **{"page": 1, **changes})  # type: ignore[arg-type]
    pairs = (("q", wanted.words), ("tag", wanted.tag), ("sort", wanted.order), ("page", str(wanted.page)))
    usual = {"q": "", "tag": "", "sort": "-updated", "page": "1"}
    query = urlencode([(name, value) for name, value in pairs if value != usual[name]])
    path = f"{kind.base}/bin" if search.binned else kind.base
    return f"{path}?{query}" if query else path


def list_lines(
    kind: Kind, search: Search, hits: Page, cells: Sequence[tuple[str, ...]], changed: Sequence[str]
) -> tuple[ListLine, ...]:
    """The rows of a page; `cells` and `changed`: those of each, and how long ago it was changed."""
    with_tag = addresses_of_tags(kind, search)
    return tuple(
        ListLine(
            kept,
            own,
            tuple((tag, with_tag(tag)) for tag in kept.tags),
            ago,
            None if kept.deleted_at is None else kept.deleted_at + timedelta(days=BIN_DAYS),
        )
        for kept, own, ago in zip(hits.scenarios, cells, changed, strict=True)
    )


def addresses_of_tags(kind: Kind, search: Search) -> Callable[[str], str]:
    """The addresses of `address` with another tag: a page has a hundred of them."""
    before, _, after = address(kind, search, tag="TAG").rpartition("tag=TAG")
    return lambda tag: f"{before}tag={quote_plus(tag)}{after}"


def summary_of(kind: Kind, revision: Revision | None) -> Summary:
    """A revision in a list, in words where it cannot be read."""
    try:
        return kind.summary(draft_of(revision))
    except UNREADABLE:
        blank = ("",) * (len(kind.columns) - 2)
        return Summary(("", UNREADABLE_ROW, *blank), UNREADABLE_ROW)


def list_data(hits: Page) -> dict[str, Any]:
    """The same for programs."""
    return {
        "scenarios": [
            {
                "id": s.id, "name": s.name, "note": s.note, "tags": list(s.tags), "created": stamp(s.created),
                "updated": stamp(s.updated), "latest": s.latest,
            }
            for s in hits.scenarios
        ],
        "total": hits.total, "page": hits.page, "pages": hits.pages,
    }  # fmt: skip
