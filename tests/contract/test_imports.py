"""Who may import whom, read from the syntax tree: web, cli -> store, sources, schema -> core."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner

PACKAGE = Path(planner.__file__).parent
LAYERS = {
    "planner.core": 0,
    "planner.data": 0,
    "planner.sources": 1,
    "planner.store": 1,
    "planner.schema": 1,
    "planner.web": 2,
    "planner.cli": 2,
    "planner.__main__": 2,
}
OUTSIDE_OF_CORE = frozenset({"numpy"})
# Parts of the standard library that reach a clock, a file, the environment or the network.
IMPURE = frozenset(
    {"asyncio", "http", "io", "os", "pathlib", "random", "socket", "sqlite3", "subprocess", "time", "urllib"}
)
WEB_ONLY = frozenset({"flask", "htmx_flask", "jinja2", "waitress", "werkzeug"})


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if not {"templates", "static"} & set(path.parts))


def name_of(path: Path) -> str:
    parts = ("planner", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


def imports(source: str) -> Iterator[str]:
    """Absolute names of everything imported, at any depth; `from a import b` yields a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test can read them"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int | None:
    return LAYERS.get(".".join(name.split(".")[:2]))


def private(source: str) -> list[str]:
    """Names of our own that are imported although they begin with an underscore."""
    names = (i for i in imports(source) if i.startswith("planner."))
    return [i for i in names if any(part.startswith("_") and not part.startswith("__") for part in i.split("."))]


def complaints(name: str, source: str) -> list[str]:
    """What `name` imports and should not."""
    found = sorted(set(imports(source)))
    upward = [i for i in found if (layer(i) or 0) > (layer(name) or 0) and name != "planner"]
    if not name.startswith("planner.web"):
        upward += [i for i in found if i.split(".")[0] in WEB_ONLY]
    if name.startswith("planner.core"):
        upward += [i for i in found if not _pure(i)]
    return upward


def _pure(imported: str) -> bool:
    top = imported.split(".")[0]
    if top == "planner":
        return imported == "planner" or imported.startswith("planner.core")
    return top in OUTSIDE_OF_CORE or (top in sys.stdlib_module_names and top not in IMPURE)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_inwards(path: Path) -> None:
    assert complaints(name_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_module_takes_what_is_private_to_another(path: Path) -> None:
    assert private(path.read_text(encoding="utf-8")) == []


def test_a_private_import_would_be_seen() -> None:
    assert private("from planner.web.saved.share.routes import _expiry, bp") == [
        "planner.web.saved.share.routes._expiry"
    ]
    assert private("from planner.web._shares import bp")
    assert private("from __future__ import annotations\nfrom planner import __version__") == []


def test_every_module_has_a_layer() -> None:
    assert [name_of(path) for path in modules() if layer(name_of(path)) is None and name_of(path) != "planner"] == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("planner.core.cost.loop", "from planner.sources import genai"),
        ("planner.core.cost.loop", "def f():\n    import pydantic"),
        ("planner.core.cost.loop", "from pathlib import Path"),
        ("planner.core.cost.loop", "import time"),
        ("planner.sources.prices.genai", "from planner.web.state import now"),
        ("planner.schema.requests", "from planner import cli"),
        ("planner.schema.requests", "import flask"),
        ("planner.cli", "import flask"),
    ],
)
def test_a_wrong_import_would_be_seen(name: str, source: str) -> None:
    assert complaints(name, source)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "planner.core.cost.loop",
            "import numpy as np\nfrom datetime import date\nfrom planner.core.uncertainty.band import Band",
        ),
        ("planner.sources.prices.genai", "import genai_prices\nfrom planner.core.models.catalogue import Offer"),
        ("planner.web.plan.routes", "import flask\nfrom planner.schema.requests import read"),
        ("planner.cli", "from planner.web.serve import serve"),
    ],
)
def test_a_right_import_passes(name: str, source: str) -> None:
    assert complaints(name, source) == []
