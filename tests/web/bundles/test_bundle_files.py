"""Bundles hold every file of static once it is named, at an address of their own content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.web.bundles.serve import BUNDLES, bundle_url

YEAR = "public, max-age=31536000, immutable"


def test_every_file_is_in_a_bundle_and_every_bundle_is_asked_for(app: Flask) -> None:
    folder, templates = Path(str(app.static_folder)), Path(str(app.template_folder))
    files = {path.name for kind in ("css", "js", "vendor") for path in (folder / kind).iterdir()}
    assert files == {file for bundle in BUNDLES.values() for file in bundle}
    asked = {n for path in templates.rglob("*.html") for n in re.findall(r"bundle_url\('([^']+)'\)", path.read_text())}
    assert asked == set(BUNDLES)


def test_a_bundle_is_kept_under_its_own_hash_alone(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = bundle_url("live.js")
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == YEAR and answer.mimetype == "text/javascript"
    assert answer.text.index("var htmx=") < answer.text.index("htmx:configRequest")
    assert client.get(address[:-1] + "x").headers["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/bundles/none.css").status_code == 404


def test_changed_files_get_another_address(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    (tmp_path / "js").mkdir()
    path = tmp_path / "js" / "print.js"
    found = []
    for text in ("a();", "b();"):
        path.write_text(text)
        with app.test_request_context():
            found.append(bundle_url("print.js"))
    assert found[0] != found[1]
