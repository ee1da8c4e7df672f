"""Settings: defaults, then the environment, then what the caller passes; an unreadable one is an error."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

MAX_BODY_BYTES = 1024 * 1024
MEGABYTE = 1_000_000
USAGE_BYTES, MOST_USAGE_MB = 500 * MEGABYTE, 100_000
"""The largest usage log that is taken, and the most that may be set."""
USAGE_ROWS, MOST_USAGE_ROWS = 5_000_000, 1_000_000_000
"""The most rows of one: each takes about a hundred bytes of memory while it is read."""
LOCAL_HOSTS = ("localhost", "127.0.0.1")


def init_app(app: Flask, config: Mapping[str, Any]) -> None:
    """Fills `app.config`.

    DATABASE: path of the SQLite file; its folder is made. CLOCK: callable giving an aware datetime. TRUSTED_HOSTS:
    host names the server answers to (None: any). CATALOGUE: a loaded catalogue, to share one between applications.
    WORKERS: how many processes will be forked from this one to serve (serve.py).
    """
    app.config.from_mapping(
        DATABASE=str(Path(app.instance_path) / "planner.sqlite3"),
        CLOCK=utc_now,
        CATALOGUE=None,
        TRUSTED_HOSTS=list(LOCAL_HOSTS),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        USAGE_BYTES=USAGE_BYTES,
        USAGE_ROWS=USAGE_ROWS,
        WORKERS=1,
    )
    app.config.from_mapping(from_environment(os.environ))
    app.config.from_mapping(config)
    # Planning needs no database: a folder that cannot be made is reported by the page that wants to save.
    with suppress(OSError):
        Path(app.config["DATABASE"]).parent.mkdir(parents=True, exist_ok=True)


def utc_now() -> datetime:
    return datetime.now(UTC)


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The config keys set by PLANNER_ variables; ValueError for one that is set and unreadable."""
    found: dict[str, Any] = {}
    if "PLANNER_DATABASE" in environ:
        found["DATABASE"] = _nonempty(environ, "PLANNER_DATABASE")
    if "PLANNER_TRUSTED_HOSTS" in environ:
        hosts = _nonempty(environ, "PLANNER_TRUSTED_HOSTS")
        found["TRUSTED_HOSTS"] = None if hosts == "*" else [host.strip() for host in hosts.split(",") if host.strip()]
    if "PLANNER_USAGE_MB" in environ:
        found["USAGE_BYTES"] = _whole(environ, "PLANNER_USAGE_MB", "megabytes", MOST_USAGE_MB) * MEGABYTE
    if "PLANNER_USAGE_ROWS" in environ:
        found["USAGE_ROWS"] = _whole(environ, "PLANNER_USAGE_ROWS", "rows", MOST_USAGE_ROWS)
    return found


def _whole(environ: Mapping[str, str], name: str, of: str, most: int) -> int:
    text = _nonempty(environ, name)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ValueError(f"{name} is {text}: give a whole number of {of} from 1 to {most:,}")
    return int(text)


def _nonempty(environ: Mapping[str, str], name: str) -> str:
    value = environ[name].strip()
    if not value.strip(","):
        raise ValueError(f"{name} is set but empty: give it a value or unset it")
    return value
