"""The SQLite file: connection, migrations, rows, backup and check."""
