"""Where the tables need a figure: every class and effort, for nobody, for a lab, for a family, for a named model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.fitting.cells import Cell

EFFORTS = ("low", "medium", "high", "xhigh", "max", "on")
CLASSES = (
    *("omniscience", "everyday", "ifbench", "gpqa", "hle", "critpt", "lrm_maths", "lrm_logic", "lrm_knowledge"),
    *("scicode", "lcr", "mmmuPro", "tau2", "tauBanking", "gdpval", "terminalbenchV21", "terminalbenchHard", "mcp"),
)
ANYBODY = ("", None, None, None)
Who = tuple[str, str | None, str | None, str | None]
"""The name a row is looked up by, and the lab, family and model that the fit knows (None: not seen)."""


def families(cells: Sequence[Cell]) -> list[Who]:
    """Every family and lab with at least two models, so that no row gives one model's figures away."""
    found: dict[str, Who] = {}
    models: dict[str, set[str | None]] = {}
    for cell in cells:
        for name, who in (
            (f"lab:{cell.lab}", (f"lab:{cell.lab}", cell.lab, None, None)),
            (f"family:{cell.family}", (f"family:{cell.family}", cell.lab, cell.family, None)),
        ):
            found.setdefault(name, who)
            models.setdefault(name, set()).add(cell.model)
    return [who for name, who in found.items() if len(models[name]) > 1]


def named(cells: Sequence[Cell], models: Sequence[str]) -> list[Who]:
    """The models the product names, as far as the fit has seen them."""
    seen: Mapping[str | None, Cell] = {cell.model: cell for cell in cells}
    return [(model, seen[model].lab, seen[model].family, model) for model in models if model in seen]


def grid(
    who: Who, efforts: Sequence[str], classes: Sequence[str], levels: Mapping[str, float] | None = None
) -> Iterator[Cell]:
    """A point for every effort and class, at the index level of the effort (0 where none is told)."""
    for effort in efforts:
        for task_class in classes:
            yield Cell(who[1], who[2], who[3], effort, task_class, 0.0, (levels or {}).get(effort, 0.0))
