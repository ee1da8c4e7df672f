"""From nothing to an application that answers: seconds and peak memory, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measure import Figure, readable

PROBE = """
import re, resource, sys, time
started = time.process_time()
{work}
seconds = time.process_time() - started
try:
    # Linux counts the parent's memory into ru_maxrss of a child.
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) * 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, peak)
"""
PARTS = "import flask, numpy, genai_prices.data"
WHOLE = "from planner.web import create_app; create_app({{'DATABASE': {path!r}}})"
REPEATS = 5


def main() -> int:
    """python -m tests.bench.startup TREE: against another version of the package, in turn, by the median."""
    other, here = Path(sys.argv[1]).resolve(), Path(__file__).parents[2]
    with tempfile.TemporaryDirectory() as folder:
        work = WHOLE.format(path=str(Path(folder, "bench.sqlite3")))
        runs = [(probed(work, other)[0], probed(work, here)[0]) for _ in range(REPEATS + 1)][1:]
    before, now = (median(times) for times in zip(*runs, strict=True))
    print(f"{readable(before)} there, {readable(now)} here: {now / before:.2f} times")
    return 0


def figures() -> Iterator[Figure]:
    """Against importing the packages it cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [probed(PARTS) for _ in range(REPEATS)]
        whole = [probed(WHOLE.format(path=str(Path(folder, "bench.sqlite3")))) for _ in range(REPEATS)]
    (base_seconds, base_bytes), (seconds, peak) = (
        (median(s for s, _ in runs), median(b for _, b in runs)) for runs in (parts, whole)
    )
    note = "`import planner.web; create_app()`. Baseline: importing flask, numpy and the prices alone."
    yield Figure("start-up", readable(base_seconds), readable(seconds), note=note)
    yield Figure("peak memory after it", f"{base_bytes / 1e6:.0f} MB", f"{peak / 1e6:.0f} MB")


def probed(work: str, tree: Path | None = None) -> tuple[float, float]:
    """Seconds of processor and bytes of a fresh interpreter doing `work`, with the package in `tree` if it is given."""
    code = PROBE.format(work=work)
    # Compiled modules and the catalogue that was put together are kept, as they are between two starts of a server.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own |= {"PYTHONPATH": str(tree)} if tree else {}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=own, cwd=tree).stdout
    seconds, peak = said.split()[-2:]
    return float(seconds), float(peak)


if __name__ == "__main__":
    sys.exit(main())
