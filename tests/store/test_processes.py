"""Many processes at once: all start on one new file, and what was acknowledged outlives kill -9."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from planner.store.database import migrations, upkeep
from planner.store.database.connection import connect, open_store
from tests.store.build import scenario, workspace
from tests.store.starter import start

# Real processes with nothing open, forked from one that has done the importing: they all start within a second.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.store.starter"])
STARTERS = 40
SERVER = Path(__file__).with_name("saving_server.py")
CLIENTS = 8
ROUNDS = 3
SAVES_BEFORE_KILL = 40

pytestmark = pytest.mark.slow


def test_forty_processes_start_at_once_on_a_new_file(path: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.mkdir()
    with FORKS.Pool(STARTERS) as pool:
        work = [pool.apply_async(start, (str(path), str(gate), number, STARTERS)) for number in range(STARTERS)]
        complaints = [each.get(timeout=120) for each in work]
    assert complaints == [""] * STARTERS
    with connect(path) as db:
        assert migrations.missing(db) == []
        health = upkeep.check(db)
    assert (health.scenarios, health.workspaces, health.problems) == (STARTERS, STARTERS, ())


@contextmanager
def serving(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real server of its own process, and its address; killed by its id at the end."""
    server = subprocess.Popen([sys.executable, str(SERVER), str(path)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server, server.stdout.readline().strip()
    finally:
        server.kill()  # by its id, and only while it lives
        server.wait(timeout=30)
        server.stdout.close()


def save_until_it_dies(url: str, acknowledged: list[str], enough: threading.Semaphore) -> None:
    """Saves as fast as the server takes it; only whole answers of 201 count as acknowledged."""
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=30) as answer:
                if answer.status == 201:
                    acknowledged.append(answer.read().decode())
                    enough.release()
        except (OSError, HTTPException):
            return


def kill_while_saving(path: Path) -> list[str]:
    """The ids a server acknowledged to CLIENTS writers before it was killed in their midst."""
    acknowledged: list[str] = []
    enough = threading.Semaphore(0)
    with serving(path) as (server, url):
        clients = [
            threading.Thread(target=save_until_it_dies, args=(url, acknowledged, enough)) for _ in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        for _ in range(SAVES_BEFORE_KILL):
            assert enough.acquire(timeout=30), "the server saves too slowly"
        os.kill(server.pid, signal.SIGKILL)
        assert server.wait(timeout=30) == -signal.SIGKILL
        for client in clients:
            client.join(timeout=30)
    return acknowledged


def test_every_acknowledged_save_outlives_a_killed_server(path: Path) -> None:
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        acknowledged += kill_while_saving(path)
        with open_store(path) as db:
            health = upkeep.check(db)
            kept = {row["id"] for row in db.query("SELECT id FROM scenarios")}
        assert health.problems == ()
        assert set(acknowledged) <= kept
        # At most what each client was waiting for may be there unacknowledged.
        assert len(kept) - len(acknowledged) <= CLIENTS * ROUNDS
    assert len(acknowledged) == len(set(acknowledged)) >= ROUNDS * SAVES_BEFORE_KILL


def test_a_writer_killed_inside_its_transaction_leaves_nothing(path: Path) -> None:
    script = (
        "import sys, time\n"
        "from planner.store.database.connection import open_store, writing\n"
        "from tests.store.build import *\n"
        "db = open_store(sys.argv[1])\n"
        "with writing(db):\n"
        "    db.execute(\"INSERT INTO workspaces (key_hash, created) VALUES ('open', '')\")\n"
        "    print('inside', flush=True)\n"
        "    time.sleep(60)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "inside\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait(timeout=30)
    writer.stdout.close()
    with open_store(path, busy_seconds=1) as db:
        assert db.table("workspaces").count == 0
        assert scenario(db, workspace(db)).latest == 1
