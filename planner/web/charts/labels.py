"""Names beside marks, placed so that none covers another name, a mark or a line at any width of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.ranking.price_table import Floats

LETTER = {True: 7.3, False: 6.8}
"""Pixels of a letter in the widest usual typeface at 13 px; strong or not."""
ABOVE, BELOW = 12.0, 4.0
"""How far a line of text reaches over and under its base line."""

MOST_HIDDEN = 8
"""How many dots of the cloud a name may cover. A mark weighs more, so only names that must be placed may cover one."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A mark that needs a name: percent across, pixels down; `must`: placed even where it covers soft marks."""

    x: float
    y: float
    text: str
    strong: bool
    must: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What a name must not cover: from and to in percent across, from and to in pixels down, and its half width;
    `weight`: how many things it counts as where it may be covered."""

    x1: float
    x2: float
    y1: float
    y2: float
    reach: float
    weight: int = 1


NONE = np.empty((0, 6))
"""No obstacles, as rows."""


@dataclass(frozen=True, slots=True)
class Label:
    """A placed name."""

    x: str
    dx: int
    y: str
    anchor: str
    text: str
    strong: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place to try: pixels beside and below the mark, and which end of the text stands there."""

    dx: int
    dy: float
    anchor: str


BESIDE = (_Spot(11, 4.5, "start"), _Spot(-11, 4.5, "end"))
AROUND = (
    _Spot(-7, 18, "end"), _Spot(7, 18, "start"), _Spot(-7, -9, "end"), _Spot(7, -9, "start"),
    _Spot(0, 22, "middle"), _Spot(0, -12, "middle"),
    # A little higher and lower, where a mark at the height of its own is in the way.
    _Spot(7, -12, "start"), _Spot(-7, -12, "end"), _Spot(7, 22, "start"), _Spot(-7, 22, "end"),
)  # fmt: skip
# Nothing lies below and to the left of the frontier: its names go there first; a long one below its mark.
ON_FRONTIER = (BESIDE[1], *AROUND, BESIDE[0], _Spot(-36, 22, "start"))


def put_labels(
    anchors: Sequence[Anchor],
    obstacles: Sequence[Obstacle],
    widths: Sequence[float],
    height: float,
    *,
    soft: Floats = NONE,
) -> tuple[Label, ...]:
    """A label for every anchor that has room, in the order given; an anchor without room gets none.

    `soft` obstacles, given as rows, are covered only where there is no other room, and never many of them.
    """
    taken: dict[float, list[Box]] = {
        width: [(left, top, right, bottom) for left, top, right, bottom, _ in boxes.tolist()]
        for width, boxes in _boxes(as_rows(obstacles), widths).items()
    }
    spared = _boxes(soft, widths)
    found = []
    for anchor in anchors:
        spots = ON_FRONTIER if anchor.strong else (*BESIDE, *AROUND)
        hidden, spot = _emptiest(anchor, (s for s in spots if _fits(anchor, s, taken, height)), spared)
        if spot is None or (hidden > MOST_HIDDEN and not anchor.must):
            continue
        found.append(_label(anchor, spot))
        for width, boxes in taken.items():
            boxes.append(_box(anchor, spot, width))
    return tuple(found)


def _emptiest(anchor: Anchor, spots: Iterable[_Spot], spared: Mapping[float, Floats]) -> tuple[int, _Spot | None]:
    """The place that covers least, and how much. Of equals the first: places at the front are the clearest."""
    least, best = 0, None
    for spot in spots:
        hidden = _covered(anchor, spot, spared)
        if best is None or hidden < least:
            least, best = hidden, spot
        if not hidden:
            break
    return least, best


def as_rows(obstacles: Sequence[Obstacle]) -> Floats:
    """Obstacles as rows of their fields, (m, 6)."""
    rows = [(o.x1, o.x2, o.y1, o.y2, o.reach, o.weight) for o in obstacles]
    return np.array(rows, dtype=np.float64).reshape(-1, 6)


def points(x: Floats, y: Floats, reach: float, weight: int = 1) -> Floats:
    """Marks at `x` and `y` (m) of one size as such rows."""
    return np.column_stack([x, x, y, y, np.full(len(x), reach), np.full(len(x), float(weight))])


def _boxes(columns: Floats, widths: Sequence[float]) -> dict[float, Floats]:
    """Left, top, right and bottom in pixels and the weight of each obstacle at each width, (m, 5)."""
    x1, x2, y1, y2, reach, weight = columns.T
    top, bottom = np.minimum(y1, y2) - reach, np.maximum(y1, y2) + reach
    return {
        width: np.column_stack([x1 / 100 * width - reach, top, x2 / 100 * width + reach, bottom, weight])
        for width in widths
    }


def _label(anchor: Anchor, spot: _Spot) -> Label:
    return Label(f"{anchor.x:.2f}%", spot.dx, f"{anchor.y + spot.dy:.1f}", spot.anchor, anchor.text, anchor.strong)


def _fits(anchor: Anchor, spot: _Spot, taken: dict[float, list[Box]], height: float) -> bool:
    """Whether it is inside the drawing and covers nothing, at every width."""
    for width, boxes in taken.items():
        box = _box(anchor, spot, width)
        if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height or _meets(box, boxes):
            return False
    return True


def _covered(anchor: Anchor, spot: _Spot, spared: Mapping[float, Floats]) -> int:
    """How many soft obstacles a label covers, at the width where it covers most."""
    return max((_hidden(_box(anchor, spot, width), boxes) for width, boxes in spared.items()), default=0)


def _hidden(box: Box, boxes: Floats) -> int:
    left, top, right, bottom = box
    inside = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
    return int(boxes[inside, 4].sum())


def _box(anchor: Anchor, spot: _Spot, width: float) -> Box:
    """Left, top, right and bottom in pixels."""
    long = len(anchor.text) * LETTER[anchor.strong]
    at = anchor.x / 100 * width + spot.dx
    left = at - {"start": 0.0, "middle": long / 2, "end": long}[spot.anchor]
    base = anchor.y + spot.dy
    return left, base - ABOVE, left + long, base + BELOW


def _meets(box: Box, others: Iterable[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < o[2] and o[0] < right and top < o[3] and o[1] < bottom for o in others)
