"""planner/data/estimator/accuracy.csv: the few figures of docs/accuracy.md that the method page opens with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.fitting.agents import ASSUMED, Score
from scripts.fitting.fitting import REASONING_NAME, Results
from scripts.fitting.groups import BY_DATE, groups, median_error

SUMMARY_HEADER = "figure,rows,error,in_range"
THINKING_ROWS = {"model+effort": "thinking_known", "between": "thinking_between", BY_DATE: "thinking_new"}


def summary(results: Results, bills: Sequence[Score]) -> Iterator[tuple[object, ...]]:
    """Errors are medians of |predicted/actual - 1|, `in_range` the share that the 80 % range held; shares 0-1."""
    for kind, found, _ in groups(results, REASONING_NAME):
        if kind in THINKING_ROWS:
            yield THINKING_ROWS[kind], len(found), f"{median_error(found):.2f}", ""
    whole = next(bill for bill in bills if (bill.source, bill.figure) == ("all three", ASSUMED))
    yield "agent_bill", whole.rows, f"{whole.error:.2f}", f"{whole.coverage:.2f}"
