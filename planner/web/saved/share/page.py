"""The page where links are given away: the new one, those there are, and whom they reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.store.database.rows import Scenario, Share
from planner.web.public_links import PublicLink
from planner.web.saved.kinds import Kind


@dataclass(frozen=True, slots=True)
class SharePage:
    """`link` is the new one, shown only this once; `given`: the existing ones; `form`: what was typed, with its
    `problem`."""

    kind: Kind
    kept: Scenario
    numbers: Sequence[int]
    given: Sequence[Share]
    link: PublicLink | None
    is_reachable: bool
    problem: str
    form: Mapping[str, str]
    now: datetime
    is_revoked: bool
