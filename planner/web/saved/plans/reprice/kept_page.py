"""The page of a saved plan, rendered once and sent again while nothing on it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from planner.core.keeping import Kept
from planner.core.models.catalogue import Catalogue
from planner.store.database.rows import Revision, Scenario
from planner.web import filters
from planner.web.own_runs.of_request import left_out
from planner.web.saved.plans.reprice.page import REVISIONS, ThenPage, then_page
from planner.web.saved.revisions_page import RevisionLine

QUARTER_SECONDS = 15 * 60
"""Prices that depend on the time of day change at most every quarter of an hour, and so do those that change by the
day."""
KEPT: Kept[tuple[ThenPage, Revision, Catalogue]] = Kept(32)
"""Some 150 kB each."""


def kept_page(
    scenario: Scenario,
    revision: Revision,
    history: Sequence[RevisionLine],
    catalogue: Catalogue,
    *,
    now: datetime,
    notice: str,
) -> ThenPage:
    """The caller has checked that the visitor owns the plan. Of the workspace's own offers and own runs the page shows
    only what is in `catalogue` and `left_out`."""
    lines = tuple((line.revision.number, line.revision.created, line.price) for line in history)
    quarter = int(now.timestamp()) // QUARTER_SECONDS
    # By their identity, which no other object has while the kept page holds them.
    key = (scenario, id(revision), lines, id(catalogue), quarter, left_out())

    def made() -> tuple[ThenPage, Revision, Catalogue]:
        page = then_page(scenario, revision, history, catalogue, now=now, notice="")
        body = Markup(render_template("saved/plans/_body.html", page=page))  # noqa: S704 - a template of ours
        return replace(page, body=body, revisions=()), revision, catalogue

    # A catalogue with own offers is one visitor's, and large: pages that need it are made each time.
    page, *_ = made() if catalogue.own_offers else KEPT.get(key, made)
    shown = tuple(history[:REVISIONS])
    return replace(page, notice=notice, saved_ago=filters.ago(revision.created, now), revisions=shown)
