"""What is installed: a wheel built from a copy of the tree, with npm and without it, and one whose lock was changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD_FILES = ("pyproject.toml", "hatch_build.py", "package.json", "package-lock.json", "README.md", "LICENSE")
FOLDERS = ("planner", "templates", "static")
HTMX = "planner/static/vendor/htmx.min.js"
# Asks for an error page, which wears the common layout, and for every static file it names.
VISIT = """
import json, re
from planner.web import create_app
app = create_app()
client = app.test_client()
linked = re.findall(r'"(/static/[^"]+)"', client.get("/no-such-page").text)
found = {address: client.get(address).status_code for address in linked}
print(json.dumps({"folder": app.template_folder, "linked": found}))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is needed to build, without what an earlier build left behind."""
    copy = tmp_path_factory.mktemp("tree")
    for name in BUILD_FILES:
        shutil.copy(ROOT / name, copy)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    return copy


def build(tree: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """pip's own build, isolated as at any installation; the wheel is left in `tree`/dist."""
    where = ["--wheel-dir", str(tree / "dist")]
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", *where, *options, str(tree)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tree, env={**os.environ, **environment}
    )


@pytest.fixture(scope="module")
def wheel(tree: Path) -> Iterator[zipfile.ZipFile]:
    """A wheel built where no npm is on PATH."""
    with tempfile.TemporaryDirectory() as empty:
        done = build(tree, PATH=empty)
    assert done.returncode == 0, done.stderr
    (path,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def wheel_names(wheel: zipfile.ZipFile) -> list[str]:
    return wheel.namelist()


def test_without_npm_the_wheel_still_holds_htmx(wheel_names: list[str]) -> None:
    assert HTMX in wheel_names


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_in_the_wheel(wheel_names: list[str], tree: Path, folder: str) -> None:
    """Code, templates, static files and the TOML and CSV of planner/data."""
    prefix = "" if folder == "planner" else "planner/"
    files = [path for path in (tree / folder).rglob("*") if path.is_file()]
    missing = {f"{prefix}{path.relative_to(tree).as_posix()}" for path in files} - set(wheel_names)
    assert files
    assert missing == set()


def test_nothing_but_the_package_is_in_the_wheel(wheel_names: list[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel_names} == {"planner", "token_planner"}


def test_what_is_in_the_wheel_runs(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """A page of the unpacked wheel, run from there: its own catalogue, templates, styles and htmx."""
    wheel.extractall(tmp_path)
    environment = {**os.environ, "PLANNER_DATABASE": str(tmp_path / "db" / "planner.sqlite3")}
    command = [sys.executable, "-c", VISIT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    visit = json.loads(done.stdout)
    assert visit["folder"] == str(tmp_path / "planner" / "templates")
    assert any("bundles/base.js" in address for address in visit["linked"])
    assert set(visit["linked"].values()) == {200}


def test_a_changed_lock_fails_the_build(tree: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tree"
    shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("dist", "vendor"))
    change_lock(copy, lambda package: package.update(integrity="sha512-" + "A" * 86 + "=="))
    # Where npm is, the build needs nothing that is not here.
    done = build(copy, *(["--no-build-isolation"] if shutil.which("npm") else []))
    assert done.returncode != 0
    assert "EINTEGRITY" in done.stdout + done.stderr
    assert not (copy / "static/vendor/htmx.min.js").exists()


def change_lock(tree: Path, change: Callable[[dict[str, str]], None]) -> None:
    path = tree / "package-lock.json"
    lock = json.loads(path.read_text())
    change(lock["packages"]["node_modules/htmx.org"])
    path.write_text(json.dumps(lock))


def test_the_lock_names_digests_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert {name: package["version"] for name, package in locked.items()} == {"node_modules/htmx.org": "2.0.11"}
    assert all(package["integrity"].startswith("sha512-") for package in locked.values())
    assert not any("resolved" in package for package in locked.values())
