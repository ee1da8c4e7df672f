"""Addresses for machines: whether the server is up, and what a crawler may read."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from planner import __version__

bp = Blueprint("meta", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    return jsonify(ok=True, version=__version__)


@bp.get("/robots.txt")
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /api/\n", mimetype="text/plain")
