"""The terms of the two fits with their standard deviations of ln (docs/methodology.md, "Tokens")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.fitting.cells import HIDDEN, Cell
from scripts.fitting.ridge import Array, Term

CLASS, EFFORT, ANCHOR, KIND, TIER = "task_class", "effort", "anchor", "kind", "tier"
FAMILY_DAYS, DRIFT_DAYS = 120.0, 240.0
"""How fast what models of a tier have in common, and what all models of one time have in common, fades."""

REASONING = (
    Term("class", (CLASS,), 2.0),
    Term("class, of its time", (CLASS,), 0.5, tau=DRIFT_DAYS),
    Term("effort", (EFFORT,), 1.0),
    Term("effort, of its time", (EFFORT,), 0.3, tau=DRIFT_DAYS),
    Term("effort:anchor", (EFFORT, ANCHOR), 0.25),
    Term("effort:anchor, of its time", (EFFORT, ANCHOR), 0.20, tau=DRIFT_DAYS),
    Term("effort:class", (EFFORT, CLASS), 0.15),
    Term("slope:anchor", (ANCHOR,), 0.20, slope=True),
    Term("slope:class", (CLASS,), 0.20, slope=True),
    Term("lab", ("lab",), 0.15),
    Term("lab, of its time", ("lab",), 0.15, tau=DRIFT_DAYS),
    Term("tier", (TIER,), 0.15),
    Term("tier, of its time", (TIER,), 0.15, tau=DRIFT_DAYS),
    Term("family", ("family",), 0.15),
    Term("family, of its time", ("family",), 0.60, tau=FAMILY_DAYS),
    Term("family:tier", ("family", TIER), 0.45, tau=2 * FAMILY_DAYS),
    Term("family:effort", ("family", EFFORT), 0.45, tau=FAMILY_DAYS),
    Term("family:slope", ("family",), 0.15, slope=True, tau=DRIFT_DAYS),
    Term("family:slope:anchor", ("family", ANCHOR), 0.10, slope=True, tau=DRIFT_DAYS),
    Term("family:anchor", ("family", ANCHOR), 0.20, tau=DRIFT_DAYS),
    Term("family:everyday", ("family",), 0.25, anchor="everyday", tau=DRIFT_DAYS),
    Term("family:effort:anchor", ("family", EFFORT, ANCHOR), 0.15, tau=DRIFT_DAYS),
    Term("family:class", ("family", CLASS), 0.25, tau=DRIFT_DAYS),
    Term("family:tier:class", ("family", TIER, CLASS), 0.20, tau=FAMILY_DAYS),
    Term("model", ("model",), 0.40),
    Term("model:anchor", ("model", ANCHOR), 0.25),
    Term("model:doc", ("model",), 0.65, anchor="doc"),
    Term("model:class", ("model", CLASS), 0.35),
    Term("model:class on agents", ("model", CLASS), 0.40, anchor="agent"),
    Term("model:kind on agents", ("model", KIND), 0.50, anchor="agent"),
    Term("model:slope", ("model",), 0.25, slope=True),
    Term("model:slope:anchor", ("model", ANCHOR), 0.15, slope=True),
    Term("model:slope:class", ("model", CLASS), 0.15, slope=True),
    Term("model+effort", ("model", EFFORT), 0.15),
    Term("model+effort on everyday", ("model", EFFORT), 0.20, anchor="everyday"),
)

VISIBLE = (
    Term("class:mode", (CLASS, "mode"), 2.0),
    Term("class:mode, of its time", (CLASS, "mode"), 0.25, tau=DRIFT_DAYS),
    Term("work not thought about, of its time", ("silent_work",), 0.40, tau=DRIFT_DAYS),
    Term("effort", (EFFORT,), 0.14),
    Term("lab", ("lab",), 0.15),
    Term("family", ("family",), 0.20),
    Term("family, of its time", ("family",), 0.20, tau=DRIFT_DAYS),
    Term("family:tier", ("family", TIER), 0.20, tau=DRIFT_DAYS),
    Term("family:anchor", ("family", ANCHOR), 0.25, tau=DRIFT_DAYS),
    Term("family:mode", ("family", "mode"), 0.35, tau=DRIFT_DAYS),
    Term("family:mode:anchor", ("family", "mode", ANCHOR), 0.35, tau=DRIFT_DAYS),
    Term("family:class", ("family", CLASS), 0.30, tau=DRIFT_DAYS),
    Term("family:class:mode", ("family", CLASS, "mode"), 0.35, tau=DRIFT_DAYS),
    Term("model", ("model",), 0.20),
    Term("model:anchor", ("model", ANCHOR), 0.10),
    Term("model:mode", ("model", "mode"), 0.25),
    Term("model:class", ("model", CLASS), 0.45),
    Term("model+effort:anchor", ("model", EFFORT, ANCHOR), 0.25),
)

REPEATABILITY = 0.12
"""sd of ln between two measurements of one cell; the rest of a cell's noise is its own, and is kept where measured."""
HIDDEN_NOISE = 0.5
"""How far the seconds before the first word are off as a measure of thinking."""


def reasoning_noise(cells: Sequence[Cell]) -> Array:
    """What a cell differs by beyond the terms: 0.30 for agents, 0.25 for the rest, 0.50 for hidden seconds."""
    return np.array([HIDDEN_NOISE if c.task_class == HIDDEN else 0.30 if c.anchor == "agent" else 0.25 for c in cells])


def visible_noise(cells: Sequence[Cell]) -> Array:
    """The same for visible text: 0.35 thinking, 0.60 not thinking."""
    return np.array([0.60 if cell.effort == "off" else 0.35 for cell in cells])
