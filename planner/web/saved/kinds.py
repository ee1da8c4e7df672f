"""What can be saved. A kind has its words, addresses and views; every flow is written once for all kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, cast

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from planner.store.database.rows import Draft, Revision, Scenario, Shared
from planner.web.lazy_views import find

if TYPE_CHECKING:
    from planner.web.saved.finance.sheet import Sheet

Problems = dict[str, str]
Fields = tuple[tuple[str, str], ...]
Writer = Callable[[str, Revision], str | bytes]
"""A revision under a name, as a file."""
NOTICES = {
    "saved": "Saved, with every price behind it.",
    "revised": "Saved as a new revision; the ones before are kept.",
    "applied": "Applied and saved as a new revision; the ones before are kept.",
    "changed": "Name, note and tags are changed.",
    "duplicated": "This is a copy of its own.",
    "restored": "Restored from the bin.",
    "imported": "Imported, with the figures and prices of its file.",
    "kept": "Nothing was changed.",
}
"""What a page says after a write, by the word in its address."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list; `style` is the class of its cells."""

    heading: str
    style: str = ""

    def classes(self, place: int) -> str:
        """The classes of the head and cells of column number `place`: narrow screens show only the first column."""
        return f"{self.style} {'hide-n' if place else 'end-n'}".lstrip()


@dataclass(frozen=True, slots=True)
class Summary:
    """A revision in a list: its cells, one for each column of its kind, and its price in the list of revisions."""

    cells: tuple[str, ...]
    price: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in several revisions: a text for each, and below each the difference from the first."""

    label: str
    values: tuple[str, ...]
    differs: bool
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A revision to compare."""

    scenario: Scenario
    revision: Revision

    @property
    def value(self) -> str:
        return f"{self.scenario.id}@{self.revision.number}"


def no_fields(_revision: str) -> Fields:
    return ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form asks to save: a draft, or what is wrong with it.

    `kept` and `revision`: what it was made from; `name`: what to call it; `renames`: a new revision takes the name too.
    `refuse` makes the form again, with everything typed and the errors, from problems and a status. `back`: the address
    of the form; `fields`: what to send again from another page, over the revision of that number.
    """

    draft: Draft | None
    problems: Problems
    name: str
    refuse: Callable[[Problems, int], Response]
    kept: str = ""
    revision: str = ""
    renames: bool = False
    back: str = ""
    fields: Callable[[str], Fields] = no_fields


@dataclass(frozen=True, slots=True)
class Files:
    """The file formats of a kind, by ending, besides the JSON that every kind has."""

    writers: Mapping[str, Writer] = field(default_factory=dict)

    @property
    def endings(self) -> tuple[str, ...]:
        return ("json", *self.writers)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of a kind stand: `base` is before its owner's pages, `link` before those that a link leads to.

    `name` is the store's word for the kind; `where` is its class's one object, imported when it is first asked for.
    """

    name: str
    base: str
    link: str
    where: str

    @property
    def kind(self) -> Kind:
        return cast(Kind, find(self.where))


PLANS = Place("plan", "/saved", "/s", "saved.plans.kind:PLAN")
BUDGETS = Place("budget", "/budgets", "/b", "saved.budgets.kind:BUDGET")
PLACES = (PLANS, BUDGETS)
BASES = {place.name: place.base for place in PLACES}


class Kind(ABC):
    """A kind of thing that can be kept.

    `place` says where its pages stand, `several` is the name of their list; `start` and `new` are where to begin one.
    `folder` holds its own templates: `_empty.html` for an empty list, `_compare.html` for several side by side.
    `files`: what it exports.
    """

    place: ClassVar[Place]
    several: ClassVar[str]
    start: ClassVar[str]
    start_words: ClassVar[str]
    new: ClassVar[str]
    folder: ClassVar[str]
    nothing: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    files: ClassVar[Files]

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def base(self) -> str:
        return self.place.base

    @property
    def link(self) -> str:
        return self.place.link

    @abstractmethod
    def summary(self, draft: Draft) -> Summary:
        """For lists; any error of planner.web.present.unreadable where the draft has not the shape it should have."""

    @abstractmethod
    def page(self, kept: Scenario) -> AnyResponse:
        """The page of one, at its latest revision."""

    @abstractmethod
    def revision_page(self, kept: Scenario, revision: Revision, history: Sequence[Revision]) -> AnyResponse:
        """One revision as it was saved."""

    @abstractmethod
    def shared_page(self, shared: Shared, address: str) -> Response:
        """What the holder of a link sees, without anything about the owner."""

    @abstractmethod
    def comparison(self, chosen: Sequence[Chosen]) -> object:
        """For `_compare_finding.html` and `_compare.html`, with `columns`.

        ValueError with a sentence where they cannot be compared.
        """

    @abstractmethod
    def differences(self, newest: Draft, yours: Draft) -> tuple[Difference, ...]:
        """What two people saved differently: inputs and totals."""

    @abstractmethod
    def sheet(self, name: str, revision: Revision) -> Sheet:
        """The finance view of a revision."""

    @abstractmethod
    def sent(self) -> Sent:
        """The draft in the form of this request, or what is wrong with it."""
