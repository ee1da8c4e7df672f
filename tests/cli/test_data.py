"""`planner data check`: what is missing, by model; a slip in a file is a sentence and exit code 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner import cli
from planner.cli import data
from planner.core.models.catalogue import Catalogue
from planner.core.models.profile.completeness import missing
from planner.sources.facts.models.profiles import read_profile
from planner.sources.facts.toml_reader import DataError


@pytest.fixture(autouse=True)
def _one_catalogue(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "load_catalogue", lambda: catalogue)


def test_a_row_says_what_a_model_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "check", "gemini-4-argon", "kimi-k2-thinking"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"^gemini-4-argon +- +speeds +keeps_across_turns", text, re.MULTILINE)
    assert "kimi-k2-thinking" not in text
    assert text.endswith(
        "2 profiles read, 2 of them complete: 1 with every fact, 1 with where the rest was looked for and is not "
        "published.\n"
    )


def test_every_profile_is_complete(catalogue: Catalogue) -> None:
    """Each fact is there, or the profile says where it was looked for and is not published."""
    assert {name: missing(p) for name, p in catalogue.profiles.items() if missing(p)} == {}


def test_every_model_is_read_and_no_offer_is_left_over(
    capsys: pytest.CaptureFixture[str], catalogue: Catalogue
) -> None:
    assert cli.main(["data", "check"]) == 0
    text = capsys.readouterr().out
    assert f"{len(catalogue.profiles)} profiles read" in text
    assert "Offers of" not in text


def test_a_stranger_and_a_slip_are_sentences(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["data", "check", "nobody"]) == 2
    assert capsys.readouterr().err == "MODEL has no profile of this id: nobody.\n"

    def slip() -> Catalogue:
        raise DataError("glm-5: unknown key contxt_window")

    monkeypatch.setattr(data, "load_catalogue", slip)
    assert cli.main(["data", "check"]) == 2
    assert "glm-5: unknown key contxt_window" in capsys.readouterr().err


def test_the_documented_profile_is_read() -> None:
    """The example of docs/add-a-model.md is a profile that loads."""
    import tomllib

    text = (Path(__file__).parents[2] / "docs" / "add-a-model.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example
    raw = tomllib.loads(example[1])["models"][0]
    assert read_profile(raw, "Z.ai").modes.value == ("low", "high", "max")
