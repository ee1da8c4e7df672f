"""Our own style sheets inside a page, for files that make no requests to a server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flask import current_app


def styles(sheets: Iterable[str]) -> str:
    """The sheets of static/css by their names; they hold nothing from outside."""
    folder = Path(str(current_app.static_folder), "css")
    return "\n".join((folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in sheets)
