"""Pure arithmetic over frozen dataclasses: no Flask, no SQLite, no clock, no files, no network."""
