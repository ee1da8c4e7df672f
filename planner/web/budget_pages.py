"""All pages about budgets, as one list to register."""

from __future__ import annotations

from flask import Blueprint

from planner.web.budget_files import bp as files
from planner.web.budget_links import bp as links
from planner.web.budget_links import shared_bp as shared
from planner.web.budget_lists import bp as lists
from planner.web.budget_saves import bp as saves
from planner.web.budgets import bp as budgets

BLUEPRINTS: tuple[Blueprint, ...] = (budgets, saves, files, links, shared, lists)
