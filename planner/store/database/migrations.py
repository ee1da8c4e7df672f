"""The schema, step by step. A step that was released is never edited: a new one is added after it.

tests/store/schemas keeps a database of every step as SQL, with rows in it.
"""

from __future__ import annotations

from functools import cache

from sqlite_utils import Database, Migrations

from planner.store.database import search_blocks, tag_lists

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
    # The note comes before the long columns, so that searching notes does not read those.
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

# What is searched stands folded in the index alone, so that a list of 100,000 is looked through without its rows.
SEARCHED = """
    UPDATE scenarios SET searched = fold(name || char(10) || tags || char(10) || note || char(10) || coalesce(
        (SELECT group_concat(note, char(10)) FROM revisions WHERE scenario_id = scenarios.id AND note <> ''), ''))
"""
SEARCH = (
    "ALTER TABLE scenarios ADD COLUMN searched TEXT NOT NULL DEFAULT ''",
    SEARCHED,
    "DROP INDEX scenarios_by_workspace",
    "CREATE INDEX scenarios_searched ON scenarios (workspace_id, kind, deleted_at, updated, searched)",
    "CREATE INDEX scenarios_by_tags ON scenarios (workspace_id, kind, tags) WHERE deleted_at IS NULL",
)

# What each workspace keeps, counted by triggers: a save need not count 100,000 plans to know whether it fits.
COUNTED = """
    SELECT id AS workspace_id,
    (SELECT count(*) FROM scenarios WHERE workspace_id = workspaces.id AND kind = 'plan') AS plans,
    (SELECT count(*) FROM scenarios WHERE workspace_id = workspaces.id AND kind = 'budget') AS budgets,
    (SELECT count(*) FROM revisions JOIN scenarios AS own ON own.id = scenario_id
     WHERE workspace_id = workspaces.id) AS revisions,
    (SELECT count(*) FROM shares JOIN scenarios AS own ON own.id = scenario_id
     WHERE workspace_id = workspaces.id) AS links,
    (SELECT coalesce(sum(bytes), 0) FROM revisions JOIN scenarios AS own ON own.id = scenario_id
     WHERE workspace_id = workspaces.id) AS bytes
    FROM workspaces
"""
OF_SCENARIO = (
    "(SELECT count(*) FROM revisions WHERE scenario_id = OLD.id)",
    "(SELECT count(*) FROM shares WHERE scenario_id = OLD.id)",
    "(SELECT coalesce(sum(bytes), 0) FROM revisions WHERE scenario_id = OLD.id)",
)


def _change(owner: str, sign: str) -> str:
    """The statement of a trigger that adds or takes away the scenario OLD with all that is its own."""
    revisions, links, size = OF_SCENARIO
    return (  # constants only
        f"UPDATE kept SET plans = plans {sign} (OLD.kind = 'plan'), budgets = budgets {sign} (OLD.kind = 'budget'), "  # noqa: S608
        f"revisions = revisions {sign} {revisions}, links = links {sign} {links}, bytes = bytes {sign} {size} "
        f"WHERE workspace_id = {owner};"
    )


OWNER = "(SELECT workspace_id FROM scenarios WHERE id = NEW.scenario_id)"
KEPT = (
    """CREATE TABLE kept (
        workspace_id INTEGER NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
        plans INTEGER NOT NULL DEFAULT 0,
        budgets INTEGER NOT NULL DEFAULT 0,
        revisions INTEGER NOT NULL DEFAULT 0,
        links INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    f"INSERT INTO kept (workspace_id, plans, budgets, revisions, links, bytes) {COUNTED}",
    """CREATE TRIGGER kept_begins AFTER INSERT ON workspaces
    BEGIN INSERT INTO kept (workspace_id) VALUES (NEW.id); END""",
    """CREATE TRIGGER kept_scenario AFTER INSERT ON scenarios
    BEGIN UPDATE kept SET plans = plans + (NEW.kind = 'plan'), budgets = budgets + (NEW.kind = 'budget')
    WHERE workspace_id = NEW.workspace_id; END""",
    f"""CREATE TRIGGER kept_revision AFTER INSERT ON revisions
    BEGIN UPDATE kept SET revisions = revisions + 1, bytes = bytes + NEW.bytes
    WHERE workspace_id = {OWNER}; END""",  # noqa: S608
    f"""CREATE TRIGGER kept_link AFTER INSERT ON shares
    BEGIN UPDATE kept SET links = links + 1 WHERE workspace_id = {OWNER}; END""",  # noqa: S608
    f"""CREATE TRIGGER kept_less BEFORE DELETE ON scenarios WHEN OLD.deleted_at IS NOT NULL
    BEGIN {_change("OLD.workspace_id", "-")} END""",
    f"""CREATE TRIGGER kept_moves AFTER UPDATE OF workspace_id ON scenarios
    BEGIN {_change("OLD.workspace_id", "-")} {_change("NEW.workspace_id", "+")} END""",
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
    """The store's own record: how far the clock of the bin has advanced."""
    _run(db, UPKEEP)


@steps()
def m004_model_sets(db: Database) -> None:
    """Named sets of models."""
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


@steps()
def m008_search(db: Database) -> None:
    """The text that words are looked for in, whatever their case."""
    db.conn.create_function("fold", 1, str.casefold, deterministic=True)
    _run(db, SEARCH)


@steps()
def m009_kept(db: Database) -> None:
    """How much each workspace keeps."""
    _run(db, KEPT)


@steps()
def m010_tag_lists(db: Database) -> None:
    """How many plans have which tags, and an index for each order of a list."""
    _run(db, tag_lists.STATEMENTS)


@steps()
def m011_search_blocks(db: Database) -> None:
    """The texts that words are looked for in, a block of plans a row."""
    _run(db, search_blocks.STATEMENTS)


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
    """Steps in the file that this version does not have: a newer version wrote it."""
    known = set(names())
    return [step.name for step in steps.applied(db) if step.name not in known]
