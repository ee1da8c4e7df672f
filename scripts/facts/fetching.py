"""The two packages, brought into a folder by their ordinary clients."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

LITELLM_TABLE = "litellm/model_prices_and_context_window_backup.json"
PI_PACKAGE = "@earendil-works/pi-ai"
PI_FOLDER = "package/dist/providers/data/"

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Raw:
    """One package's table as it was published; `dated` is the day it was made, else the day it was fetched."""

    version: str
    dated: date
    table: Table


def fetch_litellm(folder: Path, today: date) -> Raw:
    """litellm's model table, by model id. Raises CalledProcessError where pip cannot fetch the wheel."""
    wheels = sorted(folder.glob("litellm-*.whl"))
    if not wheels:
        ask = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(folder), "litellm"]
        subprocess.run(ask, check=True)
        wheels = sorted(folder.glob("litellm-*.whl"))
    with zipfile.ZipFile(wheels[-1]) as wheel:
        return Raw(wheels[-1].name.split("-")[1], today, json.loads(wheel.read(LITELLM_TABLE)))


def fetch_pi(folder: Path) -> Raw:
    """pi-ai's models, by provider and id. Raises CalledProcessError where npm cannot fetch the package."""
    if not [*folder.glob("earendil-works-pi-ai-*.tgz")]:
        # Without "latest" npm may answer an older version that suits an older Node.
        ask = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{PI_PACKAGE}@latest"]
        subprocess.run(ask, check=True, stdout=subprocess.DEVNULL)
    archive = max(folder.glob("earendil-works-pi-ai-*.tgz"))
    with tarfile.open(archive) as package:
        files = {name: package.extractfile(name) for name in package.getnames() if name.startswith(PI_FOLDER)}
        tables = {name.removeprefix(PI_FOLDER): json.load(file) for name, file in files.items() if file}
    made = date.fromisoformat(tables.pop(".manifest.json")["generatedAt"][:10])
    version = archive.stem.removeprefix("earendil-works-pi-ai-")
    return Raw(version, made, {name.removesuffix(".json"): table for name, table in tables.items()})
