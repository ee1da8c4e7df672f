"""`planner usage --engine URL --table NAME` on engines that run, against the file of the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main
from tests.engines.conftest import needs
from tests.sources.usage.warehouse_log import as_file, figures, same


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["duckdb", "postgres", "spark"])
def test_a_table_gives_the_same_answer_as_the_file(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    log: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    (tmp_path / "log.csv").write_bytes(as_file(log))
    assert main(["usage", str(tmp_path / "log.csv"), "--json"]) == 0
    expected = figures(json.loads(capsys.readouterr().out))
    assert main(["usage", "--engine", url, "--table", "log", "--json"]) == 0
    same(expected, figures(json.loads(capsys.readouterr().out)))
    assert main(["usage", "--engine", url, "--table", "log"]) == 0
    assert "rows read" in capsys.readouterr().out
    assert main(["usage", "--engine", url, "--table", "nobody"]) == 2


def test_what_is_wrong_is_said_without_the_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["usage"]) == 2 and "--engine" in capsys.readouterr().err
    assert main(["usage", "--engine", "duckdb://x"]) == 2 and "--table" in capsys.readouterr().err
    needs("ibis", "pyarrow", "psycopg")
    assert main(["usage", "--engine", f"postgres://u:hush@/db?host={tmp_path}", "--table", "log"]) == 2
    said = capsys.readouterr().err
    assert "cannot be reached" in said and "hush" not in said
