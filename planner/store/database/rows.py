"""The rows of the store as frozen dataclasses, and how times and JSON are stored in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]
Row = Mapping[str, Any]


UNREADABLE = datetime(1970, 1, 1, tzinfo=UTC)
"""Used where a time cannot be read. As the end of a link it is in the past, so that a damaged link opens nothing."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The owner of scenarios, found by the hash of its key; the key itself is not stored."""

    id: int
    created: datetime


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named thing with revisions. `kind` is plan or budget; `latest` the number of its newest revision."""

    id: str
    kind: str
    name: str
    note: str
    tags: tuple[str, ...]
    created: datetime
    updated: datetime
    deleted_at: datetime | None
    latest: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a revision is made of, before it has a number.

    `request` and `snapshot` are the request and the response of api.md; `rates` every rate used with its source;
    `price_moment` the instant the prices hold for.
    """

    request: Json
    snapshot: Json
    rates: tuple[Json, ...]
    price_moment: datetime
    app_version: str
    prices_version: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved state, never changed after."""

    number: int
    created: datetime
    draft: Draft


@dataclass(frozen=True, slots=True)
class Share:
    """A link given away, as its owner sees it. `revision` None follows the latest. The token is not kept."""

    id: int
    scenario_id: str
    revision: int | None
    created: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether the link works at `now`; it stops at the very instant of its expiry."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the holder of a link sees: no workspace, no scenario id, no tags, no other revisions."""

    kind: str
    name: str
    revision: Revision
    follows_latest: bool
    expires_at: datetime | None


def stamp(moment: datetime) -> str:
    """UTC to the microsecond in a fixed width, so that text sorts as time; ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a time to be stored needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def kept_moment(text: str) -> datetime:
    """A time for a list; UNREADABLE where it is damaged, so that the rest of the list is shown."""
    try:
        return moment_of(text)
    except (ValueError, TypeError, OverflowError):
        return UNREADABLE


def maybe_moment(text: str | None) -> datetime | None:
    return kept_moment(text) if text else None


def _tags(text: str) -> tuple[str, ...]:
    """None of them where the file is damaged."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError):
        return ()
    return tuple(str(tag) for tag in found) if isinstance(found, list) else ()


def to_json(data: object) -> str:
    """Compact and exact; ValueError for NaN and infinities, which JSON has not."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def workspace_of(row: Row) -> Workspace:
    return Workspace(row["id"], kept_moment(row["created"]))


def scenario_of(row: Row) -> Scenario:
    return Scenario(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        note=row["note"],
        tags=_tags(row["tags"]),
        created=kept_moment(row["created"]),
        updated=kept_moment(row["updated"]),
        deleted_at=maybe_moment(row["deleted_at"]),
        latest=row["latest"],
    )


def revision_of(row: Row) -> Revision:
    draft = Draft(
        request=json.loads(row["request"]),
        snapshot=json.loads(row["snapshot"]),
        rates=tuple(json.loads(row["rates"])),
        price_moment=moment_of(row["price_moment"]),
        app_version=row["app_version"],
        prices_version=row["prices_version"],
        note=row["note"],
    )
    return Revision(row["number"], moment_of(row["created"]), draft)


def share_of(row: Row) -> Share:
    return Share(
        id=row["id"],
        scenario_id=row["scenario_id"],
        revision=row["revision"],
        created=kept_moment(row["created"]),
        expires_at=maybe_moment(row["expires_at"]),
        revoked_at=maybe_moment(row["revoked_at"]),
    )
