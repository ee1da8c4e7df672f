"""The schema, step by step. A step that was released is never edited: a new one is added after it.

tests/store/schemas keeps a database of every step as SQL, with rows in it.
"""

from __future__ import annotations

from functools import cache

from sqlite_utils import Database, Migrations

steps = Migrations("planner")

SCENARIOS = (
    # `open` is the one workspace of PLANNER_OPEN: no key has it as its SHA-256.
    """CREATE TABLE workspaces (
        id INTEGER PRIMARY KEY,
        key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64 OR key_hash = 'open'),
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE scenarios (
        id TEXT NOT NULL PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
        kind TEXT NOT NULL CHECK (kind IN ('plan', 'budget')),
        name TEXT NOT NULL CHECK (name <> ''),
        note TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        deleted_at TEXT
    ) STRICT""",
    "CREATE INDEX scenarios_by_workspace ON scenarios (workspace_id, kind, deleted_at, updated)",
    # The note stands before the long columns, so that searching notes does not read those.
    """CREATE TABLE revisions (
        scenario_id TEXT NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0),
        note TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        price_moment TEXT NOT NULL,
        app_version TEXT NOT NULL,
        prices_version TEXT NOT NULL,
        request TEXT NOT NULL CHECK (json_valid(request)),
        snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
        rates TEXT NOT NULL CHECK (json_valid(rates)),
        PRIMARY KEY (scenario_id, number)
    ) STRICT""",
    """CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END""",
    # The only way out is with the whole scenario, and that only from the bin.
    """CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
    WHEN EXISTS (SELECT 1 FROM scenarios WHERE id = OLD.scenario_id)
    BEGIN SELECT RAISE(ABORT, 'a revision is only deleted with its scenario'); END""",
    """CREATE TRIGGER scenarios_leave_from_the_bin BEFORE DELETE ON scenarios WHEN OLD.deleted_at IS NULL
    BEGIN SELECT RAISE(ABORT, 'a scenario is only deleted from the bin'); END""",
)

SHARES = (
    """CREATE TABLE shares (
        id INTEGER PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
        scenario_id TEXT NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
        revision INTEGER,
        created TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT,
        FOREIGN KEY (scenario_id, revision) REFERENCES revisions (scenario_id, number)
    ) STRICT""",
    "CREATE INDEX shares_by_scenario ON shares (scenario_id)",
    "CREATE INDEX scenarios_in_the_bin ON scenarios (deleted_at) WHERE deleted_at IS NOT NULL",
)


UPKEEP = (
    """CREATE TABLE upkeep (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT""",
)

MODEL_SETS = (
    """CREATE TABLE model_sets (
        id TEXT NOT NULL PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK (name <> ''),
        models TEXT NOT NULL CHECK (json_valid(models)),
        created TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX model_sets_by_workspace ON model_sets (workspace_id)",
)

OWN_OFFERS = (
    """CREATE TABLE own_offers (
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        id TEXT NOT NULL CHECK (id <> ''),
        offer TEXT NOT NULL CHECK (json_valid(offer)),
        updated TEXT NOT NULL,
        PRIMARY KEY (workspace_id, id)
    ) STRICT""",
)

OWN_RUNS = (
    """CREATE TABLE own_runs (
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        id TEXT NOT NULL CHECK (id <> ''),
        entry TEXT NOT NULL CHECK (json_valid(entry)),
        created TEXT NOT NULL,
        PRIMARY KEY (workspace_id, id)
    ) STRICT""",
)

# Computed from the row, and kept in the index alone: what a workspace keeps is summed up without reading its revisions.
SIZES = (
    """ALTER TABLE revisions ADD COLUMN bytes INTEGER GENERATED ALWAYS AS (
        length(CAST(request AS BLOB)) + length(CAST(snapshot AS BLOB)) + length(CAST(rates AS BLOB))
    ) VIRTUAL""",
    "CREATE INDEX revisions_by_size ON revisions (scenario_id, bytes)",
)


@steps()
def m001_scenarios(db: Database) -> None:
    """Workspaces, scenarios, revisions, and the triggers that keep revisions as they are."""
    _run(db, SCENARIOS)


@steps()
def m002_shares(db: Database) -> None:
    """Links to one revision or to the latest."""
    _run(db, SHARES)


@steps()
def m003_upkeep(db: Database) -> None:
    """What the store remembers of itself: how far the clock of the bin has come."""
    _run(db, UPKEEP)


@steps()
def m004_model_sets(db: Database) -> None:
    """Choices of models that somebody named."""
    _run(db, MODEL_SETS)


@steps()
def m005_own_offers(db: Database) -> None:
    """Offers of a workspace's own."""
    _run(db, OWN_OFFERS)


@steps()
def m006_own_runs(db: Database) -> None:
    """Means of runs of a workspace's own."""
    _run(db, OWN_RUNS)


@steps()
def m007_sizes(db: Database) -> None:
    """How many bytes each revision takes."""
    _run(db, SIZES)


def _run(db: Database, statements: tuple[str, ...]) -> None:
    # One by one: executescript would commit the transaction the migrations run in.
    for statement in statements:
        db.execute(statement)


@cache
def names() -> tuple[str, ...]:
    """Every step, oldest first."""
    return tuple(step.name for step in steps.pending(Database(memory=True, execute_plugins=False)))


def missing(db: Database) -> list[str]:
    """The steps this file still needs; reads only."""
    return [step.name for step in steps.pending(db)]


def unknown(db: Database) -> list[str]:
    """Steps in the file that this version has never heard of: it was written by a newer one."""
    known = set(names())
    return [step.name for step in steps.applied(db) if step.name not in known]
