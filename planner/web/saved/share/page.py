"""The page where links are given away: the new one, those there are, and whom they reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.store.database.rows import Scenario, Share
from planner.web import filters
from planner.web.saved.kinds import Kind
from planner.web.workspace import PublicLink


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A link given away: what it shows and how it stands; it cannot be shown again."""

    id: int
    shows: str
    made: str
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SharePage:
    """Everything its template prints."""

    title: str
    kind: Kind
    base: str
    name: str
    latest: int
    numbers: tuple[int, ...]
    revision: str
    until: str
    expires: str
    link: PublicLink | None
    is_reachable: bool
    problem: str
    lines: tuple[ShareLine, ...]
    said: str


def share_page(
    kind: Kind,
    scenario: Scenario,
    numbers: Sequence[int],
    given: Sequence[Share],
    *,
    link: PublicLink | None,
    base: PublicLink,
    problem: str,
    form: Mapping[str, str],
    now: datetime,
    said: str,
) -> SharePage:
    return SharePage(
        title=f"Share {scenario.name}",
        kind=kind,
        base=f"{kind.base}/{scenario.id}",
        name=scenario.name,
        latest=scenario.latest,
        numbers=tuple(numbers),
        revision=form.get("revision", str(scenario.latest)),
        until=form.get("until", "never"),
        expires=form.get("expires", ""),
        link=link,
        is_reachable=base.reachable,
        problem=problem,
        lines=tuple(_line(share, now) for share in given),
        said="The link is closed. Whoever opens it now learns nothing." if said == "revoked" else "",
    )


def _line(share: Share, now: datetime) -> ShareLine:
    return ShareLine(
        id=share.id,
        shows=f"revision {share.revision}" if share.revision else "the latest revision",
        made=filters.day(share.created),
        state=_state(share, now),
        is_open=share.is_open(now),
    )


def _state(share: Share, now: datetime) -> str:
    if share.revoked_at:
        return f"closed on {filters.day(share.revoked_at)}"
    if share.expires_at is None:
        return "open"
    word = "open until" if share.is_open(now) else "expired on"
    return f"{word} {filters.day(share.expires_at)}"
