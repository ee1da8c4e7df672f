"""Marks of a scatter as SVG, the same at either range of widths.

Dots are for thinking, rings for without; hollow and dashed where nothing was measured, crossed where the run exceeds
its context window. Marks that lead somewhere are links; those without a name give way to the list in the order of the
keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from planner.web.charts.scatter import Dot


def drawn_marks(dots: Sequence[Dot]) -> Markup:
    """All marks, those on the frontier last: they lie above, and the keyboard goes through them."""
    behind = [_mark(dot, ' tabindex="-1"') for dot in dots if not dot.best]
    front = [_mark(dot, " ") for dot in dots if dot.best]
    return Markup("".join([*behind, *front]))  # noqa: S704 - escaped before


def _mark(dot: Dot, tabbing: str) -> str:
    spot, title = dot.spot, escape(dot.spot.title)
    if spot.full:
        return (
            f'<svg x="{dot.x}" y="{dot.y}" class="m-full {"on" if spot.thinks else "off"}" overflow="visible">'
            f'<circle r="5.5" /><path d="M-6.5-6.5 6.5 6.5M6.5-6.5-6.5 6.5" /><title>{title}</title></svg>'
        )
    size = "6" if spot.thinks and not spot.guessed else "5.5"
    at, kind = f'cx="{dot.x}" cy="{dot.y}"', _kind_of(dot)
    circle = f'<circle {at} r="{size}" class="{kind}"><title>{title}</title></circle>'
    if not spot.href:
        return circle
    return (
        f'<a href="{escape(spot.href)}" class="pt" aria-label="{title}. Add it to the plan"{tabbing}>\n'
        f'      <circle {at} r="12" class="reach" />\n      {circle}\n    </a>'
    )


def _kind_of(dot: Dot) -> str:
    spot = dot.spot
    dim = " dim" if spot.faint and not dot.best else ""
    return f"{'m-on' if spot.thinks else 'm-off'}{' m-guess' if spot.guessed else ''}{dim}"
