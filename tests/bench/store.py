"""Saving and listing: saves a second with 8 writers at once, none refused, and a page of a list of 10,000.

python -m tests.bench.store prints the figures; exit code 1 when a save was refused or is missing afterwards.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from planner.store import listing, scenarios, workspaces
from planner.store import revisions as saved
from planner.store.database import migrations, search_blocks, upkeep
from planner.store.database.connection import Limits, Store, open_store, writing
from planner.store.database.errors import StoreUnavailable
from planner.store.database.rows import Draft, Workspace, stamp, to_json
from planner.store.listing import Search
from tests.bench.measure import Figure, readable

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WRITERS = 8
SAVES_EACH = 100
SCENARIOS = 10_000
REPEATS = 20
MANY, MANY_LETTERS, MANY_REVISIONS, MANY_SECONDS = 100_000, 300, 10, 0.02
OTHERS, OTHERS_PLANS = 199, 10
ROOMY = Limits(10**7, 10**7, 10**7, 10**7, 10**6, 10**6)
"""Quotas that are counted and never reached."""
# About what nine offers in two modes take.
SNAPSHOT_LETTERS = 30_000


@dataclass(frozen=True, slots=True)
class Saving:
    """What WRITERS processes did at once; `slowest_seconds` of one save, connection and all."""

    saves_per_second: float
    slowest_seconds: float
    refused: int
    missing: int


def draft() -> Draft:
    return Draft({"workload": {"steps": 3}}, {"estimates": ["x" * SNAPSHOT_LETTERS]}, (), NOW, "0", "0")


def write(path: str, workspace_id: int) -> tuple[list[str], list[float], int]:
    """One writer: ids acknowledged, seconds of each save, how many were refused. A connection per save, as requests."""
    saved, seconds, refused = [], [], 0
    for _ in range(SAVES_EACH):
        started = time.perf_counter()
        try:
            with open_store(path) as db:
                saved.append(scenarios.create(db, Workspace(workspace_id, NOW), "bench", draft(), now=NOW).id)
        except StoreUnavailable:
            refused += 1
        seconds.append(time.perf_counter() - started)
    return saved, seconds, refused


def bench_saving(path: Path) -> Saving:
    """All writers start together on one workspace."""
    with open_store(path) as db:
        owner, _ = workspaces.make(db, now=NOW)
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        pool.starmap(warm, [()] * WRITERS, chunksize=1)
        started = time.perf_counter()
        results = pool.starmap(write, [(str(path), owner.id)] * WRITERS, chunksize=1)
        seconds = time.perf_counter() - started
    acknowledged = {scenario_id for saved, _, _ in results for scenario_id in saved}
    with open_store(path) as db:
        kept = {row["id"] for row in db.query("SELECT id FROM scenarios")}
        assert upkeep.check(db).problems == ()
    return Saving(
        saves_per_second=len(acknowledged) / seconds,
        slowest_seconds=max(max(times) for _, times, _ in results),
        refused=sum(refused for _, _, refused in results),
        missing=len(acknowledged - kept),
    )


def warm() -> None:
    """Lets every process finish its imports before the clock starts."""
    time.sleep(0.5)


def fill(
    path: Path,
    many: int = SCENARIOS,
    *,
    letters: int = SNAPSHOT_LETTERS,
    into_open: bool = False,
    each: int = 1,
    others: tuple[int, int] = (0, 0),
) -> Workspace:
    """A workspace with `many` plans of `each` revisions, with names, tags and notes to look for.

    `into_open`: the one of a server that everybody shares. `others`: how many workspaces beside it, of how many plans.
    """
    with open_store(path) as db:
        owner = workspaces.open_to_all(db, now=NOW) if into_open else workspaces.make(db, now=NOW)[0]
        beside = [workspaces.make(db, now=NOW)[0].id for _ in range(others[0])]
        owners = [owner.id] * many + [workspace_id for workspace_id in beside for _ in range(others[1])]
        with writing(db):
            db.conn.executemany(
                "INSERT INTO scenarios (id, workspace_id, kind, name, tags, created, updated) "
                "VALUES (?, ?, 'plan', ?, ?, ?, ?)",
                (_plan(n, workspace_id) for n, workspace_id in enumerate(owners)),
            )
            snapshot = to_json({"estimates": ["x" * letters]})
            db.conn.executemany(
                "INSERT INTO revisions (scenario_id, number, note, created, price_moment, app_version, prices_version, "
                "request, snapshot, rates) VALUES (?, ?, ?, ?, ?, '', '', '{}', ?, '[]')",
                (_revision(n, number, snapshot) for n in range(len(owners)) for number in range(1, each + 1)),
            )
            db.execute(migrations.SEARCHED)
            search_blocks.fill(db)
    return owner


def _plan(n: int, workspace_id: int) -> tuple[object, ...]:
    return _id(n), workspace_id, f"Plan {n}", to_json([f"tag{n % 50}"]), _at(n), _at(n)


def _revision(n: int, number: int, snapshot: str) -> tuple[object, ...]:
    note = f"note {n}" if number == 1 else ""
    return _id(n), number, note, _at(n), _at(n), snapshot


def _id(n: int) -> str:
    """As evenly spread as those that a save makes, and the same each time."""
    return hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest()


def _at(n: int) -> str:
    return stamp(NOW + timedelta(seconds=n))


def figures() -> Iterator[Figure]:
    """One workspace of very many plans beside others: processor time of what people do there, connections included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scale.sqlite3")
        owner = fill(path, MANY, letters=MANY_LETTERS, each=MANY_REVISIONS, others=(OTHERS, OTHERS_PLANS))
        with open_store(path) as db:
            first = listing.search(db, owner, Search()).scenarios[0].id
            revisions = db.execute("SELECT count(*) FROM revisions").fetchone()[0]
        acts: dict[str, Callable[[Store], object]] = {
            "list, first page": lambda db: listing.search(db, owner, Search()),
            "list, last page": lambda db: listing.search(db, owner, Search(page=MANY)),
            "list, by name": lambda db: listing.search(db, owner, Search(order="name")),
            "list, the tags beside it": lambda db: listing.tags(db, owner),
            "search, a word in one name": lambda db: listing.search(db, owner, Search(words="98765")),
            "search, a word in every name": lambda db: listing.search(db, owner, Search(words="plan")),
            "search, a word nowhere": lambda db: listing.search(db, owner, Search(words="nothing")),
            "search, a tag": lambda db: listing.search(db, owner, Search(tag="tag7")),
            "open": lambda db: _open(db, owner, first),
            "save": lambda db: _save(db, owner),
        }
        size = path.stat().st_size / 1e6
        for name, act in acts.items():
            seconds = _processor_seconds(path, act)
            yield Figure(
                f"{MANY:,} plans: {name}",
                "",
                readable(seconds),
                wanted=readable(MANY_SECONDS),
                met=seconds <= MANY_SECONDS,
                note=f"Processor time, quotas checked; {revisions:,} revisions of {MANY_LETTERS:,} letters in "
                f"{OTHERS + 1} workspaces, a file of {size:,.0f} MB."
                if name == "save"
                else "",
            )


