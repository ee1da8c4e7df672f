"""docs/architecture.md names files and what is in them: each is there, so that a rename changes the page too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(\w+)`(?: and `(\w+)`)? (?:of|in) `([\w/.]+\.\w+)`")
INSIDE = re.compile(r"`([\w/.]+\.\w+)` \(`(\w+)`")


def place(name: str) -> Path | None:
    """The file or folder that the page means: below planner/, or below the root."""
    ways = (ROOT / "planner" / name, ROOT / name, ROOT / "planner" / f"{name}.py")
    return next((way for way in ways if way.exists()), None)


def paths() -> list[str]:
    return sorted({name for name in re.findall(r"`([\w./]+)`", PAGE) if "/" in name and not name.startswith("/")})


def names() -> Iterator[tuple[str, str]]:
    """A file and a name that the page says is in it."""
    for *found, path in NAMED.findall(PAGE):
        yield from ((path, name) for name in found if name)
    yield from INSIDE.findall(PAGE)


@pytest.mark.parametrize("name", paths())
def test_what_the_page_names_is_there(name: str) -> None:
    assert place(name)


@pytest.mark.parametrize(("path", "name"), sorted(set(names())))
def test_a_name_stands_in_its_file(path: str, name: str) -> None:
    file = place(path)
    assert file and re.search(rf"\b{name}\b", file.read_text(encoding="utf-8"))
