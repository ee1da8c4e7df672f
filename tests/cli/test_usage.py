"""The terminal while it reads a log."""

from __future__ import annotations

import json
import re
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


def test_the_plan_of_sums_reads_the_cache_and_what_ran_is_its_bill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The usage of a day: 3,000,000 tokens sent, 1,200,000 of them cached, 400,000 of output, in 1,500 requests.
    1.8 x 2.5 + 1.2 x 0.25 + 0.4 x 15 = 10.80 dollars; 800 of 2,000 tokens of a call are found in the cache."""
    result = {"model": "gpt-5.4", "input_tokens": 3_000_000, "input_cached_tokens": 1_200_000, "output_tokens": 400_000}
    result |= {"object": "organization.usage.completions.result", "num_model_requests": 1500}
    bucket = {"object": "bucket", "start_time": 1790812800, "end_time": 1790899200, "results": [result]}
    (tmp_path / "a.json").write_text(json.dumps({"object": "page", "data": [bucket]}))
    assert main(["usage", str(tmp_path / "a.json")]) == 0
    text = capsys.readouterr().out
    assert "input_tokens 1200, shared_prefix_tokens 800," in text and "cache found 100%" in text
    assert re.search(r"GPT-5.4 +off +\$10.80 +as it ran", text) and text.count("GPT-5.4  ") == 2
    assert "exact" not in text and "no dates" not in text
