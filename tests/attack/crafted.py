"""Crafted imports: python -m tests.attack.crafted changes every value of a plan's and a budget's file, one at a time.

Each file is either refused with 422, or what it makes opens: list, page, exports and link without a status 500.
"""

from __future__ import annotations

import copy
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.store.database.errors import Full
from planner.store.files.exchange import BadFile, read_file
from tests.attack.damaged import client_of
from tests.web.budgets.parts import one_line
from tests.web.saved.parts import JSON, save

Place = tuple[str | int, ...]
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 0.5, 10**25, 1e308, "", "x", "0", "-1", "NaN", "1e999", "=1+1", "javascript:alert(1)",
    "0000-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-13-45", "\u0000", "x" * 5000, [], {},
    [None], {"x": 1},
)  # fmt: skip
GONE = object()
MOST_DEPTH_OF_LISTS = 1
"""Only the first entries of a list are changed: the others have the same shape."""


@dataclass(frozen=True, slots=True)
class Crafted:
    """A file with one value changed."""

    place: Place
    value: object
    text: str


def places(data: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in a file."""
    if at:
        yield at
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:MOST_DEPTH_OF_LISTS]):
            yield from places(value, (*at, index))


def crafted(data: dict[str, Any]) -> Iterator[Crafted]:
    """Every value replaced by each of VALUES, and left out."""
    for place in places(data):
        for value in (*VALUES, GONE):
            yield Crafted(place, value, _changed(data, place, value))


def _changed(data: dict[str, Any], place: Place, value: object) -> str:
    made: Any = copy.deepcopy(data)
    owner = made
    for part in place[:-1]:
        owner = owner[part]
    if value is GONE:
        del owner[place[-1]]
    else:
        owner[place[-1]] = value
    return json.dumps(made)


def files(client: FlaskClient) -> Iterator[dict[str, Any]]:
    """A plan and a budget as they are exported."""
    yield json.loads(client.get(f"/saved/{save(client)}/export.json").text)
    budget = client.post("/budgets", data=one_line(), headers=JSON).json["id"]
    yield json.loads(client.get(f"/budgets/{budget}/export.json").text)


def try_all(catalogue: Catalogue, *, every: int = 1, opened: int = 4) -> tuple[int, int, list[str]]:
    """Files read (each `every`th), files taken, and what was wrong; each `opened`th of the taken is opened as pages."""
    read = taken = 0
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        client = client_of(catalogue, Path(folder, "crafted.sqlite3"))
        for number, one in enumerate(one for data in files(client) for one in crafted(data)):
            if number % every:
                continue
            read += 1
            try:
                read_file(one.text)
            except (BadFile, Full):
                continue
            except Exception as error:  # whatever else it raises would be a status 500
                wrong.append(f"{one.place} = {one.value!r:.40}: {type(error).__name__}")
                continue
            taken += 1
            if not taken % opened:
                wrong += [f"{one.place} = {one.value!r:.40}: {said}" for said in _opened(client, one.text)]
    return read, taken, wrong


def _opened(client: FlaskClient, text: str) -> Iterator[str]:
    """Addresses of what the file makes that answer 500."""
    answer = client.post("/saved/import", data={"text": text}, headers=JSON)
    if answer.status_code != 200:
        yield from [f"import {answer.status_code}"] * (answer.status_code >= 500)
        return
    sid = answer.json["id"]
    base = "/budgets" if '"kind": "budget"' in text else "/saved"
    for path in (base, f"{base}/{sid}", f"{base}/{sid}/revisions", f"{base}/{sid}/sheet", f"{base}/{sid}/export.csv"):
        if (status := client.get(path).status_code) >= 500:
            yield f"{status} {path.replace(sid, 'ID')}"
    client.post(f"{base}/{sid}/delete")
    client.post(f"{base}/{sid}/remove")


def main(arguments: list[str]) -> int:
    """The argument is the step: 3 reads every third file."""
    from planner.sources.catalogue import load_catalogue

    read, taken, wrong = try_all(load_catalogue(), every=int(arguments[0]) if arguments else 1, opened=20)
    for one in wrong[:40]:
        print("FAIL", one)
    print(f"{read} crafted imports, {taken} taken (the value is free text or not looked at), {len(wrong)} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
