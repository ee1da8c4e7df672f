"""planner/data/estimator/accuracy.csv: the errors of docs/accuracy.md that the method page prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.fitting import agents
from scripts.fitting.crossval import score
from scripts.fitting.fitting import NOT_THINKING, REASONING_NAME, THINKING, Results
from scripts.fitting.groups import groups, of_work, works_of

SUMMARY_HEADER = "figure,evidence,work,rows,error,in_range"
QUANTITIES = (REASONING_NAME, THINKING, NOT_THINKING)


def summary(results: Results, bills: Sequence[agents.Score]) -> Iterator[tuple[object, ...]]:
    """Errors are medians of |predicted/actual - 1|, `in_range` the share that the 80 % range held; shares 0-1."""
    yield from errors(results)
    whole = next(bill for bill in bills if (bill.source, bill.figure) == ("all three", agents.ASSUMED))
    yield "agent bill", agents.ASSUMED, "all", whole.rows, f"{whole.error:.2f}", f"{whole.coverage:.2f}"


def errors(results: Results) -> Iterator[tuple[object, ...]]:
    """The lines of the tables on tokens, in their order."""
    for quantity in QUANTITIES:
        for kind, found, _ in groups(results, quantity):
            for work in works_of(kind):
                if group := of_work(found, work):
                    judged = score(group)
                    yield quantity, kind, work, judged.n, f"{judged.error:.2f}", f"{judged.coverage:.2f}"
