"""What the format of a tabular usage log says: how it is recognised, and which of its columns holds what.

A path is a column, or dots into JSON inside it. Several paths for one figure: the first that says something, or with
"+" the sum of them. Only these columns are ever read; what people and models wrote is in others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Paths = tuple[str, ...]
Claude = Literal["inside", "beside", "either"]
"""Whether Anthropic's cached tokens are inside the input or beside it, as its API reports them; `either`: as most of
a log's rows tell."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A log with one row per call (or per sum of calls).

    `needs`: columns that all must be there, `any_of` one of them. `fields`: paths by figure. `apart`: cached input is
    not inside the input; `claude`: whether it is where Anthropic's models answered (`with_cached_inside` in
    core/usage/sound.py). `thinks_apart`: reasoning is not inside the output; `thinks_inside`: it is, even where the
    vendor reports it on top (xAI). `seconds_per`: unit of `seconds`. `sums`: a row adds up `n` calls; how many is not
    known where it does not say. `means`: figures are means of the `n` runs of a row, not their sums.
    """

    name: str
    needs: tuple[str, ...]
    fields: Mapping[str, Paths]
    any_of: tuple[str, ...] = ()
    apart: bool = False
    claude: Claude = "inside"
    thinks_apart: bool = False
    thinks_inside: bool = False
    seconds_per: float = 1.0
    usd_per: float = 1.0
    sums: bool = False
    means: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every top-level column that is read."""
        paths = (part for paths in self.fields.values() for path in paths for part in parts_of(path))
        return tuple(dict.fromkeys(column_of(path) for path in paths))

    @property
    def steps_columns(self) -> frozenset[str]:
        """Columns that may say the calls of a row that is a whole run."""
        return frozenset(column_of(path) for path in self.fields.get("steps", ()))

    def fits(self, columns: Collection[str]) -> bool:
        names = set(columns)
        return names.issuperset(self.needs) and (not self.any_of or not names.isdisjoint(self.any_of))


def path_to(column: str) -> str:
    """The path of a column with this name: its own dots and pluses are doubled."""
    return column.replace(".", "..").replace("+", "++")


def parts_of(path: str) -> list[str]:
    """The paths that a path adds up."""
    return [part.replace("\0", "++") for part in path.replace("++", "\0").split("+")]


def column_of(path: str) -> str:
    """The top-level column of a path that adds up nothing."""
    return path.replace("++", "+").replace("..", "\0").split(".", 1)[0].replace("\0", ".")


def inside(path: str) -> list[str]:
    """The keys to follow inside the column."""
    return [part.replace("\0", ".") for part in path.replace("..", "\0").split(".")[1:]]
