"""Files that are being read: how far, and whether whoever sent one has stopped it.

A page that can ask while it waits gives the reading a name of its own making, 128 random bits; nobody else knows it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from flask import current_app

from planner.sources.usage.limits import Cancelled

KEY = "planner_usage_jobs"
MOST_JOBS = 200
NAME = re.compile("[0-9a-f]{32}")


@dataclass(slots=True)
class Job:
    """Rows read so far, the share of the file's bytes (0..1, None where not known), and whether to stop."""

    rows: int = 0
    share: float | None = None
    stopped: bool = False

    def told(self, rows: int, share: float | None = None) -> None:
        """What `read_log` calls as it goes. Raises Cancelled where it is to stop."""
        self.rows, self.share = rows, share
        if self.stopped:
            raise Cancelled


@dataclass(slots=True)
class Jobs:
    """The readings of this process; it holds state, as progress must. `lock` guards it."""

    known: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


def _jobs() -> Jobs:
    return cast(Jobs, current_app.extensions.setdefault(KEY, Jobs()))


def started(name: str) -> Job:
    """A new reading; one without a name cannot be asked about. The oldest is forgotten first."""
    job, jobs = Job(), _jobs()
    if NAME.fullmatch(name):
        with jobs.lock:
            jobs.known[name] = job
            while len(jobs.known) > MOST_JOBS:
                jobs.known.popitem(last=False)
    return job


def find(name: str) -> Job | None:
    return _jobs().known.get(name)


def ended(name: str) -> None:
    """Forgets a reading."""
    jobs = _jobs()
    with jobs.lock:
        jobs.known.pop(name, None)
