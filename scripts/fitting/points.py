"""Where the tables need a figure: every class and effort, for nobody, a lab, a family, a tier of it, a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.fitting.cells import Cell

EFFORTS = ("low", "medium", "high", "xhigh", "max", "on")
CLASSES = (
    *("omniscience", "everyday", "ifbench", "gpqa", "hle", "critpt", "lrm_maths", "lrm_logic", "lrm_knowledge"),
    *("scicode", "lcr", "mmmuPro", "tau2", "tauBanking", "gdpval", "terminalbenchV21", "terminalbenchHard", "mcp"),
)
SHIPPED = tuple(name for name in CLASSES if name not in ("lrm_knowledge", "lrm_logic", "terminalbenchHard"))
"""What the product asks for: the benchmark of a kind of work; the others only teach."""
AHEAD_DAYS = 60
"""A model that was never measured is taken to be released this long after the newest one that was."""


@dataclass(frozen=True, slots=True)
class Who:
    """The name a row is looked up by, and the lab, family, tier and model that the fit knows (None: not seen)."""

    name: str
    lab: str | None = None
    family: str | None = None
    tier: str | None = None
    model: str | None = None
    day: float = 0.0

    @property
    def kind(self) -> str:
        """What stands behind its rows, other than a model's own."""
        if self.family is None:
            return "lab" if self.name else "class"
        return "family" if self.tier is None else "line"


def tomorrow(cells: Sequence[Cell]) -> float:
    """The day that models which nobody measured are predicted for."""
    return max(cell.day for cell in cells) + AHEAD_DAYS


def anybody(cells: Sequence[Cell]) -> Who:
    """A model of which nothing is known."""
    return Who("", day=tomorrow(cells))


def kin(cells: Sequence[Cell]) -> list[Who]:
    """Every lab, family and tier of a family that was measured."""
    day, found = tomorrow(cells), dict[str, Who]()
    for cell in cells:
        for who in (
            # What a lab's other families do was no nearer than what everybody does (docs/accuracy.md, "new, lab").
            Who(f"lab:{cell.lab}", day=day),
            Who(f"family:{cell.family}", cell.lab, cell.family, day=day),
            Who(f"family:{cell.family}/{cell.tier}", cell.lab, cell.family, cell.tier, day=day),
        ):
            found.setdefault(who.name, who)
    return list(found.values())


def models(cells: Sequence[Cell]) -> list[Who]:
    """Every model that the fit has seen."""
    seen = {cell.model: cell for cell in cells if cell.model}
    return [Who(str(m), c.lab, c.family, c.tier, m, c.day) for m, c in seen.items()]


def grid(who: Who, efforts: Sequence[str], classes: Sequence[str]) -> Iterator[Cell]:
    """A point for every effort and class."""
    for effort in efforts:
        for task_class in classes:
            yield Cell(who.lab, who.family, who.model, effort, task_class, 0.0, who.day, who.tier)
