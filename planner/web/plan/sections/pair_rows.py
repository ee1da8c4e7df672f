"""What the paired-dot chart says of each model in words and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.results import Estimate, Pair, Refusal
from planner.web.plan.measures.measure import Measure
from planner.web.plan.rows import side_in
from planner.web.present.context_fit import misfit
from planner.web.present.hosts import at_host


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one mode: nothing where there is none. `missing`: the mode itself has no estimate."""

    text: str
    unfit: bool
    missing: bool
    is_main: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """A model's row; `host` where it is not the maker's, `sentence` for who cannot see the drawing."""

    host: str
    sentence: str
    money: dict[str, Figure]
    time: dict[str, Figure]

    @property
    def money_titles(self) -> dict[str, str]:
        return {mode: figure.text for mode, figure in self.money.items()}

    @property
    def time_titles(self) -> dict[str, str]:
        return {mode: figure.text for mode, figure in self.time.items()}


def pair_rows(shown: Sequence[Pair], money: Measure, time: Measure | None, mode: str) -> tuple[PairRow, ...]:
    return tuple(_row(pair, money, time, side_in(pair, mode)) for pair in shown)


def _row(pair: Pair, money: Measure, time: Measure | None, main: Estimate | None) -> PairRow:
    host = at_host(main, pair.name)
    sides = {"off": pair.off, "on": pair.on}
    text = "; ".join(f"thinking {mode} {_said(side, money, time)}" for mode, side in sides.items())
    return PairRow(
        host=host,
        sentence=f"{f'{pair.name} {host}'.strip()}: {text}.",
        money={mode: _figure(side, money, main) for mode, side in sides.items()},
        time={mode: _figure(side, time, main) for mode, side in sides.items()} if time else {},
    )


def _said(side: Estimate | Refusal, money: Measure, time: Measure | None) -> str:
    if isinstance(side, Refusal):
        return side.text.strip(".")
    cost, seconds = money.of(side), time.of(side) if time else None
    parts = [money.say(cost.value) if cost else ""]
    parts += [time.say(seconds.value)] if time and seconds else []
    return ", ".join([*parts, *filter(None, [misfit(side)])])


def _figure(side: Estimate | Refusal, measure: Measure, main: Estimate | None) -> Figure:
    if isinstance(side, Refusal):
        return Figure("", unfit=False, missing=True, is_main=False)
    found = measure.of(side)
    text = measure.figure(found.value) if found else ""
    return Figure(text, unfit=bool(misfit(side)), missing=False, is_main=side is main)
