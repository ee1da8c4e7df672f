"""What every view may ask for: the catalogue, loaded once, and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from planner.core.catalogue import Catalogue

KEY = "planner"


@dataclass(frozen=True, slots=True)
class State:
    """What an application holds for its whole life."""

    catalogue: Catalogue


def init_app(app: Flask) -> None:
    app.extensions[KEY] = State(catalogue=app.config["CATALOGUE"] or _load())


def _load() -> Catalogue:
    # Imported late: an application given its catalogue needs none of the price sources.
    from planner.sources.catalogue import load_catalogue

    return load_catalogue()


def catalogue() -> Catalogue:
    """The catalogue of the current application."""
    return cast(State, current_app.extensions[KEY]).catalogue


def now() -> datetime:
    """The moment by the application's clock, with its time zone; ValueError from a clock that leaves it out."""
    moment = cast(datetime, current_app.config["CLOCK"]())
    if moment.tzinfo is None:
        raise ValueError("CLOCK must return a datetime with a time zone")
    return moment
