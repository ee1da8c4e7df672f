"""Scenarios as files: JSON out, which reads back exactly, and JSON in, of which everything is checked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from planner import __version__
from planner.schema.requests import parse_request
from planner.schema.saved.budget import check_budget, read_budget
from planner.schema.saved.plan import check_plan
from planner.store import scenarios
from planner.store.database.rows import Draft, Revision, Scenario, Workspace, moment_of, stamp
from planner.store.normalise import clean_name, clean_note, clean_tags

FORMAT = "token-planner/scenario"
VERSION = 1
MOST_REVISIONS = 1000
YEARS = range(2000, 2101)
CHECKS: dict[str, Callable[[object, object], None]] = {"plan": check_plan, "budget": check_budget}
"""The kinds that can be imported, and what their snapshots and rates must pass."""
ASKED: dict[str, Callable[[object], object]] = {"plan": parse_request, "budget": read_budget}
"""What their requests must pass."""


class BadFile(ValueError):  # noqa: N818 - reads as what it is
    """A file that cannot be imported, and why; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Package:
    """A scenario to import: its name, and its revisions, the oldest first."""

    kind: str
    name: str
    note: str
    tags: tuple[str, ...]
    revisions: tuple[Revision, ...]


def packed(scenario: Scenario, history: Iterable[Revision]) -> Package:
    """A scenario with some or all of its revisions, ready to be written."""
    revisions = tuple(sorted(history, key=lambda revision: revision.number))
    return Package(scenario.kind, scenario.name, scenario.note, scenario.tags, revisions)


def export_text(package: Package) -> str:
    """The file, indented, with a newline at its end."""
    return json.dumps(export_data(package), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def export_data(package: Package) -> dict[str, Any]:
    """The file as data. Requests and snapshots are those of the API; ids and the workspace are left out."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "written_by": __version__,
        "kind": package.kind,
        "name": package.name,
        "note": package.note,
        "tags": list(package.tags),
        "revisions": [_revision_data(revision) for revision in package.revisions],
    }


def _revision_data(revision: Revision) -> dict[str, Any]:
    draft = revision.draft
    return {
        "number": revision.number,
        "created": stamp(revision.created),
        "note": draft.note,
        "price_moment": stamp(draft.price_moment),
        "app_version": draft.app_version,
        "prices_version": draft.prices_version,
        "request": draft.request,
        "snapshot": draft.snapshot,
        "rates": list(draft.rates),
    }


def file_name(name: str, ending: str, *, nameless: str = "plan") -> str:
    """A name any file system takes: "Research agent, Q4" and json give research-agent-q4.json; a name in another script
    keeps its letters, and `nameless` stands for one that has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain) if re.search("[a-z]", plain) else re.sub(r"[\W_]+", "-", name.lower())
    return (words.strip("-")[:60].strip("-") or nameless) + "." + ending


def read_file(text: str | bytes) -> Package:
    """What is in a file. Raises BadFile with the reason."""
    data = _json(text)
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise BadFile("This is not a plan that Token planner has exported.")
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise BadFile("This file does not say which version of the format it has.")
    if version > VERSION:
        raise BadFile("This file was written by a newer Token planner. Update this one to import it.")
    return _package(data)


def import_package(db: Database, workspace: Workspace, package: Package, *, now: datetime) -> Scenario:
    """A new scenario with all the package's revisions, their numbers and dates kept."""
    return scenarios.create_with(
        db,
        workspace,
        package.name,
        package.revisions,
        now=now,
        kind=package.kind,
        note=package.note,
        tags=package.tags,
    )


def _json(text: str | bytes) -> object:
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        # Also bytes that are no UTF-8, lone surrogates, NaN, numbers of absurd length.
        raise BadFile("This file is damaged: it is not JSON from beginning to end.") from None
    return data


def _package(data: Mapping[str, Any]) -> Package:
    kind = _text(data, "kind")
    if kind not in CHECKS:
        raise BadFile(f"This file holds a {kind[:40]}, which cannot be imported; a {' or a '.join(CHECKS)} can.")
    entries = data.get("revisions")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_REVISIONS:
        raise BadFile(f"This file must hold 1 to {MOST_REVISIONS:,} revisions.")
    revisions = tuple(_revision(place, entry, kind) for place, entry in enumerate(entries, start=1))
    numbers = [revision.number for revision in revisions]
    if numbers != sorted(set(numbers)):
        raise BadFile("The revisions of this file must have rising numbers.")
    tags = data.get("tags")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadFile("tags must be a list of texts.")
    try:
        name, note = clean_name(_text(data, "name")), clean_note(_text(data, "note"))
        return Package(kind, name, note, clean_tags(tags), revisions)
    except ValueError as error:
        raise BadFile(str(error)) from None


def _revision(place: int, entry: object, kind: str) -> Revision:
    if not isinstance(entry, Mapping):
        raise BadFile(f"Revision {place} in this file must be an object.")
    try:
        CHECKS[kind](entry.get("snapshot"), entry.get("rates"))
        ASKED[kind](entry.get("request"))
        return Revision(_number(entry), moment_of_file(entry, "created"), _draft(entry))
    except ValueError as error:  # BadInput and BadFile too
        raise BadFile(f"Revision {place} in this file cannot be used: {error}") from None


def _draft(entry: Mapping[str, Any]) -> Draft:
    return Draft(
        request=entry["request"],
        snapshot=entry["snapshot"],
        rates=tuple(entry["rates"]),
        price_moment=moment_of_file(entry, "price_moment"),
        app_version=_text(entry, "app_version")[:100],
        prices_version=_text(entry, "prices_version")[:100],
        note=clean_note(_text(entry, "note")),
    )


def _number(entry: Mapping[str, Any]) -> int:
    number = entry.get("number")
    if type(number) is not int or not 1 <= number <= 1_000_000:
        raise ValueError("number must be a whole number from 1 on.")
    return number


def moment_of_file(entry: Mapping[str, Any], name: str) -> datetime:
    """A moment with its time zone; ValueError for anything else."""
    text = _text(entry, name)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.year in YEARS:
            return moment_of(text)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{name} must be a date and time such as 2026-11-23T12:00:00Z.")


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise BadFile(f"{name} must be text.")
    return value
