"""The tree stays readable: files of one subject, folders one can look over, no circles of imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner

PACKAGE = Path(planner.__file__).parent
MOST_LINES = 300
MOST_MODULES = 16


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if not {"templates", "static"} & set(path.parts))


def test_no_file_is_too_long() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: lines for name, lines in found.items() if lines > MOST_LINES}


def test_no_folder_is_too_full() -> None:
    folders = {path.parent for path in modules()}
    found = {
        folder.relative_to(PACKAGE).as_posix(): sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        for folder in folders
    }
    assert not {name: many for name, many in found.items() if many > MOST_MODULES}


def imported(path: Path, names: set[str]) -> Iterator[str]:
    """Modules of ours that a module imports, in its functions too; not those for the sake of types alone."""
    for node in _statements(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in names else node.module


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _statements(node)


def name_of(path: Path) -> str:
    return ".".join(("planner", *path.relative_to(PACKAGE).with_suffix("").parts))


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A way that leads back to where it began, [] where there is none."""
    done: set[str] = set()

    def walk(here: str, way: list[str]) -> list[str]:
        if here in way:
            return [*way[way.index(here) :], here]
        if here in done:
            return []
        for there in sorted(graph.get(here, ())):
            if found := walk(there, [*way, here]):
                return found
        done.add(here)
        return []

    return next((found for start in sorted(graph) if (found := walk(start, []))), [])


def test_no_imports_run_in_a_circle() -> None:
    paths = {name_of(path): path for path in modules() if path.name != "__init__.py"}
    assert circle({name: set(imported(path, set(paths))) & set(paths) for name, path in paths.items()}) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [({"a": {"b"}, "b": {"c"}}, []), ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"])],
)
def test_circles_are_found(graph: dict[str, set[str]], found: list[str]) -> None:
    assert circle(graph) == found
