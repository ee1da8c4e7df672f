"""Every pasted row as printed: measured beside estimated, line by line, and the lines that were refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from planner.core.validation.accuracy import Reason
from planner.core.validation.backtest import EXACT, PredictedFigure, Replay
from planner.web.filters.dollars import money

MOST_LINES = 500
LINES_NAMED = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of one row: `inside` is yes, no or exact; `missed` whether it lies outside its range."""

    line: str
    model: str
    effort: str
    quantity: str
    measured: str
    estimated: str
    error: str
    inside: str
    missed: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Why rows were refused, how many, and their lines in words."""

    text: str
    rows: int
    lines: str


def compared(replays: Sequence[Replay]) -> tuple[Compared, ...]:
    """The first `MOST_LINES` figures, in the order of the rows."""
    return tuple(islice(_figures(replays), MOST_LINES))


def figures_in(replays: Sequence[Replay]) -> int:
    """How many there are in all."""
    return sum(len(one.figures) for one in replays)


def refused(reasons: Sequence[Reason]) -> tuple[Refused, ...]:
    """The reasons, the most frequent first."""
    return tuple(Refused(reason.text, reason.rows, _lines(reason)) for reason in reasons)


def _lines(reason: Reason) -> str:
    lines = [str(line) for _, line in reason.places[:LINES_NAMED]]
    more = reason.rows - len(lines)
    return f"line{'s' if reason.rows > 1 else ''} {', '.join(lines)}{f' and {more} more' if more else ''}"


def _figures(replays: Sequence[Replay]) -> Iterator[Compared]:
    for one in replays:
        for said in one.figures:
            write, inside = _unit(said.quantity), _inside(said)
            yield Compared(
                line=str(one.row.line),
                model=one.row.model,
                effort=one.row.effort or "default",
                quantity=said.quantity,
                measured=write(said.actual),
                estimated=write(said.predicted),
                error=_error(said),
                inside=inside,
                missed=inside == "no",
            )


def _error(figure: PredictedFigure) -> str:
    """With its sign, and a true minus; nothing is neither more nor less."""
    text = f"{figure.predicted / figure.actual - 1:+.0%}"
    return "0%" if text[1:] == "0%" else text.replace("-", "−")


def _unit(quantity: str) -> Callable[[float], str]:
    if quantity.startswith("cost"):
        return money
    return _seconds if quantity.startswith("seconds") else _tokens


def _seconds(value: float) -> str:
    return f"{value:,.1f} s"


def _tokens(value: float) -> str:
    return f"{value:,.0f}"


def _inside(figure: PredictedFigure) -> str:
    if figure.quantity == EXACT:
        return "exact"
    if figure.band is None:
        return "–"
    return "yes" if figure.band.p10 <= figure.actual <= figure.band.p90 else "no"
