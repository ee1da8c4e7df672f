"""All pages about saved plans, as one list to register."""

from __future__ import annotations

from flask import Blueprint

from planner.web.comparing import bp as comparing
from planner.web.joining import bp as joining
from planner.web.saves import bp as saves
from planner.web.scenario_files import bp as scenario_files
from planner.web.scenarios import bp as scenarios
from planner.web.shared_links import bp as shared_links
from planner.web.shares import bp as shares

BLUEPRINTS: tuple[Blueprint, ...] = (
    saves, scenarios, scenario_files, comparing, shares, shared_links, joining,
)  # fmt: skip
