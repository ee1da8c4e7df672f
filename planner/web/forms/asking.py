"""The score that the scatter requires until the reader types one: on the benchmark nearest the work, if there is
one."""

from __future__ import annotations

from planner.core.models.profile.scores import NEAREST

USUAL = {
    "tau2-Bench": "80", "Terminal-Bench Hard": "40", "SciCode": "45", "IFBench": "65", "AA-LCR": "65", "GPQA": "80",
    "HLE": "25", "CritPt": "3",
}  # fmt: skip
"""The starting percent on each, about the middle of what the card's models reach with thinking."""
ANY_BENCH, NO_SCORE = "tau2-Bench", "0"


def usual_bench(task: str) -> str:
    """The benchmark nearest a kind of work; where there is none, one to start from."""
    return NEAREST.get(task, ANY_BENCH)


def usual_score(task: str, bench: str) -> str:
    """The usual required percent on `bench`; no limit where the benchmark was not chosen and none is near the work."""
    if task not in NEAREST and bench == ANY_BENCH:
        return NO_SCORE
    return USUAL.get(bench, USUAL[ANY_BENCH])
