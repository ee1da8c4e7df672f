"""Engines that really run; `make test-engines` installs and requires them, `make test` leaves out what is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest

from tests.sources.usage.warehouse_log import COLUMNS, as_file, create, rows, values

PLACES = tuple(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
"""Where Debian keeps PostgreSQL's programs."""


def missing(what: str) -> NoReturn:
    if os.environ.get("PLANNER_REQUIRE_ENGINES"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing: make test-engines")


def needs(*packages: str) -> None:
    for package in packages:
        if find_spec(package) is None:
            missing(f"the package {package}")


def program(name: str) -> str:
    folders = os.pathsep.join([*map(str, PLACES), os.environ.get("PATH", "")])
    found = shutil.which(name, path=folders)
    return found or missing(f"PostgreSQL's {name}")


@pytest.fixture(scope="session")
def log() -> list[dict[str, Any]]:
    return rows()


@pytest.fixture
def duckdb_url(tmp_path: Path, log: list[dict[str, Any]]) -> str:
    needs("ibis", "pyarrow", "duckdb")
    import duckdb

    types = {"string": "VARCHAR", "timestamp": "TIMESTAMP", "int64": "BIGINT", "float64": "DOUBLE"}
    with duckdb.connect(tmp_path / "log.duckdb") as db:
        db.execute(create("log", types))
        db.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(COLUMNS))})", values(log))  # noqa: S608
    return f"duckdb://{tmp_path / 'log.duckdb'}"


@pytest.fixture
def postgres_url(log: list[dict[str, Any]]) -> Iterator[str]:
    """A server of its own on a socket in a folder of its own: pytest closes its folders to other users."""
    needs("ibis", "pyarrow", "psycopg")
    with TemporaryDirectory(prefix="planner-postgres-") as folder:
        yield from _with_log(Path(folder), log)


def _with_log(folder: Path, log: list[dict[str, Any]]) -> Iterator[str]:
    import psycopg

    server = _server(folder)
    socket = folder / "socket"
    types = {"string": "text", "timestamp": "timestamptz", "int64": "bigint", "float64": "double precision"}
    try:
        with psycopg.connect(host=str(socket), user="planner", dbname="postgres") as db, db.cursor() as cursor:
            cursor.execute("SET timezone TO 'UTC'")
            cursor.execute(create("log", types))
            cursor.executemany(f"INSERT INTO log VALUES ({', '.join(['%s'] * len(COLUMNS))})", values(log))  # noqa: S608
        yield f"postgres://planner@/postgres?host={socket}"
    finally:
        subprocess.run([*server, "stop", "-m", "immediate"], check=True, capture_output=True)


def _server(folder: Path) -> list[str]:
    """Makes and starts a server; the command that stops it, but for its verb. PostgreSQL refuses to run as root."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    (folder / "socket").mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        for each in (folder, folder / "socket"):
            shutil.chown(each, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    subprocess.run([*as_user, initdb, "-D", data, "-U", "planner", "-A", "trust"], check=True, capture_output=True)
    control = [*as_user, pg_ctl, "-D", data, "-w"]
    options = f"-k {folder / 'socket'} -c listen_addresses="
    subprocess.run(
        [*control, "-l", str(folder / "server.log"), "-o", options, "start"], check=True, capture_output=True
    )
    return control


@pytest.fixture
def spark_url(tmp_path: Path, log: list[dict[str, Any]]) -> Iterator[str]:
    """Spark in local mode, with the log as a table of its own warehouse."""
    needs("ibis", "pyarrow", "pyspark")
    if shutil.which("java") is None:
        missing("a Java runtime")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.catalogImplementation", "in-memory")
        .getOrCreate()
    )
    try:
        types = {"string": "string", "timestamp": "timestamp", "int64": "bigint", "float64": "double"}
        schema = ", ".join(f"{column} {types[kind]}" for column, kind in COLUMNS.items())
        # A file, so that no worker in Python has a part in the query.
        (tmp_path / "log.csv").write_bytes(as_file(log))
        session.read.csv(str(tmp_path / "log.csv"), schema=schema, header=True).createOrReplaceTempView("log")
        yield "pyspark://"
    finally:
        session.stop()
