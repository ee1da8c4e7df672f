"""Placeholder: the plan page is being written and nothing answers here yet."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("plan", __name__)
