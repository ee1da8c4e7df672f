"""The catalogue as last built, stored beside the data, as Python stores compiled modules.

Building it reads some forty files and looks up the family of thousands of names, four times the work of reading it
back. It is built again when any file that it depends on has another size or time, and always where the folder cannot be
written. Whoever can write there can change the program itself, so the stored file is as safe as the code.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from planner.core.models.catalogue import Catalogue

PACKAGE = Path(__file__).resolve().parents[1]
FOLDER = PACKAGE / "data" / "__pycache__"
PRICE_LISTS = ("genai_prices", "model_prices")
INPUTS = frozenset({".py", ".toml", ".csv", ".json"})
NAME = f"catalogue.{sys.implementation.cache_tag}"


def kept_or_made(make: Callable[[], Catalogue]) -> Catalogue:
    """The catalogue stored for the present files, else the result of `make`, which is then stored."""
    path = FOLDER / f"{NAME}.{fingerprint()}.pickle"
    with _without_collections():
        found = _read(path)
        if found is None:
            found = make()
            _keep(path, found)
    return found


def fingerprint() -> str:
    """Names, sizes and times of everything the catalogue depends on: our code and data, and the price lists."""
    folders = [PACKAGE, *filter(None, map(_folder, PRICE_LISTS))]
    lines = sorted(line for folder in folders for line in _files(folder))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _folder(package: str) -> Path | None:
    found = find_spec(package)
    return Path(found.origin).parent if found and found.origin else None


def _files(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__pycache__", "templates", "static")]
        for name in names:
            if os.path.splitext(name)[1] in INPUTS:
                facts = os.stat(os.path.join(place, name))
                yield f"{place}/{name} {facts.st_size} {facts.st_mtime_ns}"


def _read(path: Path) -> Catalogue | None:
    """None where there is none, or none that can be read: a file cut short, or of another version of a class."""
    with suppress(Exception):
        found = pickle.loads(path.read_bytes())  # noqa: S301 - see above
        return found if isinstance(found, Catalogue) else None
    return None


def _keep(path: Path, catalogue: Catalogue) -> None:
    """Written whole or not at all; those of other files are removed."""
    if sys.dont_write_bytecode:
        return
    part = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        with part.open("wb") as file:
            _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(catalogue)
        os.replace(part, path)
        for other in path.parent.glob(f"{NAME}.*.pickle"):
            if other != path:
                other.unlink(missing_ok=True)


class _Pickler(pickle.Pickler):
    """Writes frozen dataclasses with slots as their values only, as the default looks up the fields of every object
    again."""

    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 - as pickle has it
        kind = type(obj)
        if "__setstate__" not in vars(kind) or not is_dataclass(kind):
            return NotImplemented
        return _made, (kind, *(getattr(obj, field.name) for field in fields(kind)))


def _made(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for put, value in zip(_puts(kind), values, strict=False):
        put(made, value)
    return made


@cache
def _puts(kind: Any) -> tuple[Callable[[object, object], None], ...]:  # noqa: ANN401 - any dataclass
    """What sets each of the fields, past the bar on changes."""
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


@contextmanager
def _without_collections() -> Iterator[None]:
    """So many new objects would trigger garbage collections, which would find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
