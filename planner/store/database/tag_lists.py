"""How many plans have the very same tags, counted by triggers: lists show a total and every tag without reading plans.

The statements of a step of the schema, which is never edited: see migrations.py.
"""

from __future__ import annotations

LISTS = """
    SELECT workspace_id, kind, deleted_at IS NOT NULL AS binned, tags, count(*) AS many
    FROM scenarios GROUP BY workspace_id, kind, binned, tags
"""
ONE_LESS = """
    UPDATE tag_lists SET many = many - 1 WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags;
    DELETE FROM tag_lists WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags AND many < 1;
"""
ONE_MORE = """
    INSERT INTO tag_lists (workspace_id, kind, binned, tags, many)
    VALUES (NEW.workspace_id, NEW.kind, NEW.deleted_at IS NOT NULL, NEW.tags, 1)
    ON CONFLICT DO UPDATE SET many = many + 1;
"""
WRONG = f"""
    SELECT workspace_id FROM (SELECT * FROM ({LISTS}) EXCEPT SELECT * FROM tag_lists) UNION
    SELECT workspace_id FROM (SELECT * FROM tag_lists EXCEPT SELECT * FROM ({LISTS}))
"""  # noqa: S608 - constants only
"""Workspaces whose plans are counted otherwise than they are."""
STATEMENTS = (
    """CREATE TABLE tag_lists (
        workspace_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        binned INTEGER NOT NULL,
        tags TEXT NOT NULL,
        many INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, kind, binned, tags)
    ) STRICT, WITHOUT ROWID""",
    f"INSERT INTO tag_lists (workspace_id, kind, binned, tags, many) {LISTS}",
    f"CREATE TRIGGER tag_lists_more AFTER INSERT ON scenarios BEGIN {ONE_MORE} END",
    f"CREATE TRIGGER tag_lists_less AFTER DELETE ON scenarios BEGIN {ONE_LESS} END",
    f"""CREATE TRIGGER tag_lists_move AFTER UPDATE OF workspace_id, deleted_at, tags ON scenarios
    BEGIN {ONE_LESS} {ONE_MORE} END""",
    # An index for every order, so that a page of a list is read from its nearer end.
    "CREATE INDEX scenarios_by_update ON scenarios (workspace_id, kind, deleted_at, updated)",
    "CREATE INDEX scenarios_by_creation ON scenarios (workspace_id, kind, deleted_at, created)",
    "CREATE INDEX scenarios_by_name ON scenarios (workspace_id, kind, deleted_at, searched)",
    "DROP INDEX scenarios_by_tags",
    "CREATE INDEX scenarios_by_tags ON scenarios (workspace_id, kind, tags, updated) WHERE deleted_at IS NULL",
)
