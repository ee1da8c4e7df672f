"""All pages about budgets, as one list to register."""

from __future__ import annotations

from flask import Blueprint

from planner.web.budgets.routes import bp as budgets
from planner.web.saved.budgets.files import bp as files
from planner.web.saved.budgets.lists import bp as lists
from planner.web.saved.budgets.routes_save import bp as saves
from planner.web.saved.budgets.share import bp as links
from planner.web.saved.budgets.share import shared_bp as shared

BLUEPRINTS: tuple[Blueprint, ...] = (budgets, saves, files, links, shared, lists)
