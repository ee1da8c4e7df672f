"""The drawing of one row of the paired-dot chart, as markup: the page has dozens of them, and each is plain shapes."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from planner.web.charts.pairs import Axis, Word

CROSS = "M-6.5-6.5 6.5 6.5M6.5-6.5-6.5 6.5"


def strip(axis: Axis, place: int, height: float, middle: float, titles: Mapping[str, str]) -> Markup:
    """Gridlines, band, link, ring and dot with their `titles` ("off", "on"), and words, in that order from the back.

    `middle`: how far down the marks are, of `height` pixels.
    """
    marks = axis.strips[place]
    parts = [_line(tick.x, tick.x, 0, height, "c-grid tick-2" if tick.minor else "c-grid") for tick in axis.ticks]
    if marks.band:
        x, width = marks.band
        parts.append(f'<rect x="{x}" y="{middle - 4:g}" width="{width}" height="8" class="m-band"/>')
    if marks.off and marks.on:
        parts.append(_line(marks.off, marks.on, middle, middle, "m-link"))
    if marks.off:
        parts.append(_mark(marks.off, middle, "off", marks.off_kind, full=marks.off_full, title=titles["off"]))
    if marks.on:
        parts.append(_mark(marks.on, middle, "on", marks.on_kind, full=marks.on_full, title=titles["on"]))
    parts += [_word(word, middle + 4.5) for word in marks.words]
    return Markup(f'<svg class="strip" aria-hidden="true">{"".join(parts)}</svg>')  # noqa: S704


def _line(x1: str, x2: str, y1: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1}" x2="{x2}" y1="{y1:g}" y2="{y2:g}" class="{kind}"/>'


def _mark(x: str, y: float, mode: str, kind: str, *, full: bool, title: str) -> str:
    """A ring or a dot. One that does not fit is hollow and crossed, so that it is recognised without its colour."""
    text = f"<title>{escape(title)}</title>" if title else ""
    if full:
        shapes = f'<circle r="5.5"/><path d="{CROSS}"/>{text}'
        return f'<svg x="{x}" y="{y:g}" class="m-full {mode}" overflow="visible">{shapes}</svg>'
    return f'<circle cx="{x}" cy="{y:g}" r="{5 if mode == "off" else 5.5}" class="{kind}">{text}</circle>'


def _word(word: Word, y: float) -> str:
    where = f'x="{word.x}" dx="{word.dx}" y="{y:g}" text-anchor="{word.anchor}"'
    return f'<text {where} class="{word.kind}">{escape(word.text)}</text>'
