"""Placeholder: the JSON API is being written and nothing answers here yet."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")
