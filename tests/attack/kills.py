"""kill -9 under concurrent writers: python -m tests.attack.kills [ROUNDS].

Two servers save into one file until each is killed in the midst of it, over and over; whatever was answered with 201 is
there afterwards and the file is whole.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from planner.store.database import upkeep
from planner.store.database.connection import open_store
from tests.store.test_processes import save_until_it_dies, serving

ROUNDS, SERVERS, CLIENTS = 8, 2, 8
SAVES_BEFORE_KILL = range(1, 60)


def one_round(path: Path, chance: random.Random) -> list[str]:
    """Ids that were acknowledged before every server was killed, one after the other."""
    acknowledged: list[str] = []
    enough = threading.Semaphore(0)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(path)) for _ in range(SERVERS)]
        clients = [
            threading.Thread(target=save_until_it_dies, args=(url, acknowledged, enough))
            for _, url in servers
            for _ in range(CLIENTS // SERVERS)
        ]
        for client in clients:
            client.start()
        for server, _ in servers:
            for _ in range(chance.choice(SAVES_BEFORE_KILL)):
                if not enough.acquire(timeout=30):
                    raise RuntimeError("the servers save too slowly")
            os.kill(server.pid, signal.SIGKILL)
            server.wait(timeout=30)
        for client in clients:
            client.join(timeout=30)
    return acknowledged


def main(arguments: list[str]) -> int:
    rounds, chance = int(arguments[0]) if arguments else ROUNDS, random.Random(1)  # noqa: S311
    saved: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kills.sqlite3")
        for _ in range(rounds):
            saved += one_round(path, chance)
        with open_store(path) as db:
            kept = {row["id"] for row in db.query("SELECT id FROM scenarios")}
            problems = upkeep.check(db).problems
    lost = set(saved) - kept
    found = f"{len(lost)} lost, {len(problems)} problems in the file"
    print(f"{rounds * SERVERS} kills, {len(saved)} acknowledged saves, {found}")
    return int(bool(lost or problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
