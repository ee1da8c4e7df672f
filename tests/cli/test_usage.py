"""The terminal while it reads a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli import main
from planner.cli.usage import bar


def test_a_reading_can_be_watched_and_cancelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bar(0, 0.5)
    bar(50_000, 2.0)
    half, full = capsys.readouterr().err.split("\r")[1:]
    assert half.count("#") == 15 and "50%" in half and full.count("#") == 30 and "50,000 rows" in full

    def cancelled(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.cli.usage.read_log", cancelled)
    assert main(["usage", str(tmp_path)]) == 130 and capsys.readouterr().err == "Cancelled.\n"
