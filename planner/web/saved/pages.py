"""All pages about saved plans, as one list to register."""

from __future__ import annotations

from flask import Blueprint

from planner.web.saved.compare.routes import bp as comparing
from planner.web.saved.files import bp as scenario_files
from planner.web.saved.finance.routes import bp as finance
from planner.web.saved.finance.routes import shared_bp as shared_finance
from planner.web.saved.joining import bp as joining
from planner.web.saved.model_sets import bp as model_sets
from planner.web.saved.removing import bp as removing
from planner.web.saved.routes import bp as scenarios
from planner.web.saved.routes_save import bp as saves
from planner.web.saved.share.routes import bp as shares
from planner.web.saved.share.shared import bp as shared_links

BLUEPRINTS: tuple[Blueprint, ...] = (
    saves, scenarios, scenario_files, comparing, shares, shared_links, joining, finance, shared_finance, model_sets,
    removing,
)  # fmt: skip
