"""One of many processes that start at once; imports little, because each of them imports it anew."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from planner.store import scenarios, workspaces
from planner.store.database.connection import open_store
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import Draft

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60


def start(path: str, gate: str, number: int, starters: int) -> str:
    """Waits for all the others, opens the new file and saves; "" or the complaint."""
    Path(gate, str(number)).touch()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(os.listdir(gate)) < starters and time.monotonic() < deadline:
        time.sleep(0.002)
    try:
        with open_store(path, busy_seconds=PATIENCE_SECONDS) as db:
            owner, _ = workspaces.make(db, now=NOW)
            scenarios.create(db, owner, "started", Draft({}, {}, (), NOW, "", ""), now=NOW)
    except StoreUnavailable as error:
        return f"{error} ({error.__cause__})"
    return ""
