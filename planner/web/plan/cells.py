"""What the table says of one side of a pair, as it is printed: the figures of a row, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.results import Estimate
from planner.web import filters
from planner.web.plan.measures.measure import Measure
from planner.web.present.context_fit import misfit
from planner.web.present.evidence import SPEEDS, Mark, mark_of_evidence, wait_evidence


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of a row. `bad`: why the run cannot be done, empty where it can; `slow`: the seconds that 95 % of runs
    stay under, to the first word in a chat; `mark`: what the thinking rests on, or without it the speed, in a chat
    the wait for the first word."""

    word: str
    bad: str
    money: str
    money_range: str
    bill: str
    time: str
    time_range: str
    slow: str
    tier: str
    about: str
    mark: Mark | None


def cells_of(side: Estimate, mode: str, money: Measure, time: Measure | None, bill: Measure, *, first: bool) -> Cells:
    """The row of `side`, which is off or on by `mode`; `first`: whether its time is that to the first word."""
    usd, seconds = money.of(side), time.of(side) if time else None
    whole = bill.of(side)
    speed = wait_evidence(side) if first else side.speed_evidence
    thinks = mark_of_evidence(side.reasoning_evidence) if side.thinking != "off" else None
    return Cells(
        word=mode if mode == "on" or side.thinking == "off" else side.thinking,
        bad=misfit(side),
        money=money.figure(usd.value).replace("$", "") if usd else "",
        money_range=money.range(usd),
        bill=bill.figure(whole.value).replace("$", "") if whole else "",
        time=time.figure(seconds.value) if time and seconds else "",
        time_range=time.range(seconds) if time else "",
        slow=_slow(side, first=first),
        tier="standard" if side.latency else "batch",
        about="" if mode == "on" else "wait: " if first else "speed: ",
        mark=thinks if mode == "on" else mark_of_evidence(speed, SPEEDS) if speed else None,
    )


def _slow(side: Estimate, *, first: bool) -> str:
    if side.latency is None:
        return ""
    slow = (side.latency.first_answer if first else side.latency.run).p95
    return "" if slow is None else filters.two(slow)
