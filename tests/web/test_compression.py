"""Answers are packed where the browser takes it, and never where a secret stands beside what a visitor typed."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from planner.web.guard.compression import LEAST_BYTES

GZIP = {"Accept-Encoding": "gzip"}
BOTH = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def test_pages_and_data_are_packed_for_those_who_take_it(client: FlaskClient) -> None:
    for address in ("/method/words", "/api/v1/task-classes"):
        plain, packed = client.get(address), client.get(address, headers=GZIP)
        assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))
    assert client.get("/static/css/nothing.css", headers=GZIP).status_code == 404
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    refusing = {"Accept-Encoding": "gzip;q=0, identity"}
    assert "Content-Encoding" not in client.get("/method/words", headers=refusing).headers


@pytest.mark.parametrize("address", ["/method/words", "/static/bundles/base.css", "/static/favicon.svg"])
def test_brotli_is_taken_where_the_browser_has_it(client: FlaskClient, address: str) -> None:
    plain, packed = client.get(address, buffered=True), client.get(address, headers=BOTH, buffered=True)
    if len(plain.data) < LEAST_BYTES:
        assert "Content-Encoding" not in packed.headers
        return
    assert packed.headers["Content-Encoding"] == "br" and brotli.decompress(packed.data) == plain.data
    rather_gzip = {"Accept-Encoding": "br;q=0.5, gzip"}
    assert client.get(address, headers=rather_gzip, buffered=True).headers["Content-Encoding"] == "gzip"
    never = {"Accept-Encoding": "br;q=0"}
    assert "Content-Encoding" not in client.get(address, headers=never, buffered=True).headers


def test_files_are_packed_once_and_asked_about_by_their_tag(client: FlaskClient) -> None:
    address = "/static/css/base.css"
    plain, packed = client.get(address, buffered=True), client.get(address, headers=GZIP, buffered=True)
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data) / 2
    tag = packed.headers["ETag"]
    assert tag.startswith("W/")
    again = client.get(address, headers={**GZIP, "If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_pages_with_a_secret_stay_as_they_are(client: FlaskClient) -> None:
    links = [f"/{kind}/no-such-token{page}" for kind in ("s", "b") for page in ("", "/sheet")]
    for address in ("/workspace", "/saved/none/share", "/budgets/none/share", *links):
        answer = client.get(address, headers=GZIP)
        assert "Content-Encoding" not in answer.headers and "Accept-Encoding" not in answer.headers["Vary"], address
