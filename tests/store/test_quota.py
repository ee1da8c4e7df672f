"""A workspace keeps so much and no more; a save that does not fit changes nothing, and deleting for good makes room."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path

import pytest

from planner.store import model_sets, quota, revisions, scenarios, shares, workspaces
from planner.store.database import upkeep
from planner.store.database.connection import Limits, Store
from planner.store.database.errors import Full
from planner.store.database.rows import Workspace
from planner.store.model_sets import MOST_SETS
from planner.store.quota import Use
from planner.store.stats import stats
from tests.store.build import NOW, draft, scenario

BIG = draft(snapshot={"estimates": [], "x": "é" * 300_000})  # two bytes a letter


def test_what_is_kept_is_counted_with_the_bin_and_without_others(db: Store, mine: Workspace, theirs: Workspace) -> None:
    made, _ = scenario(db, mine), scenario(db, theirs)
    scenario(db, mine, kind="budget")
    shares.create(db, mine, made.id, now=NOW)
    scenarios.delete(db, mine, made.id, now=NOW)
    each = sum(len(text) for text in ('{"workload":{"steps":1}}', '{"estimates":[]}', '[{"usd":"0.1"}]'))
    assert quota.use_of(db, mine) == Use(plans=1, budgets=1, revisions=2, links=1, bytes=2 * each)
    scenarios.remove(db, mine, made.id, kind="plan")
    assert quota.use_of(db, mine) == Use(budgets=1, revisions=1, bytes=each)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(plans=1), "at most 1 plans"),
        (Limits(revisions=1), "at most 1 revisions"),
        (Limits(megabytes=1), "at most 1 MB"),
        (Limits(file_megabytes=1), "PLANNER_DATABASE_MB"),
    ],
)
def test_a_save_beyond_a_limit_is_refused_and_changes_nothing(
    db: Store, mine: Workspace, theirs: Workspace, limits: Limits, words: str
) -> None:
    first = scenario(db, mine, draft=BIG)
    db.limits = limits
    before = quota.use_of(db, mine)
    with pytest.raises(Full, match=words):
        scenario(db, mine, draft=BIG)
    if not limits.plans:
        with pytest.raises(Full, match=words):
            revisions.revise(db, mine, first.id, BIG, kind="plan", expected_revision=1, now=NOW)
    assert quota.use_of(db, mine) == before
    if not limits.file_megabytes:
        assert scenario(db, theirs, draft=BIG).latest == 1, "others go on"
    scenarios.remove(db, mine, first.id, kind="plan")
    assert scenario(db, mine, draft=draft()).latest == 1


def test_links_and_joining_have_their_limits_too(db: Store, mine: Workspace, theirs: Workspace) -> None:
    made, others = scenario(db, mine), scenario(db, theirs)
    db.limits = Limits(links=1, plans=1)
    shares.create(db, mine, made.id, now=NOW)
    with pytest.raises(Full, match="links"):
        shares.create(db, mine, made.id, now=NOW)
    with pytest.raises(Full, match="plans"):
        workspaces.move_scenarios(db, theirs, mine)
    assert quota.use_of(db, theirs).plans == 1
    db.limits = Limits()
    for name in range(MOST_SETS):
        model_sets.keep(db, mine, str(name), ["openai/gpt-5.4"], now=NOW)
    model_sets.keep(db, theirs, "one", ["openai/gpt-5.4"], now=NOW)
    with pytest.raises(Full, match="Together they are 51 sets of models, and a workspace keeps at most 50"):
        workspaces.move_scenarios(db, theirs, mine)
    assert quota.use_of(db, theirs).plans == 1, "all of it stays"
    model_sets.remove(db, mine, model_sets.every(db, mine)[0].id)
    shares.create(db, theirs, others.id, now=NOW)
    kept = [quota.use_of(db, one) for one in (mine, theirs)]
    workspaces.move_scenarios(db, theirs, mine)
    total = Use(*(a + b for a, b in zip(*map(astuple, kept), strict=True)))
    assert [quota.use_of(db, one) for one in (mine, theirs)] == [total, Use()]
    assert upkeep.check(db).problems == ()
    db.execute("UPDATE kept SET bytes = 0")
    assert upkeep.check(db).problems == (f"What workspace {mine.id} keeps is counted wrongly.",)


def test_stats_list_the_largest_first(db: Store, path: Path, mine: Workspace, theirs: Workspace) -> None:
    scenario(db, mine)
    scenario(db, theirs, draft=BIG)
    found = stats(db, path)
    assert [one.number for one in found.workspaces] == [theirs.id, mine.id]
    assert found.workspaces[0].use.bytes > 600_000 and found.workspaces[1].changed == "2026-11-23"
    assert found.file_bytes > found.kept_bytes > 600_000
    assert replace(found.workspaces[1].use, bytes=0) == Use(plans=1, revisions=1)
