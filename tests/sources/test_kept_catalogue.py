"""The catalogue that is kept beside the data: the same as the one put together, and never an old one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.core.models.catalogue import Catalogue
from planner.sources import kept_catalogue
from planner.sources.kept_catalogue import NAME, fingerprint, kept_or_made


def test_it_is_made_once_and_again_when_a_file_changes(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, folder = tmp_path / "inputs", tmp_path / "kept"
    inputs.mkdir()
    (inputs / "prices.toml").write_text("a = 1")
    monkeypatch.setattr(kept_catalogue, "PACKAGE", inputs)
    monkeypatch.setattr(kept_catalogue, "FOLDER", folder)
    monkeypatch.setattr(kept_catalogue.sys, "dont_write_bytecode", False)
    made: list[Catalogue] = []
    catalogue = replace(catalogue)  # as it is put together: what other tests have looked up is not with it

    def make() -> Catalogue:
        made.append(catalogue)
        return catalogue

    assert kept_or_made(make) is catalogue
    again = kept_or_made(make)
    assert again == catalogue and again is not catalogue and len(made) == 1

    before = fingerprint()
    (inputs / "prices.toml").write_text("a = 10")
    assert fingerprint() != before
    kept_or_made(make)
    assert len(made) == 2 and len(list(folder.iterdir())) == 1

    next(folder.glob(f"{NAME}.*")).write_bytes(b"cut short")
    assert kept_or_made(make) is catalogue and len(made) == 3


def test_a_folder_that_cannot_be_written_is_no_mistake(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(kept_catalogue, "FOLDER", tmp_path / "file" / "folder")
    assert kept_or_made(lambda: catalogue) is catalogue
