"""A model of a lab that was never measured thinks and says more than the fit expects of nobody in particular.

Labs publish first what thinks long: of the models that came from unmeasured labs in two months after a day, the fit of
what was released before it expected two thirds. Half of what earlier windows showed is made good (docs/methodology.md,
New models); at each cut-off date only earlier windows tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from scripts.fitting.crossval import Miss

SHARE = 0.5
KIND = "class"
MODES = ("thinking", "not thinking")


def shortfall(earlier: Sequence[Miss]) -> Mapping[str, float]:
    """By mode, what to add to ln tokens of a model of an unmeasured lab: half of what those of earlier windows lacked,
    0 where there were none. `earlier`: misses before anything was added."""
    lacked = {mode: [-m.error for m in earlier if m.kind == KIND and m.cell.mode == mode] for mode in MODES}
    return {mode: SHARE * float(np.median(errors)) if errors else 0.0 for mode, errors in lacked.items()}


def raised(found: Sequence[Miss], by: Mapping[str, float]) -> list[Miss]:
    """The same misses with the shortfall added to the predictions for models of unmeasured labs."""
    return [replace(m, error=m.error + by[m.cell.mode]) if m.kind == KIND else m for m in found]
