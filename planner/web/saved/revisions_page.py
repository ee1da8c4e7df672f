"""The revisions of what is kept, each with its day and its price; its name, note and tags in a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.store.database.rows import Revision, Scenario, stamp
from planner.web.saved.kinds import Kind, Problems
from planner.web.saved.list_page import summary_of


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision with what it came to."""

    revision: Revision
    price: str


@dataclass(frozen=True, slots=True)
class EditForm:
    """What was typed, else what is stored, and an error for each that cannot be stored. `seen`: what it was filled
    from."""

    kind: Kind
    kept: Scenario
    name: str
    note: str
    tags: str
    seen: str
    problems: Problems


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """All of them, to compare and restore."""

    kind: Kind
    kept: Scenario
    lines: tuple[RevisionLine, ...]
    form: EditForm


def revisions_page(kind: Kind, kept: Scenario, history: Sequence[Revision], typed: Mapping[str, str]) -> RevisionsPage:
    return RevisionsPage(kind, kept, revision_lines(kind, history), edit_view(kind, kept, typed, {}))


def revision_lines(kind: Kind, history: Sequence[Revision]) -> tuple[RevisionLine, ...]:
    return tuple(RevisionLine(revision, summary_of(kind, revision).price) for revision in history)


def edit_view(kind: Kind, kept: Scenario, typed: Mapping[str, str], problems: Problems) -> EditForm:
    return EditForm(
        kind=kind,
        kept=kept,
        name=typed.get("name", kept.name),
        note=typed.get("note", kept.note),
        tags=typed.get("tags", ", ".join(kept.tags)),
        seen=stamp(kept.updated),
        problems=problems,
    )
