"""Saved plans in one SQLite file: workspaces, scenarios with immutable revisions, shares.

`connection.open_store(path)` gives a migrated database; the functions in `workspaces`, `scenarios`, `revisions`,
`listing` and `shares` take it first, and the clock (`now`, an aware datetime) last.
"""
