"""What time it is."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app


def now() -> datetime:
    """The moment by the application's clock, with its time zone; ValueError from a clock that leaves it out."""
    moment = cast(datetime, current_app.config["CLOCK"]())
    if moment.tzinfo is None:
        raise ValueError("CLOCK must return a datetime with a time zone")
    return moment
