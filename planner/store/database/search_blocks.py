"""The texts of plans for word search, some hundred plans in one row: 100,000 plans are read as 256 rows.

The statements of a step of the schema, which is never edited: see migrations.py. A block holds the plans of one
workspace and kind, in the bin or not, whose ids end in the same two letters. Triggers empty the blocks of what changes
(`texts` NULL), whoever changes it; `fill` writes them again before a change is committed. A search that finds an empty
block reads the plans themselves.
"""

from __future__ import annotations

from sqlite_utils import Database

SEPARATOR = "\x1e"
"""Between texts. No stored text contains it, and no word can."""
# The plus signs remove the types of the columns: only then does SQLite use an index of expressions.
OF_BLOCK = """
    SELECT group_concat(id, char(10)), group_concat(replace(searched, char(30), ' '), char(30)) FROM (
        SELECT id, searched FROM scenarios
        WHERE workspace_id = search_blocks.workspace_id AND kind = search_blocks.kind
        AND (deleted_at IS NOT NULL) = +search_blocks.binned AND substr(id, -2) = +search_blocks.ending ORDER BY id)
"""
BLOCKS = "SELECT DISTINCT workspace_id, kind, deleted_at IS NOT NULL, substr(id, -2) FROM scenarios"
FILL = f"UPDATE search_blocks SET (ids, texts) = ({OF_BLOCK}) WHERE texts IS NULL"  # noqa: S608 - constants only
DROP = "DELETE FROM search_blocks WHERE texts IS NULL"
WRONG = f"""
    SELECT workspace_id FROM search_blocks WHERE texts IS NOT NULL AND (ids, texts) IS NOT ({OF_BLOCK}) UNION
    SELECT workspace_id FROM ({BLOCKS} EXCEPT SELECT workspace_id, kind, binned, ending FROM search_blocks)
"""  # noqa: S608 - constants only
"""Workspaces with a block that is not what its plans say."""


def _emptied(row: str) -> str:
    """The statement of a trigger that empties the block of the scenario `row`, OLD or NEW."""
    return f"""
        INSERT INTO search_blocks (workspace_id, kind, binned, ending)
        VALUES ({row}.workspace_id, {row}.kind, {row}.deleted_at IS NOT NULL, substr({row}.id, -2))
        ON CONFLICT DO UPDATE SET ids = NULL, texts = NULL;
    """  # noqa: S608 - constants only


STATEMENTS = (
    """CREATE TABLE search_blocks (
        workspace_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        binned INTEGER NOT NULL,
        ending TEXT NOT NULL,
        texts TEXT,
        ids TEXT,
        PRIMARY KEY (workspace_id, kind, binned, ending)
    ) STRICT""",
    "CREATE INDEX search_blocks_empty ON search_blocks (ending) WHERE texts IS NULL",
    # It holds all that a block is made of, so that a save reads no other plans.
    """CREATE INDEX scenarios_by_block ON scenarios
    (workspace_id, kind, deleted_at IS NOT NULL, substr(id, -2), id, searched)""",
    f"INSERT INTO search_blocks (workspace_id, kind, binned, ending) {BLOCKS}",
    FILL,
    f"CREATE TRIGGER search_blocks_more AFTER INSERT ON scenarios BEGIN {_emptied('NEW')} END",
    f"CREATE TRIGGER search_blocks_less AFTER DELETE ON scenarios BEGIN {_emptied('OLD')} END",
    f"""CREATE TRIGGER search_blocks_move AFTER UPDATE OF workspace_id, kind, deleted_at, searched ON scenarios
    BEGIN {_emptied("OLD")} {_emptied("NEW")} END""",
)


def fill(db: Database) -> None:
    """Writes the blocks that a change has emptied; call it inside `writing`, after the change."""
    db.execute(FILL)
    db.execute(DROP)
