"""All benches: python -m tests.bench prints a table and writes docs/performance.md; exit code 1 where a want is missed.

To add one: a module beside this with `figures() -> Iterator[Figure]`, and its name in BENCHES.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from planner.web.guard import fairness
from tests.bench import (
    beside,
    budget,
    calls,
    draws,
    everything,
    loops,
    page,
    paint,
    server,
    simulation,
    startup,
    store,
    throughput,
    usage,
)
from tests.bench.measure import Figure
from tests.bench.tried import TRIED

BENCHES: tuple[Callable[[], Iterator[Figure]], ...] = (
    calls.figures,
    loops.figures,
    everything.figures,
    simulation.figures,
    draws.figures,
    page.figures,
    paint.figures,
    startup.figures,
    budget.figures,
    usage.figures,
    store.figures,
    server.figures,
    throughput.figures,
    beside.figures,
)
DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = ("what", "baseline", "ours", "times faster", "wanted", "")
INTRODUCTION = """# How fast it is

`make bench` measures this and writes it here; every line is a median of several timings, and a baseline is timed in
the same run as ours, both in processor time. Pages are counted in empty pages of the same app too, which the same
run serves in turn. Where the load is above the number of cores other work ran beside it: times stretch then, ratios
less.

{machine}

`python -m tests.bench.startup TREE` compares start-up with another version of the package, in turn.
"""


def main() -> int:
    for name, _usual, _counts in fairness.SETTINGS.values():
        os.environ[name] = "0"  # a bench asks more of one server than one visitor may
    figures = [figure for bench in BENCHES for figure in bench()]
    text = document(figures)
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)
    return int(any(figure.met is False for figure in figures))


def document(figures: Iterable[Figure]) -> str:
    """The table with its machine and notes, as Markdown."""
    figures = list(figures)
    rows = [HEAD, tuple("-" * 3 for _ in HEAD), *map(cells, figures)]
    table = "\n".join("".join(f"| {cell} " if cell else "| " for cell in row) + "|" for row in rows)
    notes = "\n".join(f"- {figure.what}: {figure.note}" for figure in figures if figure.note)
    return f"{INTRODUCTION.format(machine=machine())}\n{table}\n\n{notes}\n\n{TRIED}"


def cells(figure: Figure) -> tuple[str, ...]:
    """One row."""
    ratio = f"{figure.ratio:,.0f}" if figure.ratio else ""
    verdict = {None: "", True: "met", False: "missed"}[figure.met]
    return figure.what, figure.baseline, figure.ours, ratio, figure.wanted, verdict


def machine() -> str:
    """What it ran on, in general words."""
    day = datetime.now(UTC).date()
    load = f"load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "load not known"
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    return f"{where}, {day.day} {day:%b %Y}, {load}."


if __name__ == "__main__":
    sys.exit(main())
