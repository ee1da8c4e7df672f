"""Links: to one revision or the latest, closed by hand, by time and by deletion; they show nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from planner.store import revisions, scenarios, shares
from planner.store.database.errors import LinkClosed, NotThere
from planner.store.database.rows import Workspace
from tests.store.build import NOW, draft, scenario

LATER = NOW + timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_link_shows_one_revision_or_follows_the_latest(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, draft=draft(1))
    _, pinned = shares.create(db, mine, made.id, now=NOW, revision=1)
    _, following = shares.create(db, mine, made.id, now=NOW)
    revisions.revise(db, mine, made.id, draft(2), kind="plan", expected_revision=1, now=LATER)
    first, latest = shares.open_link(db, pinned, now=LATER), shares.open_link(db, following, now=LATER)
    assert (first.revision.number, first.revision.draft, first.follows_latest) == (1, draft(1), False)
    assert (latest.revision.number, latest.revision.draft, latest.follows_latest) == (2, draft(2), True)


def test_a_link_tells_nothing_of_where_it_comes_from(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine, "Plan", note="private words", tags=["private-tag"])
    _, token = shares.create(db, mine, made.id, now=NOW, revision=1)
    revisions.revise(db, mine, made.id, draft(2, "later words"), kind="plan", expected_revision=1, now=LATER)
    told = json.dumps(asdict(shares.open_link(db, token, now=LATER)), default=str)
    for secret in (made.id, "private words", "private-tag", "later words", "workspace"):
        assert secret not in told


def test_tokens_are_long_and_kept_nowhere(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    tokens = {shares.create(db, mine, made.id, now=NOW)[1] for _ in range(10)}
    assert len(tokens) == 10
    assert all(len(token) >= 43 for token in tokens)  # 256 bits in base64
    dump = "\n".join(db.conn.iterdump())
    assert not any(token in dump for token in tokens)


@pytest.mark.parametrize(
    ("when", "works"), [(LATER - SECOND, True), (LATER, False), (LATER + SECOND, False)], ids=["below", "at", "above"]
)
def test_a_link_works_until_it_expires(db: Database, mine: Workspace, when: datetime, works: bool) -> None:
    share, token = shares.create(db, mine, scenario(db, mine).id, now=NOW, expires_at=LATER)
    assert share.is_open(when) == works
    if works:
        assert shares.open_link(db, token, now=when).expires_at == LATER
    else:
        with pytest.raises(LinkClosed, match="expired"):
            shares.open_link(db, token, now=when)


@pytest.mark.parametrize("expiry", [NOW, NOW - SECOND])
def test_a_link_cannot_have_expired_already(db: Database, mine: Workspace, expiry: datetime) -> None:
    with pytest.raises(ValueError, match="in the future"):
        shares.create(db, mine, scenario(db, mine).id, now=NOW, expires_at=expiry)


def test_a_revoked_link_is_closed_for_good_and_others_stay(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    share, token = shares.create(db, mine, made.id, now=NOW)
    _, other = shares.create(db, mine, made.id, now=NOW)
    assert shares.revoke(db, mine, share.id, now=LATER).revoked_at == LATER
    assert shares.revoke(db, mine, share.id, now=LATER + SECOND).revoked_at == LATER
    with pytest.raises(LinkClosed, match="has closed it"):
        shares.open_link(db, token, now=LATER)
    assert shares.open_link(db, other, now=LATER).name == made.name
    assert [each.is_open(LATER) for each in shares.of_scenario(db, mine, made.id)] == [True, False]


def test_links_rest_while_the_plan_is_in_the_bin(db: Database, mine: Workspace) -> None:
    made = scenario(db, mine)
    _, token = shares.create(db, mine, made.id, now=NOW)
    scenarios.delete(db, mine, made.id, now=NOW)
    with pytest.raises(LinkClosed, match="deleted"):
        shares.open_link(db, token, now=NOW)
    scenarios.restore(db, mine, made.id)
    assert shares.open_link(db, token, now=NOW).name == made.name


@pytest.mark.parametrize("wrong", ["", "x", "\ud800", "open"])
def test_a_wrong_token_opens_nothing(db: Database, mine: Workspace, wrong: str) -> None:
    shares.create(db, mine, scenario(db, mine).id, now=NOW)
    with pytest.raises(NotThere, match="leads nowhere") as caught:
        shares.open_link(db, wrong, now=NOW)
    assert not isinstance(caught.value, LinkClosed)


def test_only_the_owner_revokes(db: Database, mine: Workspace, theirs: Workspace) -> None:
    share, token = shares.create(db, mine, scenario(db, mine).id, now=NOW)
    with pytest.raises(NotThere):
        shares.revoke(db, theirs, share.id, now=NOW)
    assert shares.open_link(db, token, now=NOW)


def test_a_link_to_a_revision_that_is_not_there_is_not_made(db: Database, mine: Workspace) -> None:
    with pytest.raises(NotThere):
        shares.create(db, mine, scenario(db, mine).id, now=NOW, revision=2)
    assert db.table("shares").count == 0


def test_what_a_link_shows_is_duplicated_into_a_workspace(db: Database, mine: Workspace, theirs: Workspace) -> None:
    made = scenario(db, mine, draft=draft(4, "seen"), note="not seen", tags=["not-seen"])
    _, token = shares.create(db, mine, made.id, now=NOW)
    copy = shares.duplicate_link(db, token, theirs, now=LATER)
    assert (copy.name, copy.note, copy.tags) == (made.name, "", ())
    assert revisions.latest(db, theirs, copy.id).draft == draft(4, "seen")
    with pytest.raises(NotThere):
        scenarios.get(db, mine, copy.id)


def test_a_shared_budget_is_duplicated_as_a_budget(db: Database, mine: Workspace, theirs: Workspace) -> None:
    _, token = shares.create(db, mine, scenario(db, mine, kind="budget").id, now=NOW)
    assert shares.open_link(db, token, now=NOW).kind == "budget"
    assert shares.duplicate_link(db, token, theirs, now=NOW).kind == "budget"
