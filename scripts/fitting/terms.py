"""The terms of the two fits with their standard deviations of ln: maximum likelihood, rounded (study, section 1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.fitting.cells import Cell
from scripts.fitting.ridge import Array, Term

CLASS, EFFORT, ANCHOR, KIND = "task_class", "effort", "anchor", "kind"

REASONING = (
    Term("class", (CLASS,), 2.0),
    Term("effort", (EFFORT,), 1.0),
    Term("effort:anchor", (EFFORT, ANCHOR), 0.25),
    Term("effort:class", (EFFORT, CLASS), 0.15),
    Term("lab", ("lab",), 0.15),
    Term("family", ("family",), 0.25),
    Term("family:anchor", ("family", ANCHOR), 0.20),
    Term("family:everyday", ("family",), 0.25, anchor="everyday"),
    Term("family:effort:anchor", ("family", EFFORT, ANCHOR), 0.25),
    Term("family:class", ("family", CLASS), 0.25),
    Term("model", ("model",), 0.40),
    Term("model:anchor", ("model", ANCHOR), 0.25),
    Term("model:doc", ("model",), 0.65, anchor="doc"),
    Term("model:class", ("model", CLASS), 0.35),
    Term("model:class on agents", ("model", CLASS), 0.40, anchor="agent"),
    Term("model:kind on agents", ("model", KIND), 0.50, anchor="agent"),
    Term("model+effort", ("model", EFFORT), 0.30),
    Term("model+effort on everyday", ("model", EFFORT), 0.20, anchor="everyday"),
    Term("index", (), 0.12, slope=True),
    Term("index:anchor", (ANCHOR,), 0.12, slope=True),
    Term("index:class", (CLASS,), 0.18, slope=True),
)

VISIBLE = (
    Term("class:mode", (CLASS, "mode"), 2.0),
    Term("effort", (EFFORT,), 0.14),
    Term("lab", ("lab",), 0.15),
    Term("family", ("family",), 0.20),
    Term("family:anchor", ("family", ANCHOR), 0.25),
    Term("family:class", ("family", CLASS), 0.30),
    Term("family:class:mode", ("family", CLASS, "mode"), 0.35),
    Term("model", ("model",), 0.20),
    Term("model:anchor", ("model", ANCHOR), 0.10),
    Term("model:mode", ("model", "mode"), 0.25),
    Term("model:class", ("model", CLASS), 0.45),
    Term("model+effort:anchor", ("model", EFFORT, ANCHOR), 0.25),
)

REPEATABILITY = 0.12
"""sd of ln between two measurements of one cell; the rest of a cell's noise is its own, and is kept where measured."""


def reasoning_noise(cells: Sequence[Cell]) -> Array:
    """What a cell differs by beyond the terms: 0.30 for agents, 0.25 for the rest."""
    return np.array([0.30 if cell.anchor == "agent" else 0.25 for cell in cells])


def visible_noise(cells: Sequence[Cell]) -> Array:
    """The same for visible text: 0.35 thinking, 0.60 not thinking."""
    return np.array([0.60 if cell.effort == "off" else 0.35 for cell in cells])
