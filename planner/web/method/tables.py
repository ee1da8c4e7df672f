"""The fitted tables as the product reads them: small ones whole, look-ups by model, family and lab in blocks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from planner.sources.facts.models.estimator import load_estimator
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.toml_reader import read_csv, read_toml
from planner.web import filters

FOLDER = "estimator"
LOOK_UPS = ("reasoning", "visible")
ELSEWHERE = {"speeds": "output speeds measured at single endpoints, in tokens a second after the first"}
"""Tables of the data folder itself."""
HEADS = {
    "anchor": "kind of benchmark",
    "sd_ln": "s_param",
    "study_class": "benchmark",
    "study_model": "model",
    "points": "measured cells",
    "level": "evidence",
    "multiplier": "times high",
}

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table whole: its file, what it holds, heads and cells as text."""

    name: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One fitted figure: mean tokens, its evidence, s_param, and the measured cells behind it."""

    tokens: str
    level: str
    spread: str
    points: str


@dataclass(frozen=True, slots=True)
class Block:
    """The look-ups of one model, family or lab: a row a benchmark, a column an effort."""

    name: str
    kind: str
    efforts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class LookUp:
    """A look-up table in blocks: profiled models, families and labs; `figures` counts all that the file holds."""

    name: str
    about: str
    blocks: tuple[Block, ...]
    figures: int


@dataclass(frozen=True, slots=True)
class FittedPage:
    """The page of look-ups with its credit."""

    title: str
    source: str
    look_ups: tuple[LookUp, ...]


def about_tables() -> dict[str, str]:
    """Every fitted table by name, with what it holds."""
    fitted = read_toml(FOLDER, "source.toml")["tables"]
    return {str(name): str(text) for name, text in fitted.items()} | ELSEWHERE


def table_names() -> tuple[str, ...]:
    return tuple(about_tables())


def rows_of(name: str) -> list[Row]:
    return read_csv(f"{name}.csv") if name in ELSEWHERE else read_csv(FOLDER, f"{name}.csv")


def small_tables() -> tuple[Table, ...]:
    """Every table but the look-ups."""
    return tuple(_small(name, about) for name, about in about_tables().items() if name not in LOOK_UPS)


def _small(name: str, about: str) -> Table:
    rows = rows_of(name)
    heads = tuple(HEADS.get(head, head) for head in rows[0])
    return Table(name, filters.sentence(about), heads, tuple(tuple(_shown(v) for v in row.values()) for row in rows))


def _shown(text: str) -> str:
    """Figures with their digits grouped, words as they are."""
    try:
        number = float(text)
    except ValueError:
        return text
    return filters.decimals(number, 0) if number >= 100 else text


def fitted_page() -> FittedPage:
    """Every look-up."""
    return FittedPage(
        title="Fitted tables",
        source=str(read_toml(FOLDER, "source.toml")["source"]),
        look_ups=tuple(_look_up(name, about) for name, about in about_tables().items() if name in LOOK_UPS),
    )


def _look_up(name: str, about: str) -> LookUp:
    every = list(_figures(name))
    shown = {profile.study_name for profile in load_profiles().values()}
    rows = [row for row in every if row["study_model"] in shown or _is_kin(row["study_model"])]
    keys = sorted(
        dict.fromkeys(row["study_model"] for row in rows), key=lambda key: (_kind(key) != "model", _kind(key), key)
    )
    blocks = tuple(_block(key, [row for row in rows if row["study_model"] == key]) for key in keys)
    return LookUp(name, filters.sentence(about), blocks, len(every))


def _figures(name: str) -> Iterator[Row]:
    """One figure a row, from a file with a column a benchmark; a star marks measured figures."""
    fits = load_estimator().reasoning if name == "reasoning" else load_estimator().visible
    for row in rows_of(name):
        for study_class, text in row.items():
            fit = fits.get((row["study_model"], row["effort"], study_class))
            if fit is not None:
                level = "measured" if text.endswith("*") else row["kind"]
                cell = {"study_class": study_class, "tokens": text.rstrip("*"), "level": level}
                yield {**row, **cell, "spread": f"{fit.spread:g}"}


def _is_kin(key: str) -> bool:
    """Whether the key is a whole family's or lab's."""
    return key.startswith(("family:", "lab:")) and "/" not in key


def _kind(key: str) -> str:
    before, colon, _ = key.partition(":")
    return before if colon else "model"


def _block(key: str, rows: Sequence[Row]) -> Block:
    efforts = tuple(dict.fromkeys(row["effort"] for row in rows))
    known = {(row["study_class"], row["effort"]): row for row in rows}
    classes = dict.fromkeys(row["study_class"] for row in rows)
    return Block(
        name=key.partition(":")[2] or key,
        kind=_kind(key),
        efforts=efforts,
        rows=tuple((one, tuple(_cell(known.get((one, effort))) for effort in efforts)) for one in classes),
    )


def _cell(row: Row | None) -> Cell | None:
    if row is None:
        return None
    return Cell(_shown(row["tokens"]), row["level"], row.get("spread", ""), row.get("points", ""))


def as_csv(name: str) -> str:
    """A table as text, with a head."""
    rows = rows_of(name)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(_values(rows))
    return out.getvalue()


def _values(rows: Sequence[Row]) -> Iterator[list[str]]:
    for row in rows:
        yield list(row.values())