def _open(db: Store, owner: Workspace, scenario_id: str) -> object:
    return scenarios.get(db, owner, scenario_id, kind="plan"), saved.latest(db, owner, scenario_id)


def _save(db: Store, owner: Workspace) -> object:
    db.limits = ROOMY
    return scenarios.create(db, owner, "bench", draft(), now=NOW)


def _processor_seconds(path: Path, act: Callable[[Store], object]) -> float:
    """The median of REPEATS, a connection each."""

    def once() -> float:
        started = time.thread_time()
        with open_store(path) as db:
            act(db)
        return time.thread_time() - started

    once()
    return median(once() for _ in range(REPEATS))


def bench_listing(path: Path) -> dict[str, float]:
    """Milliseconds of one page of SCENARIOS, the connection included, by what is asked; the median of REPEATS."""
    owner = fill(path)
    asked = {
        "first page": Search(),
        "last page": Search(page=10**9),
        "by name": Search(order="name"),
        "a tag": Search(tag="tag7"),
        "a word in names": Search(words="9876"),
        "a word nowhere": Search(words="nothing"),
    }

    def look(wanted: Search) -> None:
        with open_store(path) as db:
            listing.search(db, owner, wanted)

    return {name: median_milliseconds(lambda wanted=wanted: look(wanted)) for name, wanted in asked.items()}


def median_milliseconds(act: Callable[[], None]) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return sorted(times)[REPEATS // 2] * 1000


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        saving = bench_saving(Path(folder, "saving.sqlite3"))
        print(f"{WRITERS} writers: {saving.saves_per_second:,.0f} saves/s, slowest {saving.slowest_seconds:.2f} s,")
        print(f"  {saving.refused} refused, {saving.missing} missing")
        for name, milliseconds in bench_listing(Path(folder, "listing.sqlite3")).items():
            print(f"list of {SCENARIOS:,}, {name}: {milliseconds:.1f} ms")
    return 1 if saving.refused or saving.missing else 0


if __name__ == "__main__":
    sys.exit(main())
