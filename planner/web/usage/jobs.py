"""Files that are being read: their progress, and whether the sender has cancelled.

A page that can ask for progress names the reading by 128 random bits, which nobody else knows. The request for progress
may reach another worker than the one that reads, so the state is in memory that the workers share.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from math import isnan, nan
from typing import cast

from flask import Flask, current_app

from planner.sources.usage.limits import Cancelled
from planner.web.guard.shared import SharedLock, Table

KEY = "planner_usage_jobs"
MOST_JOBS = 200
"""Readings that are remembered; for a further one, the one that began first is forgotten."""
NAME = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows read so far, the share of the file's bytes (0..1, None where not known), and whether to stop."""

    rows: int
    share: float | None
    stopped: bool


class Jobs:
    """The readings of every worker."""

    def __init__(self, workers: int = 1) -> None:
        self._lock = SharedLock(workers)
        self._rows = Table("dQdB", MOST_JOBS)

    def begin(self, name: str) -> None:
        with self._lock:
            self._rows.put(name, (time.time(), 0, nan, False))

    def find(self, name: str) -> Reading | None:
        with self._lock:
            row = self._rows.get(name)
        return Reading(int(row[1]), None if isnan(row[2]) else row[2], bool(row[3])) if row else None

    def report_progress(self, name: str, rows: int, share: float | None) -> bool:
        """Notes how far it is; whether to stop. One that was forgotten goes on."""
        with self._lock:
            row = self._rows.get(name)
            if row:
                self._rows.put(name, (row[0], rows, nan if share is None else share, row[3]))
        return bool(row and row[3])

    def stop(self, name: str) -> None:
        with self._lock:
            if row := self._rows.get(name):
                self._rows.put(name, (*row[:3], True))

    def end(self, name: str) -> None:
        with self._lock:
            self._rows.drop(name)


@dataclass(frozen=True, slots=True)
class Job:
    """One reading, as the reading code uses it; without a name its progress cannot be requested."""

    name: str
    jobs: Jobs

    def report_progress(self, rows: int, share: float | None = None) -> None:
        """What `read_log` calls as it goes. Raises Cancelled where it is to stop."""
        if self.name and self.jobs.report_progress(self.name, rows, share):
            raise Cancelled


def init_app(app: Flask) -> None:
    app.extensions[KEY] = Jobs(app.config["WORKERS"])


def _jobs() -> Jobs:
    return cast(Jobs, current_app.extensions[KEY])


def started(name: str) -> Job:
    """A new reading; one without a valid name cannot be requested."""
    job = Job(name if NAME.fullmatch(name) else "", _jobs())
    if job.name:
        job.jobs.begin(name)
    return job


def find(name: str) -> Reading | None:
    return _jobs().find(name)


def stop(name: str) -> None:
    """Stops a reading; nothing happens to one that is over."""
    _jobs().stop(name)


def ended(name: str) -> None:
    """Forgets a reading."""
    _jobs().end(name)
